/// A length of time in days, hours, minutes and seconds.
package struct DayTimeDuration: Sendable, Hashable, Comparable {
  /// Whole seconds, rounded down.
  package let seconds: Int64
  /// 0 to 999,999,999 nanoseconds more.
  package let nanoseconds: Int32

  package init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = Swift.min(Swift.max(nanoseconds, 0), 999_999_999)
  }

  /// So many days.
  package init(days: Int) { self.init(seconds: Int64(clamping: Int128(days) * 86_400)) }

  init?(total: Int128) {
    var whole = total / 1_000_000_000
    var rest = total % 1_000_000_000
    if rest < 0 {
      rest += 1_000_000_000
      whole -= 1
    }
    guard let seconds = Int64(exactly: whole), abs(whole) < Int128(4_000_000_000_000_000_000) else {
      return nil
    }
    self.init(seconds: seconds, nanoseconds: Int32(rest))
  }

  var total: Int128 { Int128(seconds) * 1_000_000_000 + Int128(nanoseconds) }

  /// Seconds with decimals.
  package var number: Number {
    Number.rounded(negative: total < 0, total.magnitude, exponent: -9)?.normalized ?? .zero
  }

  package static func < (left: DayTimeDuration, right: DayTimeDuration) -> Bool { left.total < right.total }

  /// Days, hours, minutes, seconds and nanoseconds without the sign.
  package var parts: (days: Int, hours: Int, minutes: Int, seconds: Int, nanoseconds: Int) {
    let size = total.magnitude
    let whole = Int(clamping: size / 1_000_000_000)
    return (
      whole / 86_400, whole / 3600 % 24, whole / 60 % 60, whole % 60, Int(clamping: size % 1_000_000_000)
    )
  }

  /// ISO 8601: `P1DT2H`, `PT0S`.
  package var text: String {
    let (days, hours, minutes, seconds, nanoseconds) = parts
    var time = ""
    if hours > 0 { time += "\(hours)H" }
    if minutes > 0 { time += "\(minutes)M" }
    if seconds > 0 || nanoseconds > 0 {
      var fraction = ""
      if nanoseconds > 0 {
        fraction = "." + TemporalReader.padded(nanoseconds, 9)
        while fraction.utf8.last == 0x30 { fraction.removeLast() }
      }
      time += "\(seconds)\(fraction)S"
    }
    if days == 0, time.isEmpty { return "PT0S" }
    return (total < 0 ? "-P" : "P") + (days > 0 ? "\(days)D" : "") + (time.isEmpty ? "" : "T" + time)
  }
}

/// A length of time in years and months.
package struct YearMonthDuration: Sendable, Hashable, Comparable {
  /// Whole months, negative for backwards.
  package let months: Int64

  package init(months: Int64) { self.months = months }

  package static func < (left: YearMonthDuration, right: YearMonthDuration) -> Bool {
    left.months < right.months
  }

  /// ISO 8601: `P1Y2M`, `P0M`.
  package var text: String {
    let size = months.magnitude
    if size == 0 { return "P0M" }
    let years = size / 12
    let rest = size % 12
    return (months < 0 ? "-P" : "P") + (years > 0 ? "\(years)Y" : "") + (rest > 0 ? "\(rest)M" : "")
  }
}
