/// An IP address. One of IPv6 that carries an IPv4 address (`::ffff:10.0.0.1`) is that IPv4 address.
package enum NetworkAddress: Sendable, Hashable {
  case four(UInt32)
  case six(high: UInt64, low: UInt64)

  /// The bytes as a socket has them: 4 or 16, the most significant first; nil for any other number.
  package init?(bytes: [UInt8]) {
    func number(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
    switch bytes.count {
    case 4: self = .four(UInt32(truncatingIfNeeded: number(bytes[...])))
    case 16: self.init(high: number(bytes[..<8]), low: number(bytes[8...]))
    default: return nil
    }
  }

  private init(high: UInt64, low: UInt64) {
    self = high == 0 && low >> 32 == 0xFFFF ? .four(UInt32(truncatingIfNeeded: low)) : .six(high: high, low: low)
  }

  /// Four decimal numbers without leading zeros, or the text of RFC 4291 without a zone; nil for every other spelling.
  package init?(_ text: String) {
    if let four = Self.four(text[...]) {
      self = .four(four)
      return
    }
    guard let groups = Self.six(text) else { return nil }
    func half(_ part: ArraySlice<UInt16>) -> UInt64 { part.reduce(0) { $0 << 16 | UInt64($1) } }
    self.init(high: half(groups[..<4]), low: half(groups[4...]))
  }

  private static func four(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var number: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        part.utf8.count == 1 || part.first != "0", let value = UInt32(part), value <= 255
      else { return nil }
      number = number << 8 | value
    }
    return number
  }

  private static func six(_ text: String) -> [UInt16]? {
    guard text.utf8.count <= 45 else { return nil }
    let colons = text.split(separator: ":", omittingEmptySubsequences: false)
    guard colons.count >= 3 else { return nil }
    // `::` is an empty part inside, or two of them at an end.
    var parts = colons
    let opens = parts[0].isEmpty, closes = parts[parts.count - 1].isEmpty
    if opens {
      guard parts[1].isEmpty else { return nil }
      parts.removeFirst()
    }
    if closes {
      guard parts.count >= 2, parts[parts.count - 2].isEmpty else { return nil }
      parts.removeLast()
    }
    let gaps = parts.indices.filter { parts[$0].isEmpty }
    guard gaps.count <= 1 else { return nil }
    var groups: [UInt16] = []
    var gap: Int?
    for (at, part) in parts.enumerated() {
      if part.isEmpty {
        gap = groups.count
      } else if at == parts.count - 1, part.contains(".") {
        guard let four = four(part) else { return nil }
        groups += [UInt16(four >> 16), UInt16(truncatingIfNeeded: four)]
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHex), let group = UInt16(part, radix: 16)
        else { return nil }
        groups.append(group)
      }
    }
    guard let gap else { return groups.count == 8 ? groups : nil }
    guard groups.count < 8 else { return nil }
    groups.insert(contentsOf: [UInt16](repeating: 0, count: 8 - groups.count), at: gap)
    return groups
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }

  /// The address as `init(_:)` reads it.
  package var text: String {
    switch self {
    case .four(let number): (0..<4).map { String(number >> (24 - 8 * $0) & 255) }.joined(separator: ".")
    case .six(let high, let low):
      ((0..<4).map { high >> (48 - 16 * $0) & 0xFFFF } + (0..<4).map { low >> (48 - 16 * $0) & 0xFFFF })
        .map { String($0, radix: 16) }.joined(separator: ":")
    }
  }

  /// Whether anybody on the internet could be meant: not this machine, its networks, a cloud's services for its own
  /// machines, nor what is set aside (registries of IANA for special purposes, RFC 6890).
  package var isPublic: Bool {
    switch self {
    case .four: !Network.reservedFour.contains { $0.contains(self) }
    case .six: Network.globalSix.contains(self) && !Network.reservedSix.contains { $0.contains(self) }
    }
  }
}

/// All addresses that begin with the same bits.
package struct Network: Sendable, Hashable {
  package let address: NetworkAddress
  package let bits: Int

  /// `10.20.0.0/16`, or a single address; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = NetworkAddress(String(parts[0])) else { return nil }
    let most: Int
    switch address {
    case .four: most = 32
    case .six: most = 128
    }
    if parts.count == 1 {
      bits = most
    } else {
      guard parts[1].utf8.count <= 3, let bits = Int(parts[1]), (0...most).contains(bits) else { return nil }
      self.bits = bits
    }
    self.address = address
  }

  private init(_ address: NetworkAddress, _ bits: Int) {
    self.address = address
    self.bits = bits
  }

  package func contains(_ other: NetworkAddress) -> Bool {
    switch (address, other) {
    case (.four(let own), .four(let other)): bits == 0 || (own ^ other) >> UInt32(32 - bits) == 0
    case (.six(let high, let low), .six(let otherHigh, let otherLow)):
      if bits <= 64 {
        bits == 0 || (high ^ otherHigh) >> UInt64(64 - bits) == 0
      } else {
        high == otherHigh && (low ^ otherLow) >> UInt64(128 - bits) == 0
      }
    case (.four, .six), (.six, .four): false
    }
  }

  private static func four(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ bits: Int) -> Network {
    Network(.four(a << 24 | b << 16 | c << 8 | d), bits)
  }

  /// 168.63.129.16 is a cloud's own service, reached like a public address.
  fileprivate static let reservedFour: [Network] = [
    four(0, 0, 0, 0, 8), four(10, 0, 0, 0, 8), four(100, 64, 0, 0, 10), four(127, 0, 0, 0, 8), four(169, 254, 0, 0, 16),
    four(172, 16, 0, 0, 12), four(192, 0, 0, 0, 24), four(192, 0, 2, 0, 24), four(192, 88, 99, 0, 24),
    four(192, 168, 0, 0, 16), four(198, 18, 0, 0, 15), four(198, 51, 100, 0, 24), four(203, 0, 113, 0, 24),
    four(168, 63, 129, 16, 32), four(224, 0, 0, 0, 4), four(240, 0, 0, 0, 4),
  ]
  /// The one block that is given out to the internet.
  fileprivate static let globalSix = Network(.six(high: 0x2000_0000_0000_0000, low: 0), 3)
  /// Within it: protocols and tunnels that carry an IPv4 address, documentation.
  fileprivate static let reservedSix: [Network] = [
    Network(.six(high: 0x2001_0000_0000_0000, low: 0), 23), Network(.six(high: 0x2001_0DB8_0000_0000, low: 0), 32),
    Network(.six(high: 0x2002_0000_0000_0000, low: 0), 16), Network(.six(high: 0x3FFF_0000_0000_0000, low: 0), 20),
  ]
}
