import Testing

@testable import Server

/// Small pictures: their size and turn, and what is never decoded.
@Suite struct ThumbnailTests {
  /// Left half red, right half blue.
  private func raster(_ width: Int, _ height: Int) -> Thumbnail.Raster {
    var bytes: [UInt8] = []
    for _ in 0..<height { for x in 0..<width { bytes += x < width / 2 ? [250, 0, 0] : [0, 0, 250] } }
    return Thumbnail.Raster(width: width, height: height, bytes: bytes)
  }

  private func size(_ jpeg: [UInt8]?) -> PictureSize? { jpeg.flatMap { PictureSize($0, .jpeg) } }

  @Test func aPictureBecomesSmallTheRightWayUp() throws {
    let whole = try #require(Thumbnail.encoded(raster(1_000, 500)))
    #expect(size(whole) == PictureSize(width: 1_000, height: 500, isSequential: true))
    let small = try #require(Thumbnail.make(of: whole, .jpeg))
    #expect(size(small) == PictureSize(width: 320, height: 160, isSequential: true))
    #expect(small.count < 20_000)
    // As a camera held upright writes it: to be turned by a quarter.
    let held = Array(whole.prefix(2)) + MadePictures.exif + Array(whole.dropFirst(2))
    #expect(UploadedPicture.orientation(of: held) == 6)
    #expect(size(Thumbnail.make(of: held, .jpeg)) == PictureSize(width: 160, height: 320, isSequential: true))
    let tiny = try #require(Thumbnail.encoded(raster(8, 4)))
    #expect(size(Thumbnail.make(of: tiny, .jpeg)) == PictureSize(width: 8, height: 4, isSequential: true))
  }

  @Test func everyTurnPutsTheFirstPixelWhereItBelongs() {
    let one = Thumbnail.Raster(width: 2, height: 1, bytes: [1, 1, 1, 9, 9, 9])
    let lines: [UInt8: (Int, Int, [UInt8])] = [
      1: (2, 1, [1, 9]), 2: (2, 1, [9, 1]), 3: (2, 1, [9, 1]), 4: (2, 1, [1, 9]), 5: (1, 2, [1, 9]), 6: (1, 2, [1, 9]),
      7: (1, 2, [9, 1]), 8: (1, 2, [9, 1]),
    ]
    for (orientation, (width, height, first)) in lines {
      let turned = Thumbnail.turned(one, orientation)
      #expect(turned.width == width && turned.height == height)
      #expect([turned.bytes[0], turned.bytes[3]] == first, "orientation \(orientation)")
    }
  }

  @Test func aPixelIsTheMeanOfThoseItStandsFor() {
    let wide = Thumbnail.Raster(
      width: 640, height: 1, bytes: (0..<640).flatMap { $0 % 2 == 0 ? [0, 100, 200] : [100, 200, 0] as [UInt8] })
    let small = Thumbnail.shrunk(wide)
    #expect(small.width == 320 && small.height == 1)
    #expect(small.bytes.prefix(3) == [50, 150, 100])
  }

  /// A head that promises far more than there is.
  private func promise(_ width: UInt32, _ height: UInt32) -> [UInt8] {
    func four(_ n: UInt32) -> [UInt8] { [UInt8(n >> 24), UInt8(n >> 16 & 255), UInt8(n >> 8 & 255), UInt8(n & 255)] }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + four(13) + Array("IHDR".utf8) + four(width) + four(height)
      + [8, 6, 0, 0, 0, 0, 0, 0, 0]
  }

  @Test func whatWouldTakeTooMuchRoomIsNotDecoded() {
    let bomb = promise(60_000, 60_000)
    #expect(PictureSize(bomb, .png)?.pixels == 3_600_000_000)
    #expect(Thumbnail.make(of: bomb, .png) == nil)
    #expect(PictureSize(promise(.max, .max), .png)?.pixels ?? 0 > PictureSize.most)
    #expect(Thumbnail.make(of: promise(4_000, 4_000), .png) == nil)
    #expect {
      try FileVault(folder: "/nonexistent").keep(bomb, name: nil, onlyPictures: true)
    } throws: { error in
      if case FileVault.Refused.tooManyPixels = error { true } else { false }
    }
    // A frame that is not sequential needs room for all of it.
    let frame: [UInt8] = [0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8, 0x10, 0, 0x10, 0, 3]
    #expect(PictureSize(frame, .jpeg) == PictureSize(width: 4_096, height: 4_096, isSequential: false))
    #expect(Thumbnail.make(of: frame, .jpeg) == nil)
  }

  @Test func brokenBytesAreNoPicture() throws {
    let whole = try #require(Thumbnail.encoded(raster(400, 300)))
    for cut in stride(from: 0, to: whole.count, by: 97) {
      _ = Thumbnail.make(of: Array(whole.prefix(cut)), .jpeg)
      var bent = whole
      bent[cut] ^= 0x5A
      _ = Thumbnail.make(of: bent, .jpeg)
      _ = Thumbnail.make(of: Array(promise(100, 100).prefix(cut)), .png)
    }
    #expect(Thumbnail.make(of: [], .jpeg) == nil && Thumbnail.make(of: [0xFF, 0xD8, 0xFF], .png) == nil)
  }
}
