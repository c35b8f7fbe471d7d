import Core
import FEEL

/// What one decision needs to know of an entity: some of its attributes and who or what it is related to, as they are on
/// the snapshot.
package struct EntityImage: Sendable {
  package let root: EntityClass
  package let id: Int64
  package let revision: Int64
  /// By attribute number; absent = not read, null = not known.
  package var attributes: [Int: Value]
  /// By the name a relation is read by: the entity at the other end now (of several the main home, else the newest).
  package var related: [String: Int64]
  /// The same with all that hold now, the main home first, then the newest, and what the relations say of themselves.
  package var relations: [String: [Related]] = [:]

  /// One entity at the other end of a relation.
  package struct Related: Sendable, Hashable {
    package let other: Int64
    /// As stored, by number of the attribute.
    package let said: [Int: StoredValue]
  }

  package init(
    root: EntityClass, id: Int64, revision: Int64, attributes: [Int: Value] = [:], related: [String: Int64] = [:]
  ) {
    self.root = root
    self.id = id
    self.revision = revision
    self.attributes = attributes
    self.related = related
  }

  package var reference: EntityReference { EntityReference(classID: root.rawValue, id: id) }
}

/// Reads images of one class with a fixed set of attributes and relations; made once for a variant, so that its queries
/// stay prepared.
package final class EntityReading: Sendable {
  package let root: EntityClass
  package let attributes: [KnowledgeAttribute]
  private let query: Query
  private let lists: [(attribute: KnowledgeAttribute, query: Query)]
  private let relations: [(reading: RelationReading, said: [KnowledgeAttribute], query: Query)]

  /// Computed attributes are left out: the form program computes them.
  package init(
    _ root: EntityClass, attributes wanted: [KnowledgeAttribute], relations wantedRelations: [RelationReading],
    saying: [String: [KnowledgeAttribute]] = [:], tables: AnswerTables
  ) {
    self.root = root
    let known = wanted.filter { $0.value == nil }
    attributes = known.filter(\.isStored)
    let table = tables.entities[root] ?? Table("e_\(root.rawValue)", [.init("id", .integer)], key: ["id"])
    query = Query(
      ["id", "revision"] + attributes.map(\.column), of: table, where: .equals("id", 0))
    lists = known.filter(\.isMany).compactMap { attribute in
      tables.values[attribute.number].map {
        (attribute, Query(["value"], of: $0, where: .equals("entity", 0), order: [.init(.column("position"))]))
      }
    }
    relations = wantedRelations.compactMap { reading in
      tables.relations[reading.relation.id].map { table in
        let said = (saying[reading.name] ?? []).filter { table.positions[$0.column] != nil }
        return (reading, said, Self.current(reading, said, table))
      }
    }
  }

  /// Rows that hold on the day given as the second parameter, newest first.
  private static func current(_ reading: RelationReading, _ said: [KnowledgeAttribute], _ table: Table) -> Query {
    let near = reading.isInverse ? "to_id" : "from_id", far = reading.isInverse ? "from_id" : "to_id"
    return Query(
      [far] + said.map(\.column), of: table,
      where: .all([
        .equals(near, 0), .isNull(.column("superseded_at")),
        .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, .parameter(1))]),
        .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, .parameter(1))]),
      ]), order: [.init(.column("id"), descending: true)])
  }

  /// Whether it asks for nothing that the entity's own row holds.
  package var needsNoColumns: Bool { attributes.isEmpty }

  /// The image, or nil when there is no such entity.
  ///
  /// - Parameter known: what was read on this snapshot of the same entity; its row is not read twice for its revision.
  package func image(
    of id: Int64, on day: CivilDate, _ reader: any Reader, for reason: SystemRead, known: EntityImage? = nil
  ) throws -> EntityImage? {
    var image: EntityImage
    if let known, needsNoColumns, known.root == root, known.id == id {
      image = EntityImage(root: root, id: id, revision: known.revision)
    } else {
      guard let row = try reader.rows(query, [.int(id)], under: .system(reason)).first else { return nil }
      image = EntityImage(root: root, id: id, revision: row[1].int ?? 0)
      image.attributes.reserveCapacity(attributes.count + lists.count)
      for (i, attribute) in attributes.enumerated() {
        image.attributes[attribute.number] = ValueCodec.load(
          row[i + 2], type: attribute.type, scale: attribute.scale ?? 0)
      }
    }
    for (attribute, query) in lists {
      let values = try reader.rows(query, [.int(id)], under: .system(reason)).map {
        ValueCodec.load($0[0], type: attribute.elementType, scale: attribute.scale ?? 0)
      }
      image.attributes[attribute.number] = values.isEmpty ? .null : .list(values)
    }
    for (reading, said, query) in relations {
      let rows = try reader.rows(query, [.int(id), .text(day.text)], under: .system(reason))
      let main = said.firstIndex { $0.id == Homes.main }
      let known = rows.compactMap { row -> (isMain: Bool, EntityImage.Related)? in
        row[0].int.map { other in
          let known = said.enumerated().map { ($1.number, row[$0 + 1]) }
          return (
            main.map { row[$0 + 1].int == 1 } ?? false,
            .init(other: other, said: Dictionary(known, uniquingKeysWith: { a, _ in a }))
          )
        }
      }
      let all = known.filter(\.isMain).map(\.1) + known.filter { !$0.isMain }.map(\.1)
      if let first = all.first { image.related[reading.name] = first.other }
      image.relations[reading.name] = all
    }
    return image
  }
}

extension KnowledgeAttribute {
  /// The type of one of several values.
  package var elementType: ValueType {
    switch type {
    case .codes: .code
    case .files: .file
    default: type
    }
  }
}
