import Core
import FEEL
import Testing

@testable import Engine

@Suite struct DeadlineTests {
  /// 2026-02-14 (Saturday) is a make-up day, 02-15 to 02-23 is the Spring Festival.
  static let calendar = CalendarProgram(
    id: "c", title: Label(zh: "日历"), hash: "c1", territory: [], workweek: [true, true, true, true, true, false, false],
    hours: [540..<720, 810..<1050], holidays: [day("2026-02-15")...day("2026-02-23")],
    workdays: [day("2026-02-14")...day("2026-02-14")])

  static func day(_ text: String) -> Int { Int(CivilDate(text: text)?.days ?? 0) }
  static func at(_ text: String) -> Int64 { CivilDateTime(text: text)?.milliseconds() ?? 0 }
  static func text(_ moment: Int64?) -> String {
    moment.map { CivilDateTime(milliseconds: $0) }.map { "\($0.date.text) \($0.time.hour):\($0.time.minute)" } ?? "-"
  }

  @Test(arguments: [
    ("2026-02-13T10:00", 1, WorkingDuration.Unit.workday, "2026-02-14 17:30"),
    ("2026-02-13T10:00", 2, .workday, "2026-02-24 17:30"), ("2026-03-02T09:00", 2, .workday, "2026-03-04 17:30"),
    ("2026-03-06T16:00", 2, .workhour, "2026-03-09 9:30"), ("2026-03-02T11:00", 2, .workhour, "2026-03-02 14:30"),
    ("2026-03-02T11:00", 36, .hour, "2026-03-03 23:0"), ("2026-01-31T08:00", 1, .month, "2026-02-28 8:0"),
  ])
  func dueMoments(from: String, count: Int, unit: WorkingDuration.Unit, due: String) {
    #expect(Self.text(Deadline(Self.calendar).due(WorkingDuration(count, unit), from: Self.at(from))) == due)
  }

  @Test func thePauseIsGivenBack() {
    let deadline = Deadline(Self.calendar)
    let allowed = WorkingDuration(2, .workday)
    let due = deadline.due(allowed, from: Self.at("2026-03-02T09:00")) ?? 0
    let resumed = deadline.resumed(
      due: due, paused: Self.at("2026-03-03T10:00"), at: Self.at("2026-03-09T10:00"), of: allowed)
    #expect(Self.text(resumed) == "2026-03-10 17:30")
    #expect(Deadline(nil).hash == nil && deadline.hash == "c1")
  }
}
