/// How people type Chinese without an input method: whole syllables or first letters. Each character has its one usual
/// reading, so a rare reading is not found by sound.
enum Pinyin {
  /// Whether typed letters spell the text somewhere: `tijian`, `tj`, `ti jian` and `mftj` find 免费体检. Each character is
  /// spelled in full or by its first letter; a search begins at any character.
  static func spells(_ typed: String, _ text: String) -> Bool {
    let letters = Array(typed.lowercased().utf8).filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "'") }
    guard letters.count >= 2, letters.count <= longest, letters.allSatisfy({ $0 >= 97 && $0 <= 122 }) else {
      return false
    }
    var reached: Set<Int> = []
    for scalar in text.unicodeScalars.prefix(longest) {
      guard let syllable = syllable(scalar) else {
        reached = []
        continue
      }
      var next: Set<Int> = []
      // A part of a word: from each place reached so far, and from the start.
      for at in reached.union([0]) {
        if letters[at] == syllable.first { next.insert(at + 1) }
        let rest = letters[at...]
        if rest.starts(with: syllable) { next.insert(at + syllable.count) }
        // The last syllable may be half typed.
        if syllable.starts(with: rest) { return true }
      }
      if next.contains(letters.count) { return true }
      reached = next
    }
    return false
  }

  private static let longest = 64

  /// The letters of a character's reading; nil for anything without one.
  static func syllable(_ scalar: Unicode.Scalar) -> [UInt8]? {
    let cells = PinyinTable.cells
    guard scalar.value >= PinyinTable.first else { return nil }
    let at = Int(scalar.value - PinyinTable.first) * 2
    guard at + 1 < cells.utf8CodeUnitCount, let high = digit(cells.utf8Start[at]),
      let low = digit(cells.utf8Start[at + 1])
    else { return nil }
    let number = high * 64 + low
    return syllables.indices.contains(number) ? syllables[number] : nil
  }

  private static let syllables: [[UInt8]] = {
    let text = PinyinTable.syllables
    let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return bytes.split(separator: UInt8(ascii: " ")).map { Array($0) }
  }()

  private static func digit(_ letter: UInt8) -> Int? {
    switch letter {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(letter) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(letter) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(letter) - 48 + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
