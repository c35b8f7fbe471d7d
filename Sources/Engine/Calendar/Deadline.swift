import Core
import FEEL

/// When a time allowed runs out. Working days and hours are counted by the calendar of the place; where none is declared,
/// Monday to Friday from nine to five.
package struct Deadline: Sendable {
  private let calendar: CalendarProgram

  package init(_ calendar: CalendarProgram?) { self.calendar = calendar ?? Self.ordinary }

  /// The hash stored beside a day that was computed with it; nil for the ordinary week.
  package var hash: String? { calendar.hash.isEmpty ? nil : calendar.hash }

  private static let ordinary = CalendarProgram(
    id: "", title: Label(zh: "普通工作周", en: "ordinary week"), hash: "", territory: [],
    workweek: [true, true, true, true, true, false, false], hours: [540..<1020], holidays: [], workdays: [])

  /// The last moment allowed, milliseconds UTC, for a time that starts at `from`. A working day ends with its working
  /// hours; nil when the calendar has no such day within ten years.
  package func due(_ allowed: WorkingDuration, from start: Int64) -> Int64? {
    let count = Int64(max(0, min(allowed.count, 1_000_000)))
    switch allowed.unit {
    case .second: return start &+ count &* 1_000
    case .minute: return start &+ count &* 60_000
    case .hour: return start &+ count &* 3_600_000
    case .day: return start &+ count &* 86_400_000
    case .week: return start &+ count &* 604_800_000
    case .month: return civil(start, months: Int(count))
    case .year: return civil(start, months: Int(count) * 12)
    case .workday: return workdays(Int(count), from: start)
    case .workhour: return workhours(count &* 60, from: start)
    }
  }

  /// The new last moment after a pause: what was left when the pause began is left again when it ends. A due moment that
  /// ends a working day moves by working days, any other by the length of the pause.
  package func resumed(due: Int64, paused: Int64, at now: Int64, of allowed: WorkingDuration?) -> Int64 {
    if allowed?.unit == .workday {
      let left = workdays(from: day(of: paused), to: day(of: due))
      if let shifted = workdays(left, from: now) { return shifted }
    }
    return now &+ (due &- paused)
  }

  /// The last moment of work of a day; nil for a day that no clock shows.
  package func end(of day: CivilDate) -> Int64? {
    guard (-1_000_000...4_000_000).contains(day.days) else { return nil }
    return moment(Int(day.days), minute: closing)
  }

  /// So long before a deadline. A number of working days before it lies at the same time of day.
  package func moment(_ early: WorkingDuration, before due: Int64) -> Int64? {
    let count = Int64(max(0, min(early.count, 1_000_000)))
    switch early.unit {
    case .second: return due &- count &* 1_000
    case .minute: return due &- count &* 60_000
    case .hour: return due &- count &* 3_600_000
    case .day: return due &- count &* 86_400_000
    case .week: return due &- count &* 604_800_000
    case .month: return civil(due, months: -Int(count))
    case .year: return civil(due, months: -Int(count) * 12)
    case .workday:
      return calendar.adding(workdays: -Int(count), to: day(of: due)).map { moment($0, minute: minute(of: due)) }
    case .workhour: return workhours(count &* 60, before: due)
    }
  }

  // MARK: Days

  private func day(of moment: Int64) -> Int { Int(CivilDateTime(milliseconds: moment).date.days) }

  private func minute(of moment: Int64) -> Int {
    let time = CivilDateTime(milliseconds: moment).time
    return time.hour * 60 + time.minute
  }

  private func moment(_ day: Int, minute: Int) -> Int64 {
    let time = CivilTime(nanoseconds: Int64(minute) * 60_000_000_000, zone: .shanghai)
    return CivilDateTime(date: CivilDate(days: Int64(day)), time: time).milliseconds()
  }

  private var closing: Int { calendar.hours.last.map { min($0.upperBound, 1_439) } ?? 1_439 }

  private func workdays(_ count: Int, from start: Int64) -> Int64? {
    calendar.adding(workdays: count, to: day(of: start)).map { moment($0, minute: closing) }
  }

  private func workdays(from first: Int, to last: Int) -> Int {
    guard last > first, last - first < 40_000 else { return 0 }
    return ((first + 1)...last).count { calendar.isWorkday($0) }
  }

  private func civil(_ start: Int64, months: Int) -> Int64? {
    let then = CivilDateTime(milliseconds: start)
    return then.date.adding(months: months).map { CivilDateTime(date: $0, time: then.time).milliseconds() }
  }

  // MARK: Hours

  private func workhours(_ minutes: Int64, before due: Int64) -> Int64? {
    var left = Int(minutes), at = day(of: due), until = minute(of: due)
    for _ in 0..<8_000 {
      if calendar.isWorkday(at) {
        for hours in calendar.hours.reversed() where hours.lowerBound < until {
          let close = min(hours.upperBound, until)
          if left <= close - hours.lowerBound { return moment(at, minute: close - left) }
          left -= close - hours.lowerBound
        }
      }
      at -= 1
      until = 1_440
    }
    return nil
  }

  private func workhours(_ minutes: Int64, from start: Int64) -> Int64? {
    var left = Int(minutes), at = day(of: start), from = minute(of: start)
    for _ in 0..<8_000 {
      if calendar.isWorkday(at) {
        for hours in calendar.hours where hours.upperBound > from {
          let open = max(hours.lowerBound, from)
          if left <= hours.upperBound - open { return moment(at, minute: open + left) }
          left -= hours.upperBound - open
        }
      }
      at += 1
      from = 0
    }
    return nil
  }
}
