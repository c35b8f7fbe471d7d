/// What kind of file bytes are, found out from the bytes alone.
enum FileKind: Equatable {
  case jpeg, png, pdf

  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: Array("%PDF-".utf8)) {
      self = .pdf
    } else {
      return nil
    }
  }

  var mediaType: String {
    switch self {
    case .jpeg: "image/jpeg"
    case .png: "image/png"
    case .pdf: "application/pdf"
    }
  }

  var isPicture: Bool { self != .pdf }
}

/// A picture without what its camera wrote into it: place, time, device. Which way up it is stays.
enum UploadedPicture {
  /// The bytes to keep; nil for a picture that is cut off or none.
  static func cleaned(_ bytes: [UInt8], _ kind: FileKind) -> [UInt8]? {
    switch kind {
    case .jpeg: jpeg(bytes)
    case .png: png(bytes)
    case .pdf: bytes
    }
  }

  // MARK: JPEG (ITU T.81, annex B; Exif 2.32)

  private static func jpeg(_ bytes: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = [0xFF, 0xD8]
    out.reserveCapacity(bytes.count)
    var at = 2
    var hasOrientation = false, hasScan = false
    while at + 2 <= bytes.count {
      guard bytes[at] == 0xFF else { return nil }
      let marker = bytes[at + 1]
      if marker == 0xFF {
        at += 1
        continue
      }
      // What stands behind the end (a second picture with data of its own) is left out.
      if marker == 0xD9 { return hasScan ? out + [0xFF, 0xD9] : nil }
      guard at + 4 <= bytes.count else { return nil }
      let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
      let end = at + 2 + length
      guard length >= 2, end <= bytes.count else { return nil }
      let segment = bytes[at..<end]
      if marker == 0xDA {
        hasScan = true
        let next = scanEnd(bytes, from: end)
        out += bytes[at..<next]
        at = next
        continue
      }
      if marker == 0xE1 {
        if !hasOrientation, let turned = orientation(segment), turned > 1 {
          out += exif(turned)
          hasOrientation = true
        }
      } else if !(0xE2...0xEF).contains(marker) && marker != 0xFE || isColour(segment, marker) {
        out += segment
      }
      at = end
    }
    return nil
  }

  /// Where the coded data of a scan ends: at the next marker that is no stuffed byte and no restart.
  private static func scanEnd(_ bytes: [UInt8], from start: Int) -> Int {
    var at = start
    while at + 1 < bytes.count {
      if bytes[at] == 0xFF, bytes[at + 1] != 0, !(0xD0...0xD7).contains(bytes[at + 1]) { return at }
      at += 1
    }
    return bytes.count
  }

  /// The colour profile and Adobe's colour mark, without which colours are wrong.
  private static func isColour(_ segment: ArraySlice<UInt8>, _ marker: UInt8) -> Bool {
    let body = segment.dropFirst(4)
    return marker == 0xE2 && body.starts(with: Array("ICC_PROFILE\0".utf8))
      || marker == 0xEE && body.starts(with: Array("Adobe".utf8))
  }

  /// Which way up a picture is, 1 = as it stands.
  static func orientation(of bytes: [UInt8]) -> UInt8 {
    var at = 2
    while at + 4 <= bytes.count, bytes[at] == 0xFF, bytes[at + 1] != 0xDA {
      let end = at + 2 + (Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]))
      guard end > at + 2, end <= bytes.count else { break }
      if bytes[at + 1] == 0xE1, let turned = orientation(bytes[at..<end]) { return turned }
      at = end
    }
    return 1
  }

  /// Tag 0x0112 of the first directory.
  private static func orientation(_ segment: ArraySlice<UInt8>) -> UInt8? {
    let body = Array(segment.dropFirst(4))
    guard body.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]), body.count >= 14 else { return nil }
    let tiff = Array(body[6...])
    let isLittle = tiff.starts(with: [0x49, 0x49])
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at >= 0, at + count <= tiff.count else { return nil }
      let part = tiff[at..<(at + count)]
      return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
    for entry in 0..<min(entries, 200) {
      let at = directory + 2 + entry * 12
      guard let tag = number(at, 2) else { return nil }
      if tag == 0x0112, let value = number(at + 8, 2), (1...8).contains(value) { return UInt8(value) }
    }
    return nil
  }

  /// A segment that says which way up the picture is, and nothing else.
  private static func exif(_ orientation: UInt8) -> [UInt8] {
    [0xFF, 0xE1, 0, 34] + Array("Exif\0\0".utf8)
      + [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  }

  // MARK: PNG (ISO/IEC 15948)

  private static let kept: Set<String> = [
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs",
  ]

  private static func png(_ bytes: [UInt8]) -> [UInt8]? {
    var out = Array(bytes.prefix(8))
    out.reserveCapacity(bytes.count)
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - at - 12 else { return nil }
      let end = at + 12 + length
      let name = String(decoding: bytes[(at + 4)..<(at + 8)], as: UTF8.self)
      if kept.contains(name) { out += bytes[at..<end] }
      if name == "IEND" { return out }
      at = end
    }
    return nil
  }
}
