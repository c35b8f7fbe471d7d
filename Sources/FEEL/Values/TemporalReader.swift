/// Reads the ISO 8601 forms of dates, times and durations from bytes, never further than their grammar goes.
struct TemporalReader {
  private let bytes: [UInt8]
  private var at = 0

  /// Whether only the forms of XML Schema count, as FEEL asks: seconds are written, and no `T` stands before a time.
  private let isStrict: Bool
  /// The time read was 24:00:00, the first moment of the next day.
  private(set) var endsDay = false

  init(_ text: String, isStrict: Bool = false) {
    bytes = Array(text.utf8.prefix(200))
    self.isStrict = isStrict
  }

  var isAtEnd: Bool { at == bytes.count }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  /// So many digits, at most nine.
  private mutating func digits(_ count: ClosedRange<Int>) -> Int? {
    var value = 0
    var seen = 0
    while at < bytes.count, seen < count.upperBound, bytes[at] >= 0x30, bytes[at] <= 0x39 {
      value = value * 10 + Int(bytes[at] - 0x30)
      at += 1
      seen += 1
    }
    return seen < count.lowerBound ? nil : value
  }

  mutating func date() -> CivilDate? {
    let negative = skip(0x2D)
    let start = at
    guard let year = digits(4...9) else { return nil }
    if at - start > 4, bytes[start] == 0x30 { return nil }
    guard skip(0x2D), let month = digits(2...2), skip(0x2D), let day = digits(2...2) else { return nil }
    return CivilDate(year: negative ? -year : year, month: month, day: day)
  }

  mutating func time() -> CivilTime? {
    guard let hour = digits(2...2), skip(0x3A), let minute = digits(2...2) else { return nil }
    var second = 0
    var nanosecond = 0
    let hasSeconds = skip(0x3A)
    if hasSeconds {
      guard let read = digits(2...2) else { return nil }
      second = read
      if skip(0x2E) {
        guard let fraction = fraction() else { return nil }
        nanosecond = fraction
      }
    }
    guard hasSeconds || !isStrict, let zone = zone() else { return nil }
    if isStrict, hour == 24, minute == 0, second == 0, nanosecond == 0 {
      endsDay = true
      return CivilTime(nanoseconds: 0, zone: zone)
    }
    return CivilTime(hour: hour, minute: minute, second: second, nanosecond: nanosecond, zone: zone)
  }

  private mutating func fraction() -> Int? {
    let start = at
    guard var value = digits(1...9) else { return nil }
    for _ in (at - start)..<9 { value *= 10 }
    while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 { at += 1 }
    return value
  }

  private mutating func zone() -> Zone? {
    if isAtEnd { return Zone.none }
    if skip(0x5A) || (!isStrict && skip(0x7A)) { return .offset(0) }
    if skip(0x40) {
      let name = String(decoding: bytes[at...], as: UTF8.self)
      at = bytes.count
      return Zone(name: name)
    }
    let negative = at < bytes.count && bytes[at] == 0x2D
    guard skip(0x2B) || skip(0x2D), let hours = digits(2...2), skip(0x3A), let minutes = digits(2...2) else {
      return nil
    }
    var seconds = 0
    if skip(0x3A) {
      guard let read = digits(2...2) else { return nil }
      seconds = read
    }
    guard minutes < 60, seconds < 60, hours * 3600 + minutes * 60 + seconds <= 14 * 3600 else { return nil }
    let total = hours * 3600 + minutes * 60 + seconds
    return .offset(Int32(negative ? -total : total))
  }

  /// A duration of either sort.
  mutating func duration() -> Value? {
    let negative = skip(0x2D)
    guard skip(0x50) else { return nil }
    var months: Int64 = 0
    var total: Int128 = 0
    var last = -1
    var inTime = false
    var seenMonths = false
    var seenTime = false
    while !isAtEnd {
      if !inTime, skip(0x54) {
        inTime = true
        guard !isAtEnd else { return nil }
        continue
      }
      guard let (value, nanoseconds, hasFraction) = amount(), at < bytes.count else { return nil }
      let unit = bytes[at]
      at += 1
      guard let rank = Self.rank(unit, inTime), rank > last, !hasFraction || rank == 5 else { return nil }
      last = rank
      switch rank {
      case 0:
        months += value * 12
        seenMonths = true
      case 1:
        months += value
        seenMonths = true
      case 2:
        total += Int128(value) * 86_400_000_000_000
        seenTime = true
      case 3:
        total += Int128(value) * 3_600_000_000_000
        seenTime = true
      case 4:
        total += Int128(value) * 60_000_000_000
        seenTime = true
      default:
        total += Int128(value) * 1_000_000_000 + Int128(nanoseconds)
        seenTime = true
      }
    }
    guard seenMonths != seenTime else { return nil }
    if seenMonths { return .yearMonthDuration(YearMonthDuration(months: negative ? -months : months)) }
    return DayTimeDuration(total: negative ? -total : total).map { .dayTimeDuration($0) }
  }

  private static func rank(_ unit: UInt8, _ inTime: Bool) -> Int? {
    switch (unit, inTime) {
    case (0x59, false): 0
    case (0x4D, false): 1
    case (0x44, false): 2
    case (0x48, true): 3
    case (0x4D, true): 4
    case (0x53, true): 5
    default: nil
    }
  }

  private mutating func amount() -> (Int64, Int, Bool)? {
    var value: Int64 = 0
    var seen = 0
    while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 {
      guard seen < 15 else { return nil }
      value = value * 10 + Int64(bytes[at] - 0x30)
      at += 1
      seen += 1
    }
    guard seen > 0 else { return nil }
    if skip(0x2E) {
      if at < bytes.count, bytes[at] == 0x53 { return (value, 0, true) }
      guard let part = fraction() else { return nil }
      return (value, part, true)
    }
    return (value, 0, false)
  }

  /// The decimal digits of `value`, with noughts in front up to `width`; a minus stands before them.
  static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value.magnitude)
    let missing = width - digits.utf8.count
    return (value < 0 ? "-" : "") + (missing > 0 ? String(repeating: "0", count: missing) : "") + digits
  }
}

/// Temporal literals and conversions from text.
package enum Temporal {
  /// What `@"…"` means: a date, time, date-time or duration; `nil` when the text is none.
  package static func value(_ text: String) -> Value? {
    if let date = CivilDate(text: text) { return .date(date) }
    if let moment = CivilDateTime(literal: text) { return .dateTime(moment) }
    if let time = CivilTime(literal: text) { return .time(time) }
    return duration(text)
  }

  /// A duration of either sort from ISO 8601.
  package static func duration(_ text: String) -> Value? {
    var reader = TemporalReader(text)
    return reader.duration()
  }
}
