/// The rule by which a zone's clocks go from now on, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Sendable {
  /// Seconds east of Greenwich.
  let standard: Int32
  private let summer: (offset: Int32, begins: Change, ends: Change)?

  /// One change a year: on a day, so many seconds after midnight.
  private enum Day: Sendable {
    /// The n-th such weekday (0 Sunday) of a month; 5 is the last.
    case weekday(month: Int, week: Int, day: Int)
    /// 1 to 365, 29 February never counted.
    case dayWithoutLeap(Int)
    /// 0 to 365.
    case dayOfYear(Int)
  }

  private struct Change: Sendable {
    let day: Day
    let seconds: Int64

    /// Seconds since 1970 on the clock that is left.
    func local(in year: Int) -> Int64? {
      guard let first = CivilDate(year: year, month: 1, day: 1) else { return nil }
      let isLeap = CivilDate.length(ofMonth: 2, year: year) == 29
      let days: Int64
      switch day {
      case .dayWithoutLeap(let count): days = first.days + Int64(count - 1 + (isLeap && count >= 60 ? 1 : 0))
      case .dayOfYear(let count): days = first.days + Int64(count)
      case .weekday(let month, let week, let day):
        guard let start = CivilDate(year: year, month: month, day: 1) else { return nil }
        var date = 1 + (day - start.weekday % 7 + 7) % 7 + (week - 1) * 7
        if date > CivilDate.length(ofMonth: month, year: year) { date -= 7 }
        days = start.days + Int64(date - 1)
      }
      return days * 86_400 + seconds
    }
  }

  /// `nil` for a text that is no such rule.
  init?(_ text: String) {
    var reader = Reader(text)
    guard reader.name(), let west = reader.clock() else { return nil }
    standard = Int32(-west)
    guard !reader.isAtEnd else {
      summer = nil
      return
    }
    guard reader.name() else { return nil }
    var offset = standard + 3600
    if reader.peek != 0x2C {
      guard let west = reader.clock() else { return nil }
      offset = Int32(-west)
    }
    guard let begins = reader.change(), let ends = reader.change(), reader.isAtEnd else { return nil }
    summer = (offset, begins, ends)
  }

  /// Seconds east of Greenwich.
  func offset(atUTC seconds: Int64) -> Int {
    guard let summer else { return Int(standard) }
    let year = CivilDate(days: CivilDateTime.floored(seconds + Int64(standard), 86_400)).year
    guard let first = summer.begins.local(in: year), let last = summer.ends.local(in: year) else {
      return Int(standard)
    }
    let begins = first - Int64(standard)
    let ends = last - Int64(summer.offset)
    let isSummer =
      begins < ends ? seconds >= begins && seconds < ends : seconds >= begins || seconds < ends
    return Int(isSummer ? summer.offset : standard)
  }

  private struct Reader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ text: String) { bytes = Array(text.utf8.prefix(100)) }

    var isAtEnd: Bool { at == bytes.count }
    var peek: UInt8 { at < bytes.count ? bytes[at] : 0 }

    mutating func take(_ byte: UInt8) -> Bool {
      guard peek == byte, !isAtEnd else { return false }
      at += 1
      return true
    }

    /// Letters, or anything between `<` and `>`.
    mutating func name() -> Bool {
      let start = at
      if take(0x3C) {
        while !isAtEnd, peek != 0x3E { at += 1 }
        return take(0x3E)
      }
      while (0x41...0x5A).contains(peek) || (0x61...0x7A).contains(peek) { at += 1 }
      return at > start
    }

    mutating func number() -> Int? {
      var value = 0
      let start = at
      while (0x30...0x39).contains(peek), at - start < 3 {
        value = value * 10 + Int(peek - 0x30)
        at += 1
      }
      return at > start ? value : nil
    }

    /// Hours, minutes, seconds with a sign, in seconds.
    mutating func clock() -> Int64? {
      let negative = take(0x2D)
      if !negative { _ = take(0x2B) }
      guard let hours = number() else { return nil }
      var seconds = hours * 3600
      if take(0x3A) {
        guard let minutes = number() else { return nil }
        seconds += minutes * 60
        if take(0x3A) {
          guard let rest = number() else { return nil }
          seconds += rest
        }
      }
      return Int64(negative ? -seconds : seconds)
    }

    mutating func change() -> Change? {
      guard take(0x2C) else { return nil }
      let day: Day
      if take(0x4D) {
        guard let month = number(), take(0x2E), let week = number(), take(0x2E), let weekday = number(),
          (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
        else { return nil }
        day = .weekday(month: month, week: week, day: weekday)
      } else if take(0x4A) {
        guard let count = number() else { return nil }
        day = .dayWithoutLeap(count)
      } else {
        guard let count = number() else { return nil }
        day = .dayOfYear(count)
      }
      guard take(0x2F) else { return Change(day: day, seconds: 7200) }
      return clock().map { Change(day: day, seconds: $0) }
    }
  }
}
