import Core
import FEEL
import Spec

/// Where an expression stands; it decides which names there are.
enum NamePosition: Sendable, Hashable {
  case form, eligibility, flow, act, template, measure
  /// `convert`: the old value alone.
  case converter

  /// Names of section 17 that may stand here, besides entities.
  func allows(_ name: ScopeName) -> Bool {
    switch self {
    case .form, .eligibility, .converter: return false
    case .template: return true
    case .flow, .act, .measure: break
    }
    switch name {
    case .state, .step, .variant, .code, .due, .opened, .closed: return true
    case .title, .holder: return self != .measure
    case .reason, .outcome: return self == .act
    case .link, .name, .owner: return false
    }
  }

  func allows(_ root: EntityRoot) -> Bool {
    // What a matter says of itself is its answers; its record is written when it is done.
    if root == .item { return false }
    return switch self {
    case .form, .flow, .act, .template: root != .me
    case .eligibility: root == .me || root == .subject || root == .applicant
    case .measure: root == .place
    case .converter: false
    }
  }

  var hasFields: Bool { self != .eligibility && self != .converter }
  var hasAttributes: Bool { self != .measure && self != .converter }
  /// Ledgers by title are lists of their rows here.
  var hasLedgers: Bool { self == .act }
}

/// The names one expression sees.
struct NameScope: Scope {
  let names: FormNames
  let position: NamePosition
  /// The repeating group it stands in.
  var rows: Int?
  /// Names of this spot alone: `old`, `value`, `?`, `each`.
  var local: [String: Resolution] = [:]
  /// The ledger whose row an act has found, and its columns: `row.column`.
  var ledger: String?
  var row: [String: Type] = [:]
  let reference: @Sendable (ReferenceKind, String) -> Value?

  func resolve(name: String) -> Resolution? {
    if let found = local[name] {
      if position == .act { names.issuer.noteUnrun(name) }
      return found
    }
    if position.hasFields, let found = field(name) { return found }
    if let type = names.columns[name] {
      return .slot(names.issuer.slot(.column(ledger: ledger ?? "", column: name)), type)
    }
    if position.hasAttributes, let root = names.subjectClass,
      let found = names.knowledge.attribute(name, of: root)
    {
      return attribute(found, of: names.subject)
    }
    if let found = word(name) { return found }
    if names.isSubjectOpen, position.hasAttributes {
      for root in EntityClass.allCases {
        if let found = names.knowledge.attribute(name, of: root) { return attribute(found, of: .subject) }
      }
    }
    if position.hasLedgers, let type = names.ledgerRows(name) {
      names.issuer.noteUnrun(name)
      return .slot(names.issuer.slot(.part(name)), type)
    }
    return nil
  }

  func resolve(path: [String]) -> Resolution? {
    guard path.count == 2, local[path[0]] == nil else { return nil }
    if position.hasFields, names.fields[path[0]] != nil || names.rows[path[0]] != nil { return nil }
    let word = names.table.word(path[0], in: "name")
    if word == "row", let type = row[path[1]] ?? names.columns[path[1]] {
      names.issuer.noteUnrun(path.joined(separator: "."))
      return .slot(names.issuer.slot(.column(ledger: ledger ?? "", column: path[1])), type)
    }
    guard position.hasAttributes else { return nil }
    if let word, let root = EntityRoot(rawValue: word), position.allows(root) {
      guard let owner = names.entityClass(of: root) else {
        return .slot(names.issuer.slot(.entity(root)), .unknown)
      }
      return names.knowledge.attribute(path[1], of: owner).map { attribute($0, of: root) }
    }
    guard let found = names.knowledge.entityClass(path[0])?.root,
      let known = names.knowledge.attribute(path[1], of: found), let root = root(of: found)
    else { return nil }
    return attribute(known, of: root)
  }

  func member(of type: Type, named name: String) -> (id: String, type: Type)? {
    guard let found = found(type, name) else { return nil }
    // What another entity has is looked up by the host: it answers nothing yet.
    if case .entity = type { names.issuer.noteUnrun(name) }
    return found
  }

  private func found(_ type: Type, _ name: String) -> (id: String, type: Type)? {
    switch type {
    case .context(let members): return members[name].map { (name, $0) }
    case .entity(let classID):
      guard let root = names.knowledge.entityClass(classID)?.root else { return nil }
      if let found = names.knowledge.attribute(name, of: root) {
        return (found.qualifiedID, names.type(of: found))
      }
      let readings = names.knowledge.readings(role: name, of: root)
      let reading = readings.count == 1 ? readings[0] : names.knowledge.reading(name)
      guard let reading, reading.source == root else { return nil }
      let target = Type.entity(reading.target.rawValue)
      let id = reading.isInverse ? reading.relation.inverse : reading.relation.id
      return (id, reading.isMany ? .list(target) : target)
    default: return nil
    }
  }

  func reference(kind: ReferenceKind, text: String) -> Value? { reference(kind, text) }

  var knownNames: [String] {
    var known: [String] = Array(local.keys)
    if position.hasFields { known += names.fields.keys.sorted() + names.rows.keys.sorted() }
    known += names.columns.keys.sorted()
    if position.hasAttributes, let root = names.subjectClass {
      known += names.knowledge.attributes(of: root).map(\.title.zh)
    }
    for word in names.table.words("name") where isAllowed(word.name) { known += [word.alias, word.name] }
    return known
  }

  // MARK: Parts

  private func field(_ name: String) -> Resolution? {
    if let found = names.fields[name] {
      var group = rows
      while true {
        if let field = found.first(where: { $0.rows == group }) {
          names.issuer.noteRead(field.position)
          return .slot(field.position, field.type)
        }
        guard let inner = group else { break }
        group = names.rows[names.rowsNames[inner]]?.outer
      }
    }
    guard let list = names.rows[name] else { return nil }
    return .slot(names.issuer.slot(.rows(name)), .list(.context(list.members)))
  }

  private func attribute(_ found: KnowledgeAttribute, of root: EntityRoot) -> Resolution {
    .slot(names.issuer.slot(.attribute(root, qualifiedID: found.qualifiedID)), names.type(of: found))
  }

  private func word(_ name: String) -> Resolution? {
    // `owner` is a key of every document, and a name in templates alone.
    let key = names.table.row(name, at: .header)?.key == .owner ? "owner" : nil
    guard let word = names.table.word(name, in: "name") ?? key, isAllowed(word) else { return nil }
    if let root = EntityRoot(rawValue: word) {
      let type = names.entityClass(of: root).map { Type.entity($0.rawValue) } ?? .unknown
      return .slot(names.issuer.slot(.entity(root)), type)
    }
    if word == "row" {
      names.issuer.noteUnrun(name)
      return .slot(names.issuer.slot(.part("row")), .context(row.isEmpty ? names.columns : row))
    }
    return ScopeName(rawValue: word).map { .slot(names.issuer.slot(.name($0)), names.type(of: $0)) }
  }

  /// The key of every document's header is a name in texts (LANGUAGE.md 17).
  private static func owner(_ name: String) -> String? { name == "owner" || name == "主管单位" ? "owner" : nil }

  private func isAllowed(_ word: String) -> Bool {
    if let root = EntityRoot(rawValue: word) { return position.allows(root) }
    if word == "row" { return !names.columns.isEmpty || !row.isEmpty }
    return ScopeName(rawValue: word).map { position.allows($0) } ?? false
  }

  /// Whose attribute is meant by the class alone: 人.手机号码.
  private func root(of found: EntityClass) -> EntityRoot? {
    if names.subjectClass == found { return names.subject }
    switch found {
    case .person: return position.allows(EntityRoot.applicant) ? .applicant : nil
    case .organization: return position.allows(EntityRoot.organization) ? .organization : nil
    case .place: return position.allows(EntityRoot.place) ? .place : nil
    case .matter, .object: return nil
    }
  }
}
