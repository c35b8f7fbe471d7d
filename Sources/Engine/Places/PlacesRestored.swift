import Core

/// What taking an operation back restored is of the operation of before, which can be taken back then in its turn. Older
/// builds wrote the taking back itself there, so that nothing before it could be taken back any more.
struct PlacesRestored {
  private let table: Table
  /// What a row says: by it the row is found that it restored.
  private let said: [String]
  /// What it has from the operation of before.
  private let carried: [String]

  private static let kinds = [
    PlacesRestored(
      table: SystemTables.placeFact,
      said: ["place", "level", "kind", "code", "name", "parent", "official", "valid_from", "valid_to"],
      carried: ["change", "origin"]),
    PlacesRestored(table: SystemTables.placeBoundary, said: ["place", "shape"], carried: ["change"]),
  ]

  /// Gives rows that older builds restored the operation that they are of.
  static func takeUp(_ engine: Engine) throws {
    for kind in kinds { try kind.takeUp(engine) }
  }

  /// Takings back that rows carry.
  private var undoing: Query {
    Query(
      [.init(.column("id", of: "c"), .integer), .init(.column("payload", of: "c"), .blob)],
      from: SystemTables.placeChange, as: "c",
      where: .all([
        .compare(.column("act", of: "c"), .equal, .constant(.text("undo"))),
        .exists(
          Query(
            [.init(.column("id", of: "f"), .integer)], from: table, as: "f",
            where: .compare(.column("change", of: "f"), .equal, .column("id", of: "c")))),
      ]), order: [.init(.column("id", of: "c"))])
  }

  private func rows(_ column: String) -> Query { Query(["id"] + said + carried, of: table, where: .equals(column, 0)) }

  private func takeUp(_ engine: Engine) throws {
    let undone = try engine.store.read { try $0.rows(undoing, [], under: .system(.places)) }
    if undone.isEmpty { return }
    let restored = rows("change"), replaced = rows("closed_by")
    let write = Statement(
      table,
      .update(carried.enumerated().map { .set($1, .parameter($0 + 1)) }, where: .equals("id", 0)))
    // The oldest first: what one restored, the next may have replaced and restored again.
    for row in undone {
      guard let undo = row[0].int, let change = row[1].blob.flatMap({ Self.change($0) }) else { continue }
      let changes = try engine.store.read { reader in
        var before: [[StoredValue]: [StoredValue]] = [:]
        for row in try reader.rows(replaced, [.int(change)], under: .system(.places)) {
          before[Array(row.values[1...said.count])] = Array(row.values[(said.count + 1)...])
        }
        return try reader.rows(restored, [.int(undo)], under: .system(.places)).compactMap { row in
          before[Array(row.values[1...said.count])].map { Change(write, [row[0]] + $0) }
        }
      }
      if !changes.isEmpty { try engine.commitOrThrow(Plan(changes: changes)) }
    }
  }

  /// The payload of a taking back.
  static func payload(_ change: Int64) -> [UInt8] { Array("undo \(change)".utf8) }

  private static func change(_ payload: [UInt8]) -> Int64? {
    let words = String(decoding: payload, as: UTF8.self).split(separator: " ")
    return words.count == 2 && words[0] == "undo" ? Int64(words[1]) : nil
  }
}
