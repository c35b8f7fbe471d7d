import Core
import Engine
import FEEL
import Spec

/// What a test looks at after an act, read as whoever holds the store.
extension SampleCity {
  struct Matter {
    let id: Int64
    let service: String
    let variant: String
    let state: MatterState
    let step: String?
    let place: Int64?
    let filer: Int64?
    let priority: Int64
  }

  private static let matterQuery = Query(
    ["id", "definition", "variant", "state", "step", "place", "filer", "priority"], of: SystemTables.matter,
    where: .equals("code", 0))

  func matter(_ code: String) throws -> Matter? {
    try clock.read { reader in
      try reader.rows(Self.matterQuery, [.text(code)], under: .system(.maintenance)).first.flatMap { row in
        MatterState(rawValue: row[3].text ?? "").map {
          Matter(
            id: row[0].int ?? 0, service: row[1].text ?? "", variant: row[2].text ?? "", state: $0, step: row[4].text,
            place: row[5].int, filer: row[6].int, priority: row[7].int ?? 3)
        }
      }
    }
  }

  /// The answer to a field as it is stored; nil when the form has no such field.
  func answer(_ field: String, of code: String) throws -> String? {
    guard let running, let matter = try matter(code), let service = running.program.services[matter.service],
      let variant = service.variants.first(where: { $0.id == matter.variant }), let at = variant.form.byID[field],
      let form = running.tables.forms[variant.form.id], let column = form.column(of: variant.form.fields[at])
    else { return nil }
    let query = Query([column.name], of: form.table, where: .equals("matter", 0))
    let row = try clock.read { try $0.rows(query, [.int(matter.id)], under: .system(.maintenance)).first }
    return row.map { ValueCodec.load($0[0], type: column.type, scale: column.scale).plainText }
  }

  /// A figure of a service at a place (nil = everywhere), by id or title, or a built-in one; nil when there is none.
  func figure(_ name: String, of service: String?, at place: SpecNode?) throws -> String? {
    guard let running else { return nil }
    let node = try place.map { try self.place($0, running) }
    // The service of the last request first; a figure of another one by its name.
    let all = running.program.services.values.sorted { ($0.id == service ? 0 : 1, $0.id) < ($1.id == service ? 0 : 1, $1.id) }
    for service in all {
      if let own = service.measures.first(where: { $0.id == name || $0.title.zh == name || $0.title.en == name }) {
        return try engine.figure(own, of: service, at: node).text
      }
      switch name {
      case "total", "总数": return try engine.count(of: service, states: nil, at: node).text
      case "done", "办结数": return try engine.count(of: service, states: [.done], at: node).text
      case "blocked", "受阻数": return try engine.count(of: service, states: [.blocked], at: node).text
      case "returned", "退回数": return try engine.count(of: service, states: [.returned], at: node).text
      default: continue
      }
    }
    return nil
  }
}
