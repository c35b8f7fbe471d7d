internal import CQR

/// A text as a QR code (ISO/IEC 18004), drawn as one path of squares.
struct QRCode {
  /// Modules on a side, without the quiet zone.
  let width: Int
  private let dark: [Bool]

  /// Nil for a text that no symbol holds.
  init?(_ text: String) {
    guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    guard width > 0, let data = code.pointee.data else { return nil }
    self.width = width
    dark = (0..<(width * width)).map { data[$0] & 1 == 1 }
  }

  subscript(_ column: Int, _ row: Int) -> Bool { dark[row * width + column] }

  /// An SVG with the four quiet modules round it that readers want; `words` say what it leads to.
  func draw(_ words: String, _ html: inout HTML) {
    let side = width + 8
    html.tag(
      "svg",
      [
        .style("qr"), .of("viewBox", "0 0 \(side) \(side)"), .of("width", "168"), .of("height", "168"),
        .of("role", "img"), .of("aria-label", words), .of("shape-rendering", "crispEdges"),
      ]
    ) { html in
      html.tag("path", [.of("fill", "#fff"), .of("d", "M0 0h\(side)v\(side)H0z")], "")
      html.tag("path", [.of("fill", "#000"), .of("d", path)], "")
    }
  }

  /// One rectangle for each run of dark modules.
  private var path: String {
    var out = ""
    for row in 0..<width {
      var column = 0
      while column < width {
        guard self[column, row] else {
          column += 1
          continue
        }
        let start = column
        while column < width, self[column, row] { column += 1 }
        out += "M\(start + 4) \(row + 4)h\(column - start)v1h-\(column - start)z"
      }
    }
    return out
  }
}
