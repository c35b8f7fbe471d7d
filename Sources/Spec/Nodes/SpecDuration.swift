/// A span as the author wrote it: `30 天`, `2 工作日`, `1.5 小时` (LANGUAGE.md 3).
package struct SpecDuration: Sendable, Hashable {
  /// The number in thousandths: 1.5 is 1500.
  package let thousandths: Int
  /// The English word of the group `unit`.
  package let unit: String

  /// nil when the text is no duration.
  package init?(_ text: String, table: SpecTable) {
    var text = text
    let parsed = text.withUTF8 { SpecDuration.parse($0, table) }
    guard let parsed else { return nil }
    thousandths = parsed.thousandths
    unit = table.words("unit")[parsed.unit].name
  }

  /// The number when it is whole.
  package var whole: Int? { thousandths % 1000 == 0 ? thousandths / 1000 : nil }

  /// Counted by the calendar of the place.
  package var isWorking: Bool { unit == "workday" || unit == "workhour" }

  /// An order of length, good enough to compare reminders of the same kind: seconds, a month of 30 days, a
  /// working day of a day.
  package var roughSeconds: Int {
    let seconds: [String: Int] = [
      "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_592_000,
      "year": 31_536_000, "workday": 86_400, "workhour": 3600,
    ]
    let product = thousandths.multipliedReportingOverflow(by: seconds[unit] ?? 1)
    return product.overflow ? .max : product.partialValue / 1000
  }

  /// `number [blank] unit`, an English unit with or without `s`.
  static func parse(
    _ text: UnsafeBufferPointer<UInt8>, _ table: SpecTable
  ) -> (thousandths: Int, unit: Int)? {
    var at = 0
    var number = 0
    while at < text.count, let digit = digit(text[at]), at < 9 {
      number = number * 10 + digit
      at += 1
    }
    guard at > 0 else { return nil }
    number *= 1000
    if at < text.count, text[at] == 0x2E {
      at += 1
      var place = 100
      let first = at
      while at < text.count, let digit = digit(text[at]) {
        number += digit * place
        place /= 10
        at += 1
      }
      guard at > first else { return nil }
    }
    if at < text.count, text[at] == 0x20 { at += 1 }
    guard at < text.count, let group = table.group("unit") else { return nil }
    let rest = UnsafeBufferPointer(rebasing: text[at...])
    if let unit = table.wordIndexes[group].find(rest) { return (number, unit) }
    guard rest.count > 1, rest[rest.count - 1] == 0x73 else { return nil }
    return table.wordIndexes[group].find(UnsafeBufferPointer(rebasing: rest.dropLast())).map { (number, $0) }
  }

  private static func digit(_ byte: UInt8) -> Int? {
    byte >= 0x30 && byte <= 0x39 ? Int(byte - 0x30) : nil
  }
}
