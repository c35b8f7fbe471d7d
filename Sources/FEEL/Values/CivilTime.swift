/// A time of day, with or without zone.
package struct CivilTime: Sendable, Hashable {
  /// Nanoseconds since midnight on the clock.
  package let nanoseconds: Int64
  /// Where that clock hangs.
  package let zone: Zone

  /// Nanoseconds of a day.
  package static let day: Int64 = 86_400_000_000_000
  static let second: Int64 = 1_000_000_000

  /// The time so long after midnight, taken modulo a day.
  package init(nanoseconds: Int64, zone: Zone = .none) {
    let rest = nanoseconds % Self.day
    self.nanoseconds = rest < 0 ? rest + Self.day : rest
    self.zone = zone
  }

  /// `nil` for hours above 23, minutes or seconds above 59. Seconds may have nine decimals.
  package init?(hour: Int, minute: Int, second: Int = 0, nanosecond: Int = 0, zone: Zone = .none) {
    guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
      (0...999_999_999).contains(nanosecond)
    else { return nil }
    nanoseconds = Int64(hour * 3600 + minute * 60 + second) * Self.second + Int64(nanosecond)
    self.zone = zone
  }

  package var hour: Int { Int(nanoseconds / (3600 * Self.second)) }
  package var minute: Int { Int(nanoseconds / (60 * Self.second)) % 60 }
  package var second: Int { Int(nanoseconds / Self.second) % 60 }
  package var nanosecond: Int { Int(nanoseconds % Self.second) }

  /// Nanoseconds since midnight in Greenwich; on the clock itself without zone.
  var universal: Int64 {
    nanoseconds - Int64(zone.standardOffset ?? 0) * Self.second
  }

  /// Reads `08:00`, `08:00:00.5`, with `Z`, `+08:00` or `@Asia/Shanghai` behind.
  package init?(text: String) {
    var reader = TemporalReader(text)
    _ = reader.skip(0x54)
    guard let time = reader.time(), reader.isAtEnd else { return nil }
    self = time
  }

  /// Reads only the form of XML Schema, as FEEL asks; also with the name of a zone behind `@`.
  init?(literal text: String) {
    var reader = TemporalReader(text, isStrict: true)
    guard let time = reader.time(), reader.isAtEnd else { return nil }
    self = time
  }

  /// ISO 8601 with seconds.
  package var text: String {
    var fraction = ""
    if nanosecond != 0 {
      fraction = "." + TemporalReader.padded(nanosecond, 9)
      while fraction.utf8.last == 0x30 { fraction.removeLast() }
    }
    return TemporalReader.padded(hour, 2) + ":" + TemporalReader.padded(minute, 2) + ":"
      + TemporalReader.padded(second, 2) + fraction + zone.text
  }

  /// The same second: fractions are no part of what FEEL compares for equality (DMN 1.5, table 53).
  static func isSameSecond(_ left: CivilTime, _ right: CivilTime) -> Bool {
    (left.zone == .none) == (right.zone == .none)
      && CivilDateTime.floored(left.universal, second) == CivilDateTime.floored(right.universal, second)
  }

  /// Comparable when both have a zone or neither has; `nil` otherwise.
  package static func order(_ left: CivilTime, _ right: CivilTime) -> Int? {
    guard (left.zone == .none) == (right.zone == .none) else { return nil }
    let a = left.universal
    let b = right.universal
    return a < b ? -1 : (a > b ? 1 : 0)
  }
}

/// A date with a time of day, with or without zone.
package struct CivilDateTime: Sendable, Hashable {
  package let date: CivilDate
  package let time: CivilTime

  package init(date: CivilDate, time: CivilTime) {
    self.date = date
    self.time = time
  }

  /// The moment so many milliseconds after 1970-01-01T00:00Z, as clocks in `zone` show it.
  package init(milliseconds: Int64, zone: Zone = .shanghai) {
    self.init(universal: Int128(milliseconds) * 1_000_000, zone: zone)
  }

  /// The moment so many nanoseconds after 1970-01-01T00:00Z, as clocks in `zone` show it.
  init(universal: Int128, zone: Zone) {
    let offset = zone.offset(atUTC: Self.seconds(universal)) ?? 0
    self.init(local: universal + Int128(offset) * Int128(CivilTime.second), zone: zone)
  }

  /// Nanoseconds as whole seconds, rounded down.
  static func seconds(_ nanoseconds: Int128) -> Int64 {
    let second = Int128(CivilTime.second)
    let quotient = nanoseconds / second
    return Int64(clamping: nanoseconds % second < 0 ? quotient - 1 : quotient)
  }

  /// `local` nanoseconds since 1970-01-01T00:00 on the clock of the zone.
  init(local: Int128, zone: Zone) {
    var days = local / Int128(CivilTime.day)
    var rest = local % Int128(CivilTime.day)
    if rest < 0 {
      rest += Int128(CivilTime.day)
      days -= 1
    }
    let bounded = Swift.min(Swift.max(days, -400_000_000_000), 400_000_000_000)
    self.init(date: CivilDate(days: Int64(bounded)), time: CivilTime(nanoseconds: Int64(rest), zone: zone))
  }

  static func floored(_ value: Int64, _ by: Int64) -> Int64 {
    let quotient = value / by
    return value % by < 0 ? quotient - 1 : quotient
  }

  /// Nanoseconds since 1970-01-01T00:00 on the clock.
  var local: Int128 { Int128(date.days) * Int128(CivilTime.day) + Int128(time.nanoseconds) }

  /// Nanoseconds since 1970-01-01T00:00Z; `nil` without zone.
  var universal: Int128? {
    let seconds = date.days * 86_400 + time.nanoseconds / CivilTime.second
    guard let offset = time.zone.offset(atLocal: seconds) else { return nil }
    return local - Int128(offset) * Int128(CivilTime.second)
  }

  /// Milliseconds since 1970-01-01T00:00Z; without zone the clock is taken as `zone`'s.
  package func milliseconds(in zone: Zone = .shanghai) -> Int64 {
    let placed = time.zone == .none ? with(zone: zone) : self
    let value = (placed.universal ?? local)
    let quotient = value / 1_000_000
    return Int64(clamping: value % 1_000_000 < 0 ? quotient - 1 : quotient)
  }

  /// The same clock face in another zone.
  package func with(zone: Zone) -> CivilDateTime {
    CivilDateTime(date: date, time: CivilTime(nanoseconds: time.nanoseconds, zone: zone))
  }

  /// Reads `2026-03-01T08:00:00+08:00`; seconds may be missing.
  package init?(text: String) { self.init(TemporalReader(text)) }

  /// Reads only the form of XML Schema, as FEEL asks; also with the name of a zone behind `@`.
  init?(literal text: String) { self.init(TemporalReader(text, isStrict: true)) }

  private init?(_ reader: TemporalReader) {
    var reader = reader
    guard let date = reader.date() else { return nil }
    if reader.isAtEnd {
      self.init(date: date, time: CivilTime(nanoseconds: 0))
      return
    }
    guard reader.skip(0x54), let time = reader.time(), reader.isAtEnd else { return nil }
    self.init(date: reader.endsDay ? date.adding(days: 1) : date, time: time)
  }

  /// ISO 8601.
  package var text: String { date.text + "T" + time.text }

  /// The same second: fractions are no part of what FEEL compares for equality (DMN 1.5, table 53). `nil` when only
  /// one has a zone.
  static func isSameSecond(_ left: CivilDateTime, _ right: CivilDateTime) -> Bool? {
    switch (left.universal, right.universal) {
    case (nil, nil): seconds(left.local) == seconds(right.local)
    case (let a?, let b?): seconds(a) == seconds(b)
    default: nil
    }
  }

  /// Comparable when both have a zone or neither has; `nil` otherwise.
  package static func order(_ left: CivilDateTime, _ right: CivilDateTime) -> Int? {
    let a: Int128
    let b: Int128
    switch (left.universal, right.universal) {
    case (nil, nil): (a, b) = (left.local, right.local)
    case (let x?, let y?): (a, b) = (x, y)
    default: return nil
    }
    return a < b ? -1 : (a > b ? 1 : 0)
  }
}

extension CivilDate {
  /// When the day begins where the city lies, in milliseconds UTC.
  package var midnight: Int64 {
    CivilDateTime(date: self, time: CivilTime(nanoseconds: 0, zone: .shanghai)).milliseconds()
  }

  /// All moments of the day there.
  package var moments: Range<Int64> { midnight..<adding(days: 1).midnight }
}
