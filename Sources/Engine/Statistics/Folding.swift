import Core
import FEEL

extension Engine {
  private static let unfolded = Query(
    ["sequence", "leaf", "measure", "period", "value"], of: SystemTables.delta, order: [.init(.column("sequence"))],
    limit: .parameter(0))
  private static let deleteDelta = Statement(SystemTables.delta, .delete(where: .equals("sequence", 0)))
  private static let touchDirectory = Statement(
    SystemTables.grantEpoch,
    .update([.set("epoch", .column("epoch"))], where: .all([.equals("id", 0), .equals("epoch", 1)])))

  /// Holds the directory as it was read until the commit.
  static func sameDirectory(_ epoch: Int64) -> Change {
    Change(touchDirectory, [.int(1), .int(epoch)], guarding: .moved)
  }

  private static let addCell = Statement.insert(SystemTables.cell, conflict: .add(["value"]))

  /// Folds deltas into the cells of their place and of every place above it, and deletes exactly the folded ones, in one
  /// transaction. For one leader's background thread; two at once do no harm, one of them finds the rows gone.
  ///
  /// - Returns: how many deltas were folded; 0 when there are none or another folded them.
  @discardableResult
  package func fold(atMost limit: Int = 4_000) throws -> Int {
    let plan: (plan: Plan, count: Int) = try snapshot { running, reader in
      let rows = try reader.rows(Self.unfolded, [.int(Int64(limit))], under: .system(.background))
      // The cells belong to the tree that was read: one that moves meanwhile makes this portion void.
      var plan = Plan(changes: rows.isEmpty ? [] : [Self.sameDirectory(running.city.grantEpoch)])
      var cells: [CellKey: Int64] = [:]
      for row in rows {
        guard let sequence = row[0].int, let leaf = row[1].int, let measure = row[2].int, let period = row[3].int,
          let value = row[4].int
        else { continue }
        plan.changes.append(Change(Self.deleteDelta, [.int(sequence)], guarding: .moved))
        for node in running.city.countedNodes(leaf) {
          cells[CellKey(node: node, measure: measure, period: period), default: 0] += value
        }
      }
      // Sorted, so that neighbouring rows are written together and two writers never wait for each other in a ring.
      for (key, value) in cells.sorted(by: { $0.key < $1.key }) where value != 0 {
        plan.changes.append(
          Change(Self.addCell, [.int(key.node), .int(key.measure), .int(key.period), .int(value)]))
      }
      return (plan, rows.count)
    }
    if plan.count == 0 { return 0 }
    switch commitNow(plan.plan) {
    case .committed: return plan.count
    case .failed: return 0
    case .unavailable(let reason): throw StoreError.unavailable(reason)
    case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
    case .repeated, .keyReused: return 0
    }
  }
}

/// One cell of the figures.
package struct CellKey: Sendable, Hashable, Comparable {
  package let node: Int64
  package let measure: Int64
  package let period: Int64

  package static func < (a: CellKey, b: CellKey) -> Bool {
    (a.measure, a.node, a.period) < (b.measure, b.node, b.period)
  }
}

extension CityIndex {
  /// A place and everything above it: where a request at the place counts. One that ended counts for itself and where
  /// what stands for it counts; a place nobody knows for itself alone, and 0 for what has none.
  func countedNodes(_ leaf: Int64) -> [Int64] { lineage(of: leaf) }
}
