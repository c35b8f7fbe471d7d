internal import Core

/// The values of a `oneOf` as one parameter.
enum ArrayText {
  static func json(_ values: [StoredValue], of type: ColumnType) throws -> String {
    try join(values, of: type, "[", "]", null: "null") { value in
      switch value {
      case .int(let n): String(n)
      case .text(let s): jsonString(s)
      default: "null"
      }
    }
  }

  static func postgres(_ values: [StoredValue], of type: ColumnType) throws -> String {
    try join(values, of: type, "{", "}", null: "NULL") { value in
      switch value {
      case .int(let n):
        if case .decimal(let scale) = type { ScaledDecimal.text(n, scale: scale) } else { String(n) }
      case .text(let s): element(s)
      case .blob(let bytes): "\"\\\\x\(HexText.of(bytes))\""
      case .null: "NULL"
      }
    }
  }

  private static func join(
    _ values: [StoredValue], of type: ColumnType, _ open: String, _ close: String, null: String,
    _ body: (StoredValue) -> String
  ) throws -> String {
    var out = open
    for (i, value) in values.enumerated() {
      guard value.fits(type) else {
        throw StoreError.rejected(statement: "oneOf", reason: "a value is not \(type)")
      }
      if i > 0 { out += "," }
      out += value.isNull ? null : body(value)
    }
    return out + close
  }

  private static func jsonString(_ s: String) -> String {
    var out = "\""
    for scalar in s.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case _ where scalar.value < 32:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  private static func element(_ s: String) -> String {
    var out = "\""
    for scalar in s.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { out += "\\" }
      out.unicodeScalars.append(scalar)
    }
    return out + "\""
  }
}
