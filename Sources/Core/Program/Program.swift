/// Everything that runs at one epoch: immutable, named by content hash. Made by Compile, run by Engine; services are
/// shared between releases, so publishing one of many costs one.
package struct Program: Sendable {
  package let hash: String
  package let knowledge: KnowledgeSchema
  package let services: [String: ServiceProgram]
  package let ledgers: [String: LedgerProgram]
  package let roles: [String: RoleProgram]
  package let controls: [String: ControlProgram]
  package let calendars: [CalendarProgram]
  package let places: [PlaceSeed]
  /// Operations that `places` documents declare, in order.
  package let placeChanges: [DeclaredPlaceChange]
  package let organizations: [OrganizationSeed]
  /// Conditions over organisations that others regulate, by where they are written.
  package let regulations: [SourceRange: Regulation]
  /// Other systems that may be called, by id.
  package let connectors: [String: ConnectorProgram]
  /// Computed attributes by qualified id (`person.age`).
  package let derived: [String: DerivedProgram]
  /// Hashes of the documents it was made of, in order.
  package let documents: [SourceDocument]

  package init(
    hash: String, knowledge: KnowledgeSchema, services: [String: ServiceProgram], ledgers: [String: LedgerProgram],
    roles: [String: RoleProgram], controls: [String: ControlProgram], calendars: [CalendarProgram],
    places: [PlaceSeed], organizations: [OrganizationSeed], derived: [String: DerivedProgram],
    documents: [SourceDocument], connectors: [String: ConnectorProgram] = [:],
    placeChanges: [DeclaredPlaceChange] = [], regulations: [SourceRange: Regulation] = [:]
  ) {
    self.regulations = regulations
    self.placeChanges = placeChanges
    self.hash = hash
    self.knowledge = knowledge
    self.services = services
    self.ledgers = ledgers
    self.roles = roles
    self.controls = controls
    self.calendars = calendars
    self.places = places
    self.organizations = organizations
    self.connectors = connectors
    self.derived = derived
    self.documents = documents
  }
}

/// One document as it is kept: its text and where it came from. A YAML file of several documents gives several; a table
/// or other file of a bundle is one of kind `file` whose id is its path.
package struct SourceDocument: Sendable, Hashable {
  /// SHA-256 of the text, hexadecimal.
  package let hash: String
  package let kind: String
  package let id: String
  package let bundle: String
  /// Path inside the bundle.
  package let file: String
  /// Line of the file where the text starts, from 1: messages count from there.
  package let line: Int
  package let text: String

  package init(hash: String, kind: String, id: String, bundle: String, file: String, line: Int, text: String) {
    self.hash = hash
    self.kind = kind
    self.id = id
    self.bundle = bundle
    self.file = file
    self.line = line
    self.text = text
  }
}

/// Turns documents into a program. The only door between what runs and what parses: Engine calls it (to load a stored
/// release) and Server (to publish) without seeing Spec or Compile.
package protocol ProgramCompiler: AnyObject, Sendable {
  /// The program and its warnings, or the mistakes of all documents in one run. Unchanged documents (same hash, same
  /// neighbours) are taken from the last result.
  func compile(_ documents: [SourceDocument]) -> CompileResult
  /// Documents parsed, typed and lowered since start, for `/metrics`.
  var counters: CompileCounters { get }
  /// The form of a service's variant as an ES module for browsers, over a run-time at an address; nil when there is none.
  func formModule(_ program: Program, _ service: ServiceProgram, variant: String, runTime: String) -> String?
}

extension ProgramCompiler {
  /// Programs that no document was read for have no texts to read again.
  package func formModule(
    _ program: Program, _ service: ServiceProgram, variant: String, runTime: String
  ) -> String? { nil }
}

package struct CompileResult: Sendable {
  package let program: Program?
  package let diagnostics: [Diagnostic]
  package init(program: Program?, diagnostics: [Diagnostic]) {
    self.program = program
    self.diagnostics = diagnostics
  }
}

package struct CompileCounters: Sendable, Hashable {
  package var parsed: Int
  package var typed: Int
  package var lowered: Int
  package init(parsed: Int = 0, typed: Int = 0, lowered: Int = 0) {
    self.parsed = parsed
    self.typed = typed
    self.lowered = lowered
  }
}

extension Program {
  /// What people call a role; that of agents, which no document names, as they are called.
  package func title(ofRole id: String) -> Label {
    if id == OrganizationSeed.Post.agentRole { return Label(zh: OrganizationSeed.Post.agentName, en: "agent") }
    return roles[id]?.title ?? Label(zh: id)
  }
}
