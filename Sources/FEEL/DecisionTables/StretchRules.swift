/// The rules that may hold on each stretch of a column, as the words of a bit set that are not nought.
struct StretchRules: Sendable {
  /// A cell, with its rules, says yes from the first stretch to the last.
  struct Piece {
    let rules: [Int]
    let first: Int
    let last: Int
  }

  /// Numbers of words, in order within each entry.
  private(set) var words: [Int32] = []
  /// The words themselves.
  private(set) var bits: [UInt64] = []
  /// Where the words of each entry begin.
  private var starts: [Int32] = [0]

  /// Words that one column may take: 12 bytes each.
  private static func limit(_ rules: Int) -> Int { rules * 32 + 16_384 }

  /// - Parameters:
  ///   - width: how many stretches make one entry.
  ///   - rules: how many rules the table has.
  /// - Returns: nil when that would take too much memory; wider entries take less.
  init?(_ pieces: [Piece], stretches: Int, width: Int, rules: Int) {
    let count = (stretches + width - 1) / width
    var opening = [[Int]](repeating: [], count: count)
    var closing = opening
    for (at, piece) in pieces.enumerated() where piece.first <= piece.last {
      opening[piece.first / width].append(at)
      closing[piece.last / width].append(at)
    }
    var active = ActiveRules(rules)
    for entry in 0..<count {
      for piece in opening[entry] { active.add(pieces[piece].rules) }
      active.write(to: &words, &bits)
      starts.append(Int32(clamping: words.count))
      if words.count > Self.limit(rules) { return nil }
      for piece in closing[entry] { active.remove(pieces[piece].rules) }
    }
  }

  /// Where the words of an entry lie.
  func range(_ entry: Int) -> Range<Int> { Int(starts[entry])..<Int(starts[entry + 1]) }
}

/// The rules on one stretch while all stretches are gone through.
private struct ActiveRules {
  /// How many pieces of each rule are open.
  private var open: [Int32]
  private var bits: [UInt64]
  private var count = 0

  init(_ rules: Int) {
    open = [Int32](repeating: 0, count: rules)
    bits = [UInt64](repeating: 0, count: (rules + 63) / 64)
  }

  mutating func add(_ rules: [Int]) {
    for rule in rules {
      if open[rule] == 0 {
        bits[rule >> 6] |= 1 << UInt64(rule & 63)
        count += 1
      }
      open[rule] += 1
    }
  }

  mutating func remove(_ rules: [Int]) {
    for rule in rules {
      open[rule] -= 1
      if open[rule] == 0 {
        bits[rule >> 6] &= ~(1 << UInt64(rule & 63))
        count -= 1
      }
    }
  }

  func write(to words: inout [Int32], _ values: inout [UInt64]) {
    guard count > 0 else { return }
    for (word, value) in bits.enumerated() where value != 0 {
      words.append(Int32(clamping: word))
      values.append(value)
    }
  }
}
