extension SystemTables {
  package static let entities = [entityKey, changeSet, attributeSource, entityRedirect, subjectKey, proposal]

  /// One strong key of an entity; unique within class and kind. `key` passes through the blind index of the sealing
  /// suite.
  package static let entityKey = Table(
    "entity_key",
    [
      .init("class", .text, nullable: false), .init("kind", .text, nullable: false), .init("key", .text, nullable: false),
      .init("entity", .integer, nullable: false),
    ], key: ["class", "kind", "key"], indexes: [.init(["entity"])])

  /// What one command changed on one entity: packed (attribute number, old, new), sealed for its subject.
  package static let changeSet = Table(
    "change_set",
    [
      .init("id", .integer, nullable: false), .init("class", .text, nullable: false),
      .init("entity", .integer, nullable: false), .init("matter", .integer), .init("program", .text),
      .init("actor", .integer), .init("at", .instant, nullable: false), .init("changes", .blob, nullable: false),
    ], key: ["id"], indexes: [.init(["entity"])])

  /// Kept only for attributes with half-life, authority or lock.
  package static let attributeSource = Table(
    "attribute_source",
    [
      .init("entity", .integer, nullable: false), .init("attribute", .integer, nullable: false),
      .init("change_set", .integer, nullable: false), .init("source", .text), .init("confirmed", .instant),
      .init("locked", .boolean, nullable: false),
    ], key: ["entity", "attribute"])

  package static let entityRedirect = Table(
    "entity_redirect",
    [
      .init("id", .integer, nullable: false), .init("entity", .integer, nullable: false),
      .init("at", .instant, nullable: false),
    ], key: ["id"])

  package static let subjectKey = Table(
    "subject_key",
    [.init("subject", .integer, nullable: false), .init("wrapped", .blob), .init("destroyed", .instant)], key: ["subject"])

  /// A value that differs from the ledger's and waits for a keeper.
  package static let proposal = Table(
    "proposal",
    [
      .init("id", .integer, nullable: false), .init("class", .text, nullable: false),
      .init("entity", .integer, nullable: false), .init("attribute", .integer, nullable: false),
      .init("value", .blob), .init("matter", .integer), .init("field", .text), .init("place", .integer),
      .init("at", .instant, nullable: false), .init("state", .text, nullable: false), .init("decided_by", .integer),
      .init("decided_at", .instant),
    ], key: ["id"], indexes: [.init(["entity"]), .init(["state", "place"])])

  /// The table of a class: every attribute with one value is a column `a<n>` (DATA.md rule 2).
  package static func entity(_ root: EntityClass, of schema: KnowledgeSchema) -> Table {
    Table(
      "e_\(root.rawValue)",
      [
        .init("id", .integer, nullable: false), .init("revision", .integer, nullable: false),
        .init("organization", .integer), .init("created", .instant, nullable: false),
      ] + schema.attributes(of: root).filter(\.isStored).map { .init($0.column, $0.columnType) }, key: ["id"])
  }

  /// A child table for each attribute with several values: `m<n>`.
  package static func values(of attribute: KnowledgeAttribute) -> Table {
    Table(
      "m\(attribute.number)",
      [
        .init("entity", .integer, nullable: false), .init("position", .integer, nullable: false),
        .init("value", attribute.columnType),
      ], key: ["entity", "position"])
  }

  /// The table of a relation, bitemporal, with its own attributes and those of all relations.
  package static func relation(_ relation: KnowledgeRelation, of schema: KnowledgeSchema) -> Table {
    Table(
      relation.table,
      [
        .init("id", .integer, nullable: false), .init("from_id", .integer, nullable: false),
        .init("to_id", .integer, nullable: false), .init("valid_from", .date), .init("valid_to", .date),
        .init("recorded_at", .instant, nullable: false), .init("superseded_at", .instant), .init("matter", .integer),
        .init("origin", .text),
      ] + schema.attributes(ofRelation: relation.id).filter { !$0.isMany && $0.value == nil }
        .map { .init($0.column, $0.columnType) },
      key: ["id"], indexes: [.init(["from_id"]), .init(["to_id"])])
  }

  /// All tables that installing a knowledge version creates.
  package static func tables(of schema: KnowledgeSchema) -> [Table] {
    EntityClass.allCases.map { entity($0, of: schema) }
      + schema.relations.map { relation($0, of: schema) }
      + schema.attributes.filter { attribute in
        guard case .entity = attribute.owner else { return false }
        return attribute.isMany && attribute.value == nil
      }.map { values(of: $0) }
  }
}

extension KnowledgeAttribute {
  /// True when the class's table has a column for it: one value, not computed.
  package var isStored: Bool { !isMany && value == nil }

  /// The column's type; entity and place answers are kept by id.
  package var columnType: ColumnType { ColumnType(of: type, scale: scale ?? 0) }
}

extension ColumnType {
  /// The column that holds one value of the type.
  package init(of type: ValueType, scale: Int) {
    switch type {
    case .number, .money: self = .decimal(scale: scale)
    case .integer: self = .integer
    case .boolean: self = .boolean
    case .date: self = .date
    case .place, .entity: self = .integer
    case .dateTime: self = .instant
    case .string, .time, .duration, .code, .codes, .file, .files, .point, .context, .list: self = .text
    }
  }
}
