package import Core

/// The two ways of writing SQL. What a statement means is the same in both; only the text differs.
package enum Dialect: Sendable, Hashable {
  case sqlite
  case postgres
}

extension Dialect {
  /// The physical type of a column.
  package func columnType(_ type: ColumnType) -> String {
    switch self {
    case .sqlite:
      switch type {
      case .integer, .boolean, .decimal, .instant: "INTEGER"
      case .text, .date: "TEXT"
      case .blob: "BLOB"
      }
    case .postgres:
      switch type {
      case .integer, .instant: "BIGINT"
      case .boolean: "SMALLINT"
      case .decimal(let scale): "NUMERIC(\(max(Self.digits, scale)),\(scale))"
      case .text: "TEXT COLLATE \"C\""
      case .date: "DATE"
      case .blob: "BYTEA"
      }
    }
  }

  /// The type of a parameter or of an array's element: without collation, so that the column's own decides.
  package func parameterType(_ type: ColumnType) -> String {
    switch (self, type) {
    case (.postgres, .text): "text"
    case (.postgres, .decimal): "numeric"
    default: columnType(type).lowercased()
    }
  }

  /// Decimal digits of the largest scaled integer (Int64).
  private static let digits = 19

  /// A quoted identifier.
  func quote(_ name: String) -> String {
    var out = "\""
    for scalar in name.unicodeScalars {
      if scalar == "\"" { out += "\"\"" } else { out.unicodeScalars.append(scalar) }
    }
    return out + "\""
  }

  /// The mark of parameter n, counted from 0.
  func mark(_ n: Int) -> String { self == .sqlite ? "?\(n + 1)" : "$\(n + 1)" }
}
