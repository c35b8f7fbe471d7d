package import Core

/// The idempotency keys and the active epoch, as every store writes and reads them.
package enum KeptReply {
  /// Counts 0 rows when the key was used before.
  package static let insert = Statement(
    SystemTables.command,
    .insert(columns: ["key", "body", "status", "reply", "expires"], conflict: .keep))

  package static let find = Query(
    ["body", "status", "reply"], of: SystemTables.command, where: .equals("key", 0))

  package static let delete = Statement(SystemTables.command, .delete(where: .equals("key", 0)))

  package static let epoch = Query(
    ["epoch"], of: SystemTables.activeRelease, where: .compare(.column("id"), .equal, .constant(.int(1))))

  /// - Parameter row: body, status, reply of an earlier use of the key.
  package static func outcome(_ row: some RowValues, for idempotency: Idempotency) -> CommitOutcome {
    guard row.value(0).blob == idempotency.body, let status = row.int(1), let reply = row.value(2).blob else {
      return .keyReused
    }
    return .repeated(status: Int(truncatingIfNeeded: status), reply: reply)
  }
}
