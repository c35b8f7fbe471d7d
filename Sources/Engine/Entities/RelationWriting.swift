import Core
import FEEL

/// A relation that holds now, as its row says.
struct HeldRelation {
  let row: Int64
  let other: Int64
}

extension Preparation {
  /// Who or what an entity is related to today.
  func related(_ reading: RelationReading, to id: Int64) throws -> [HeldRelation] {
    guard let table = running.tables.relations[reading.relation.id] else { return [] }
    var found = try related(table, near: reading.isInverse ? "to_id" : "from_id", id)
    // A symmetric relation is stored once and read from both ends.
    if reading.relation.isSymmetric { found += try related(table, near: "to_id", id) }
    return found
  }

  private func related(_ table: Table, near: String, _ id: Int64) throws -> [HeldRelation] {
    let far = near == "from_id" ? "to_id" : "from_id"
    let query = running.shapes.query("related \(table.name) \(near)") {
      Query(
        ["id", far], of: table,
        where: .all([
          .equals(near, 0), .isNull(.column("superseded_at")),
          .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, .parameter(1))]),
          .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, .parameter(1))]),
        ]), order: [.init(.column("id"), descending: true)])
    }
    return try reader.rows(query, [.int(id), .text(today.text)], under: .system(.subject)).compactMap { row in
      guard let id = row[0].int, let other = row[1].int else { return nil }
      return HeldRelation(row: id, other: other)
    }
  }

  /// A relation that holds from today; `until` is the last day it holds, `saying` an attribute of its own by its column.
  mutating func link(
    _ reading: RelationReading, _ near: Int64, _ far: Int64, until: CivilDate?, matter: Int64,
    saying own: (column: String, value: StoredValue)? = nil
  ) {
    guard let table = running.tables.relations[reading.relation.id] else { return }
    let insert = running.shapes.statement("link \(table.name) \(own?.column ?? "")") {
      Statement(
        table,
        .insert(
          columns: ["id", "from_id", "to_id", "valid_from", "valid_to", "recorded_at", "matter", "origin"]
            + (own.map { [$0.column] } ?? []),
          conflict: .fail))
    }
    let (from, to) = reading.isInverse ? (far, near) : (near, far)
    changes.append(
      Change(
        insert,
        [
          .int(nextID()), .int(from), .int(to), .text(today.text), StoredValue(until?.adding(days: 1).text), .int(now),
          .int(matter), .text("matter"),
        ] + (own.map { [$0.value] } ?? [])))
  }

  /// Ends a relation: the row is superseded by one with the last day it held, so that a late correction never rewrites
  /// what was known before.
  mutating func unlink(_ reading: RelationReading, _ held: HeldRelation, until: CivilDate, matter: Int64) throws {
    guard let table = running.tables.relations[reading.relation.id] else { return }
    let columns = table.columns.map(\.name)
    let query = running.shapes.query("row \(table.name)") { Query(columns, of: table, where: .equals("id", 0)) }
    guard let row = try reader.rows(query, [.int(held.row)], under: .system(.subject)).first else { return }
    let supersede = running.shapes.statement("supersede \(table.name)") {
      Statement(
        table,
        .update(
          [.set("superseded_at", .parameter(0))],
          where: .all([.equals("id", 1), .isNull(.column("superseded_at"))])))
    }
    let insert = running.shapes.statement("restate \(table.name)") { Statement.insert(table) }
    guarded.append(Change(supersede, [.int(now), .int(held.row)], guarding: .moved))
    var values = row.values
    for (name, value) in [
      ("id", StoredValue.int(nextID())), ("valid_to", .text(until.adding(days: 1).text)), ("recorded_at", .int(now)),
      ("superseded_at", .null), ("matter", .int(matter)), ("origin", .text("matter")),
    ] {
      if let at = table.positions[name] { values[at] = value }
    }
    changes.append(Change(insert, values))
  }
}
