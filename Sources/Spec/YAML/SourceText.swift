internal import Glibc
package import Core

/// The bytes of one file and its lines. Shared by the tree and by every diagnostic, never changed.
package final class SourceText: Sendable {
  /// The file as the person named it.
  package let file: String
  /// UTF-8 without a byte-order mark. Not checked here: the reader says where it is not UTF-8.
  package let bytes: [UInt8]
  /// Whether a byte-order mark was taken off; `hutong fix` puts it back.
  package let hadByteOrderMark: Bool
  /// The line of the file that the text begins at, from 1: a document behind others in its file.
  package let firstLine: Int
  /// Byte offsets of the first byte of every line.
  package let lineStarts: [UInt32]

  package init(file: String, bytes: [UInt8], firstLine: Int = 1) {
    self.file = file
    self.firstLine = max(1, firstLine)
    hadByteOrderMark = firstLine <= 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
    self.bytes = hadByteOrderMark ? Array(bytes.dropFirst(3)) : bytes
    lineStarts = SourceText.lineStarts(of: self.bytes)
  }

  package convenience init(file: String, text: String) {
    self.init(file: file, bytes: Array(text.utf8))
  }

  /// The bytes as they stood in the file, with the mark if it had one.
  package var bytesWithMark: [UInt8] { (hadByteOrderMark ? [0xEF, 0xBB, 0xBF] : []) + bytes }

  private static func lineStarts(of bytes: [UInt8]) -> [UInt32] {
    var starts: [UInt32] = [0]
    starts.reserveCapacity(bytes.count / 24 + 2)
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      var at = 0
      while at < buffer.count, let hit = memchr(base + at, 0x0A, buffer.count - at) {
        at = UnsafeRawPointer(hit) - base + 1
        starts.append(UInt32(truncatingIfNeeded: at))
      }
    }
    return starts
  }

  /// The line (from 0) that holds the byte at `offset`.
  package func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// Line and column, both from 1, of the byte at `offset`; columns count Unicode scalars.
  package func position(at offset: Int) -> SourcePosition {
    let offset = min(max(0, offset), bytes.count)
    let line = lineIndex(at: offset)
    var column = 1
    for byte in bytes[Int(lineStarts[line])..<offset] where byte & 0xC0 != 0x80 { column += 1 }
    return SourcePosition(line: line + firstLine, column: column)
  }

  /// The byte offset of a position; nil outside the text. The inverse of `position(at:)`.
  package func offset(of position: SourcePosition) -> Int? {
    guard let line = lineIndex(ofLine: position.line), position.column >= 1 else { return nil }
    var at = Int(lineStarts[line])
    var column = 1
    while column < position.column {
      guard at < bytes.count else { return nil }
      at += 1
      while at < bytes.count, bytes[at] & 0xC0 == 0x80 { at += 1 }
      column += 1
    }
    return at
  }

  /// The range of some bytes; widened to one character where it would be empty.
  package func range(_ start: Int, _ end: Int) -> SourceRange {
    let from = position(at: start)
    let to = position(at: max(start, end))
    if from < to { return SourceRange(file: file, start: from, end: to) }
    return SourceRange(file: file, line: from.line, column: from.column)
  }

  /// The text of some bytes; broken UTF-8 becomes U+FFFD.
  package func text(_ start: Int, _ end: Int) -> String {
    guard start < end, end <= bytes.count else { return "" }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The place in `lineStarts` of a line of the file; nil outside the text.
  private func lineIndex(ofLine number: Int) -> Int? {
    guard number >= firstLine, number - firstLine < lineStarts.count else { return nil }
    return number - firstLine
  }

  /// The text of a line (from 1) without its line break; nil where there is none.
  package func line(_ number: Int) -> String? {
    guard let line = lineIndex(ofLine: number) else { return nil }
    let start = Int(lineStarts[line])
    var end = line + 1 < lineStarts.count ? Int(lineStarts[line + 1]) - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return text(start, end)
  }
}
