/// Comma-separated text of RFC 4180: quoted cells may hold commas, quotes and line breaks.
enum CSVLines {
  static func rows(_ bytes: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [UInt8] = []
    var quoted = false
    var at = 0
    func text(_ cell: [UInt8]) -> String { String(decoding: cell, as: UTF8.self) }
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if quoted {
        if byte != 0x22 { cell.append(byte); continue }
        if at < bytes.count, bytes[at] == 0x22 { cell.append(0x22); at += 1 } else { quoted = false }
        continue
      }
      switch byte {
      case 0x22: quoted = true
      case 0x2C:
        row.append(text(cell))
        cell.removeAll()
      case 0x0D: break
      case 0x0A:
        row.append(text(cell))
        cell.removeAll()
        rows.append(row)
        row = []
      default: cell.append(byte)
      }
    }
    if !cell.isEmpty || !row.isEmpty {
      row.append(text(cell))
      rows.append(row)
    }
    return rows
  }
}
