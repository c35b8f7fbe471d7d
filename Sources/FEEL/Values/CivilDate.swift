/// A day of the proleptic Gregorian calendar, without time or zone.
package struct CivilDate: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01, negative before.
  package let days: Int64

  /// Years that dates may have (DMN 1.5, 10.3.2.3.4).
  package static let years = -999_999_999...999_999_999

  /// The day so many days after 1970-01-01; counts beyond the range of years are held at its ends.
  package init(days: Int64) {
    self.days = Swift.min(Swift.max(days, -365_243_219_162), 365_241_780_471)
  }

  /// `nil` for a day that does not exist, like 30 February.
  package init?(year: Int, month: Int, day: Int) {
    guard Self.years.contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    days = Self.count(year: year, month: month, day: day)
  }

  private static func count(year: Int, month: Int, day: Int) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// Year, month and day.
  package var parts: (year: Int, month: Int, day: Int) {
    let z = Int(days) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  package var year: Int { parts.year }
  package var month: Int { parts.month }
  package var day: Int { parts.day }

  /// 1 Monday … 7 Sunday.
  package var weekday: Int { Int(((days + 3) % 7 + 7) % 7) + 1 }

  /// 1 for 1 January.
  package var dayOfYear: Int { Int(days - Self.count(year: year, month: 1, day: 1)) + 1 }

  /// The week of ISO 8601: week 1 holds the first Thursday.
  package var weekOfYear: Int {
    let thursday = CivilDate(days: days + Int64(4 - weekday))
    return (thursday.dayOfYear - 1) / 7 + 1
  }

  /// 28 to 31; 0 for a month that does not exist.
  package static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    case 1...12: 31
    default: 0
    }
  }

  /// So many days later, or earlier when negative.
  package func adding(days count: Int) -> CivilDate {
    CivilDate(days: days.addingReportingOverflow(Int64(count)).partialValue)
  }

  /// The same day of the month so many months on; the last day of the month where that is shorter.
  package func adding(months count: Int) -> CivilDate? {
    let (year, month, day) = parts
    let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(count)
    if overflow { return nil }
    let newYear = total >= 0 ? total / 12 : (total - 11) / 12
    let newMonth = total - newYear * 12 + 1
    return CivilDate(
      year: newYear, month: newMonth, day: Swift.min(day, Self.length(ofMonth: newMonth, year: newYear)))
  }

  /// Full months from `self` to `other`, towards nought.
  package func months(until other: CivilDate) -> Int {
    let a = parts
    let b = other.parts
    var months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0, b.day < a.day { months -= 1 }
    if months < 0, b.day > a.day { months += 1 }
    return months
  }

  package static func < (left: CivilDate, right: CivilDate) -> Bool { left.days < right.days }
}

extension CivilDate: CustomStringConvertible {
  /// Reads ISO 8601 `2026-03-01`, years of four to nine digits with an optional minus.
  package init?(text: String) {
    var reader = TemporalReader(text)
    guard let date = reader.date(), reader.isAtEnd else { return nil }
    self = date
  }

  /// ISO 8601.
  package var text: String {
    let (year, month, day) = parts
    return TemporalReader.padded(year, 4) + "-" + TemporalReader.padded(month, 2) + "-"
      + TemporalReader.padded(day, 2)
  }

  package var description: String { text }
}
