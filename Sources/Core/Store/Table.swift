/// A table as every store has it. System tables are constants (`SystemTables`); entity, relation, form and ledger
/// tables are made from issued numbers and never carry an author's word (DATA.md rule 1).
package final class Table: Sendable {
  package struct Column: Sendable, Hashable {
    package let name: String
    package let type: ColumnType
    package let nullable: Bool

    package init(_ name: String, _ type: ColumnType, nullable: Bool = true) {
      self.name = name
      self.type = type
      self.nullable = nullable
    }
  }

  package struct Index: Sendable, Hashable {
    package let columns: [String]
    package let unique: Bool
    /// Only rows whose column is null (open rows of a history, unfinished steps).
    package let whereNull: String?

    package init(_ columns: [String], unique: Bool = false, whereNull: String? = nil) {
      self.columns = columns
      self.unique = unique
      self.whereNull = whereNull
    }
  }

  package let name: String
  package let columns: [Column]
  package let primaryKey: [String]
  /// The store numbers the rows itself, in order of insertion: `sequence` columns of events, deltas, outbox.
  package let issuesKey: Bool
  package let indexes: [Index]
  /// Indexes that earlier builds made and this one must not have: they are dropped.
  package let retired: [Index]
  package let positions: [String: Int]

  package init(
    _ name: String, _ columns: [Column], key primaryKey: [String], issuesKey: Bool = false, indexes: [Index] = [],
    retired: [Index] = []
  ) {
    self.name = name
    self.columns = columns
    self.primaryKey = primaryKey
    self.issuesKey = issuesKey
    self.indexes = indexes
    self.retired = retired
    var positions: [String: Int] = [:]
    for (i, column) in columns.enumerated() { positions[column.name] = i }
    self.positions = positions
  }

  /// The type of a column, or nil when the table has no such column.
  package func type(of column: String) -> ColumnType? {
    positions[column].map { columns[$0].type }
  }
}
