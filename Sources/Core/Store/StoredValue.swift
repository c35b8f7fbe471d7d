/// One value as a column holds it, the same on every store.
///
/// Dates are ISO text (`2026-03-01`), instants UTC milliseconds, decimals the integer scaled by the column's
/// declared scale, booleans 0 or 1. The driver turns them into what its column type wants.
package enum StoredValue: Sendable, Hashable {
  case null
  case int(Int64)
  case text(String)
  case blob([UInt8])
}

extension StoredValue {
  /// The integer, or nil when the column holds something else.
  @inlinable package var int: Int64? { if case .int(let n) = self { n } else { nil } }
  /// The text, or nil when the column holds something else.
  @inlinable package var text: String? { if case .text(let s) = self { s } else { nil } }
  /// The bytes, or nil when the column holds something else.
  package var blob: [UInt8]? { if case .blob(let b) = self { b } else { nil } }
  package var isNull: Bool { self == .null }
  package init(_ n: Int64?) { self = n.map(StoredValue.int) ?? .null }
  package init(_ s: String?) { self = s.map(StoredValue.text) ?? .null }
  package init(_ b: Bool) { self = .int(b ? 1 : 0) }
}

/// What a column holds; each store has one physical type for each case.
package enum ColumnType: Sendable, Hashable {
  case integer
  case boolean
  /// A decimal with so many places: scaled integer on SQLite, NUMERIC on PostgreSQL.
  case decimal(scale: Int)
  /// NFC text compared by Unicode scalar (`COLLATE "C"`).
  case text
  case date
  /// UTC milliseconds.
  case instant
  case blob
}
