import Core
import FEEL
import Spec

/// The names of an expression outside a form (LANGUAGE.md 17): its own words, then the attributes of one entity by id
/// or Chinese name, then entities by their words, then ledgers by title.
struct DocumentScope: Scope {
  let context: CompileContext
  let slots: SlotTable
  /// Names of this position alone: `value`, `row`, columns.
  var names: [String: Resolution] = [:]
  /// Whose attributes a bare name means.
  var entity: (root: EntityRoot, kind: EntityClass)?
  /// Entities that may be named, and what they are.
  var roots: [EntityRoot: EntityClass] = [:]
  /// Ledgers by title are lists of their rows here.
  var hasLedgers = false
  /// Any other name is something only the run knows (samples and matters of a test).
  var isOpen = false

  /// Members of words that are no value by themselves: `row.state`, `post.place`.
  var paths: [String: [String: Resolution]] = [:]

  /// `me.organization` is the body that one's post belongs to.
  var hasOrganizationOfMe = false

  init(_ context: CompileContext, slots: SlotTable = SlotTable()) {
    self.context = context
    self.slots = slots
  }

  /// Adds a word of LANGUAGE.md 18 in both spellings.
  mutating func add(word: String, _ source: SlotSource, _ type: Type) {
    let resolution = Resolution.slot(slots.slot(source), type)
    names[word] = resolution
    if let alias = context.table.words("name").first(where: { $0.name == word })?.alias { names[alias] = resolution }
  }

  /// Adds a member of a word that is no value by itself, each in both spellings.
  mutating func add(path word: String, _ member: String, _ source: SlotSource, _ type: Type) {
    let resolution = Resolution.slot(slots.slot(source), type)
    for first in spellings(word) { for second in spellings(member) { paths[first, default: [:]][second] = resolution } }
  }

  private func spellings(_ word: String) -> [String] {
    [word] + context.table.words("name").filter { $0.name == word }.compactMap(\.alias)
  }

  /// Adds a name of the author.
  mutating func add(name: String, _ source: SlotSource, _ type: Type) {
    names[name] = .slot(slots.slot(source), type)
  }

  func resolve(name: String) -> Resolution? {
    if let found = names[name] { return found }
    if let entity, let found = context.knowledge.attribute(name, of: entity.kind) {
      return .slot(
        slots.slot(.attribute(entity.root, qualifiedID: found.qualifiedID)), context.knowledge.feelType(of: found))
    }
    if let root = root(name), let kind = roots[root] { return .slot(slots.slot(.entity(root)), .entity(kind.rawValue)) }
    if let entity, let found = context.knowledge.member(of: entity.kind.rawValue, named: name) {
      return .slot(slots.slot(.part(name)), found.type)
    }
    if hasLedgers, let ledger = context.ledger(name) { return .slot(slots.slot(.part(name)), ledger.rowsType(context)) }
    return isOpen ? .slot(slots.slot(.part(name)), .unknown) : nil
  }

  func resolve(path: [String]) -> Resolution? {
    if path.count == 2, let found = paths[path[0]]?[path[1]] { return found }
    if path.count == 3 { return attributeOfOrganization(path) }
    guard path.count == 2, names[path[0]] == nil, let root = root(path[0]), let kind = roots[root] else { return nil }
    if hasOrganizationOfMe, root == .me, self.root(path[1]) == .organization {
      return .slot(slots.slot(.part("me.organization")), .entity(EntityClass.organization.rawValue))
    }
    guard let found = context.knowledge.attribute(path[1], of: kind)
    else { return nil }
    return .slot(slots.slot(.attribute(root, qualifiedID: found.qualifiedID)), context.knowledge.feelType(of: found))
  }

  /// `post.organization.org_name`, `me.organization.…`: of the body that the post belongs to.
  private func attributeOfOrganization(_ path: [String]) -> Resolution? {
    guard hasOrganizationOfMe, root(path[1]) == .organization,
      root(path[0]) == .me || paths[path[0]]?[path[1]] != nil,
      let found = context.knowledge.attribute(path[2], of: .organization)
    else { return nil }
    return .slot(
      slots.slot(.attribute(.organization, qualifiedID: found.qualifiedID)), context.knowledge.feelType(of: found))
  }

  func member(of type: Type, named name: String) -> (id: String, type: Type)? {
    switch type {
    case .context(let members): members[name].map { (name, $0) }
    case .entity(let kind): context.knowledge.member(of: kind, named: name)
    default: nil
    }
  }

  func reference(kind: ReferenceKind, text: String) -> Value? { context.reference(kind, text) }

  var knownNames: [String] {
    var known = names.keys.sorted()
    if let entity { known += context.knowledge.attributes(of: entity.kind).map(\.title.zh) }
    for root in roots.keys { known.append(root.rawValue) }
    if hasLedgers { known += context.ledgerTitles }
    return known
  }

  private func root(_ name: String) -> EntityRoot? {
    context.table.word(name, in: "name").flatMap { EntityRoot(rawValue: $0) }
  }
}

extension CompileContext {
  /// The thing that a literal names where a function wants a place, level, class, relation or role; nil when there is
  /// none. A place is an entity reference, everything else its id or English word.
  package func reference(_ kind: ReferenceKind, _ text: String) -> Value? {
    switch kind {
    case .place:
      guard case .one(let index) = run.place(text, owner: owner), let id = city.id(of: index) else { return nil }
      log.note(fact: "\(text)=\(id)")
      return .entity(EntityReference(classID: EntityClass.place.rawValue, id: id))
    case .level: return PlaceLevel(word: text).map { .string($0.word) }
    case .entityClass: return knowledge.entityClass(text).map { .string($0.id) }
    case .relation: return knowledge.reading(text).map { .string($0.name) }
    case .role: return role(text).map { .string($0.id) }
    }
  }
}

extension LedgerShape {
  /// Its rows as expressions see them: contexts of columns and of the attributes and words every row has.
  func rowsType(_ context: CompileContext) -> Type {
    var members: [String: Type] = [:]
    for attribute in context.knowledge.attributes(of: root) {
      let type = context.knowledge.feelType(of: attribute)
      members[attribute.id] = type
      members[attribute.title.zh] = type
    }
    for (role, readings) in context.knowledge.roles(of: root) where readings.count == 1 && members[role] == nil {
      let one = Type.entity(readings[0].target.rawValue)
      members[role] = readings[0].isMany ? .list(one) : one
    }
    for column in columns {
      let type = column.feelType(context.knowledge)
      members[column.id] = type
      members[column.title.zh] = type
    }
    members["place"] = .entity(EntityClass.place.rawValue)
    members["地点"] = .entity(EntityClass.place.rawValue)
    return .list(.context(members))
  }
}

extension LedgerShape.Column {
  /// What an expression knows about a value of the column.
  package func feelType(_ knowledge: KnowledgeSchema) -> Type {
    switch source {
    case .attribute(let attribute): return knowledge.feelType(of: attribute)
    case .relation(let reading): return .entity(reading.target.rawValue)
    case .computed: return .unknown
    case .local:
      if type == .code || type == .codes, let options {
        let closed = Type.code(options.closedValues)
        return type == .codes ? .list(closed) : closed
      }
      if type == .entity { return entityClass.map { .entity($0) } ?? .unknown }
      return knowledge.feelType(of: type)
    }
  }
}

extension OptionsProgram {
  /// The same choices as expressions see them: a literal may be a code, a title or a former name.
  package var closedValues: ClosedValues {
    ClosedValues(
      name: "",
      options: options.map { ClosedValues.Option(code: $0.code, spellings: [$0.title.zh] + ($0.title.en.map { [$0] } ?? []) + $0.was) })
  }
}
