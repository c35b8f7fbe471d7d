/// Where a time of day holds: nowhere in particular, at an offset, or by the clocks of a zone.
package enum Zone: Sendable, Hashable {
  /// A local time without zone.
  case none
  /// Seconds east of Greenwich, −14 h to +14 h.
  case offset(Int32)
  /// Asia/Shanghai with the summer times of 1986 to 1991.
  case shanghai
  /// UTC written as a zone name (`@Etc/UTC`).
  case utc
  /// A zone of the system's IANA database, by its number in this process.
  case named(UInt16)

  /// Reads an IANA name; `nil` for names that the system's database does not have.
  package init?(name: String) {
    switch name {
    case "Asia/Shanghai": self = .shanghai
    case "Etc/UTC": self = .utc
    default:
      guard let number = ZoneTables.number(of: name) else { return nil }
      self = .named(number)
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
    case .named(let number): ZoneTables.table(number)?.offset(atUTC: seconds)
    }
  }

  /// Seconds east of Greenwich for clocks that show `local` (seconds since 1970-01-01T00:00 as if UTC). What clocks
  /// show twice is taken the first time; what they leave out goes by the offset before.
  package func offset(atLocal local: Int64) -> Int? {
    switch self {
    case .none, .offset, .utc: return offset(atUTC: local)
    case .shanghai:
      if let first = offset(atUTC: local - 32_400), first == 32_400 { return first }
      return 28_800
    case .named:
      guard let before = offset(atUTC: local - 93_600), let after = offset(atUTC: local + 93_600) else {
        return nil
      }
      if before == after || offset(atUTC: local - Int64(before)) == before { return before }
      return offset(atUTC: local - Int64(after)) == after ? after : before
    }
  }

  /// The offset without summer time, by which times without a date are compared; `nil` without zone.
  var standardOffset: Int? {
    switch self {
    case .none: nil
    case .offset(let value): Int(value)
    case .utc: 0
    case .shanghai: 28_800
    case .named(let number): ZoneTables.table(number)?.standardOffset
    }
  }

  /// The IANA name; `nil` for offsets and for none.
  package var name: String? {
    switch self {
    case .none, .offset: nil
    case .utc: "Etc/UTC"
    case .shanghai: "Asia/Shanghai"
    case .named(let number): ZoneTables.table(number)?.name
    }
  }

  /// As written behind a time: ``, `Z`, `+08:00`, `@Asia/Shanghai`.
  package var text: String {
    guard case .offset(let seconds) = self else { return name.map { "@" + $0 } ?? "" }
    if seconds == 0 { return "Z" }
    let size = Int(abs(seconds))
    let rest = size % 60
    return (seconds < 0 ? "-" : "+") + TemporalReader.padded(size / 3600, 2) + ":"
      + TemporalReader.padded(size / 60 % 60, 2) + (rest == 0 ? "" : ":" + TemporalReader.padded(rest, 2))
  }
}
