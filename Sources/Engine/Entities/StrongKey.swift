import Core

/// A key that identifies an entity, alone or of several attributes: its row in `entity_key`.
package struct StrongKey: Sendable, Hashable {
  package let root: EntityClass
  /// Ids of the attributes with `+` between: `id_doc_type+id_number`.
  package let kind: String
  /// Their stored values with `|` between.
  package let key: String

  /// The key of these values; nil when one of them is not known.
  package init?(_ attributes: [KnowledgeAttribute], of root: EntityClass, _ value: (KnowledgeAttribute) -> StoredValue) {
    var parts: [String] = []
    for attribute in attributes {
      switch value(attribute) {
      case .text(let text) where !text.isEmpty: parts.append(text)
      case .int(let n): parts.append(String(n))
      default: return nil
      }
    }
    self.root = root
    kind = Self.kind(attributes)
    key = parts.joined(separator: "|")
  }

  package static func kind(_ attributes: [KnowledgeAttribute]) -> String {
    attributes.map(\.id).joined(separator: "+")
  }

  private static let query = Query(
    ["entity"], of: SystemTables.entityKey,
    where: .all([.equals("class", 0), .equals("kind", 1), .equals("key", 2)]))

  /// The entity that has the key.
  package func entity(_ reader: any Reader) throws -> Int64? {
    try reader.rows(Self.query, row, under: .system(.entityKey)).first?[0].int
  }

  /// The code of the resident identity card in the list of documents.
  static let identityCard = "111"

  var row: [StoredValue] { [.text(root.rawValue), .text(kind), .text(key)] }

  private static let insert = Statement.insert(SystemTables.entityKey)
  private static let delete = Statement(
    SystemTables.entityKey,
    .delete(where: .all([.equals("class", 0), .equals("kind", 1), .equals("key", 2), .equals("entity", 3)])))

  /// Gives the key to an entity; `.exists` when another has it by then.
  package func give(to entity: Int64) -> Change {
    Change(Self.insert, row + [.int(entity)], guarding: .exists)
  }

  package func take(from entity: Int64) -> Change { Change(Self.delete, row + [.int(entity)]) }
}

extension Engine {
  /// Whom the register knows by the number of a resident identity card.
  package func person(idNumber: String) throws -> Int64? {
    try snapshot { running, reader in
      let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
      return try Preparation(self, running, reader, nobody).person(idNumber: idNumber)
    }
  }
}

extension Preparation {
  /// Whom the register knows by the number of a resident identity card.
  func person(idNumber: String) throws -> Int64? {
    for key in running.program.knowledge.strongKeys(of: .person) {
      let strong = StrongKey(key, of: .person) { attribute in
        switch attribute.id {
        case "id_doc_type": .text(StrongKey.identityCard)
        case "id_number": .text(idNumber.uppercased())
        default: .null
        }
      }
      if let found = try strong?.entity(reader) { return found }
    }
    return nil
  }
}
