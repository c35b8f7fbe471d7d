import FEEL

/// Civil days in Shanghai, as figures and people write them.
enum Day {
  /// yyyymmdd of a moment.
  static func number(_ moment: Int64) -> Int64 {
    let parts = CivilDateTime(milliseconds: moment).date.parts
    return Int64(parts.year * 10_000 + parts.month * 100 + parts.day)
  }

  /// 2026-03-01 from yyyymmdd.
  static func text(_ number: Int64) -> String {
    CivilDate(year: Int(number / 10_000), month: Int(number / 100 % 100), day: Int(number % 100))?.text ?? ""
  }

  /// 2026年3月1日.
  static func spoken(_ moment: Int64) -> String { spoken(CivilDateTime(milliseconds: moment).date) }

  /// 2026年3月1日.
  static func spoken(_ date: CivilDate) -> String {
    let parts = date.parts
    return "\(parts.year)年\(parts.month)月\(parts.day)日"
  }

  /// 2026-03-01.
  static func iso(_ moment: Int64) -> String { CivilDateTime(milliseconds: moment).date.text }

  /// The first moment after another that clocks show so many minutes after midnight.
  static func next(_ minute: Int, after moment: Int64) -> Int64 {
    let date = CivilDateTime(milliseconds: moment).date
    let time = CivilTime(nanoseconds: Int64(max(0, min(minute, 1_439))) * 60_000_000_000, zone: .shanghai)
    let today = CivilDateTime(date: date, time: time).milliseconds()
    return today > moment ? today : CivilDateTime(date: date.adding(days: 1), time: time).milliseconds()
  }
}
