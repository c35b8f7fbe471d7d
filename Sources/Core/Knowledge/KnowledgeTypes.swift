import FEEL

extension KnowledgeSchema {
  /// What an expression knows about the value of an attribute.
  package func feelType(of attribute: KnowledgeAttribute) -> Type {
    let one = feelType(of: attribute.type, list: attribute.list)
    return attribute.isMany && !attribute.type.isMany ? .list(one) : one
  }

  /// What an expression knows about a value of that type; `list` is the code list of a `code` or `codes`.
  package func feelType(of type: ValueType, list: String? = nil) -> Type {
    let code = list.flatMap { self.list($0) }.map { Type.code($0.closedValues) } ?? .string
    switch type {
    case .string, .file: return .string
    case .number, .integer, .money: return .number
    case .boolean: return .boolean
    case .date: return .date
    case .time: return .time
    case .dateTime: return .dateTime
    case .code: return code
    case .codes: return .list(code)
    case .files: return .list(.string)
    case .place: return .entity(EntityClass.place.rawValue)
    case .list: return .list(.unknown)
    // Either kind of duration; a position; an entity of any class; parts that only the control knows.
    case .duration, .point, .entity, .context: return .unknown
    }
  }

  /// A member of an entity of the class (id of a class or subtype): an attribute by id or Chinese name, else
  /// those who stand in a role to it (子女, 常住居民), else a relation by its id or inverse. The id answered is the
  /// attribute's qualified id, or the id by which the relation is read from this class.
  package func member(of entityClass: String, named name: String) -> (id: String, type: Type)? {
    guard let root = self.entityClass(entityClass)?.root else { return nil }
    if let attribute = attribute(name, of: root) { return (attribute.qualifiedID, feelType(of: attribute)) }
    let byRole = readings(role: name, of: root)
    let reading = byRole.count == 1 ? byRole[0] : reading(name).flatMap { $0.source == root ? $0 : nil }
    guard let reading else { return nil }
    let target = Type.entity(reading.target.rawValue)
    return (reading.name, reading.isMany ? .list(target) : target)
  }
}
