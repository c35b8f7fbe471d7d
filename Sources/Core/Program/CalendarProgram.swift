/// Working days and hours of a territory. Days count from 1970-01-01 (civil days, no zone).
package struct CalendarProgram: Sendable {
  package let id: String
  package let title: Label
  package let hash: String
  /// Places (ids) it holds for.
  package let territory: [Int64]
  /// Monday first.
  package let workweek: [Bool]
  /// Minutes after midnight, in order, not overlapping.
  package let hours: [Range<Int>]
  /// Days off and make-up days, inclusive.
  package let holidays: [ClosedRange<Int>]
  package let workdays: [ClosedRange<Int>]

  package init(
    id: String, title: Label, hash: String, territory: [Int64], workweek: [Bool], hours: [Range<Int>],
    holidays: [ClosedRange<Int>], workdays: [ClosedRange<Int>]
  ) {
    self.id = id
    self.title = title
    self.hash = hash
    self.territory = territory
    self.workweek = workweek
    self.hours = hours
    self.holidays = holidays
    self.workdays = workdays
  }
}
