/// Bytes of a word → its number, without making a string: the words of one place of the language.
struct SpellingIndex: Sendable {
  private struct Slot {
    var hash: UInt32 = 0
    var start: UInt32 = 0
    var length: UInt32 = 0
    var value: UInt32 = 0
  }

  private var slots: ContiguousArray<Slot>
  private var bytes: ContiguousArray<UInt8> = []
  private let mask: UInt32

  /// Later words do not replace earlier ones of the same spelling.
  init(_ words: [(spelling: String, value: Int)]) {
    var size = 8
    while size < words.count * 2 { size *= 2 }
    slots = ContiguousArray(repeating: Slot(), count: size)
    mask = UInt32(size - 1)
    for word in words { insert(Array(word.spelling.utf8), word.value) }
  }

  private mutating func insert(_ spelling: [UInt8], _ value: Int) {
    let known = spelling.withUnsafeBufferPointer { find($0) }
    guard known == nil, !spelling.isEmpty else { return }
    let hash = spelling.withUnsafeBufferPointer { SpellingIndex.hash($0) }
    var at = hash & mask
    while slots[Int(at)].length != 0 { at = (at &+ 1) & mask }
    slots[Int(at)] = Slot(
      hash: hash, start: UInt32(truncatingIfNeeded: bytes.count),
      length: UInt32(truncatingIfNeeded: spelling.count), value: UInt32(truncatingIfNeeded: value))
    bytes.append(contentsOf: spelling)
  }

  /// The number of a word; nil when it is none of them.
  func find(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    let hash = SpellingIndex.hash(word)
    var at = hash & mask
    while true {
      let slot = slots[Int(at)]
      if slot.length == 0 { return nil }
      if slot.hash == hash, Int(slot.length) == word.count, matches(slot, word) { return Int(slot.value) }
      at = (at &+ 1) & mask
    }
  }

  func find(_ word: String) -> Int? {
    var word = word
    return word.withUTF8 { find($0) }
  }

  private func matches(_ slot: Slot, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(slot.start)
    for i in 0..<word.count where bytes[start + i] != word[i] { return false }
    return true
  }

  /// FNV-1a.
  static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in word { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return hash
  }
}
