import Synchronization

/// A read as a value: what is selected from which tables under which condition. A store renders it once for each
/// `id` and keeps the prepared statement, so a query that is used often should be made once.
package final class Query: Sendable {
  package struct Join: Sendable {
    package let table: Table
    package let alias: String
    package let on: Condition
    /// Rows without a partner stay, with nulls.
    package let optional: Bool

    package init(_ table: Table, _ alias: String, on: Condition, optional: Bool = false) {
      self.table = table
      self.alias = alias
      self.on = on
      self.optional = optional
    }
  }

  package struct Output: Sendable {
    package let term: Term
    package let type: ColumnType
    package init(_ term: Term, _ type: ColumnType) {
      self.term = term
      self.type = type
    }
  }

  package struct Order: Sendable {
    package let term: Term
    package let descending: Bool
    package init(_ term: Term, descending: Bool = false) {
      self.term = term
      self.descending = descending
    }
  }

  package let id: Int
  package let table: Table
  package let alias: String
  package let joins: [Join]
  package let outputs: [Output]
  package let condition: Condition
  package let groupBy: [Term]
  package let order: [Order]
  /// At most so many rows: a number, or a parameter.
  package let limit: Term?

  package init(
    _ outputs: [Output], from table: Table, as alias: String = "", joins: [Join] = [],
    where condition: Condition = .always, groupBy: [Term] = [], order: [Order] = [], limit: Term? = nil
  ) {
    self.id = Query.issue.add(1, ordering: .relaxed).newValue
    self.table = table
    self.alias = alias
    self.joins = joins
    self.outputs = outputs
    self.condition = condition
    self.groupBy = groupBy
    self.order = order
    self.limit = limit
  }

  /// Selects columns of one table by name, with the table's own types.
  package convenience init(
    _ columns: [String], of table: Table, where condition: Condition = .always, order: [Order] = [],
    limit: Term? = nil
  ) {
    self.init(
      columns.map { Output(.column($0), table.type(of: $0) ?? .text) }, from: table, where: condition,
      order: order, limit: limit)
  }

  private static let issue = Atomic<Int>(0)
}

/// The values of one row, by position among the query's outputs; past the end everything is null.
package protocol RowValues {
  /// Whatever the column holds.
  func value(_ position: Int) -> StoredValue
  /// The integer, or nil when the column holds something else.
  func int(_ position: Int) -> Int64?
  /// The text, or nil when the column holds something else.
  func text(_ position: Int) -> String?
}

/// One row of an answer, kept.
package struct Row: Sendable, RowValues {
  package let values: [StoredValue]
  package init(_ values: [StoredValue]) { self.values = values }
  package func value(_ position: Int) -> StoredValue { self[position] }
  package func int(_ position: Int) -> Int64? { self[position].int }
  package func text(_ position: Int) -> String? { self[position].text }
  @inlinable package subscript(_ position: Int) -> StoredValue {
    position >= 0 && position < values.count ? values[position] : .null
  }
}
