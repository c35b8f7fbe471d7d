/// Texts known when compiling, found by their bytes: a few are tried one by one, more are hashed. Strings of
/// FEEL are in normal form C, so equal bytes are equal texts; Swift's own `==` would normalise both again.
struct TextSet: Sendable {
  /// Length, first eight and last eight bytes: all there is of a text of at most sixteen.
  private struct Stamp: Hashable {
    let length: Int
    let head: UInt64
    let tail: UInt64

    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
      length = bytes.count
      if length >= 8, let start = bytes.baseAddress {
        let raw = UnsafeRawPointer(start)
        head = raw.loadUnaligned(as: UInt64.self)
        tail = raw.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
      } else {
        var gathered: UInt64 = 0
        for byte in bytes { gathered = gathered << 8 | UInt64(byte) }
        head = gathered
        tail = 0
      }
    }

    @inline(__always)
    static func == (left: Stamp, right: Stamp) -> Bool {
      left.head == right.head && left.tail == right.tail && left.length == right.length
    }
  }

  /// Up to here looking at each is faster than hashing.
  private static let fewest = 8

  /// The stamps, where they are a few.
  private let few: [Stamp]
  private let isLarge: Bool
  /// All texts by stamp.
  private let index: [Stamp: [String]]

  init(_ texts: some Sequence<String>) {
    var index: [Stamp: [String]] = [:]
    for text in texts {
      let stamp = Text.withBytes(text) { Stamp($0) }
      if index[stamp]?.contains(where: { Text.same($0, text) }) != true { index[stamp, default: []].append(text) }
    }
    isLarge = index.count > Self.fewest
    few = isLarge ? [] : Array(index.keys)
    self.index = index
  }

  @inline(__always)
  func contains(_ text: String) -> Bool {
    let stamp = Text.withBytes(text) { Stamp($0) }
    var at = 0
    while at < few.count {
      if few[at] == stamp { return stamp.length <= 16 || isListed(text, stamp) }
      at += 1
    }
    return isLarge && isListed(text, stamp)
  }

  /// The whole text is looked at where the stamp does not hold all of it.
  private func isListed(_ text: String, _ stamp: Stamp) -> Bool {
    guard let found = index[stamp] else { return false }
    return stamp.length <= 16 || found.contains { Text.same($0, text) }
  }
}
