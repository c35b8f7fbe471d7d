/// Reads the source of one scalar again and notes where each byte of its value comes from.
struct ScalarWalk {
  private let bytes: [UInt8]
  private let node: YAMLNode
  private var at: Int
  private let end: Int
  private var found: [Int] = []

  init(_ bytes: [UInt8], _ node: YAMLNode) {
    self.bytes = bytes
    self.node = node
    at = Int(node.start)
    end = min(Int(node.end), bytes.count)
    found.reserveCapacity(Int(node.count) + 1)
  }

  /// One source offset for every byte of the value and one behind; always `count + 1` of them.
  mutating func offsets() -> [Int] {
    switch node.style {
    case .singleQuoted, .doubleQuoted: quoted()
    case .literal, .folded: block()
    default: plain()
    }
    let wanted = Int(node.count)
    let behind = found.last.map { $0 + 1 } ?? Int(node.start)
    while found.count < wanted { found.append(min(behind, max(0, end - 1))) }
    found.removeLast(found.count - wanted)
    found.append(found.last.map { min($0 + 1, end) } ?? Int(node.start))
    return found
  }

  private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Steps over one line break, CR LF as one.
  private mutating func passBreak() {
    if at + 1 < end, bytes[at] == 0x0D, bytes[at + 1] == 0x0A { at += 1 }
    at += 1
  }

  // MARK: Plain and quoted

  private mutating func plain() {
    while at < end {
      if isBlank(bytes[at]) || isBreak(bytes[at]) { fold(escaped: false) } else { take() }
    }
  }

  private mutating func take() {
    found.append(at)
    at += 1
  }

  /// Blanks within a line stay; a break becomes a blank, further breaks become line feeds.
  private mutating func fold(escaped: Bool) {
    let first = at
    while at < end, isBlank(bytes[at]) { at += 1 }
    guard at < end, isBreak(bytes[at]) else {
      found.append(contentsOf: first..<at)
      return
    }
    let firstBreak = at
    var breaks: [Int] = []
    while at < end, isBlank(bytes[at]) || isBreak(bytes[at]) {
      if isBreak(bytes[at]) {
        breaks.append(at)
        passBreak()
      } else {
        at += 1
      }
    }
    if escaped || breaks.count > 1 {
      found.append(contentsOf: breaks.dropFirst(escaped ? 0 : 1))
    } else {
      found.append(firstBreak)
    }
  }

  private mutating func quoted() {
    let close: UInt8 = node.style == .singleQuoted ? 0x27 : 0x22
    at += 1
    while at < end - 1 {
      let byte = bytes[at]
      if byte == close, close == 0x27 {
        found.append(at)
        at += 2
      } else if byte == 0x5C, close == 0x22 {
        escape()
      } else if isBlank(byte) || isBreak(byte) {
        fold(escaped: false)
      } else {
        take()
      }
    }
  }

  /// A backslash in double quotes: one escape gives one character, of one to four bytes.
  private mutating func escape() {
    let start = at
    guard at + 1 < end else { return take() }
    let letter = bytes[at + 1]
    if isBreak(letter) {
      at += 1
      passBreak()
      while at < end, isBlank(bytes[at]) || isBreak(bytes[at]) {
        if isBreak(bytes[at]) { found.append(at); passBreak() } else { at += 1 }
      }
      return
    }
    let digits = letter == 0x78 ? 2 : letter == 0x75 ? 4 : letter == 0x55 ? 8 : 0
    at += 2 + digits
    let width = digits == 0 ? ScalarWalk.width(ofEscape: letter) : width(ofHex: start + 2, digits)
    for _ in 0..<width { found.append(start) }
  }

  /// `\N` is U+0085, `\_` U+00A0, `\L` U+2028, `\P` U+2029; all others are ASCII.
  private static func width(ofEscape letter: UInt8) -> Int {
    switch letter {
    case 0x4E, 0x5F: 2
    case 0x4C, 0x50: 3
    default: 1
    }
  }

  private func width(ofHex start: Int, _ count: Int) -> Int {
    var value: UInt32 = 0
    for byte in bytes[min(start, end)..<min(start + count, end)] {
      let digit =
        Unicode.Scalar(byte).properties.numericType == nil
        ? UInt32(byte | 0x20) &- 0x57 : UInt32(byte) &- 0x30
      value = value &* 16 &+ digit
    }
    return value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4
  }

  // MARK: Block scalars

  private mutating func block() {
    var indent = 0
    at += 1
    while at < end, !isBreak(bytes[at]) {
      if bytes[at] >= 0x31, bytes[at] <= 0x39, indent == 0, isHeader(at) { indent = Int(bytes[at] - 0x30) }
      at += 1
    }
    guard at < end else { return }
    passBreak()
    let lines = blockLines()
    let margin = indent > 0 ? parentIndent() + indent : lines.first { !$0.isEmpty }.map(\.blanks) ?? 0
    node.style == .literal ? literal(lines, margin) : folded(lines, margin)
  }

  /// Whether only indicators stand between `|` and this byte.
  private func isHeader(_ offset: Int) -> Bool {
    bytes[Int(node.start)..<offset].allSatisfy { $0 == 0x7C || $0 == 0x3E || $0 == 0x2B || $0 == 0x2D }
  }

  private struct Line {
    var start: Int
    /// Where its line break begins; the end of the text where there is none.
    var stop: Int
    var blanks: Int
    /// Nothing but blanks.
    var isEmpty: Bool { start + blanks == stop }
  }

  private mutating func blockLines() -> [Line] {
    var lines: [Line] = []
    while at < bytes.count {
      let start = at
      while at < bytes.count, bytes[at] == 0x20 { at += 1 }
      let blanks = at - start
      while at < bytes.count, !isBreak(bytes[at]) { at += 1 }
      lines.append(Line(start: start, stop: at, blanks: blanks))
      if at < bytes.count {
        if at + 1 < bytes.count, bytes[at] == 0x0D, bytes[at + 1] == 0x0A { at += 1 }
        at += 1
      }
      if at >= end { break }
    }
    return lines
  }

  /// The indentation of the line that holds the key or dash before `|`: the indicator counts from the node's
  /// parent. A dash before a key indents the key.
  private func parentIndent() -> Int {
    var start = Int(node.start)
    while start > 0, !isBreak(bytes[start - 1]) { start -= 1 }
    var column = 0
    var indent = 0
    var cursor = start
    while cursor < Int(node.start) {
      if bytes[cursor] == 0x2D, cursor + 1 < bytes.count, bytes[cursor + 1] == 0x20 {
        indent = column
      } else if bytes[cursor] != 0x20 {
        return column
      }
      cursor += 1
      column += 1
    }
    return indent
  }

  private mutating func literal(_ lines: [Line], _ margin: Int) {
    for line in lines {
      let first = min(line.start + margin, line.stop)
      found.append(contentsOf: first..<line.stop)
      found.append(line.stop)
    }
  }

  /// A single break between two lines of text is a blank; before or after an indented or empty line it stays.
  private mutating func folded(_ lines: [Line], _ margin: Int) {
    var pending: [Int] = []
    var previousIndented = true
    for line in lines {
      if line.isEmpty && line.blanks <= margin {
        pending.append(line.stop)
        continue
      }
      let first = min(line.start + margin, line.stop)
      let indented = first < line.stop && isBlank(bytes[first])
      if !pending.isEmpty, !previousIndented, !indented, pending.count > 1 {
        found.append(contentsOf: pending.dropFirst())
      } else {
        found.append(contentsOf: pending)
      }
      pending = [line.stop]
      found.append(contentsOf: first..<line.stop)
      previousIndented = indented
    }
    found.append(contentsOf: pending)
  }
}
