/// Several homes of one person and the days of the week on which they live in each.
///
/// Stored in `resides_at`: a row for each home; its attribute `dwell_weekdays` holds the days as digits, 1 Monday … 7
/// Sunday, in order and without blanks (`12345`, `67`). Null is every day.
package enum Homes {
  package static let relation = "resides_at"
  package static let days = "dwell_weekdays"
  /// Of several homes the first is the main one.
  package static let main = "is_primary_residence"
  package static let hint = Label(zh: "有几处的，第一处是主要的住处", en: "Of several, the first is the main home")
  /// More homes than these are nobody's.
  package static let most = 10

  package static let home = Label(zh: "住址", en: "Address")
  package static let daysTitle = Label(zh: "每周哪几天住", en: "Days of the week")

  /// The days to choose from.
  package static let week = OptionsProgram(
    zip(["一", "二", "三", "四", "五", "六", "日"], ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
      .enumerated().map { at, day in .init(code: String(at + 1), title: Label(zh: "周" + day.0, en: day.1)) })

  /// The days as they are stored: each once, in the order of the week; nil when none is said.
  package static func stored(_ codes: [String]) -> String? {
    let days = week.options.map(\.code).filter(codes.contains)
    return days.isEmpty ? nil : days.joined()
  }

  /// The codes of stored days.
  package static func codes(_ stored: String) -> [String] {
    stored.map(String.init).filter { week.byCode[$0] != nil }
  }
}
