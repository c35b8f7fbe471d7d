import Testing

@testable import FEEL

@Suite struct KitTests {
  @Test(arguments: KitFiles.folders(below: KitFiles.own).map(\.name))
  func ownModels(folder: String) throws {
    let found = KitFiles.folders(below: KitFiles.own).first { $0.name == folder }
    let files = try #require(found).files
    let outcomes = KitFolder(files).run(today: KitFiles.now.date, now: KitFiles.now)
    #expect(!outcomes.isEmpty)
    for outcome in outcomes where !outcome.passed {
      Issue.record("\(folder) \(outcome.file) \(outcome.id): \(outcome.message)")
    }
  }

  @Test func severalFoldersOfOwnModels() {
    #expect(KitFiles.folders(below: KitFiles.own).count == 5)
  }

  @Test(.enabled(if: KitFiles.hasKit, "../shared/tck is not at hand"))
  func publicKit() {
    var passed = 0
    var failed: [String] = []
    for folder in KitFiles.folders(below: KitFiles.kit) {
      for outcome in KitFolder(folder.files).run(today: KitFiles.now.date, now: KitFiles.now)
      where !outcome.isForeign {
        if outcome.passed {
          passed += 1
        } else {
          failed.append("\(folder.name) \(outcome.id): \(outcome.message)")
        }
      }
    }
    #expect(passed > 1000)
    #expect(Double(passed) >= 0.99 * Double(passed + failed.count), "\(failed.joined(separator: "\n"))")
  }

  @Test(.enabled(if: KitFiles.hasKit, "../shared/tck is not at hand"))
  func everyModelOfTheKitIsReadWithoutProblems() throws {
    for folder in KitFiles.folders(below: KitFiles.kit) {
      for file in folder.files where file.name.hasSuffix(".dmn") {
        let (model, problems) = try DMNReader.read(file.bytes)
        #expect(problems.isEmpty, "\(file.name): \(problems.map(\.text))")
        let (again, others) = try DMNReader.read(Array(DMNWriter.write(model).utf8))
        #expect(again == model, "\(file.name)")
        #expect(others.isEmpty)
      }
    }
  }

  @Test func foreignFunctionsAreCountedApart() throws {
    let found = KitFiles.folders(below: KitFiles.own).first { $0.name == "boxed" }
    let outcomes = KitFolder(try #require(found).files).run(today: KitFiles.now.date, now: KitFiles.now)
    #expect(outcomes.filter(\.isForeign).count == 1)
  }

  @Test func whatCannotBeReadFailsItsCasesAlone() throws {
    let test = KitFolder.File(
      name: "a-test-01.xml",
      bytes: Array(
        """
        <testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"><modelName>a.dmn</modelName>
        <testCase id="1"><resultNode name="x"><expected/></resultNode></testCase></testCases>
        """.utf8))
    let broken = KitFolder.File(name: "b-test-01.xml", bytes: Array("<testCases".utf8))
    let model = KitFolder.File(name: "a.dmn", bytes: Array("<definitions>".utf8))
    let outcomes = KitFolder([test, broken, model]).run(today: KitFiles.now.date, now: KitFiles.now)
    #expect(outcomes.map(\.passed) == [false, false])
    #expect(outcomes[0].message.hasPrefix("1:1:"))
    #expect(KitFolder([test]).run(today: KitFiles.now.date, now: KitFiles.now)[0].message.contains("a.dmn"))
  }

  @Test(arguments: [
    ("1.000000001", "1", true), ("1.0000001", "1", false), ("[1, [2]]", "[1, [2]]", true),
    ("[1, [2]]", "[1, [3]]", false), ("[1]", "1", false), ("{a: 1, b: null}", "{b: null, a: 1}", true),
    ("{a: 1}", "{a: 1, b: null}", false), ("\"1\"", "1", false), ("null", "null", true),
    ("null", "false", false),
    ("@\"2026-03-01\"", "@\"2026-03-01T00:00:00\"", false), ("@\"P1D\"", "@\"PT24H\"", true),
  ])
  func comparison(found: String, expected: String, same: Bool) throws {
    func value(_ text: String) throws -> Value {
      let (compiled, _) = Expression.compile(text, scope: SlotScope())
      var frame = Frame()
      return try #require(compiled).evaluate(&frame)
    }
    let (one, other) = (try value(found), try value(expected))
    #expect(KitComparison.same(one, other) == same)
  }
}
