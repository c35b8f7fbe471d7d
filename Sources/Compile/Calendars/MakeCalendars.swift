import Core
import FEEL
import Spec

extension CompileRun {
  /// Working calendars, and territories that two of them claim for the same time.
  func makeCalendars() {
    var claims: [Int64: [(entry: DocumentEntry, days: ClosedRange<Int>, node: SpecNode)]] = [:]
    for entry in entries(.calendar) {
      let made = make(.calendar, entry, surroundings: surroundings(entry)) { context, _ in
        let program = entry.document.map { CalendarLowering.lower(CalendarSpec($0.root), entry, context) }
        return (program.map { .calendar($0) } ?? .nothing, program?.hash ?? "")
      }
      guard case .calendar(let program) = made.product, let root = entry.document?.root else { continue }
      calendars.append(program)
      guard let span = CalendarLowering.span(program) else { continue }
      for node in CalendarSpec(root).for {
        guard !node.isInvalid, case .one(let index) = place(node.text, owner: nil), let id = city.id(of: index) else { continue }
        if let other = claims[id]?.first(where: { $0.days.overlaps(span) && $0.entry !== entry }) {
          sink.report(CalendarLowering.overlap(node, other.entry, other.node))
        }
        claims[id, default: []].append((entry, span, node))
      }
    }
  }
}

/// One calendar document → `CalendarProgram`.
enum CalendarLowering {
  static func lower(_ spec: CalendarSpec, _ entry: DocumentEntry, _ context: CompileContext) -> CalendarProgram {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    let words = Set(spec.workweek.compactMap(\.word))
    let isWritten = spec.node.has(.workweek)
    let hours = spec.hours.filter { !$0.isInvalid }.compactMap { minutes($0.text) }.sorted { $0.lowerBound < $1.lowerBound }
    return CalendarProgram(
      id: entry.id, title: entry.title, hash: entry.source.hash, territory: context.territory(spec.for),
      workweek: days.enumerated().map { isWritten ? words.contains($1) : $0 < 5 },
      hours: hours.isEmpty ? [9 * 60..<17 * 60] : hours, holidays: ranges(spec.holidays), workdays: ranges(spec.workdays))
  }

  /// From the first to the last day that the calendar speaks of.
  static func span(_ program: CalendarProgram) -> ClosedRange<Int>? {
    let all = program.holidays + program.workdays
    guard let first = all.map(\.lowerBound).min(), let last = all.map(\.upperBound).max() else { return nil }
    return first...last
  }

  private static func ranges(_ nodes: [SpecNode]) -> [ClosedRange<Int>] {
    nodes.compactMap { node in
      guard !node.isInvalid else { return nil }
      let text = node.text
      guard let first = CivilDate(text: String(text.prefix(10))), let last = CivilDate(text: String(text.suffix(10))),
        first <= last
      else { return nil }
      return Int(first.days)...Int(last.days)
    }
  }

  /// `09:00-12:00`
  private static func minutes(_ text: String) -> Range<Int>? {
    let numbers = text.split(whereSeparator: { $0 == ":" || $0 == "-" }).compactMap { Int($0) }
    guard numbers.count == 4 else { return nil }
    let from = numbers[0] * 60 + numbers[1]
    let until = numbers[2] * 60 + numbers[3]
    return from < until && until <= 1440 ? from..<until : nil
  }

  static func overlap(_ node: SpecNode, _ other: DocumentEntry, _ first: SpecNode) -> Diagnostic {
    Diagnostic(
      .territoryOverlap, at: node.range,
      Message(
        zh: "「\(node.text)」同一段时间已经有日历 `\(other.id)`", en: "`\(node.text)` has the calendar `\(other.id)` for these days already"),
      notes: [DiagnosticNote(at: first.range, Message(zh: "在这里", en: "here"))])
  }
}
