import Core

/// Entities put in from outside any form, with everything a form would have written: row, strong keys, change-set,
/// relations. For demonstrations and for the samples of tests; ids are the caller's, so putting in twice changes nothing.
package struct EntitySeeding {
  private let running: Running
  private let sealing: any SealingSuite
  private let now: Int64
  /// Statements by the columns they write.
  private var statements: [String: Statement] = [:]
  package private(set) var changes: [Change] = []

  package init(_ running: Running, _ engine: Engine, now: Int64) {
    self.running = running
    sealing = engine.sealing
    self.now = now
  }

  /// What was collected so far, to be committed; forgets it.
  package mutating func take() -> [Change] {
    defer { changes = [] }
    return changes
  }

  /// One entity with known attributes; a list for those with several values.
  package mutating func add(
    _ root: EntityClass, id: Int64, _ attributes: [(attribute: KnowledgeAttribute, values: [StoredValue])]
  ) {
    guard let table = running.tables.entities[root] else { return }
    let single = attributes.filter { $0.attribute.isStored }
    let insert = statement(table, ["id", "revision", "created"] + single.map(\.attribute.column))
    changes.append(
      Change(insert, [.int(id), .int(1), .int(now)] + single.map { $0.values.first ?? .null }))
    for (attribute, values) in attributes where attribute.isMany {
      guard let child = running.tables.values[attribute.number] else { continue }
      let insert = statement(child, ["entity", "position", "value"])
      for (i, value) in values.enumerated() { changes.append(Change(insert, [.int(id), .int(Int64(i)), value])) }
    }
    for key in running.program.knowledge.strongKeys(of: root) {
      let strong = StrongKey(key, of: root) { wanted in
        single.first { $0.attribute.number == wanted.number }?.values.first ?? .null
      }
      if let strong { changes.append(Change(Self.keepKey, strong.row + [.int(id)])) }
    }
    let packed = attributes.map { attribute, values in
      PackedChange(
        attribute.number, old: attribute.isMany ? .many([]) : .one(.null),
        new: attribute.isMany ? .many(values) : .one(values.first ?? .null))
    }
    changes.append(
      Change(
        Self.keepChangeSet,
        [
          .int(StableID.make("seeded \(root.rawValue)", String(id))), .text(root.rawValue), .int(id), .null, .null, .null,
          .int(now), .blob(sealing.seal(ChangePack.encode(packed), subject: root == .person ? id : nil)),
        ]))
  }

  /// Attributes with one value of an entity that is there already.
  package mutating func set(
    _ root: EntityClass, id: Int64, _ attributes: [(attribute: KnowledgeAttribute, values: [StoredValue])]
  ) {
    guard let table = running.tables.entities[root] else { return }
    for (attribute, values) in attributes where attribute.isStored {
      let write = Statement(
        table, .update([.set(attribute.column, .parameter(0))], where: .equals("id", 1)))
      changes.append(Change(write, [values.first ?? .null, .int(id)]))
    }
  }

  /// One relation that holds from now on. A symmetric one is stored once, smaller id first.
  package mutating func relate(_ reading: RelationReading, from: Int64, to: Int64) {
    let relation = reading.relation
    guard let table = running.tables.relations[relation.id] else { return }
    var (first, second) = reading.isInverse ? (to, from) : (from, to)
    if relation.isSymmetric, first > second { swap(&first, &second) }
    let insert = statement(table, ["id", "from_id", "to_id", "recorded_at", "origin"])
    changes.append(
      Change(
        insert,
        [
          .int(StableID.make("seeded \(relation.id)", "\(first) \(second)")), .int(first), .int(second), .int(now),
          .text("seeded"),
        ]))
  }

  /// Puts a person on a post.
  package mutating func appoint(_ person: Int64, to post: Int64) {
    changes.append(
      Change(
        Self.appointment,
        [
          .int(StableID.make("seeded appointment", "\(post) \(person)")), .int(post), .int(person), .null, .null,
          .int(now), .null,
        ]))
  }

  /// Makes every server read the directory anew.
  package mutating func moveGrantEpoch() { changes.append(Change(ReleaseTables.nextGrant, [.int(1)])) }

  private mutating func statement(_ table: Table, _ columns: [String]) -> Statement {
    let name = table.name + " " + columns.joined(separator: " ")
    if let known = statements[name] { return known }
    let made = Statement(table, .insert(columns: columns, conflict: .keep))
    statements[name] = made
    return made
  }

  private static let keepKey = Statement.insert(SystemTables.entityKey, conflict: .keep)
  private static let keepChangeSet = Statement.insert(SystemTables.changeSet, conflict: .keep)
  private static let appointment = Statement.insert(SystemTables.appointment, conflict: .keep)
}
