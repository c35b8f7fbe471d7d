/// A set of keys in 32 bytes.
package struct SpecKeySet: Sendable, Hashable, ExpressibleByArrayLiteral {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  package init() {}

  package init(arrayLiteral keys: SpecKey...) {
    for key in keys { insert(key.rawValue) }
  }

  mutating func insert(_ raw: UInt16) {
    let bit = UInt64(1) << UInt64(raw & 63)
    switch raw >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    case 3: words.3 |= bit
    default: break
    }
  }

  package func contains(_ key: SpecKey) -> Bool {
    let bit = UInt64(1) << UInt64(key.rawValue & 63)
    switch key.rawValue >> 6 {
    case 0: return words.0 & bit != 0
    case 1: return words.1 & bit != 0
    case 2: return words.2 & bit != 0
    default: return words.3 & bit != 0
    }
  }

  package func isDisjoint(with other: SpecKeySet) -> Bool {
    words.0 & other.words.0 == 0 && words.1 & other.words.1 == 0 && words.2 & other.words.2 == 0
      && words.3 & other.words.3 == 0
  }

  package static func == (a: SpecKeySet, b: SpecKeySet) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}
