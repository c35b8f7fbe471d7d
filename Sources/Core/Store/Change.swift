import Synchronization

/// What a write does; made once for each shape and reused, so that a store keeps it prepared.
package final class Statement: Sendable {
  package enum Conflict: Sendable, Hashable {
    /// A clash of keys is an error of the command (guarded) or of the program.
    case fail
    /// The existing row stays; the statement counts 0 rows, which a guard may look at.
    case keep
    /// The named columns add the new row's number to the old one's.
    case add([String])
    /// The existing row takes the new values.
    case replace
    /// The existing row takes the new values of the named columns alone.
    case renew([String])
  }

  package enum Assignment: Sendable {
    case set(String, Term)
  }

  package enum Action: Sendable {
    /// Columns in the order of the values.
    case insert(columns: [String], conflict: Conflict)
    /// Columns in the order of the query's outputs; one row for each of its rows, without reading them first. The
    /// query has a condition.
    case insertRows(columns: [String], Query, conflict: Conflict)
    case update([Assignment], where: Condition)
    case delete(where: Condition)
  }

  package let id: Int
  package let table: Table
  package let action: Action

  package init(_ table: Table, _ action: Action) {
    self.id = Statement.issue.add(1, ordering: .relaxed).newValue
    self.table = table
    self.action = action
  }

  /// An insert of all columns of a table in order (without the one the store issues).
  package static func insert(_ table: Table, conflict: Conflict = .fail) -> Statement {
    let names = table.columns.map(\.name).filter { !(table.issuesKey && table.primaryKey == [$0]) }
    return Statement(table, .insert(columns: names, conflict: conflict))
  }

  private static let issue = Atomic<Int>(0)
}

/// Why a guarded change found another number of rows than it must: the command is prepared again, or refused.
package enum Guard: Sendable, Hashable {
  /// Somebody else moved the matter, entity or list meanwhile: read again and decide again.
  case moved
  /// A unique key exists by now: read again.
  case exists
  /// The number would fall below its least value.
  case wouldBreakMinimum
  case quotaFull
  /// The scope no longer holds (checked in the same statement as the change).
  case outOfScope
}

/// One statement with its values. With a guard, exactly one row must be touched.
package struct Change: Sendable {
  package let statement: Statement
  package let values: [StoredValue]
  package let guarding: Guard?

  package init(_ statement: Statement, _ values: [StoredValue], guarding: Guard? = nil) {
    self.statement = statement
    self.values = values
    self.guarding = guarding
  }
}
