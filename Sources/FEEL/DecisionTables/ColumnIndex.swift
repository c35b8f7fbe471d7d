/// Finds, for a value of one column, the rules whose cell may hold: all rules that can are among them, and whoever
/// asks runs their tests. The line is cut where literal cells begin and end; each stretch between cuts knows its
/// rules, as words of a bit set that are not nought. It never changes; a class, so that a lookup takes hold of one
/// thing and not of every array in it.
final class ColumnIndex: Sendable {
  /// In order.
  private let cuts: [Cut]
  /// The stretch of every string that a cell names.
  private let texts: [TextKey: Int32]
  /// So many stretches share one entry, where stretches would take too much memory.
  private let width: Int
  /// Where the words of each entry begin.
  private let starts: [Int32]
  /// Numbers of words, in order within each entry.
  let words: [Int32]
  /// The words themselves.
  let bits: [UInt64]
  /// Rules with `-` here or a cell that only running it can decide.
  let always: [UInt64]
  /// Numbers of the words of `always` that are not nought.
  let alwaysWords: [Int32]

  /// The words of the rules that may hold for the value besides `always`; nil when nothing is known, because the
  /// value stands on no line.
  func entry(for value: Value) -> Range<Int>? {
    guard let key = AxisKey(value) else { return nil }
    let stretch: Int
    if case .text(let text) = key, let known = texts[TextKey(text)] {
      stretch = Int(known)
    } else {
      stretch = Self.stretch(of: Cut(key), cuts)
    }
    let entry = stretch / width
    return Int(starts[entry])..<Int(starts[entry + 1])
  }

  /// The number of cuts that are not behind this one.
  private static func stretch(of cut: Cut, _ cuts: [Cut]) -> Int {
    var low = 0
    var high = cuts.count
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle] <= cut { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: making

  /// Words that one column may take: 12 bytes each.
  private static func limit(_ rules: Int) -> Int { rules * 32 + 16_384 }

  /// - Parameters:
  ///   - covers: where each cell of the column says yes; nil for one that only running it can decide.
  ///   - cellOf: for each rule its cell, -1 for `-`.
  /// - Returns: nil when no cell tells anything.
  init?(covers: [Cover?], cellOf: [Int32]) {
    let own = SparseSets(cellOf: cellOf, cells: covers.count)
    var always = [UInt64](repeating: 0, count: (cellOf.count + 63) / 64)
    for (rule, cell) in cellOf.enumerated() where cell < 0 || covers[Int(cell)] == nil {
      always[rule >> 6] |= 1 << UInt64(rule & 63)
    }
    var cuts: [Cut] = []
    for case let cover? in covers {
      for span in cover.spans { cuts += [span.low, span.high] }
    }
    guard !cuts.isEmpty else { return nil }
    cuts.sort()
    cuts = cuts.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    var pieces: [Piece] = []
    for (cell, cover) in covers.enumerated() {
      for span in cover?.spans ?? [] {
        pieces.append(
          Piece(cell: cell, first: Self.stretch(of: span.low, cuts), last: Self.stretch(of: span.high, cuts) - 1))
      }
    }
    width = Self.width(pieces, own, limit: Self.limit(cellOf.count))
    (starts, words, bits) = Self.entries(pieces, own, count: cuts.count / width + 1, width)
    var texts: [TextKey: Int32] = [:]
    for cut in cuts {
      if case .text(let text) = cut.key { texts[TextKey(text)] = Int32(Self.stretch(of: Cut(cut.key), cuts)) }
    }
    self.cuts = cuts
    self.texts = texts
    self.always = always
    alwaysWords = always.indices.filter { always[$0] != 0 }.map { Int32($0) }
  }

  /// A cell says yes from the first stretch to the last.
  private struct Piece {
    let cell: Int
    let first: Int
    let last: Int
  }

  private static func width(_ pieces: [Piece], _ own: SparseSets, limit: Int) -> Int {
    var width = 1
    while true {
      var total = 0
      for piece in pieces {
        total += (piece.last / width - piece.first / width + 1) * own.range(piece.cell).count
        if total > limit { break }
      }
      if total <= limit || width > 1 << 20 { return width }
      width *= 2
    }
  }

  private static func entries(
    _ pieces: [Piece], _ own: SparseSets, count: Int, _ width: Int
  ) -> (starts: [Int32], words: [Int32], bits: [UInt64]) {
    var sets = [[Int32: UInt64]](repeating: [:], count: count)
    for piece in pieces {
      for entry in piece.first / width...piece.last / width {
        for at in own.range(piece.cell) { sets[entry][own.words[at], default: 0] |= own.bits[at] }
      }
    }
    var starts: [Int32] = [0]
    var words: [Int32] = []
    var bits: [UInt64] = []
    for set in sets {
      for (word, value) in set.sorted(by: { $0.key < $1.key }) {
        words.append(word)
        bits.append(value)
      }
      starts.append(Int32(clamping: words.count))
    }
    return (starts, words, bits)
  }
}

/// The rules of each cell, as words of a bit set that are not nought.
private struct SparseSets {
  private(set) var words: [Int32] = []
  private(set) var bits: [UInt64] = []
  private var starts: [Int] = [0]

  init(cellOf: [Int32], cells: Int) {
    var rules = [[Int]](repeating: [], count: cells)
    for (rule, cell) in cellOf.enumerated() where cell >= 0 { rules[Int(cell)].append(rule) }
    for list in rules {
      let start = words.count
      for rule in list {
        if words.count == start || words[words.count - 1] != Int32(rule >> 6) {
          words.append(Int32(rule >> 6))
          bits.append(0)
        }
        bits[bits.count - 1] |= 1 << UInt64(rule & 63)
      }
      starts.append(words.count)
    }
  }

  func range(_ cell: Int) -> Range<Int> { starts[cell]..<starts[cell + 1] }
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
