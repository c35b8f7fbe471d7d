import Testing

@testable import FEEL

@Suite struct DMNRunTests {
  private func program(_ path: String) throws -> DMNProgram {
    DMNLinker.link(try DMNReader.read(try KitFiles.bytes(path)).model)
  }

  @Test func nullsKeepTheirReasons() throws {
    let program = try program("types/types.dmn")
    let found = try #require(program.decide("类别照旧", [DMNGiven("类别", .string("丙"))], today: KitFiles.now.date))
    #expect(found.value.isNull)
    #expect(found.reasons.map(\.en) == ["the input `类别` does not conform"])
  }

  @Test func textsOfJSONAreDatesWhereDatesAreWanted() throws {
    let program = try program("types/types.dmn")
    func age(_ readsTexts: Bool) -> Value? {
      let person = Value.context(
        Context([("姓 名", .string("张三")), ("年龄", .number(66)), ("出生日期", .string("1960-01-01"))]))
      return program.decide("姓名", [DMNGiven("人", person, readsTexts: readsTexts)], today: KitFiles.now.date)?
        .value
    }
    #expect(age(true)?.text == "张三·66")
    #expect(age(false)?.isNull == true)
  }

  @Test func dateBecomesMidnight() throws {
    let found = try program("types/types.dmn").decide("日期成时刻", [], today: KitFiles.now.date)
    #expect(found?.value.text == "2026-03-01T00:00:00Z")
  }

  @Test func unknownNamesGiveNothing() throws {
    let program = try program("services/services.dmn")
    #expect(program.decide("没有", [], today: KitFiles.now.date) == nil)
    #expect(program.decide("全部", [], today: KitFiles.now.date) == nil)
    #expect(program.invoke("没有", [], today: KitFiles.now.date) == nil)
    #expect(program.outputs(of: "从基数起") == ["加成", "说明"])
    #expect(program.inputs == ["年龄"])
  }

  @Test func aLongChainOfDecisionsNeedsNoStack() throws {
    var inside =
      "<decision id='d0' name='d0'><literalExpression><text>1</text></literalExpression></decision>"
    for number in 1..<3000 {
      inside +=
        "<decision id='d\(number)' name='d\(number)'><informationRequirement><requiredDecision href='#d\(number - 1)'/>"
        + "</informationRequirement><literalExpression><text>d\(number - 1) + 1</text></literalExpression></decision>"
    }
    let text = "<definitions xmlns='\(DMNReader.namespace)' name='m' namespace='u'>\(inside)</definitions>"
    let program = DMNLinker.link(try DMNReader.read(Array(text.utf8)).model)
    #expect(program.decide("d2999", [], today: KitFiles.now.date)?.value.text == "3000")
  }

  @Test func workIsBounded() throws {
    let loop =
      "<for iteratorVariable='a'><in><literalExpression><text>for x in 1..90000 return x</text></literalExpression></in>"
      + "<return><literalExpression><text>sum(for b in 1..90000 return a * b)</text></literalExpression></return></for>"
    let text =
      "<definitions xmlns='\(DMNReader.namespace)' name='m' namespace='u'>"
      + "<decision id='d' name='d'>\(loop)</decision></definitions>"
    let program = DMNLinker.link(try DMNReader.read(Array(text.utf8)).model)
    let found = program.decide("d", [], today: KitFiles.now.date)
    #expect(found?.value.isNull == true)
    #expect(found?.reasons.contains { $0.en == "too much work" } == true)
  }
}
