import Core
import Spec

/// One compile. What passes share stands here; what they do stands in their own files.
///
/// A handle used by one thread, inside the lock of `Compiler` (`memory`); what is made of many documents at once has a
/// fork of it on each thread. Unchecked because scopes of expressions, which have to be Sendable, look names up in it.
final class CompileRun: @unchecked Sendable {
  let table: SpecTable
  let documents: [SourceDocument]
  var memory: CompileMemory
  var sink = DiagnosticSink()

  var entries: [DocumentEntry] = []
  var index = DocumentIndex()
  var knowledge: KnowledgeSchema
  var knowledgeHash = ""
  var city = City.empty
  private var defaultsByBundle: [String: BundleDefaults] = [:]
  private var surroundingsByBundle: [String: String] = [:]
  private var placeMemory: [String: PlaceTree.Match] = [:]
  var madeControls: [ObjectIdentifier: ControlProgram?] = [:]
  /// Controls that are being made: a control that needs itself is a cycle.
  var openControls: Set<ObjectIdentifier> = []
  var shapes: [ObjectIdentifier: LedgerShape] = [:]
  private var ledgerTitlesByBundle: [String: [String]] = [:]

  private var optionsByList: [String: OptionsProgram] = [:]
  /// Words of the language as closed types, shared by all forms.
  let wordTypes = WordTypes()
  private let sharedAnswers = SharedAnswers()
  private var filesByBundle: [String: String] = [:]
  private var postsByPlace: [Int64: Set<String>] = [:]
  var derived: [String: DerivedProgram] = [:]
  var controls: [String: ControlProgram] = [:]
  var ledgers: [String: LedgerProgram] = [:]
  var roles: [String: RoleProgram] = [:]
  var calendars: [CalendarProgram] = []
  var connectors: [String: ConnectorProgram] = [:]
  var madeConnectors: [ObjectIdentifier: ConnectorProgram] = [:]
  var services: [String: ServiceProgram] = [:]

  /// A run for another thread in the middle of this one: it sees what was made so far and remembers on its own.
  init(forking run: CompileRun) {
    table = run.table
    documents = []
    memory = run.memory
    entries = run.entries
    index = run.index.forked
    knowledge = run.knowledge
    knowledgeHash = run.knowledgeHash
    city = run.city
    madeControls = run.madeControls
    shapes = run.shapes
    derived = run.derived
    controls = run.controls
    ledgers = run.ledgers
    roles = run.roles
    calendars = run.calendars
    connectors = run.connectors
    madeConnectors = run.madeConnectors
  }

  init(table: SpecTable, documents: [SourceDocument], memory: CompileMemory) {
    self.table = table
    self.documents = documents
    self.memory = memory
    self.memory.turn()
    knowledge = KnowledgeSchemaBuilder().build().schema
  }

  /// All passes in order, and what they made. A program comes out when nothing is wrong and nothing is `not-yet`.
  func result() -> CompileResult {
    for pass in CompileRun.passes { pass.run(self) }
    let diagnostics = sink.diagnostics.sortedForPrinting()
    let isBlocked = diagnostics.contains { $0.severity == .error || $0.code == .notYet }
    return CompileResult(program: isBlocked ? nil : program(), diagnostics: diagnostics)
  }

  /// Entries of a kind in the order of the documents.
  func entries(_ kind: SpecPosition) -> [DocumentEntry] { entries.filter { $0.kind == kind } }

  // MARK: Making with memory

  /// What a phase makes of a document: remembered when the document, its surroundings and the meaning of every name it
  /// has looked up are the same as before.
  func make(
    _ phase: CompileMemory.Phase, _ entry: DocumentEntry, surroundings: String,
    _ body: (CompileContext, inout DiagnosticSink) -> (product: CompileMemory.Product, hash: String)
  ) -> CompileMemory.Made {
    if let known = known(phase, entry, surroundings) {
      sink.report(known.diagnostics)
      return known
    }
    return keep(phase, made(entry, surroundings, body))
  }

  /// What a phase makes of many documents that know nothing of each other, in their order, on all processors.
  func makeAll(
    _ phase: CompileMemory.Phase, _ entries: [DocumentEntry], surroundings: (DocumentEntry) -> String,
    _ body: @Sendable (CompileContext, inout DiagnosticSink) -> (product: CompileMemory.Product, hash: String)
  ) -> [CompileMemory.Made] {
    var results: [CompileMemory.Made?] = []
    var missing: [(at: Int, entry: DocumentEntry, surroundings: String)] = []
    for (at, entry) in entries.enumerated() {
      let around = surroundings(entry)
      results.append(known(phase, entry, around))
      if results[at] == nil { missing.append((at, entry, around)) }
    }
    let made = Parallel.map(missing, state: { CompileRun(forking: self) }) { item, run in
      run.made(item.entry, item.surroundings, body)
    }
    for (item, made) in zip(missing, made) { results[item.at] = keep(phase, made, reporting: false) }
    let all = results.compactMap { $0 }
    for made in all { sink.report(made.diagnostics) }
    return all
  }

  private func known(
    _ phase: CompileMemory.Phase, _ entry: DocumentEntry, _ surroundings: String
  ) -> CompileMemory.Made? {
    guard let known = memory.known(phase, entry), known.surroundings == surroundings, holds(known.log, entry) else {
      return nil
    }
    return known
  }

  private func made(
    _ entry: DocumentEntry, _ surroundings: String,
    _ body: (CompileContext, inout DiagnosticSink) -> (product: CompileMemory.Product, hash: String)
  ) -> CompileMemory.Made {
    let log = DependencyLog(sharedAnswers)
    var found = DiagnosticSink()
    let (product, hash) = body(CompileContext(self, entry, log: log), &found)
    log.close()
    return CompileMemory.Made(
      surroundings: surroundings, log: log, product: product, hash: hash, diagnostics: found.diagnostics, entry: entry)
  }

  private func keep(
    _ phase: CompileMemory.Phase, _ made: CompileMemory.Made, reporting: Bool = true
  ) -> CompileMemory.Made {
    if phase == .references { memory.counters.typed += 1 } else { memory.counters.lowered += 1 }
    memory.keep(phase, made.entry, made)
    if reporting { sink.report(made.diagnostics) }
    return made
  }

  private func holds(_ log: DependencyLog, _ entry: DocumentEntry) -> Bool {
    log.answers.allSatisfy { answer in
      let query = answer.query
      return answer.meaning == index.fingerprint(query.kind, query.name, from: entry.bundle, text: query.readsText)
    }
  }

  /// Everything outside other documents that a product depends on.
  func surroundings(_ entry: DocumentEntry) -> String {
    if let known = surroundingsByBundle[entry.bundle] { return known }
    let text = knowledgeHash + city.hash + defaults(of: entry.bundle).text
    // Before the city is known they are still to be completed.
    if !city.hash.isEmpty { surroundingsByBundle[entry.bundle] = text }
    return text
  }

  // MARK: Shared lookups

  func defaults(of bundle: String) -> BundleDefaults {
    if let known = defaultsByBundle[bundle] { return known }
    let defaults = BundleDefaults(index.bundles[bundle]?.own)
    defaultsByBundle[bundle] = defaults
    return defaults
  }

  /// The place of a reference, under the owner first, then anywhere.
  func place(_ text: String, owner: OrganizationSeed?) -> PlaceTree.Match {
    let key = "\(owner?.id ?? 0) \(text)"
    if let known = placeMemory[key] { return known }
    var match = PlaceTree.Match.none
    for outer in owner?.governs ?? [] {
      guard let at = city.index(of: outer) else { continue }
      match = city.tree.resolve(text, within: at)
      if match != .none { break }
    }
    if match == .none { match = city.tree.resolve(text) }
    placeMemory[key] = match
    return match
  }

  /// The id of a control that a name means: its id, its title, or its word of the language in the other spelling.
  func controlName(_ name: String, from bundle: String) -> String {
    if case .none = index.find(.control, name, from: bundle), let word = table.word(name, in: "control") { return word }
    return name
  }

  func ledgerTitles(from bundle: String) -> [String] {
    if let known = ledgerTitlesByBundle[bundle] { return known }
    let titles = (index.sight[bundle] ?? [bundle]).flatMap { part in
      index.bundles[part]?.shelves[.ledger]?.byTitle.keys.sorted() ?? []
    }
    ledgerTitlesByBundle[bundle] = titles
    return titles
  }

  /// The choices of a code list, made once for all fields that offer them.
  func options(of list: CodeList) -> OptionsProgram {
    if let known = optionsByList[list.id] { return known }
    let options = OptionsProgram(list.codes.map { OptionsProgram.Option(code: $0.code, title: $0.title) })
    optionsByList[list.id] = options
    return options
  }

  /// What references depend on: besides `surroundings` the files that a document of the bundle may name.
  func surroundingsOfReferences(_ entry: DocumentEntry) -> String {
    if let known = filesByBundle[entry.bundle] { return known }
    let files = index.bundles[entry.bundle].map { $0.files.keys.sorted().joined(separator: " ") } ?? ""
    let text = surroundings(entry) + files
    if !city.hash.isEmpty { filesByBundle[entry.bundle] = text }
    return text
  }

  /// Names of the posts that work for a place: of bodies that govern it, or of its own.
  func posts(at place: Int64) -> Set<String> {
    if postsByPlace.isEmpty {
      for organization in city.organizations {
        for post in organization.posts {
          for id in post.place.map({ [$0] }) ?? organization.governs { postsByPlace[id, default: []].insert(post.name) }
          for id in organization.governs { postsByPlace[id, default: []].insert(post.name) }
        }
      }
    }
    return postsByPlace[place] ?? []
  }

  func level(ofRole entry: DocumentEntry) -> PlaceLevel? {
    entry.document.flatMap { RoleSpec($0.root).at }.flatMap { PlaceLevel(word: $0) }
  }

  // MARK: Program

  private func program() -> Program {
    // Which files they stood in and in what order does not matter: the same documents are the same program.
    let order = documents.indices.sorted {
      let (a, b) = (documents[$0], documents[$1])
      return (a.bundle, a.kind, a.id, a.hash) < (b.bundle, b.kind, b.id, b.hash)
    }
    var hash = SHA256()
    for (at, index) in order.enumerated() {
      let document = documents[index]
      hash.update("\(at == 0 ? "" : "\n")\(document.bundle) \(document.kind) \(document.id) \(document.hash)".utf8)
    }
    return Program(
      hash: Hex.text(hash.finish()), knowledge: knowledge, services: services,
      ledgers: ledgers, roles: roles, controls: controls, calendars: calendars, places: city.places,
      organizations: city.organizations, derived: derived, documents: documents,
      connectors: connectors, placeChanges: city.changes, regulations: makeRegulations())
  }
}
