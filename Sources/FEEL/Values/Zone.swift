/// Where a time of day holds: nowhere in particular, at an offset, or by the clocks of China.
package enum Zone: Sendable, Hashable {
  /// A local time without zone.
  case none
  /// Seconds east of Greenwich, −14 h to +14 h.
  case offset(Int32)
  /// Asia/Shanghai with the summer times of 1986 to 1991.
  case shanghai
  /// UTC written as a zone name (`@Etc/UTC`).
  case utc

  /// Reads an IANA name; `nil` for names whose clocks are not known here.
  package init?(name: String) {
    switch name {
    case "Asia/Shanghai", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "PRC": self = .shanghai
    case "Etc/UTC", "UTC", "Etc/GMT", "GMT", "Z", "Etc/Universal", "Zulu", "Universal": self = .utc
    default: return nil
    }
  }

  /// Summer times of China as UTC seconds: clocks stood one hour forward from the first to before the second
  /// (IANA time zone database, rules PRC 1986–1991).
  static let summers: [Range<Int64>] = [
    515_527_200..<527_014_800 as Range<Int64>, 545_162_400..<558_464_400, 577_216_800..<589_914_000,
    608_666_400..<621_968_400, 640_116_000..<653_418_000, 671_565_600..<684_867_600,
  ]

  /// Seconds east of Greenwich at a moment given in UTC seconds; `nil` without zone.
  package func offset(atUTC seconds: Int64) -> Int? {
    switch self {
    case .none: nil
    case .offset(let value): Int(value)
    case .utc: 0
    case .shanghai: Self.summers.contains { $0.contains(seconds) } ? 32_400 : 28_800
    }
  }

  /// Seconds east of Greenwich for clocks that show `local` (seconds since 1970-01-01T00:00 as if UTC).
  package func offset(atLocal local: Int64) -> Int? {
    guard case .shanghai = self else { return offset(atUTC: local) }
    if let first = offset(atUTC: local - 32_400), first == 32_400 { return first }
    return 28_800
  }

  /// As written behind a time: ``, `Z`, `+08:00`, `@Asia/Shanghai`.
  package var text: String {
    switch self {
    case .none: return ""
    case .utc: return "@Etc/UTC"
    case .shanghai: return "@Asia/Shanghai"
    case .offset(let seconds):
      if seconds == 0 { return "Z" }
      let size = Int(abs(seconds))
      let rest = size % 60
      return (seconds < 0 ? "-" : "+") + TemporalReader.padded(size / 3600, 2) + ":"
        + TemporalReader.padded(size / 60 % 60, 2) + (rest == 0 ? "" : ":" + TemporalReader.padded(rest, 2))
    }
  }
}
