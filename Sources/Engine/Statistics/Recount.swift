import Core
import FEEL

/// A figure that differs from its recount.
package struct CountDifference: Sendable, Hashable {
  package let cell: CellKey
  package let measure: MeasureKey?
  /// Cells and deltas together.
  package let stored: Int64
  package let recounted: Int64
}

extension Engine {
  private static let allMatters = Query(MatterRow.columns, of: SystemTables.matter, order: [.init(.column("id"))])
  private static let allCells = Query(["node", "measure", "period", "value"], of: SystemTables.cell)
  private static let allDeltas = Query(["leaf", "measure", "period", "value"], of: SystemTables.delta)

  /// Counts every matter again from its rows and compares with cells and deltas, at every place, on one snapshot. Empty =
  /// equal.
  package func recount() throws -> [CountDifference] {
    try snapshot { running, reader in
      let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
      let preparation = Preparation(self, running, reader, nobody)
      var wanted: [CellKey: Int64] = [:]
      for row in try reader.rows(Self.allMatters, [], under: .system(.maintenance)) {
        guard let matter = MatterRow(row) else { continue }
        let live = try preparation.live(matter)
        for counted in preparation.counted(live) {
          guard let number = running.measures.numbers[counted.key] else { continue }
          for node in running.city.countedNodes(matter.place ?? 0) {
            wanted[CellKey(node: node, measure: number, period: matter.period), default: 0] += counted.value
          }
        }
      }
      let stored = try Self.stored(running, reader)
      var differences: [CountDifference] = []
      for key in Set(wanted.keys).union(stored.keys).sorted() {
        let (a, b) = (stored[key] ?? 0, wanted[key] ?? 0)
        if a != b {
          differences.append(
            CountDifference(cell: key, measure: running.measures.keys[key.measure], stored: a, recounted: b))
        }
      }
      return differences
    }
  }

  /// Every cell with the deltas that are not folded into it yet.
  static func stored(_ running: Running, _ reader: any Reader) throws -> [CellKey: Int64] {
    var stored: [CellKey: Int64] = [:]
    for row in try reader.rows(allCells, [], under: .system(.maintenance)) {
      let key = CellKey(node: row[0].int ?? 0, measure: row[1].int ?? 0, period: row[2].int ?? 0)
      stored[key, default: 0] += row[3].int ?? 0
    }
    for row in try reader.rows(allDeltas, [], under: .system(.maintenance)) {
      for node in running.city.countedNodes(row[0].int ?? 0) {
        let key = CellKey(node: node, measure: row[1].int ?? 0, period: row[2].int ?? 0)
        stored[key, default: 0] += row[3].int ?? 0
      }
    }
    return stored
  }
}
