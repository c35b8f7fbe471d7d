internal import Core

/// One pass over the raw bytes before libyaml sees them: nesting of brackets (quadratic in libyaml when they
/// are not closed), tabs and blanks of other kinds as indentation. It follows block scalars, quotes and comments
/// closely enough for that; what it is unsure of it leaves to libyaml.
struct RawScan {
  /// A line of the block structure, for the lint of a file that libyaml could not read.
  struct ContentLine {
    /// The first byte behind indentation and dashes.
    var start: Int
    var end: Int
    /// Behind a dash, so that any word may be a name.
    var afterDash: Bool
  }

  private let source: SourceText
  private let depthLimit: Int
  private let keepLines: Bool
  private(set) var oddBlanks: [(start: Int, end: Int)] = []
  /// Brackets that are open where the scan stands.
  private(set) var open: [Int] = []
  private(set) var tooDeep: Int?
  private(set) var lines: [ContentLine] = []

  /// Lines indented more than this belong to the running block scalar.
  private var blockParent: Int?
  /// Lines indented more than this continue the running plain scalar.
  private var plainParent: Int?
  private var quote: UInt8?

  init(_ source: SourceText, depthLimit: Int, keepLines: Bool) {
    self.source = source
    self.depthLimit = depthLimit
    self.keepLines = keepLines
    source.bytes.withUnsafeBufferPointer { scan($0) }
  }

  typealias Bytes = UnsafeBufferPointer<UInt8>

  private mutating func scan(_ bytes: Bytes) {
    let starts = source.lineStarts
    for line in 0..<starts.count {
      let start = Int(starts[line])
      var end = line + 1 < starts.count ? Int(starts[line + 1]) - 1 : bytes.count
      if end > start, bytes[end - 1] == 0x0D { end -= 1 }
      scanLine(bytes, start, end)
      if tooDeep != nil { return }
    }
  }

  private mutating func scanLine(_ bytes: Bytes, _ start: Int, _ end: Int) {
    tabs(bytes, start, end)
    var at = start
    while at < end, bytes[at] == 0x20 { at += 1 }
    if at == end { return }
    let indent = at - start
    if let parent = blockParent {
      if indent > parent { return }
      blockParent = nil
    }
    if quote != nil { return inQuotes(bytes, at, end) }
    if !open.isEmpty { return flow(bytes, at, end) }
    if bytes[at] == 0x23 { return }
    if indent == 0, isDocumentMarker(bytes, at, end) { return documentMarker(bytes, at, end) }
    if let parent = plainParent, indent > parent { return }
    plainParent = nil
    oddIndent(bytes, at, end)
    content(bytes, start, at, end)
  }

  private mutating func tabs(_ bytes: Bytes, _ start: Int, _ end: Int) {
    guard oddBlanks.count < 50 else { return }
    var at = start
    while at < end {
      guard bytes[at] == 0x09 else { at += 1; continue }
      let first = at
      while at < end, bytes[at] == 0x09 { at += 1 }
      oddBlanks.append((first, at))
    }
  }

  private func isDocumentMarker(_ bytes: Bytes, _ at: Int, _ end: Int) -> Bool {
    guard end - at >= 3, bytes[at] == 0x2D || bytes[at] == 0x2E else { return false }
    let same = bytes[at + 1] == bytes[at] && bytes[at + 2] == bytes[at]
    return same && (end - at == 3 || bytes[at + 3] == 0x20)
  }

  private mutating func documentMarker(_ bytes: Bytes, _ at: Int, _ end: Int) {
    plainParent = nil
    var next = at + 3
    while next < end, bytes[next] == 0x20 { next += 1 }
    if next < end { value(bytes, next, end, parent: -1) }
  }

  /// No-break and full-width blanks where the indentation should be.
  private mutating func oddIndent(_ bytes: Bytes, _ at: Int, _ end: Int) {
    let first = at
    var at = at
    while at < end, let length = OddBlank.length(bytes, at, end) { at += length }
    if at > first, oddBlanks.count < 50 { oddBlanks.append((first, at)) }
  }

  // MARK: Block structure

  private mutating func content(_ bytes: Bytes, _ lineStart: Int, _ first: Int, _ end: Int) {
    var at = first
    var parent = at - lineStart
    var afterDash = false
    while at + 1 < end, bytes[at] == 0x2D || bytes[at] == 0x3F, bytes[at + 1] == 0x20 {
      parent = at - lineStart
      afterDash = true
      at += 2
      while at < end, bytes[at] == 0x20 { at += 1 }
    }
    guard at < end else { return }
    if keepLines { lines.append(ContentLine(start: at, end: end, afterDash: afterDash)) }
    if let behind = keyEnd(bytes, at, end) {
      parent = at - lineStart
      at = behind
      while at < end, bytes[at] == 0x20 { at += 1 }
    }
    if at < end { value(bytes, at, end, parent: parent) }
  }

  /// The byte behind `key:` when the line begins with one.
  private func keyEnd(_ bytes: Bytes, _ first: Int, _ end: Int) -> Int? {
    var at = first
    let quote = bytes[at]
    if quote == 0x22 || quote == 0x27 {
      at += 1
      while at < end, bytes[at] != quote { at += bytes[at] == 0x5C && quote == 0x22 ? 2 : 1 }
      at += 1
      return at < end && bytes[at] == 0x3A ? at + 1 : nil
    }
    if quote == 0x5B || quote == 0x7B || quote == 0x23 { return nil }
    while at < end {
      if bytes[at] == 0x3A, at + 1 == end || bytes[at + 1] == 0x20 { return at + 1 }
      if bytes[at] == 0x23, at > first, bytes[at - 1] == 0x20 { return nil }
      at += 1
    }
    return nil
  }

  private mutating func value(_ bytes: Bytes, _ at: Int, _ end: Int, parent: Int) {
    switch bytes[at] {
    case 0x23: break
    case 0x7C, 0x3E: blockParent = parent
    case 0x22, 0x27:
      quote = bytes[at]
      inQuotes(bytes, at + 1, end)
    case 0x5B, 0x7B: flow(bytes, at, end)
    default: plainParent = parent
    }
  }

  // MARK: Quotes and brackets

  private mutating func inQuotes(_ bytes: Bytes, _ first: Int, _ end: Int) {
    guard let close = quote else { return }
    var at = first
    while at < end {
      if bytes[at] == 0x5C, close == 0x22 {
        at += 2
      } else if bytes[at] == close {
        if close == 0x27, at + 1 < end, bytes[at + 1] == 0x27 { at += 2; continue }
        quote = nil
        if !open.isEmpty { flow(bytes, at + 1, end) }
        return
      } else {
        at += 1
      }
    }
  }

  /// Inside brackets: one token after the other until they are closed or the line ends.
  private mutating func flow(_ bytes: Bytes, _ first: Int, _ end: Int) {
    var at = first
    var tokenStart = true
    while at < end {
      let byte = bytes[at]
      switch byte {
      case 0x5B, 0x7B:
        open.append(at)
        if open.count > depthLimit { tooDeep = at; return }
        tokenStart = true
      case 0x5D, 0x7D:
        open.removeLast()
        if open.isEmpty { return }
        tokenStart = false
      case 0x2C, 0x3A: tokenStart = true
      case 0x20: break
      case 0x23 where at == first || bytes[at - 1] == 0x20: return
      case 0x22, 0x27:
        if tokenStart {
          quote = byte
          return inQuotes(bytes, at + 1, end)
        }
      default: tokenStart = false
      }
      at += 1
    }
  }
}

/// Blanks that look like a blank and are none to YAML.
enum OddBlank {
  /// The length in bytes of the no-break (U+00A0), full-width (U+3000) or other wide blank at an offset.
  static func length(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int) -> Int? {
    if at + 1 < end, bytes[at] == 0xC2, bytes[at + 1] == 0xA0 { return 2 }
    guard at + 2 < end else { return nil }
    if bytes[at] == 0xE3, bytes[at + 1] == 0x80, bytes[at + 2] == 0x80 { return 3 }
    // U+2000…U+200A, U+202F
    if bytes[at] == 0xE2, bytes[at + 1] == 0x80, bytes[at + 2] >= 0x80, bytes[at + 2] <= 0x8A { return 3 }
    return bytes[at] == 0xE2 && bytes[at + 1] == 0x80 && bytes[at + 2] == 0xAF ? 3 : nil
  }
}
