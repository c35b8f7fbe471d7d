import Core
import Testing

@testable import Server

/// Small pictures made by hand: a JPEG with a place and an orientation, a PNG with a text.
enum MadePictures {
  static func segment(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
    [0xFF, marker, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 0xFF)] + body
  }

  /// Exif with orientation 6 and a GPS directory that holds `canary`.
  static let exif: [UInt8] = {
    var tiff: [UInt8] = Array("II".utf8) + [42, 0, 8, 0, 0, 0, 2, 0]
    tiff += [0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
    tiff += [0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0] + [0, 0, 0, 0]
    tiff += Array("GPS 39.9042N 116.4074E".utf8)
    return segment(0xE1, Array("Exif\0\0".utf8) + tiff)
  }()

  static let jpeg: [UInt8] =
    [0xFF, 0xD8] + segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0]) + exif
    + segment(0xFE, Array("北京 comment".utf8)) + segment(0xDB, [UInt8](repeating: 1, count: 65))
    + segment(0xC0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]) + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0x00, 0x34]
    + segment(0xC4, [0xFF, 0xD9, 0xFF, 0xE1]) + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x56, 0xFF, 0xD0, 0x78]
    + [0xFF, 0xD9] + Array("GPS trailer".utf8)

  static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
    + chunk("tEXt", Array("GPS here".utf8)) + chunk("eXIf", [1, 2, 3]) + chunk("IDAT", [9, 9]) + chunk("IEND", [])
    + Array("GPS trailer".utf8)

  static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    [0, 0, 0, UInt8(body.count)] + Array(name.utf8) + body + [0, 0, 0, 0]
  }

  static func holds(_ text: String, _ bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains(text)
  }
}

@Suite struct UploadedPictureTests {
  @Test func kindsAreFoundFromTheBytes() {
    #expect(FileKind(MadePictures.jpeg) == .jpeg)
    #expect(FileKind(MadePictures.png) == .png)
    #expect(FileKind(Array("%PDF-1.7".utf8)) == .pdf)
    for wrong in [[], [0xFF, 0xD8], Array("<svg onload=x>".utf8), Array("GIF89a".utf8), Array("MZ".utf8)] as [[UInt8]] {
      #expect(FileKind(wrong) == nil)
    }
  }

  @Test func aJPEGLosesItsPlaceAndKeepsItsOrientation() throws {
    let clean = try #require(UploadedPicture.cleaned(MadePictures.jpeg, .jpeg))
    #expect(!MadePictures.holds("GPS", clean) && !MadePictures.holds("comment", clean))
    // Both scans with what stands between them, and nothing behind the end.
    #expect(clean.suffix(2) == [0xFF, 0xD9])
    let orientation: [UInt8] = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]
    #expect(clean.indices.contains { clean[$0...].starts(with: orientation) })
    #expect(clean.indices.contains { clean[$0...].starts(with: [0x56, 0xFF, 0xD0, 0x78, 0xFF, 0xD9] as [UInt8]) })
    // Cleaned once is clean.
    #expect(UploadedPicture.cleaned(clean, .jpeg) == clean)
  }

  @Test func aPNGLosesItsTexts() throws {
    let clean = try #require(UploadedPicture.cleaned(MadePictures.png, .png))
    #expect(!MadePictures.holds("GPS", clean) && !MadePictures.holds("eXIf", clean))
    #expect(MadePictures.holds("IDAT", clean) && MadePictures.holds("IEND", clean))
    #expect(UploadedPicture.cleaned(clean, .png) == clean)
  }

  @Test func cutAndChangedPicturesNeverTrap() {
    for picture in [MadePictures.jpeg, MadePictures.png] {
      guard let kind = FileKind(picture) else { continue }
      for length in picture.indices.dropFirst(8) { _ = UploadedPicture.cleaned(Array(picture.prefix(length)), kind) }
      for at in picture.indices {
        for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
          var changed = picture
          changed[at] = value
          if let kind = FileKind(changed) { _ = UploadedPicture.cleaned(changed, kind) }
        }
      }
    }
    #expect(UploadedPicture.cleaned(Array(MadePictures.jpeg.prefix(60)), .jpeg) == nil)
  }
}

@Suite struct MultipartTests {
  private func body(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

  @Test func textsAndFilesAreTakenApart() throws {
    let parts = try #require(
      Multipart(
        body(
          "--b1\nContent-Disposition: form-data; name=\"f.说明\"\n\n灯不亮\n--b1\nContent-Disposition: form-data; name=\"u.照片\"; filename=\"a%22灯.jpg\"\nContent-Type: image/jpeg\n\n--b\n--b1\nContent-Disposition: form-data; name=\"u.空\"; filename=\"\"\n\n\n--b1--\n"),
        contentType: "multipart/form-data; boundary=b1"))
    #expect(parts.fields["f.说明"] == "灯不亮")
    #expect(parts.files.map(\.field) == ["u.照片", "u.空"])
    #expect(parts.files.first?.name == "a\"灯.jpg" && parts.files.first?.bytes == Array("--b".utf8))
    #expect(parts.files.last?.bytes == [])
  }

  @Test(arguments: [
    "", "--b1", "--b1--", "--b1\n\n", "--b1\nContent-Disposition: form-data\n\nx\n--b1--",
    "--b1\nContent-Disposition: form-data; name=\"a\"\n\nx", "--b2\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b2--",
  ])
  func brokenBodiesAreNone(_ text: String) {
    let parts = Multipart(body(text), contentType: "multipart/form-data; boundary=b1")
    #expect(parts == nil || parts?.fields.pairs.isEmpty ?? true)
    #expect(Multipart(body(text), contentType: "multipart/form-data") == nil)
    #expect(Multipart(body(text), contentType: nil) == nil)
  }
}
