import Testing

@testable import FEEL

@Suite struct DMNReaderTests {
  private func model(_ inside: String, namespace: String = DMNReader.namespace) -> [UInt8] {
    Array(
      "<definitions xmlns=\"\(namespace)\" name=\"m\" namespace=\"urn:m\">\n\(inside)\n</definitions>".utf8)
  }

  private func problems(_ inside: String) throws -> [String] {
    let (model, problems) = try DMNReader.read(model(inside))
    return (problems + DMNLinker.link(model).problems).map { "\($0.place.line):\($0.place.column) \($0.en)" }
  }

  @Test(arguments: DMNReader.namespaces.sorted())
  func everyVersionIsRead(namespace: String) throws {
    let (read, problems) = try DMNReader.read(model("<inputData id='a' name='甲'/>", namespace: namespace))
    #expect(read.inputs.map(\.head.name.text) == ["甲"])
    #expect(problems.isEmpty)
  }

  @Test func otherFilesAreRefused() {
    #expect(throws: XMLProblem.self) { try DMNReader.read(model("", namespace: "urn:other")) }
    #expect(throws: XMLProblem.self) { try DMNReader.read(Array("<html/>".utf8)) }
    #expect(throws: XMLProblem.self) { try DMNReader.read(Array("<definitions/>".utf8)) }
  }

  @Test(arguments: [
    (
      "<decision id='d'><literalExpression><text>1</text></literalExpression></decision>",
      "2:1 `decision` has no name"
    ),
    (
      "<decision id='d' name='x'><decisionTable hitPolicy='SOME'><output/></decisionTable></decision>",
      "2:27 unknown hit policy `SOME`"
    ),
    (
      "<decision id='d' name='x'><decisionTable><input/><output/></decisionTable></decision>",
      "2:42 an input lacks its `inputExpression`"
    ),
    (
      "<decision id='d' name='x'><for iteratorVariable='i'><return/></for></decision>",
      "2:27 `for` lacks `in`"
    ),
    (
      "<decision id='d' name='x'><informationRequirement><requiredInput href='#gone'/></informationRequirement>"
        + "<literalExpression><text>1</text></literalExpression></decision>",
      "2:51 nothing stands for `#gone`"
    ),
    (
      "<decision id='d' name='x'><informationRequirement><requiredInput/></informationRequirement></decision>",
      "2:51 `requiredInput` needs `href=\"#id\"`"
    ),
    ("<itemDefinition name='t'><typeRef>gone</typeRef></itemDefinition>", "2:26 there is no type `gone`"),
    (
      "<import name='i' namespace='urn:gone' importType='\(DMNReader.namespace)'/>",
      "2:1 the imported model `urn:gone` is not at hand"
    ),
    (
      "<decision id='d' name='x'><literalExpression expressionLanguage='urn:java'><text>1</text></literalExpression>"
        + "</decision>", "2:76 the language `urn:java` is not supported"
    ),
    ("<inputData id='d' name='a'/><inputData id='d' name='b'/>", "2:29 the id `d` is used twice"),
  ])
  func faultsAreLocated(inside: String, expected: String) throws {
    let found = try problems(inside)
    #expect(found.contains(expected), "\(found)")
  }

  @Test func textThatCannotBeReadIsLocatedByItsLine() throws {
    let inside =
      "<decision id='d' name='x'><literalExpression><text>1 +\n2 ) 3</text></literalExpression></decision>"
    #expect(try problems(inside).first?.hasPrefix("3:1 ") == true)
  }

  @Test func vendorsElementsArePassedOver() throws {
    let inside =
      "<v:decision xmlns:v='urn:v' name='no'/><extensionElements><v:x xmlns:v='urn:v'/></extensionElements>"
    let (read, problems) = try DMNReader.read(model(inside))
    #expect(read.decisions.isEmpty && problems.isEmpty)
  }

  @Test(arguments: [
    "boxed/boxed.dmn", "hit-policies/hit-policies.dmn", "types/types.dmn", "imports/top.dmn",
    "services/services.dmn",
  ])
  func writtenModelsAreReadAgain(path: String) throws {
    let (read, problems) = try DMNReader.read(try KitFiles.bytes(path))
    let (again, others) = try DMNReader.read(Array(DMNWriter.write(read).utf8))
    #expect(again == read)
    #expect(others.count == problems.count)
    #expect(!read.decisions.isEmpty)
  }

  @Test func noPieceOfAModelTraps() throws {
    let bytes = try KitFiles.bytes("boxed/boxed.dmn")
    for cut in stride(from: 0, to: bytes.count, by: 37) {
      #expect(throws: XMLProblem.self) { try DMNReader.read(Array(bytes[..<cut])) }
    }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      var other = bytes
      for _ in 0..<8 {
        other[Int.random(in: 0..<other.count, using: &random)] = UInt8.random(in: 0x20...0x7E, using: &random)
      }
      guard let (read, _) = try? DMNReader.read(other) else { continue }
      let program = DMNLinker.link(read)
      for name in program.decisions { _ = program.decide(name, [], today: KitFiles.now.date) }
      if let (again, _) = try? DMNReader.read(Array(DMNWriter.write(read).utf8)) {
        #expect(again.name == read.name)
      }
    }
  }

  @Test func deepBoxesAreBounded() throws {
    let levels = 120
    let inside =
      "<decision id='d' name='x'>" + String(repeating: "<list>", count: levels)
      + "<literalExpression><text>1</text></literalExpression>" + String(repeating: "</list>", count: levels)
      + "</decision>"
    let (read, _) = try DMNReader.read(model(inside))
    let found = DMNLinker.link(read).decide("x", [], today: KitFiles.now.date)
    #expect(
      found?.value.text == String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
        || found?.value.text.contains("…") == true)
    let deeper = String(repeating: "<list>", count: 300)
    #expect(throws: XMLProblem.self) { try DMNReader.read(model("<decision name='x'>\(deeper)")) }
  }
}
