/// The clocks of one zone: when their offset changed, and the rule for the time after (RFC 8536).
struct ZoneTable: Sendable {
  let name: String
  /// UTC seconds from which the offset at the same index holds.
  private let moments: [Int64]
  private let offsets: [Int32]
  /// The offset before the first change.
  private let first: Int32
  private let rule: ZoneRule?
  /// The offset that holds outside summer time now.
  let standardOffset: Int

  init(name: String, fixed: Int32) {
    self.name = name
    moments = []
    offsets = []
    first = fixed
    rule = nil
    standardOffset = Int(fixed)
  }

  /// Reads the second, 64-bit part of a TZif file; `nil` when the bytes are not such a file.
  init?(name: String, bytes: [UInt8]) {
    var reader = BigEndianReader(bytes)
    guard let old = reader.header(), old.version >= 0x32, reader.skip(old.size(timeBytes: 4)),
      let head = reader.header(), head.types > 0, head.types <= 256, head.times <= 10_000
    else { return nil }
    var moments: [Int64] = []
    for _ in 0..<head.times {
      guard let moment = reader.integer(8) else { return nil }
      moments.append(moment)
    }
    var indices: [Int] = []
    for _ in 0..<head.times {
      guard let index = reader.byte(), Int(index) < head.types else { return nil }
      indices.append(Int(index))
    }
    var types: [(offset: Int32, isSummer: Bool)] = []
    for _ in 0..<head.types {
      guard let offset = reader.integer(4), abs(offset) < 90_000, let summer = reader.byte(),
        reader.byte() != nil
      else { return nil }
      types.append((Int32(offset), summer != 0))
    }
    guard reader.skip(head.characters + head.leaps * 12 + head.standards + head.universals) else { return nil }
    self.name = name
    self.moments = moments
    offsets = indices.map { types[$0].offset }
    first = types[0].offset
    rule = ZoneRule(reader.footer())
    let last = indices.last { !types[$0].isSummer }
    standardOffset = rule.map { Int($0.standard) } ?? Int(last.map { types[$0].offset } ?? types[0].offset)
  }

  /// Seconds east of Greenwich.
  func offset(atUTC seconds: Int64) -> Int {
    guard let last = moments.last else { return rule?.offset(atUTC: seconds) ?? Int(first) }
    if seconds >= last { return rule?.offset(atUTC: seconds) ?? Int(offsets[offsets.count - 1]) }
    var low = 0
    var high = moments.count
    while low < high {
      let middle = (low + high) / 2
      if moments[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? Int(first) : Int(offsets[low - 1])
  }
}

/// Numbers with the highest byte first.
private struct BigEndianReader {
  struct Header {
    let version: UInt8
    let universals, standards, leaps, times, types, characters: Int

    /// Bytes of the data behind this header.
    func size(timeBytes: Int) -> Int {
      times * (timeBytes + 1) + types * 6 + characters + leaps * (timeBytes + 4) + standards + universals
    }
  }

  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> UInt8? {
    guard at < bytes.count else { return nil }
    at += 1
    return bytes[at - 1]
  }

  mutating func integer(_ width: Int) -> Int64? {
    guard at + width <= bytes.count else { return nil }
    var value: UInt64 = bytes[at] >= 0x80 ? UInt64.max : 0
    for byte in bytes[at..<at + width] { value = value << 8 | UInt64(byte) }
    at += width
    return Int64(bitPattern: value)
  }

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, at + count <= bytes.count else { return false }
    at += count
    return true
  }

  mutating func header() -> Header? {
    guard at + 44 <= bytes.count, Array(bytes[at..<at + 4]) == Array("TZif".utf8) else { return nil }
    let version = bytes[at + 4]
    at += 20
    var counts: [Int] = []
    for _ in 0..<6 {
      guard let count = integer(4), (0...65_536).contains(count) else { return nil }
      counts.append(Int(count))
    }
    return Header(
      version: version, universals: counts[0], standards: counts[1], leaps: counts[2], times: counts[3],
      types: counts[4], characters: counts[5])
  }

  /// The text between the two line ends at the end.
  mutating func footer() -> String {
    guard byte() == 0x0A else { return "" }
    return String(decoding: bytes[at...].prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
