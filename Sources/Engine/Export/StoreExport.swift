import Core
import FEEL

extension Engine {
  /// Keeps that everything is taken out by whoever holds the store, before it is.
  package func recordExport() throws {
    try commitOrThrow(Plan(changes: [TrustEvent.change("store-export", actor: 0, Array("{}".utf8), at: store.now(), sealing)]))
  }

  /// Every table of an export: matters, each form over all its versions, steps, events, lists, ratings, entities, relations.
  /// Cells are exported by themselves (`exportCells`), because their value is cells and unfolded deltas together.
  package func exportTables() throws -> [ExportTable] {
    guard let running = current else { return [] }
    let places = PlaceCodes(running.city)
    var tables = [matters(places), steps(places), events(), lists(), ratings()]
    for (id, form) in running.tables.forms.sorted(by: { $0.key < $1.key }) { tables.append(answers(id, form, running)) }
    for (id, form) in running.tables.rows.sorted(by: { $0.key < $1.key }) {
      tables.append(answers(id, form, running, isRows: true))
    }
    for root in EntityClass.allCases { if let table = running.tables.entities[root] { tables.append(entities(root, table, running)) } }
    for relation in running.program.knowledge.relations {
      guard let table = running.tables.relations[relation.id] else { continue }
      tables.append(
        .plain(
          "relations/\(relation.id)", table, key: "id",
          header: ["id", "from_id", "to_id", "valid_from", "valid_to", "recorded_at", "superseded_at"].map { ($0, $0) }))
    }
    return tables
  }

  private func matters(_ places: PlaceCodes) -> ExportTable {
    .plain(
      "matters", SystemTables.matter, key: "id",
      header: [
        ("code", "code"), ("service", "definition"), ("epoch", "epoch"), ("program", "program"), ("variant", "variant"),
        ("state", "state"), ("step", "step"), ("place", "place"), ("subject", "subject"), ("applicant", "applicant"),
        ("filer", "filer"), ("opened", "opened"), ("due", "due"), ("closed", "closed"), ("outcome", "outcome"),
        ("id", "id"),
      ], text: { column, value in Self.text(column, value, places) })
  }

  private func steps(_ places: PlaceCodes) -> ExportTable {
    .plain(
      "steps", SystemTables.step, key: "id",
      header: [
        "id", "matter", "step", "kind", "role", "place", "post", "person", "opened", "claimed", "due", "done", "outcome",
        "reason", "list", "visit", "seat", "stands_in",
      ].map { ($0, $0) }, text: { column, value in Self.text(column, value, places) })
  }

  /// How applicants rated; their words stay in the store.
  private func ratings() -> ExportTable {
    .plain("ratings", SystemTables.rating, key: "matter", header: ["matter", "stars", "at"].map { ($0, $0) })
  }

  private func events() -> ExportTable {
    let sealing = sealing
    let table = SystemTables.event
    let names = ["sequence", "matter", "kind", "actor", "post", "at", "subject", "payload", "digest"]
    let query = Query(
      names.map { Query.Output(.column($0), table.type(of: $0) ?? .text) }, from: table,
      where: .compare(.column("sequence"), .greater, .parameter(0)), order: [.init(.column("sequence"))],
      limit: .parameter(1))
    return ExportTable(
      name: "events", header: names, query: query,
      columns: { row in
        names.indices.map { i in
          if names[i] == "payload" {
            let plain = row[i].blob.flatMap { sealing.open($0, subject: row[6].int) }
            return plain.map { String(decoding: $0, as: UTF8.self) } ?? "erased"
          }
          return Self.text(names[i], row[i], nil)
        }
      }, keyPosition: 0)
  }

  private func lists() -> ExportTable {
    .plain(
      "lists", SystemTables.list, key: "id",
      header: ["id", "definition", "variant", "step", "per", "post", "opened", "closed", "closed_by"].map { ($0, $0) },
      text: { column, value in Self.text(column, value, nil) })
  }

  /// One column for each field id, whatever types it has had: the newest type that holds a value speaks.
  private func answers(
    _ id: String, _ form: AnswerTables.Form, _ running: Running, isRows: Bool = false
  ) -> ExportTable {
    var fields: [String] = []
    for column in form.columns where !fields.contains(column.field) { fields.append(column.field) }
    let key = isRows ? "id" : "matter"
    // Key, code and, of a repeating group, the number of the row from 1.
    var outputs: [Query.Output] = [
      .init(.column(key, of: "f"), .integer), .init(.column("code", of: "m"), .text),
      isRows ? .init(.add(.column("row", of: "f"), .constant(.int(1))), .integer) : .init(.column(key, of: "f"), .integer),
    ]
    for column in form.columns {
      outputs.append(.init(.column(column.name, of: "f"), ColumnType(of: column.type, scale: column.scale)))
    }
    let query = Query(
      outputs, from: form.table, as: "f",
      joins: [.init(SystemTables.matter, "m", on: .compare(.column("id", of: "m"), .equal, .column("matter", of: "f")))],
      where: .compare(.column(key, of: "f"), .greater, .parameter(0)), order: [.init(.column(key, of: "f"))],
      limit: .parameter(1))
    let columns = form.columns, places = PlaceCodes(running.city), fieldNames = fields
    return ExportTable(
      name: "forms/\(id)", header: (isRows ? ["code", "row"] : ["code"]) + fields, query: query,
      columns: { row in
        (isRows ? [row[1].exportText, row[2].exportText] : [row[1].exportText])
          + fieldNames.map { field in
            for (i, column) in columns.enumerated().reversed() where column.field == field && !row[i + 3].isNull {
              return Self.cell(row[i + 3], column.type, column.scale, places)
            }
            return ""
          }
      }, keyPosition: 0)
  }

  private func entities(_ root: EntityClass, _ table: Table, _ running: Running) -> ExportTable {
    let attributes = running.program.knowledge.attributes(of: root).filter(\.isStored)
    let places = PlaceCodes(running.city)
    let query = Query(["id", "revision"] + attributes.map(\.column), of: table,
      where: .compare(.column("id"), .greater, .parameter(0)), order: [.init(.column("id"))], limit: .parameter(1))
    return ExportTable(
      name: "entities/\(root.rawValue)", header: ["id", "revision"] + attributes.map(\.id), query: query,
      columns: { row in
        [row[0].exportText, row[1].exportText]
          + attributes.indices.map { Self.cell(row[$0 + 2], attributes[$0].type, attributes[$0].scale ?? 0, places) }
      }, keyPosition: 0)
  }

  private static func cell(_ stored: StoredValue, _ type: ValueType, _ scale: Int, _ places: PlaceCodes) -> String {
    if type == .place, let id = stored.int { return places[id] }
    return ValueCodec.load(stored, type: type, scale: scale).plainText
  }

  /// Instants as ISO 8601 in UTC, places by code, everything else as it is.
  private static func text(_ column: String, _ value: StoredValue, _ places: PlaceCodes?) -> String {
    switch (column, value) {
    case ("place", .int(let id)): places?[id] ?? String(id)
    case ("opened", .int(let ms)), ("closed", .int(let ms)), ("due", .int(let ms)), ("done", .int(let ms)),
      ("claimed", .int(let ms)), ("at", .int(let ms)):
      CivilDateTime(milliseconds: ms, zone: .offset(0)).text
    default: value.exportText
    }
  }
}

/// Code of a place by id.
struct PlaceCodes: Sendable {
  private let city: CityIndex
  init(_ city: CityIndex) { self.city = city }
  subscript(id: Int64) -> String { city.position(of: id).map { city.tree.nodes[$0].code } ?? String(id) }
}
