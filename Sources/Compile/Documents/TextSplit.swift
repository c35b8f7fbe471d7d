import Core

/// Cuts a YAML file into its documents without reading it. `---` at the first column ends a document whatever
/// stands around it (YAML 1.1, 9.1.2), so lines are enough.
enum TextSplit {
  struct Part {
    /// From 1.
    let line: Int
    let text: String
  }

  /// - Parameter bytes: UTF-8; what is none becomes U+FFFD in the texts.
  static func parts(_ bytes: ArraySlice<UInt8>) -> [Part] { bytes.withUnsafeBufferPointer { parts($0) } }

  private static func parts(_ bytes: UnsafeBufferPointer<UInt8>) -> [Part] {
    var parts: [Part] = []
    var start = 0
    var startLine = 1
    var line = 1
    var at = 0
    func close(_ end: Int) {
      let body = UnsafeBufferPointer(rebasing: bytes[start..<end])
      guard holdsContent(body) || (parts.isEmpty && end == bytes.count) else { return }
      parts.append(Part(line: startLine, text: String(decoding: body, as: UTF8.self)))
    }
    while at < bytes.count {
      var end = at
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      if bytes[at] == 0x2D, isMarker(UnsafeBufferPointer(rebasing: bytes[at..<end])) {
        close(at)
        start = min(end + 1, bytes.count)
        startLine = line + 1
      }
      line += 1
      at = end + 1
    }
    close(bytes.count)
    return parts
  }

  /// `---` alone, or with a comment behind it. Content behind `---` on the same line stays in its document and is
  /// found wrong by the reader.
  private static func isMarker(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard line.starts(with: [0x2D, 0x2D, 0x2D]) else { return false }
    let rest = line.dropFirst(3).drop { $0 == 0x20 || $0 == 0x0D }
    return rest.isEmpty || rest.first == 0x23
  }

  /// Anything but blanks and comments.
  private static func holdsContent(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var inComment = false
    var atStart = true
    for byte in bytes {
      if byte == 0x0A { inComment = false; atStart = true; continue }
      if inComment || byte == 0x20 || byte == 0x0D { continue }
      if byte == 0x23, atStart { inComment = true; continue }
      return true
    }
    return false
  }

  /// The kind and id that a document declares, as far as its lines at the first column show; nil where they do not.
  static func head(_ text: String) -> (kind: String?, id: String?) {
    var text = text
    return text.withUTF8 { head($0) }
  }

  private static func head(_ bytes: UnsafeBufferPointer<UInt8>) -> (kind: String?, id: String?) {
    var kind: String?
    var id: String?
    var at = 0
    while at < bytes.count {
      var end = at
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      let line = UnsafeBufferPointer(rebasing: bytes[at..<end])
      if kind == nil, let value = value(line, "hutong:", "胡同:") {
        kind = value.split(separator: "/").first.map(String.init)
      } else if id == nil, let value = value(line, "id:", "标识:") {
        id = value
      }
      if kind != nil, id != nil { break }
      at = end + 1
    }
    return (kind, id)
  }

  private static func value(
    _ line: UnsafeBufferPointer<UInt8>, _ key: StaticString, _ alias: StaticString
  ) -> String? {
    for spelling in [key, alias] where starts(line, spelling) {
      var text: [UInt8] = []
      for at in spelling.utf8CodeUnitCount..<line.count {
        let byte = line[at]
        if byte == 0x23, at > 0, line[at - 1] == 0x20 { break }
        if byte != 0x20, byte != 0x22, byte != 0x27, byte != 0x0D { text.append(byte) }
      }
      return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    }
    return nil
  }

  private static func starts(_ line: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    guard line.count >= word.utf8CodeUnitCount else { return false }
    for at in 0..<word.utf8CodeUnitCount where line[at] != word.utf8Start[at] { return false }
    return true
  }
}
