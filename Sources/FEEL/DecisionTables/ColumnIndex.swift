/// Finds, for a value of one column, the rules whose cell may hold: all rules that can are among them, and whoever
/// asks runs their tests. The line is cut where literal cells begin and end; each stretch between cuts knows its
/// rules. It never changes; a class, so that a lookup takes hold of one thing and not of every array in it.
final class ColumnIndex: Sendable {
  private let line: CutLine
  /// So many stretches share one entry, where stretches would take too much memory.
  private let width: Int
  let entries: StretchRules
  /// Rules with `-` here or a cell that only running it can decide.
  let always: [UInt64]
  /// Numbers of the words of `always` that are not nought.
  let alwaysWords: [Int32]
  /// Rules whose cell must be run although an entry names them.
  let doubtful: [UInt64]

  /// - Parameters:
  ///   - covers: where each cell of the column says yes; nil for one that only running it can decide.
  ///   - cellOf: for each rule its cell, -1 for `-`.
  /// - Returns: nil when no cell tells anything.
  init?(covers: [Cover?], cellOf: [Int32]) {
    let known = covers.contains { $0 != nil }
    guard known else { return nil }
    line = CutLine(covers.flatMap { $0?.spans.flatMap { [$0.low, $0.high] } ?? [] })
    var rules = [[Int]](repeating: [], count: covers.count)
    var always = [UInt64](repeating: 0, count: (cellOf.count + 63) / 64)
    var computed = always
    for (rule, cell) in cellOf.enumerated() {
      let bit: UInt64 = 1 << UInt64(rule & 63)
      if cell < 0 || covers[Int(cell)] == nil {
        always[rule >> 6] |= bit
        if cell >= 0 { computed[rule >> 6] |= bit }
      } else {
        rules[Int(cell)].append(rule)
      }
    }
    var pieces: [StretchRules.Piece] = []
    for (cell, cover) in covers.enumerated() {
      for span in cover?.spans ?? [] {
        let (first, last) = (line.stretch(of: span.low), line.stretch(of: span.high) - 1)
        pieces.append(.init(rules: rules[cell], first: first, last: last))
      }
    }
    var width = 1
    var made = StretchRules(pieces, stretches: line.count, width: width, rules: cellOf.count)
    while made == nil, width < line.count {
      width *= 2
      made = StretchRules(pieces, stretches: line.count, width: width, rules: cellOf.count)
    }
    guard let made else { return nil }
    self.width = width
    entries = made
    self.always = always
    doubtful = width == 1 ? computed : [UInt64](repeating: .max, count: computed.count)
    alwaysWords = always.indices.filter { always[$0] != 0 }.map { Int32($0) }
  }

  /// The words of the rules that may hold for the value besides `always`; nil when nothing is known, because the
  /// value stands on no line.
  func entry(for value: Value) -> Range<Int>? {
    line.stretch(of: value).map { entries.range($0 / width) }
  }
}

/// The line, cut into stretches; all values of one stretch are alike.
struct CutLine: Sendable {
  private struct NumberCut {
    let number: Number
    let isBehind: Bool
  }

  private let cuts: [Cut]
  /// The same cuts by sort, which are searched faster, and how many cuts lie before those of the sort.
  private let numbers: [NumberCut]
  private let dates: [Int64]
  private let beforeNumbers: Int
  private let beforeDates: Int
  /// The stretch of every string at which there is a cut.
  private let texts: [TextKey: Int32]

  /// - Parameter cuts: in any order, with repetitions.
  init(_ parts: [Cut]) {
    var cuts: [Cut] = []
    for cut in parts.sorted() where cuts.last != cut { cuts.append(cut) }
    var numbers: [NumberCut] = []
    var dates: [Int64] = []
    var texts: [TextKey: Int32] = [:]
    for cut in cuts {
      switch cut.key {
      case .number(let number): numbers.append(NumberCut(number: number, isBehind: cut.isBehind))
      case .date(let days): dates.append(days)
      case .text(let text): texts[TextKey(text)] = Int32(Self.stretch(of: Cut(cut.key), cuts))
      case .null, .no, .yes, .numbersStart, .textsStart, .datesStart, .end: break
      }
    }
    self.cuts = cuts
    self.numbers = numbers
    self.dates = dates
    self.texts = texts
    beforeNumbers = Self.stretch(of: Cut(.numbersStart), cuts)
    beforeDates = Self.stretch(of: Cut(.datesStart), cuts)
  }

  /// Number of stretches.
  var count: Int { cuts.count + 1 }

  /// The stretch that begins at or goes on behind a cut.
  func stretch(of cut: Cut) -> Int { Self.stretch(of: cut, cuts) }

  /// The stretch in which a value lies; nil when it stands on no line.
  func stretch(of value: Value) -> Int? {
    switch value {
    case .number(let number):
      return beforeNumbers
        + Self.count(numbers) { cut in cut.number < number || (!cut.isBehind && cut.number == number) }
    case .date(let date): return beforeDates + Self.count(dates) { $0 <= date.days }
    case .string(let text):
      if let known = texts[TextKey(text)] { return Int(known) }
      return Self.stretch(of: Cut(.text(text)), cuts)
    default: return AxisKey(value).map { Self.stretch(of: Cut($0), cuts) }
    }
  }

  private static func stretch(of cut: Cut, _ cuts: [Cut]) -> Int { count(cuts) { $0 <= cut } }

  /// How many of an ordered list come before a border.
  @inline(__always)
  private static func count<Element>(_ list: [Element], _ isBefore: (Element) -> Bool) -> Int {
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(list[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// A string by its scalars, for hashing.
struct TextKey: Sendable, Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: TextKey, right: TextKey) -> Bool { Text.same(left.text, right.text) }

  func hash(into hasher: inout Hasher) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let quick: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    if quick == nil {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    hasher.combine(hash)
  }
}
