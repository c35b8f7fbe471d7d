/// A value on the one line on which the literal tests of a column are drawn: null, the booleans, all numbers, all
/// strings, all dates, in this order. Values of other sorts stand on no line.
enum AxisKey: Sendable {
  case null
  case no
  case yes
  /// Below every number, string or date, and above everything before them.
  case numbersStart
  case number(Number)
  case textsStart
  case text(String)
  case datesStart
  case date(Int64)
  case end

  /// The place of a value; nil when it is of another sort.
  init?(_ value: Value) {
    switch value {
    case .null: self = .null
    case .boolean(let value): self = value ? .yes : .no
    case .number(let value): self = .number(value)
    case .string(let value): self = .text(value)
    case .date(let value): self = .date(value.days)
    case .time, .dateTime, .dayTimeDuration, .yearMonthDuration, .list, .context, .range, .function, .entity:
      return nil
    }
  }

  /// The value at this place; nil for the marks between sorts.
  var value: Value? {
    switch self {
    case .null: .null
    case .no: .boolean(false)
    case .yes: .boolean(true)
    case .number(let value): .number(value)
    case .text(let value): .string(value)
    case .date(let days): .date(CivilDate(days: days))
    case .numbersStart, .textsStart, .datesStart, .end: nil
    }
  }

  /// What `<` and ranges compare it with: everything of its own sort. Null and booleans have no order.
  var ordered: Span? {
    switch self {
    case .number: .numbers
    case .text: .texts
    case .date: .dates
    default: nil
    }
  }

  /// Everything of its sort.
  var sort: Span {
    switch self {
    case .null: Span(Cut(.null), Cut(.no))
    case .no, .yes: .booleans
    case .numbersStart, .number: .numbers
    case .textsStart, .text: .texts
    case .datesStart, .date, .end: .dates
    }
  }

  private var rank: Int {
    switch self {
    case .null: 0
    case .no: 1
    case .yes: 2
    case .numbersStart: 3
    case .number: 4
    case .textsStart: 5
    case .text: 6
    case .datesStart: 7
    case .date: 8
    case .end: 9
    }
  }
}

extension AxisKey: Comparable {
  static func == (left: AxisKey, right: AxisKey) -> Bool {
    switch (left, right) {
    case (.number(let a), .number(let b)): a == b
    case (.text(let a), .text(let b)): Text.same(a, b)
    case (.date(let a), .date(let b)): a == b
    default: left.rank == right.rank
    }
  }

  static func < (left: AxisKey, right: AxisKey) -> Bool {
    switch (left, right) {
    case (.number(let a), .number(let b)): a < b
    case (.text(let a), .text(let b)): Text.order(a, b) < 0
    case (.date(let a), .date(let b)): a < b
    default: left.rank < right.rank
    }
  }
}

/// A cut through the line, just before or just behind a key.
struct Cut: Sendable, Comparable {
  let key: AxisKey
  let isBehind: Bool

  /// Before the key.
  init(_ key: AxisKey) { self.init(key, isBehind: false) }

  private init(_ key: AxisKey, isBehind: Bool) {
    self.key = key
    self.isBehind = isBehind
  }

  /// Behind the key. Where the line has a next value the cut is the one before that, so that there is one cut
  /// between two neighbours.
  init(behind key: AxisKey) {
    switch key {
    case .null: self.init(.no)
    case .no: self.init(.yes)
    case .yes: self.init(.numbersStart)
    case .date(let days) where days < Int64.max: self.init(.date(days + 1))
    default: self.init(key, isBehind: true)
    }
  }

  static func < (left: Cut, right: Cut) -> Bool {
    if left.key == right.key { return !left.isBehind && right.isBehind }
    return left.key < right.key
  }
}

/// Everything between two cuts.
struct Span: Sendable, Equatable {
  let low: Cut
  let high: Cut

  init(_ low: Cut, _ high: Cut) {
    self.low = low
    self.high = high
  }

  /// One value.
  init(_ key: AxisKey) { self.init(Cut(key), Cut(behind: key)) }

  var isEmpty: Bool { low >= high }

  static let everything = Span(Cut(.null), Cut(.end))
  static let booleans = Span(Cut(.no), Cut(.numbersStart))
  static let numbers = Span(Cut(.numbersStart), Cut(.textsStart))
  static let texts = Span(Cut(.textsStart), Cut(.datesStart))
  static let dates = Span(Cut(.datesStart), Cut(.end))
}
