/// How large a picture is, read from its head alone: before anything is decoded.
struct PictureSize: Equatable {
  let width: Int
  let height: Int
  /// Whether it can be decoded line by line, without room for all of it.
  let isSequential: Bool

  var pixels: Int { width.multipliedReportingOverflow(by: height).overflow ? .max : width * height }

  /// Pixels of a picture that is taken at all: what people look at with must decode it.
  static let most = 100_000_000

  init(width: Int, height: Int, isSequential: Bool) {
    self.width = width
    self.height = height
    self.isSequential = isSequential
  }

  /// Nil for bytes without a size.
  init?(_ bytes: [UInt8], _ kind: FileKind) {
    switch kind {
    case .png:
      guard bytes.count >= 24 else { return nil }
      self.init(width: Self.number(bytes[16..<20]), height: Self.number(bytes[20..<24]), isSequential: false)
    case .jpeg:
      guard let found = Self.frame(bytes) else { return nil }
      self = found
    case .pdf: return nil
    }
    if width <= 0 || height <= 0 { return nil }
  }

  /// The frame header (ITU T.81, B.2.2).
  private static func frame(_ bytes: [UInt8]) -> PictureSize? {
    var at = 2
    while at + 9 <= bytes.count {
      guard bytes[at] == 0xFF else { return nil }
      let marker = bytes[at + 1]
      if marker == 0xFF {
        at += 1
        continue
      }
      if marker == 0xD8 || marker == 0x01 || (0xD0...0xD7).contains(marker) {
        at += 2
        continue
      }
      if marker == 0xDA || marker == 0xD9 { return nil }
      if (0xC0...0xCF).contains(marker), marker != 0xC4, marker != 0xC8, marker != 0xCC {
        return PictureSize(
          width: number(bytes[(at + 7)..<(at + 9)]), height: number(bytes[(at + 5)..<(at + 7)]),
          isSequential: marker == 0xC0 || marker == 0xC1)
      }
      at += 2 + number(bytes[(at + 2)..<(at + 4)])
    }
    return nil
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
