import Foundation
import Testing

@testable import FEEL

/// docs/feel.md says nothing that is not so.
@Suite struct AuthorPageTests {
  private static let page: [String] = {
    let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text =
      (try? String(contentsOf: repository.appendingPathComponent("docs/feel.md"), encoding: .utf8)) ?? ""
    return text.components(separatedBy: "\n")
  }()

  /// The lines of all blocks that begin with ` ```head `, with what stands behind the head.
  private func blocks(_ head: String) -> [(argument: String, lines: [String])] {
    var found: [(argument: String, lines: [String])] = []
    var isInside = false
    for line in Self.page {
      if line.hasPrefix("```") {
        let words = line.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
        isInside = !isInside && words.first == head
        if isInside { found.append((words.count > 1 ? words[1] : "", [])) }
      } else if isInside, !line.isEmpty {
        found[found.count - 1].lines.append(line)
      }
    }
    return found
  }

  private static let today = CivilDate(text: "2026-06-01") ?? CivilDate(days: 0)

  private func trial(_ text: String, names: [(name: String, value: Value)] = [], tested: Value? = nil)
    -> Trial
  {
    let noon = CivilTime(nanoseconds: 43_200_000_000_000, zone: .shanghai)
    return Trial(
      text, names: names, tested: tested, today: Self.today,
      now: CivilDateTime(date: Self.today, time: noon))
  }

  private func names() throws -> [(name: String, value: Value)] {
    let data = try #require(blocks("feel-data").first).lines.joined(separator: "\n")
    guard case .context(let context)? = trial(data).outcome?.value else {
      Issue.record("the page's data cannot be read")
      return []
    }
    return zip(context.keys, context.values).map { ($0, $1) }
  }

  /// `EXPR → RESULT  // REASON`.
  private func check(_ line: String, _ names: [(name: String, value: Value)], tested: Value? = nil) {
    let parts = line.components(separatedBy: " → ")
    guard parts.count == 2 else {
      Issue.record("no result: \(line)")
      return
    }
    let wanted = parts[1].components(separatedBy: "  // ")
    let found = trial(parts[0], names: names, tested: tested)
    #expect(found.problems.map(\.zh) == [], "\(line)")
    #expect(found.outcome?.value.notation == wanted[0], "\(line)")
    if wanted.count > 1 { #expect(found.outcome?.reasons.map(\.zh).contains(wanted[1]) == true, "\(line)") }
  }

  @Test func everyExampleHolds() throws {
    let names = try names()
    let lines = blocks("feel").flatMap(\.lines)
    #expect(lines.count > 60)
    for line in lines { check(line, names) }
    for block in blocks("feel-tests") {
      let tested = trial(block.argument).outcome?.value
      for line in block.lines { check(line, [], tested: tested) }
    }
  }

  @Test func everyMistakeIsToldSo() throws {
    let names = try names()
    for line in blocks("feel-wrong").flatMap(\.lines) {
      let parts = line.components(separatedBy: " ✗ ")
      #expect(parts.count == 2, "\(line)")
      let found = trial(parts[0], names: names)
      #expect(found.outcome == nil, "\(line)")
      #expect(found.problems.first?.zh == parts.last, "\(line)")
    }
  }

  @Test func whatNeedsTheCityIsWrittenRight() throws {
    var scope = SlotScope([
      "地点": .entity("place"), "定位": .unknown, "申请日": .date, "申请人": .entity("person"), "对象": .entity("person"),
      "我": .entity("person"),
    ])
    scope.add(member: "定位", of: "place", id: "point", type: .unknown)
    for line in blocks("feel-city").flatMap(\.lines) {
      #expect(Expression.compile(line, scope: scope).1.map(\.zh) == [], "\(line)")
    }
  }

  /// The table: `| 中文 | english | meaning | example → result |`.
  @Test func theTableNamesEveryFunction() throws {
    let names = try names()
    var listed: [String: String] = [:]
    for line in Self.page where line.hasPrefix("| `") && line.hasSuffix(" |") {
      let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
      guard cells.count == 4 else { continue }
      let words = cells.map { $0.filter { $0 != "`" } }
      listed[words[1]] = words[0]
      let example = cells[3].trimmingCharacters(in: CharacterSet(charactersIn: "`"))
      if example != "见上" { check(example.replacingOccurrences(of: "¦", with: "|"), names) }
    }
    for function in BuiltIns.aliases {
      #expect(listed[function.name] == function.alias ?? function.name, "\(function.name)")
    }
    #expect(listed.count == BuiltIns.aliases.count)
  }
}
