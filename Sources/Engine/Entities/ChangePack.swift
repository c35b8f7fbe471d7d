import Core

/// One change of an entity or of a matter's answers. `number` is the attribute's, negative for a relation's, or the
/// column's of a form.
package struct PackedChange: Sendable, Hashable {
  package enum Side: Sendable, Hashable {
    case one(StoredValue)
    case many([StoredValue])
  }
  package let number: Int
  package let old: Side
  package let new: Side

  package init(_ number: Int, old: Side, new: Side) {
    self.number = number
    self.old = old
    self.new = new
  }
}

/// The compact form of a change-set: a version byte, then for each change its number, the old side, the new side; numbers
/// as variable-length integers (seven bits a byte, low first).
package enum ChangePack {
  private static let version: UInt8 = 1

  package static func encode(_ changes: [PackedChange]) -> [UInt8] {
    var out: [UInt8] = [version]
    put(UInt64(changes.count), &out)
    for change in changes {
      put(signed: Int64(change.number), &out)
      put(change.old, &out)
      put(change.new, &out)
    }
    return out
  }

  /// The changes again; nil for bytes that are not a change-set.
  package static func decode(_ bytes: [UInt8]) -> [PackedChange]? {
    var reading = PackReading(bytes)
    guard reading.byte() == version, let count = reading.count() else { return nil }
    var changes: [PackedChange] = []
    for _ in 0..<count {
      guard let number = reading.signed(), let old = reading.side(), let new = reading.side() else { return nil }
      changes.append(PackedChange(Int(truncatingIfNeeded: number), old: old, new: new))
    }
    return changes
  }

  /// One value alone, as a proposal keeps it.
  package static func encode(_ side: PackedChange.Side) -> [UInt8] {
    var out: [UInt8] = []
    put(side, &out)
    return out
  }

  package static func decode(side bytes: [UInt8]) -> PackedChange.Side? {
    var reading = PackReading(bytes)
    return reading.side()
  }

  private static func put(_ side: PackedChange.Side, _ out: inout [UInt8]) {
    switch side {
    case .one(let value): put(value, &out)
    case .many(let values):
      out.append(4)
      put(UInt64(values.count), &out)
      for value in values { put(value, &out) }
    }
  }

  private static func put(_ value: StoredValue, _ out: inout [UInt8]) {
    switch value {
    case .null: out.append(0)
    case .int(let n):
      out.append(1)
      put(signed: n, &out)
    case .text(let text):
      out.append(2)
      put(UInt64(text.utf8.count), &out)
      out.append(contentsOf: text.utf8)
    case .blob(let bytes):
      out.append(3)
      put(UInt64(bytes.count), &out)
      out.append(contentsOf: bytes)
    }
  }

  private static func put(signed n: Int64, _ out: inout [UInt8]) { put(UInt64(bitPattern: n << 1 ^ n >> 63), &out) }

  private static func put(_ n: UInt64, _ out: inout [UInt8]) {
    var rest = n
    while rest >= 0x80 {
      out.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    out.append(UInt8(truncatingIfNeeded: rest))
  }
}

/// Reads a pack; every step is nil where the bytes end too early.
private struct PackReading {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> UInt8? {
    guard at < bytes.count else { return nil }
    at += 1
    return bytes[at - 1]
  }

  mutating func unsigned() -> UInt64? {
    var value: UInt64 = 0, shift: UInt64 = 0
    while shift < 64, let next = byte() {
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
    return nil
  }

  mutating func signed() -> Int64? {
    unsigned().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
  }

  /// A number of things that the rest of the bytes can hold.
  mutating func count() -> Int? {
    guard let n = unsigned(), n <= UInt64(bytes.count - at) else { return nil }
    return Int(n)
  }

  mutating func side() -> PackedChange.Side? {
    guard at < bytes.count, bytes[at] == 4 else { return value().map(PackedChange.Side.one) }
    at += 1
    guard let count = count() else { return nil }
    var values: [StoredValue] = []
    for _ in 0..<count {
      guard let next = value() else { return nil }
      values.append(next)
    }
    return .many(values)
  }

  private mutating func value() -> StoredValue? {
    switch byte() {
    case 0: return .null
    case 1: return signed().map(StoredValue.int)
    case 2: return slice().map { .text(String(decoding: $0, as: UTF8.self)) }
    case 3: return slice().map { .blob(Array($0)) }
    default: return nil
    }
  }

  private mutating func slice() -> ArraySlice<UInt8>? {
    guard let length = count() else { return nil }
    defer { at += length }
    return bytes[at..<(at + length)]
  }
}
