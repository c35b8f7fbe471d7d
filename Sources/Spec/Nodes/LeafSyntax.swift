/// The written form of leaves (LANGUAGE.md 3), on bytes.
enum LeafSyntax {
  typealias Text = UnsafeBufferPointer<UInt8>

  /// Whether a text is certainly of this type where the table allows several.
  static func isSurely(_ type: SpecType, _ text: Text, _ table: SpecTable) -> Bool {
    switch type {
    case .bool: word(text, "bool", table) != nil
    case .int: isInteger(text)
    case .number: isNumber(text)
    case .date: isDate(text)
    case .dateTime: isDateTime(text)
    case .time: isTime(text)
    case .duration, .workingDuration: SpecDuration.parse(text, table) != nil
    case .scopeName: word(text, "name", table) != nil
    case .reference, .classRef, .relationRef: isSimpleName(text)
    default: false
    }
  }

  static func word(_ text: Text, _ group: String, _ table: SpecTable) -> Int? {
    table.group(group).flatMap { table.wordIndexes[$0].find(text) }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// `-?[0-9]+`, at most 15 digits so that every reader keeps it exact.
  static func isInteger(_ text: Text) -> Bool {
    let start = text.first == 0x2D ? 1 : 0
    let digits = text.count - start
    return digits > 0 && digits <= 15 && text[start...].allSatisfy(isDigit)
  }

  /// `-?[0-9]+(.[0-9]+)?`
  static func isNumber(_ text: Text) -> Bool {
    guard let dot = text.firstIndex(of: 0x2E) else { return isInteger(text) }
    let after = Text(rebasing: text[(dot + 1)...])
    guard after.count > 0, after.count <= 15, after.allSatisfy(isDigit) else { return false }
    return isInteger(Text(rebasing: text[..<dot]))
  }

  /// A number or `a/b`.
  static func isRatio(_ text: Text) -> Bool {
    guard let slash = text.firstIndex(of: 0x2F) else { return isNumber(text) }
    let below = Text(rebasing: text[(slash + 1)...])
    return isInteger(Text(rebasing: text[..<slash])) && isInteger(below) && below.contains { $0 != 0x30 }
  }

  private static func number(_ text: Text, _ from: Int, _ count: Int) -> Int? {
    guard from + count <= text.count else { return nil }
    var value = 0
    for i in from..<from + count {
      guard isDigit(text[i]) else { return nil }
      value = value * 10 + Int(text[i] - 0x30)
    }
    return value
  }

  /// A day of the Gregorian calendar, `YYYY-MM-DD`.
  static func isDate(_ text: Text) -> Bool { text.count == 10 && day(text, 0) != nil }

  /// The date at an offset as one comparable number, nil when there is none.
  static func day(_ text: Text, _ at: Int) -> Int? {
    guard let year = number(text, at, 4), let month = number(text, at + 5, 2),
      let day = number(text, at + 8, 2), text[at + 4] == 0x2D, text[at + 7] == 0x2D,
      year > 0, (1...12).contains(month), day >= 1
    else { return nil }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day <= days[month - 1] ? year * 10_000 + month * 100 + day : nil
  }

  /// `YYYY-MM-DDTHH:MM`
  static func isDateTime(_ text: Text) -> Bool {
    text.count == 16 && day(text, 0) != nil && text[10] == 0x54 && minute(text, 11) != nil
  }

  static func isTime(_ text: Text) -> Bool { text.count == 5 && minute(text, 0) != nil }

  /// The minute of the day at an offset, nil when there is none.
  static func minute(_ text: Text, _ at: Int) -> Int? {
    guard let hour = number(text, at, 2), let minute = number(text, at + 3, 2), text[at + 2] == 0x3A,
      hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  /// `HH:MM-HH:MM`, the end later than the start.
  static func isTimeRange(_ text: Text) -> Bool {
    guard text.count == 11, text[5] == 0x2D, let from = minute(text, 0) else { return false }
    // Midnight at the end of a day may be written 24:00.
    let end = Array(text[6...])
    let until = end == Array("24:00".utf8) ? 1440 : minute(text, 6)
    return until.map { from < $0 } ?? false
  }

  /// One date or `date..date`; the two days as comparable numbers.
  static func days(_ text: Text) -> (from: Int, until: Int)? {
    if text.count == 10 { return day(text, 0).map { ($0, $0) } }
    guard text.count == 22, text[10] == 0x2E, text[11] == 0x2E, let from = day(text, 0),
      let until = day(text, 12)
    else { return nil }
    return (from, until)
  }

  /// `[a-z][a-z0-9-]*`
  static func isDocumentID(_ text: Text) -> Bool {
    guard let first = text.first, first >= 0x61, first <= 0x7A else { return false }
    return text.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || isDigit($0) || $0 == 0x2D }
  }

  /// One word without blanks, dots, brackets or operators: a name or id, not an expression.
  static func isSimpleName(_ text: Text) -> Bool {
    !text.isEmpty
      && text.allSatisfy {
        $0 >= 0x80 || isDigit($0) || $0 == 0x5F || $0 == 0x2D || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A)
      }
  }

  /// One dotted name or one number: what may stand unquoted in braces (`[\w.]+`).
  static func isDottedName(_ text: Text) -> Bool {
    if isNumber(text) { return true }
    return !text.isEmpty
      && text.allSatisfy {
        $0 >= 0x80 || isDigit($0) || $0 == 0x5F || $0 == 0x2E || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A)
      }
  }
}
