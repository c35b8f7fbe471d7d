import Core

/// Words by which somebody looks for places: all of them as one name, or each in the name of the place or of one above it,
/// in any order, so that 「中山街 12号」 and `zsj 12` lead to a door of that street.
struct PlaceWords {
  private struct Word {
    let letters: String
    let isLatin: Bool

    init(_ letters: String) {
      self.letters = letters
      isLatin = letters.utf8.allSatisfy { $0 < 0x80 }
    }

    func fits(_ node: PlaceNode) -> Bool {
      node.name.contains(letters) || node.aliases.contains { $0.contains(letters) }
        || (isLatin && (node.code.lowercased().hasPrefix(letters) || Pinyin.spells(letters, node.name)))
    }
  }

  /// More words than these narrow nothing.
  private static let most = 8

  private let tree: PlaceTree
  private let whole: Word
  private let words: [Word]
  /// By place: which words fit it or one above it, as bits; nil = not looked at yet.
  private var reached: [UInt8?]

  init(_ typed: String, _ tree: PlaceTree) {
    let parts = typed.lowercased().split(whereSeparator: \.isWhitespace)
    self.tree = tree
    whole = Word(parts.joined())
    words = parts.count < 2 ? [] : parts.prefix(Self.most).map { Word(String($0)) }
    reached = words.isEmpty ? [] : Array(repeating: nil, count: tree.nodes.count)
  }

  var isEmpty: Bool { whole.letters.isEmpty }

  /// Whether it is a place that was looked for: one of the words at least is its own.
  mutating func fits(_ at: Int) -> Bool {
    if whole.fits(tree.nodes[at]) { return true }
    if words.isEmpty { return false }
    let all = UInt8(truncatingIfNeeded: (1 << words.count) - 1)
    guard reached(at) == all else { return false }
    return own(at) != 0
  }

  private func own(_ at: Int) -> UInt8 {
    var bits: UInt8 = 0
    for (bit, word) in words.enumerated() where word.fits(tree.nodes[at]) { bits |= 1 << UInt8(bit) }
    return bits
  }

  private mutating func reached(_ at: Int) -> UInt8 {
    var line: [Int] = [], next: Int? = at
    var bits: UInt8 = 0
    while let here = next {
      if let known = reached[here] {
        bits = known
        break
      }
      line.append(here)
      next = tree.nodes[here].parent
    }
    for here in line.reversed() {
      bits |= own(here)
      reached[here] = bits
    }
    return bits
  }
}
