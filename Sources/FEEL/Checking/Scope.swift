/// What a name stands for.
package enum Resolution: Sendable {
  /// A value loaded before the expression runs.
  case slot(Int, Type)
  /// Known when compiling.
  case constant(Value, Type)
}

/// The names an expression may use at its position (LANGUAGE.md 17).
package protocol Scope: Sendable {
  /// A field, attribute or other name; names may hold blanks. `?` is the input of unary tests.
  func resolve(name: String) -> Resolution?
  /// A dotted path as one pre-loaded slot; the longest path is asked first, at least two names.
  func resolve(path: [String]) -> Resolution?
  /// A member of an entity or context: the id by which the host knows it, and its type.
  func member(of type: Type, named name: String) -> (id: String, type: Type)?
  /// A type by its name, behind `instance of` and for parameters; `nil` for names that are none.
  func type(named name: String) -> Type?
  /// Everything that can be resolved, for suggestions.
  var knownNames: [String] { get }
  /// Whether any name holds a keyword or an operator (`one and all`, `a-b`), so that such runs are looked up.
  var namesHoldOperators: Bool { get }
  /// Names of members, of any type here, that hold a keyword or an operator; looked up behind points and in filters.
  var oddMemberNames: Set<String> { get }
  /// A function beyond the built-in ones.
  func function(named name: String) -> Signature?
  /// The thing a literal names where a place, level, class, relation or role is wanted.
  func reference(kind: ReferenceKind, text: String) -> Value?
}

extension Scope {
  package func resolve(path: [String]) -> Resolution? { nil }
  package func member(of type: Type, named name: String) -> (id: String, type: Type)? {
    if case .context(let members) = type { return members[name].map { (name, $0) } }
    return nil
  }
  package func type(named name: String) -> Type? { nil }
  package var knownNames: [String] { [] }
  package var namesHoldOperators: Bool { false }
  package var oddMemberNames: Set<String> { [] }
  package func function(named name: String) -> Signature? { nil }
  /// Without a directory of things every literal stands for itself.
  package func reference(kind: ReferenceKind, text: String) -> Value? { .string(text) }
}

/// A scope from tables: names and aliases to slots, with an outer scope behind it.
package struct SlotScope: Scope {
  private var names: [String: Resolution] = [:]
  private var functions: [String: Signature] = [:]
  private var members: [String: [String: (id: String, type: Type)]] = [:]
  private var types: [String: Type] = [:]
  private let parent: (any Scope)?
  private var oddNames = false
  private var oddMembers: Set<String> = []

  private mutating func put(_ name: String, _ resolution: Resolution) {
    names[name] = resolution
    if !oddNames, ParserNames.isOdd(name) { oddNames = true }
    switch resolution {
    case .slot(_, let type), .constant(_, let type): note(type, 0)
    }
  }

  private mutating func note(_ type: Type, _ depth: Int) {
    guard depth < 16 else { return }
    switch type {
    case .list(let element), .range(let element): note(element, depth + 1)
    case .context(let members):
      for (name, member) in members {
        if ParserNames.isOdd(name) { oddMembers.insert(name) }
        note(member, depth + 1)
      }
    default: break
    }
  }

  package init(parent: (any Scope)? = nil) { self.parent = parent }

  /// `SlotScope(["年龄": .number, "类别": .string])`: slots in the order written.
  package init(_ fields: KeyValuePairs<String, Type>, parent: (any Scope)? = nil) {
    self.parent = parent
    for (slot, field) in fields.enumerated() { put(field.key, .slot(slot, field.value)) }
  }

  /// Makes `name` (or a dotted path, `人.手机号码`) and its aliases stand for a slot.
  package mutating func add(_ name: String, slot: Int, type: Type, aliases: [String] = []) {
    for spelling in [name] + aliases { put(spelling, .slot(slot, type)) }
  }

  /// Makes `name` stand for a value known when compiling.
  package mutating func add(_ name: String, constant: Value, type: Type) {
    put(name, .constant(constant, type))
  }

  /// Adds a function that the host runs.
  package mutating func add(_ function: Signature, aliases: [String] = []) {
    for spelling in [function.name] + aliases { functions[spelling] = function }
  }

  /// Names a type.
  package mutating func add(type name: String, _ type: Type) {
    types[name] = type
    note(type, 0)
  }

  /// Adds a member of the entities of one class.
  package mutating func add(member name: String, of classID: String, id: String, type: Type) {
    members[classID, default: [:]][name] = (id, type)
  }

  package func resolve(name: String) -> Resolution? { names[name] ?? parent?.resolve(name: name) }

  package func resolve(path: [String]) -> Resolution? {
    names[path.joined(separator: ".")] ?? parent?.resolve(path: path)
  }

  package func member(of type: Type, named name: String) -> (id: String, type: Type)? {
    switch type {
    case .context(let own): if let type = own[name] { return (name, type) }
    case .entity(let classID): if let found = members[classID]?[name] { return found }
    default: break
    }
    return parent?.member(of: type, named: name)
  }

  package func type(named name: String) -> Type? { types[name] ?? parent?.type(named: name) }

  package var knownNames: [String] { Array(names.keys).sorted() + (parent?.knownNames ?? []) }

  package var namesHoldOperators: Bool { oddNames || parent?.namesHoldOperators ?? false }

  package var oddMemberNames: Set<String> {
    guard let outer = parent?.oddMemberNames, !outer.isEmpty else { return oddMembers }
    return oddMembers.union(outer)
  }

  package func function(named name: String) -> Signature? { functions[name] ?? parent?.function(named: name) }

  package func reference(kind: ReferenceKind, text: String) -> Value? {
    guard let parent else { return .string(text) }
    return parent.reference(kind: kind, text: text)
  }
}
