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

  /// A relation that holds from today; `until` is the last day it holds, `saying` attributes of its own by their columns.
  mutating func link(
    _ reading: RelationReading, _ near: Int64, _ far: Int64, until: CivilDate?, matter: Int64,
    saying own: [(column: String, value: StoredValue)] = []
  ) {
    guard let table = running.tables.relations[reading.relation.id] else { return }
    let insert = running.shapes.statement(own.reduce(into: "link \(table.name)") { $0 += ",\($1.column)" }) {
      Statement(
        table,
        .insert(
          columns: ["id", "from_id", "to_id", "valid_from", "valid_to", "recorded_at", "matter", "origin"]
            + own.map(\.column),
          conflict: .fail))
    }
    let (from, to) = reading.isInverse ? (far, near) : (near, far)
    changes.append(
      Change(
        insert,
        [
          .int(nextID()), .int(from), .int(to), .text(today.text), StoredValue(until?.adding(days: 1).text), .int(now),
          .int(matter), .text("matter"),
        ] + own.map(\.value)))
  }

  /// Ends a relation: the row is superseded by one with the last day it held, so that a late correction never rewrites
  /// what was known before.
  mutating func unlink(_ reading: RelationReading, _ held: HeldRelation, until: CivilDate, matter: Int64) throws {
    guard let table = running.tables.relations[reading.relation.id], let row = try row(held.row, in: table) else { return }
    supersede(held.row, in: table)
    insert(
      row, in: table,
      with: [("valid_to", .text(until.adding(days: 1).text)), ("matter", .int(matter)), ("origin", .text("matter"))])
  }

  /// Says something else of a relation that holds: the row ends with yesterday, and one like it with the new words begins
  /// today.
  mutating func restate(
    _ reading: RelationReading, _ held: HeldRelation, saying own: [(column: String, value: StoredValue)], matter: Int64
  ) throws {
    guard let table = running.tables.relations[reading.relation.id], let row = try row(held.row, in: table) else { return }
    supersede(held.row, in: table)
    let source: [(String, StoredValue)] = [("matter", .int(matter)), ("origin", .text("matter"))]
    // What began today is only worded anew.
    if row[table.positions["valid_from"] ?? 0].text != today.text {
      insert(row, in: table, with: [("valid_to", .text(today.text))] + source)
    }
    insert(row, in: table, with: [("valid_from", .text(today.text))] + source + own.map { ($0.column, $0.value) })
  }

  /// What a relation that holds says of itself, by the attributes asked for.
  func said(_ reading: RelationReading, _ held: HeldRelation, _ attributes: [KnowledgeAttribute]) throws -> [StoredValue] {
    guard let table = running.tables.relations[reading.relation.id], let row = try row(held.row, in: table) else {
      return attributes.map { _ in .null }
    }
    return attributes.map { attribute in table.positions[attribute.column].map { row[$0] } ?? .null }
  }

  /// All columns of a relation's row.
  func row(_ id: Int64, in table: Table) throws -> [StoredValue]? {
    let columns = table.columns.map(\.name)
    let query = running.shapes.query("row \(table.name)") { Query(columns, of: table, where: .equals("id", 0)) }
    return try reader.rows(query, [.int(id)], under: .system(.subject)).first?.values
  }

  /// A row is believed no more.
  mutating func supersede(_ id: Int64, in table: Table) {
    let supersede = running.shapes.statement("supersede \(table.name)") {
      Statement(
        table,
        .update(
          [.set("superseded_at", .parameter(0))],
          where: .all([.equals("id", 1), .isNull(.column("superseded_at"))])))
    }
    guarded.append(Change(supersede, [.int(now), .int(id)], guarding: .moved))
  }

  /// A row like one there was, with other values in some columns.
  mutating func insert(_ row: [StoredValue], in table: Table, with changed: [(String, StoredValue)]) {
    let insert = running.shapes.statement("restate \(table.name)") { Statement.insert(table) }
    var values = row
    let fresh: [(String, StoredValue)] = [("id", .int(nextID())), ("recorded_at", .int(now)), ("superseded_at", .null)]
    for (name, value) in fresh + changed {
      if let at = table.positions[name] { values[at] = value }
    }
    changes.append(Change(insert, values))
  }
}
