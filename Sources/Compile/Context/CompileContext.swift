import Core
import Spec

/// Everything a document may refer to, as its own bundle sees it. References of the table were resolved and reported
/// before (`ResolveReferences`); a lookup here that finds nothing answers nil and reports nothing.
///
/// Every lookup is written down: the answer is compared at the next compile, and it is part of the program's hash.
package struct CompileContext: Sendable {
  package let table: SpecTable
  package let knowledge: KnowledgeSchema
  package let city: City
  /// The document that is being lowered.
  package let entry: DocumentEntry
  package let defaults: BundleDefaults
  /// The knowledge the document was typed against.
  let knowledgeHash: String
  let run: CompileRun
  let log: DependencyLog

  init(_ run: CompileRun, _ entry: DocumentEntry, log: DependencyLog) {
    self.run = run
    self.entry = entry
    self.log = log
    table = run.table
    knowledge = run.knowledge
    knowledgeHash = run.knowledgeHash
    city = run.city
    defaults = run.defaults(of: entry.bundle)
  }

  // MARK: Documents by id or exact title

  /// A document of a kind; nil when there is none, or several of that title.
  package func document(_ kind: SpecPosition, _ name: String) -> DocumentEntry? {
    log.note(.init(kind: kind, name: name), run.index.fingerprint(kind, name, from: entry.bundle))
    guard case .one(let found) = run.index.find(kind, name, from: entry.bundle) else { return nil }
    return found
  }

  /// A control by id, title, or its word of LANGUAGE.md 18 in either spelling.
  package func control(_ name: String) -> ControlProgram? {
    let name = run.controlName(name, from: entry.bundle)
    let found = run.control(name, from: entry)
    log.note(.init(kind: .control, name: name), run.index.fingerprint(.control, name, from: entry.bundle))
    return found
  }

  /// Columns and class of a ledger.
  package func ledger(_ name: String) -> LedgerShape? {
    document(.ledger, name).flatMap { run.shape(of: $0) }
  }

  /// Every ledger in sight by title: names in expressions that are lists of its rows (LANGUAGE.md 17, L). Asking for a
  /// title writes down nothing; `ledger` does.
  package var ledgerTitles: [String] { run.ledgerTitles(from: entry.bundle) }

  /// A role by id or title.
  package func role(_ name: String) -> RoleEntry? {
    document(.role, name).map { RoleEntry(id: $0.id, title: $0.title, level: run.level(ofRole: $0)) }
  }

  package func calendar(_ name: String) -> DocumentEntry? { document(.calendar, name) }

  // MARK: Owner and places

  /// The organisation that answers for the document; nil when none is named or none is known by that name.
  package var owner: OrganizationSeed? {
    let name = entry.document?.owner.flatMap { $0.isInvalid ? nil : $0.text } ?? defaults.owner
    return name.flatMap { city.organization(named: $0) }
  }

  /// The name of the owner as written, its own or the bundle's.
  package var ownerName: String? {
    entry.document?.owner.flatMap { $0.isInvalid ? nil : $0.text } ?? defaults.owner
  }

  /// The place that a reference names, looked up under what the owner governs first; nil when there is none or several.
  package func place(_ node: SpecNode) -> Int64? {
    guard !node.isInvalid, case .one(let index) = run.place(node.text, owner: owner), let id = city.id(of: index)
    else { return nil }
    log.note(fact: "\(node.text)=\(id)")
    return id
  }

  /// The places of a list, in order, those that are unknown left out.
  package func territory(_ nodes: [SpecNode]) -> [Int64] { nodes.compactMap { place($0) } }

  // MARK: Hash

  /// Names what the document was made of: its text, what every looked-up name meant, knowledge and defaults; not
  /// posts, staff or other places. Ask last, when everything was looked up.
  package func hash(with overlays: [DocumentEntry] = []) -> String {
    var parts = [entry.source.hash, knowledgeHash, defaults.text]
    parts += overlays.map(\.source.hash)
    parts += log.answers.map { "\($0.query.kind.name) \($0.query.name) \($0.meaning)" }.sorted()
    parts += Set(log.facts).sorted()
    return SHA256.hex(parts.joined(separator: "\n").utf8)
  }
}

/// A role as others see it.
package struct RoleEntry: Sendable, Hashable {
  package let id: String
  package let title: Label
  /// Level of the posts that hold it; nil = any.
  package let level: PlaceLevel?
}

/// What other documents may know of a ledger: made before any expression is read, so ledgers may name each other.
package struct LedgerShape: Sendable {
  package struct Column: Sendable {
    package enum Source: Sendable {
      case attribute(KnowledgeAttribute)
      /// A relation to the answered entity.
      case relation(RelationReading)
      case local
      case computed
    }
    package let id: String
    package let title: Label
    package let source: Source
    package let type: ValueType
    /// Class of an answered entity.
    package let entityClass: String?
    package let options: OptionsProgram?
    package let control: ControlProgram?
    package let scale: Int
    package let sensitivity: Sensitivity
    package let node: SpecNode
  }

  package let id: String
  package let title: Label
  /// Class or subtype of a row, by id.
  package let entityClass: String
  package let root: EntityClass
  package let columns: [Column]
  package let byName: [String: Int]
  /// Who belongs is computed; nothing may be put in by acts.
  package let isComputed: Bool

  /// The column of that id or title.
  package func column(_ name: String) -> Column? { byName[name].map { columns[$0] } }
}
