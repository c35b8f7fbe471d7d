import Testing

@testable import FEEL

/// Expressions as models of others hold them: whatever is wrong gives null and says why.
@Suite struct StandardTests {
  private static func run(_ text: String, _ scope: SlotScope = SlotScope(), _ slots: [Value] = []) -> (
    text: String, reasons: [Reason], problems: [Problem]
  ) {
    let (compiled, problems) = Expression.compile(text, scope: scope, strictness: .standard)
    guard let compiled else { return ("syntax", [], problems) }
    var frame = Frame(slots: slots, today: CivilDate(days: 20_000))
    let value = compiled.evaluate(&frame)
    if case .string(let text) = value { return (Value.quoted(text), frame.reasons, problems) }
    return (value.text, frame.reasons, problems)
  }

  @Test func casesHold() throws {
    var count = 0
    for file in try CaseFile.all(in: "standard") {
      for line in file.lines {
        let found = Self.run(line.expression)
        #expect(found.text == line.expected, "\(file.name):\(line.number) \(line.expression)")
        let isTolerated = found.text == "syntax" || found.problems.allSatisfy(\.isNote)
        #expect(isTolerated, "\(file.name):\(line.number)")
        count += 1
      }
    }
    #expect(count >= 300)
  }
}
