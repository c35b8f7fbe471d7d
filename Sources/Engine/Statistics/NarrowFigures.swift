import Core
import FEEL

/// The figures of requests that a right tells apart one by one: read from the requests themselves, with the scope and the
/// condition of the right inside the query.
struct NarrowFigures {
  let service: ServiceProgram
  let rights: Rights
  let reaches: [Rights.Reach]

  private static let page: Int64 = 1_000
  private static let columns: [Query.Output] = MatterRow.columns.map {
    .init(.column($0, of: "m"), SystemTables.matter.type(of: $0) ?? .text)
  }

  /// The right as a condition over requests (alias `m`).
  func scope(first: Int) throws -> MatterScope { try MatterScope(reaches, rights, first: first, isOverAll: true) }

  /// What requests opened in a period add to each figure at their own place.
  ///
  /// - Parameters:
  ///   - from: first moment, milliseconds UTC.
  ///   - until: first moment that is too late.
  ///   - preparation: reads what the author's measures count; nil = the number of requests alone is wanted.
  func values(_ preparation: Preparation?, from: Int64 = 0, until: Int64 = .max) throws -> [CellKey: Int64] {
    let running = rights.running, scope = try scope(first: 4)
    let query = Query(
      Self.columns, from: SystemTables.matter, as: "m",
      where: .all([
        .compare(.column("definition", of: "m"), .equal, .parameter(0)),
        .compare(.column("id", of: "m"), .greater, .parameter(1)),
        .compare(.column("opened", of: "m"), .greaterOrEqual, .parameter(2)),
        .compare(.column("opened", of: "m"), .less, .parameter(3)), scope.condition,
      ]), order: [.init(.column("id", of: "m"))], limit: .constant(.int(Self.page)))
    var found: [CellKey: Int64] = [:]
    var last: Int64 = 0
    while true {
      let rows = try rights.reader.rows(
        query, [.text(service.id), .int(last), .int(from), .int(until)] + scope.parameters,
        under: .scope(Scoped(reader: rights.caller.person)))
      for row in rows.compactMap({ MatterRow($0) }) {
        for counted in try counted(row, preparation) {
          guard let number = running.measures.numbers[counted.key] else { continue }
          found[CellKey(node: row.place ?? 0, measure: number, period: row.period), default: 0] += counted.value
        }
      }
      guard rows.count == Self.page, let id = rows.last?[0].int else { return found }
      last = id
    }
  }

  private func counted(_ row: MatterRow, _ preparation: Preparation?) throws -> [Counted] {
    guard let preparation, !service.measures.isEmpty else { return [Counted(key: row.totalKey, value: 1)] }
    return preparation.counted(try preparation.live(row))
  }
}
