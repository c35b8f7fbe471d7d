internal import CPictures
import Synchronization

/// A small JPEG of a picture. One is made at a time, and none of a picture that would take much room to decode, so that
/// the server stays small whatever people send.
enum Thumbnail {
  /// Pixels of the longer side.
  static let side = 320
  /// Pixels of a picture that has to be decoded as a whole: three bytes each.
  static let mostWhole = 5_000_000

  private static let turn = Mutex<Void>(())

  /// Pixels, three bytes each, line by line from the top.
  struct Raster: Equatable {
    let width: Int
    let height: Int
    var bytes: [UInt8]
  }

  /// Nil where none can be made: the whole picture has to do.
  static func make(of bytes: [UInt8], _ kind: FileKind) -> [UInt8]? {
    guard let size = PictureSize(bytes, kind),
      size.isSequential ? size.pixels <= PictureSize.most : size.pixels <= mostWhole
    else { return nil }
    return turn.withLock { _ in
      defer { giveBack() }
      return switch kind {
      case .jpeg:
        jpeg(bytes).map { turned(shrunk($0), UploadedPicture.orientation(of: bytes)) }.flatMap(encoded)
      case .png: png(bytes).map(shrunk).flatMap(encoded)
      case .pdf: nil
      }
    }
  }

  /// What a picture took goes back to the machine at once, not when it is needed again.
  static func giveBack() { hut_give_back() }

  // MARK: Decoding

  /// Decoded at the smallest scale that is not below the wanted size: the rest of the picture is never there.
  private static func jpeg(_ bytes: [UInt8]) -> Raster? {
    guard let handle = tjInitDecompress() else { return nil }
    defer { tjDestroy(handle) }
    var width: Int32 = 0, height: Int32 = 0, sampling: Int32 = 0, colours: Int32 = 0
    guard
      tjDecompressHeader3(handle, bytes, UInt(bytes.count), &width, &height, &sampling, &colours) == 0, width > 0,
      height > 0
    else { return nil }
    let (w, h) = scaled(Int(width), Int(height))
    var pixels = [UInt8](repeating: 0, count: w * h * 3)
    let result = tjDecompress2(
      handle, bytes, UInt(bytes.count), &pixels, Int32(w), 0, Int32(h), Int32(TJPF_RGB.rawValue), TJFLAG_LIMITSCANS)
    // A picture whose end is damaged is shown as far as it goes.
    guard result == 0 || tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue) else { return nil }
    return Raster(width: w, height: h, bytes: pixels)
  }

  private static func scaled(_ width: Int, _ height: Int) -> (Int, Int) {
    var count: Int32 = 0
    var best = (width, height)
    guard let factors = tjGetScalingFactors(&count) else { return best }
    for factor in UnsafeBufferPointer(start: factors, count: Int(count)) where factor.num > 0 && factor.denom > 0 {
      let (num, denom) = (Int(factor.num), Int(factor.denom))
      let size = ((width * num + denom - 1) / denom, (height * num + denom - 1) / denom)
      if max(size.0, size.1) >= min(side, max(width, height)), size.0 < best.0 { best = size }
    }
    return best
  }

  private static func png(_ bytes: [UInt8]) -> Raster? {
    var image = png_image()
    defer { png_image_free(&image) }
    return bytes.withUnsafeBytes { raw -> Raster? in
      guard hut_png_begin(&image, raw.baseAddress, raw.count) != 0 else { return nil }
      let (width, height) = (Int(image.width), Int(image.height))
      guard width > 0, height > 0, PictureSize(width: width, height: height, isSequential: false).pixels <= mostWhole
      else { return nil }
      var pixels = [UInt8](repeating: 0, count: width * height * 3)
      guard hut_png_finish(&image, &pixels) != 0 else { return nil }
      return Raster(width: width, height: height, bytes: pixels)
    }
  }

  // MARK: Size and turn

  /// Every pixel the mean of those it stands for.
  static func shrunk(_ raster: Raster) -> Raster {
    let long = max(raster.width, raster.height)
    if long <= side { return raster }
    let width = max(1, raster.width * side / long), height = max(1, raster.height * side / long)
    var out = [UInt8](repeating: 0, count: width * height * 3)
    raster.bytes.withUnsafeBufferPointer { from in
      for y in 0..<height {
        let top = y * raster.height / height, bottom = max(top + 1, (y + 1) * raster.height / height)
        for x in 0..<width {
          let left = x * raster.width / width, right = max(left + 1, (x + 1) * raster.width / width)
          var sum = (0, 0, 0)
          for line in top..<bottom {
            var at = (line * raster.width + left) * 3
            for _ in left..<right {
              sum = (sum.0 + Int(from[at]), sum.1 + Int(from[at + 1]), sum.2 + Int(from[at + 2]))
              at += 3
            }
          }
          let count = (bottom - top) * (right - left), to = (y * width + x) * 3
          out[to] = UInt8(clamping: sum.0 / count)
          out[to + 1] = UInt8(clamping: sum.1 / count)
          out[to + 2] = UInt8(clamping: sum.2 / count)
        }
      }
    }
    return Raster(width: width, height: height, bytes: out)
  }

  /// The way up it is looked at (Exif 2.32, tag 0x0112).
  static func turned(_ raster: Raster, _ orientation: UInt8) -> Raster {
    guard (2...8).contains(orientation) else { return raster }
    let isOnItsSide = orientation >= 5
    let (w, h) = (raster.width, raster.height)
    let width = isOnItsSide ? h : w, height = isOnItsSide ? w : h
    var out = [UInt8](repeating: 0, count: raster.bytes.count)
    for y in 0..<height {
      for x in 0..<width {
        let (fromX, fromY) =
          switch orientation {
          case 2: (w - 1 - x, y)
          case 3: (w - 1 - x, h - 1 - y)
          case 4: (x, h - 1 - y)
          case 5: (y, x)
          case 6: (y, h - 1 - x)
          case 7: (w - 1 - y, h - 1 - x)
          default: (w - 1 - y, x)
          }
        let from = (fromY * w + fromX) * 3, to = (y * width + x) * 3
        for i in 0..<3 { out[to + i] = raster.bytes[from + i] }
      }
    }
    return Raster(width: width, height: height, bytes: out)
  }

  static func encoded(_ raster: Raster) -> [UInt8]? {
    guard let handle = tjInitCompress() else { return nil }
    defer { tjDestroy(handle) }
    var made: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    let result = tjCompress2(
      handle, raster.bytes, Int32(raster.width), 0, Int32(raster.height), Int32(TJPF_RGB.rawValue), &made, &size,
      Int32(TJSAMP_420.rawValue), 78, 0)
    defer { tjFree(made) }
    guard result == 0, let made else { return nil }
    return Array(UnsafeBufferPointer(start: made, count: Int(size)))
  }
}
