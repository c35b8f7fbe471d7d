import Core
import FEEL
import Spec

/// The names that expressions of one form, flow or act may use, in the order of LANGUAGE.md 17.
struct FormNames: Sendable {
  struct Field: Sendable {
    let position: Int
    /// The repeating group it is a row's field of; nil = one per form.
    let rows: Int?
    var type: Type
    /// What it is bound to, to know whether it hides another attribute.
    var attribute: String?
  }

  /// A repeating group read as the list of its rows.
  struct Rows: Sendable {
    let index: Int
    /// The repeating group around it.
    let outer: Int?
    var members: [String: Type]
    /// What an entry of a code list is read by.
    static let eachMembers: [String: Type] = ["name": .string, "名称": .string, "code": .string, "编号": .string]
    /// Members of `each`, when the rows are fixed.
    var each: Type?
  }

  let knowledge: KnowledgeSchema
  let table: SpecTable
  let issuer: SlotIssuer
  /// Several of one name only in different repeating groups.
  var fields: [String: [Field]] = [:]
  var rows: [String: Rows] = [:]
  /// By index of the repeating group.
  var rowsNames: [String] = []
  /// Columns of the ledger row that a task or act stands at.
  var columns: [String: Type] = [:]
  var subject = EntityRoot.applicant
  /// Root class of the subject; nil = not known.
  var subjectClass: EntityClass? = .person
  /// What it is about is known only when it is made: an item that another task spawns.
  var isSubjectOpen = false
  /// Words of `state`: of matters, or of receipts.
  var stateGroup = "state"
  var steps: [String] = []
  var variants: [String] = []
  /// Ledgers by title, as lists of their rows.
  var ledgerRows: @Sendable (String) -> Type? = { _ in nil }

  // MARK: Types

  func type(of attribute: KnowledgeAttribute) -> Type {
    let one = type(of: attribute.type, list: attribute.list)
    return attribute.isMany && !one.isList ? .list(one) : one
  }

  func type(of value: ValueType, list: String?) -> Type {
    switch value {
    case .string, .file: .string
    case .number, .integer, .money: .number
    case .boolean: .boolean
    case .date: .date
    case .time: .time
    case .dateTime: .dateTime
    case .duration, .point, .context, .entity: .unknown
    case .code: codeType(list)
    case .codes: .list(codeType(list))
    case .files: .list(.string)
    case .place: .entity(EntityClass.place.rawValue)
    case .list: .list(.unknown)
    }
  }

  private func codeType(_ list: String?) -> Type {
    guard let list, let found = knowledge.list(list) else { return .string }
    return .code(found.closedValues)
  }

  /// The words of a group, as a closed type: `state = "办结"`.
  func words(_ group: String) -> Type {
    .code(
      issuer.closedValues(words: group) {
        table.words(group).map { ClosedValues.Option(code: $0.name, spellings: [$0.alias, $0.name]) }
      })
  }

  static func names(_ values: [String], as name: String) -> Type {
    values.isEmpty
      ? .string : .code(ClosedValues(name: name, options: values.map { .init(code: $0, spellings: [$0]) }))
  }

  /// The class of the entity that a root stands for.
  func entityClass(of root: EntityRoot) -> EntityClass? {
    switch root {
    case .subject: subjectClass
    case .applicant, .filer, .me: .person
    case .organization: .organization
    case .place: .place
    case .item: .matter
    }
  }

  /// The type of a name of section 17 that is no entity.
  func type(of name: ScopeName) -> Type {
    switch name {
    case .state: words(stateGroup)
    case .step: FormNames.names(steps, as: "step")
    case .variant: FormNames.names(variants, as: "variant")
    case .outcome: .string
    case .title, .code, .reason, .link, .name: .string
    case .due, .opened, .closed: .dateTime
    case .holder, .owner: .unknown
    }
  }
}
