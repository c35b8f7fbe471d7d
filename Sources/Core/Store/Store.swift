import FEEL

/// Where everything is kept. Two implementations (SQLite, PostgreSQL) answer alike; one contract suite proves it.
///
/// A command is prepared on a snapshot and handed over as a `Plan` of pure changes with guards; the store applies it
/// in one transaction together with others that wait, and calls back only after the fsync. Nothing is held between
/// the two: what moved on meanwhile fails a guard, and the command is prepared again.
package protocol Store: AnyObject, Sendable {
  /// Runs reads on ONE snapshot. The reader must not outlive the call.
  func read<T>(_ body: (any Reader) throws -> T) throws -> T

  /// Applies a plan. `completion` is called once, on a thread of the store, after the commit or the refusal.
  func commit(_ plan: Plan, completion: @escaping @Sendable (CommitOutcome) -> Void)

  /// Creates tables, columns and indexes that are missing; never drops, renames or retypes. Idempotent.
  /// On PostgreSQL with a short lock time-out and retry; `waiting` hears who holds it up.
  func expand(_ tables: [Table], waiting: (String) -> Void) throws

  /// Milliseconds UTC: transaction time on PostgreSQL, process time on SQLite, plus the start-up offset.
  func now() throws -> Int64

  /// Ends background work after what waits is committed.
  func close()
}

/// Reads of one snapshot.
package protocol Reader {
  /// Goes through the rows of a query, one after the other, without keeping them.
  ///
  /// - Parameter body: what is done with a row, which is there only for the call; false ends the walk. It may read
  ///   other queries of the same snapshot meanwhile.
  /// - Throws: `StoreError`; what the body throws.
  func each(
    _ query: Query, _ parameters: [StoredValue], under authority: Authority, _ body: (any RowValues) throws -> Bool
  ) throws

  /// The clock of this snapshot, milliseconds UTC.
  var now: Int64 { get }

  /// Whose SQL expressions are lowered to.
  var dialect: SQLDialect { get }
}

extension Reader {
  /// All rows of a query.
  ///
  /// - Throws: `StoreError`.
  package func rows(_ query: Query, _ parameters: [StoredValue], under authority: Authority) throws -> [Row] {
    let columns = query.outputs.indices
    var rows: [Row] = []
    try each(query, parameters, under: authority) { row in
      rows.append(Row(columns.map { row.value($0) }))
      return true
    }
    return rows
  }
}

/// On what ground rows are read. There is no third way: a read outside a scope names its reason.
package enum Authority: Sendable {
  /// The query carries the caller's scope in its condition.
  case scope(Scoped)
  case system(SystemRead)
}

/// Proof that a condition came from the rights of somebody. Made by Engine's rights alone.
package struct Scoped: Sendable {
  /// Who reads, for the read audit: a person's id.
  package let reader: Int64
  package init(reader: Int64) { self.reader = reader }
}

/// What is to be done in one transaction, or not at all.
package struct Plan: Sendable {
  /// The client's key with who sent it, the body's digest and the reply to keep. Nil for internal work.
  package var idempotency: Idempotency?
  /// The active release this plan was prepared under; another one at commit fails with `.moved`. Nil = any.
  package var epoch: Int64?
  /// In order; guarded ones should come first. `sequence` columns are issued by the store.
  package var changes: [Change]

  package init(idempotency: Idempotency? = nil, epoch: Int64? = nil, changes: [Change] = []) {
    self.idempotency = idempotency
    self.epoch = epoch
    self.changes = changes
  }
}

package struct Idempotency: Sendable {
  /// Unique key: the client's key within the account that sent it.
  package let key: String
  /// Digest of route and body: the same key with another one is refused.
  package let body: [UInt8]
  /// HTTP-like status and sealed reply, given again to a repetition.
  package let status: Int
  package let reply: [UInt8]
  /// Milliseconds UTC after which the key may be forgotten.
  package let expires: Int64

  package init(key: String, body: [UInt8], status: Int, reply: [UInt8], expires: Int64) {
    self.key = key
    self.body = body
    self.status = status
    self.reply = reply
    self.expires = expires
  }
}

package enum CommitOutcome: Sendable {
  /// Durable.
  case committed
  /// The key was used before with the same body: the reply kept then.
  case repeated(status: Int, reply: [UInt8])
  /// The key was used before with another body.
  case keyReused
  /// A guard failed, nothing was written.
  case failed(Guard)
  /// Storage is busy, full or broken; nothing was written. Retry later.
  case unavailable(String)
  /// A change the store does not accept (no such column, a value of another type, a clash of keys without a guard): a
  /// mistake of the program; nothing of this plan was written, the others of its group are not touched. `statement`
  /// and `reason` hold no personal data.
  case rejected(statement: String, reason: String)
}

package enum StoreError: Error, Sendable {
  /// Busy, full, broken: 503 with Retry-After, never "not found".
  case unavailable(String)
  /// A statement the store does not accept: a mistake of the program. `statement` holds no personal data.
  case rejected(statement: String, reason: String)
}
