/// Rows of comma-separated text (RFC 4180: quoted fields, doubled quotes, line breaks inside quotes), read
/// lazily by name of the column. The first row names the columns; a byte order mark before it is skipped.
package struct CSVRows: Sequence, Sendable {
  /// The columns in the order of the file.
  package let columns: [String]
  private let bytes: [UInt8]
  private let start: Int

  package init(_ text: String) {
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    var cursor = Cursor(bytes: bytes, at: 0)
    columns = cursor.next()?.fields ?? []
    start = cursor.position
    self.bytes = bytes
  }

  /// The place of a column in each row; nil when the file has no such column.
  package func index(of column: String) -> Int? { columns.firstIndex(of: column) }

  package func makeIterator() -> Cursor { Cursor(bytes: bytes, at: start, line: 2) }

  /// One row: its fields in the order of the columns, and the line it begins on (1 is the first).
  package struct Row: Sendable {
    package let line: Int
    package let fields: [String]
    /// A quote that was opened was never closed: the rest of the file is in the last field.
    package let isUnclosed: Bool

    /// The field of a column; empty when the row is short or the column absent.
    package subscript(column: Int?) -> String {
      guard let column, column < fields.count else { return "" }
      return fields[column]
    }
  }

  package struct Cursor: IteratorProtocol {
    private let bytes: [UInt8]
    fileprivate var position: Int
    private var line: Int
    private var isUnclosed = false

    fileprivate init(bytes: [UInt8], at position: Int, line: Int = 1) {
      self.bytes = bytes
      self.position = position
      self.line = line
    }

    /// The next row that is not empty.
    package mutating func next() -> Row? {
      while position < bytes.count {
        let first = line
        let fields = readRow()
        if fields.count > 1 || fields.first?.isEmpty == false { return Row(line: first, fields: fields, isUnclosed: isUnclosed) }
      }
      return nil
    }

    private mutating func readRow() -> [String] {
      var fields: [String] = []
      while true {
        fields.append(position < bytes.count && bytes[position] == 0x22 ? readQuoted() : readPlain())
        guard position < bytes.count else { return fields }
        let byte = bytes[position]
        position += 1
        if byte == 0x2C { continue }
        if byte == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
        line += 1
        return fields
      }
    }

    private mutating func readPlain() -> String {
      let begin = position
      while position < bytes.count {
        let byte = bytes[position]
        if byte == 0x2C || byte == 0x0A || byte == 0x0D { break }
        position += 1
      }
      return String(decoding: bytes[begin..<position], as: UTF8.self)
    }

    private mutating func readQuoted() -> String {
      var field: [UInt8] = []
      position += 1
      isUnclosed = true
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if byte == 0x22 {
          guard position < bytes.count, bytes[position] == 0x22 else {
            isUnclosed = false
            break
          }
          position += 1
        }
        if byte == 0x0A { line += 1 }
        field.append(byte)
      }
      return String(decoding: field, as: UTF8.self) + readPlain()
    }
  }
}
