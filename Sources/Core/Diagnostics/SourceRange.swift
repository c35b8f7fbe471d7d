/// A spot in a text: line and column from 1, columns in Unicode scalars (CONTRACT.md).
package struct SourcePosition: Sendable, Hashable, Comparable {
  private var storedLine: UInt32
  private var storedColumn: UInt32

  package init(line: Int, column: Int) {
    storedLine = UInt32(clamping: line)
    storedColumn = UInt32(clamping: column)
  }

  package var line: Int {
    get { Int(storedLine) }
    set { storedLine = UInt32(clamping: newValue) }
  }

  package var column: Int {
    get { Int(storedColumn) }
    set { storedColumn = UInt32(clamping: newValue) }
  }

  package static func < (a: SourcePosition, b: SourcePosition) -> Bool {
    a.line != b.line ? a.line < b.line : a.column < b.column
  }
}

/// A stretch of a file; `end` is the first position behind it. Never empty in a diagnostic.
package struct SourceRange: Sendable, Hashable {
  /// The file as the person named it: the path relative to where the command was started.
  package var file: String
  package var start: SourcePosition
  package var end: SourcePosition

  package init(file: String, start: SourcePosition, end: SourcePosition) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// A range on one line, `length` scalars long.
  package init(file: String, line: Int, column: Int, length: Int = 1) {
    self.init(
      file: file, start: SourcePosition(line: line, column: column),
      end: SourcePosition(line: line, column: column + length))
  }

  /// Whether it covers no character.
  package var isEmpty: Bool { !(start < end) }
}
