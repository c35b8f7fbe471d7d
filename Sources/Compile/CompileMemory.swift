import Core
import Spec

/// What was made before: trees by text and place, products by document. Two generations are kept, so that a server that
/// compiles an old and a new release in turn does neither twice.
struct CompileMemory {
  struct EntryKey: Hashable {
    let bundle: String
    let file: String
    let line: Int
    let hash: String
  }

  struct ProductKey: Hashable {
    let phase: Phase
    let document: ObjectIdentifier
  }

  /// What is made of a document, each on its own.
  enum Phase: Hashable { case references, derived, control, shape, ledger, role, calendar, service, check }

  /// What one phase made of one document, and what it was made from.
  struct Made {
    let surroundings: String
    let log: DependencyLog
    let product: Product
    let hash: String
    let diagnostics: [Diagnostic]
    /// Keeps the document alive, so that its address names nothing else.
    let entry: DocumentEntry
  }

  enum Product {
    case nothing
    case derived([String: DerivedProgram])
    case control(ControlProgram)
    case shape(LedgerShape)
    case ledger(LedgerProgram)
    case role(RoleProgram)
    case calendar(CalendarProgram)
    case service(ServiceProgram)
  }

  var counters = CompileCounters()
  private var entries: [EntryKey: DocumentEntry] = [:]
  private var oldEntries: [EntryKey: DocumentEntry] = [:]
  private var made: [ProductKey: Made] = [:]
  private var oldMade: [ProductKey: Made] = [:]
  var knowledge: (hash: String, result: KnowledgeResult)?
  var city: (hash: String, result: CityResult)?

  /// Starts a compile: what it does not use is forgotten after the next.
  mutating func turn() {
    oldEntries = entries
    entries = [:]
    oldMade = made
    made = [:]
  }

  mutating func entry(_ source: SourceDocument, table: SpecTable) -> DocumentEntry {
    let key = EntryKey(bundle: source.bundle, file: source.file, line: source.line, hash: source.hash)
    if let known = entries[key] { return known }
    if let known = oldEntries[key] {
      entries[key] = known
      return known
    }
    counters.parsed += 1
    let entry = DocumentEntry.read(source, table: table)
    entries[key] = entry
    return entry
  }

  mutating func known(_ phase: Phase, _ entry: DocumentEntry) -> Made? {
    let key = ProductKey(phase: phase, document: ObjectIdentifier(entry))
    if let known = made[key] { return known }
    guard let old = oldMade[key] else { return nil }
    made[key] = old
    return old
  }

  mutating func keep(_ phase: Phase, _ entry: DocumentEntry, _ result: Made) {
    made[ProductKey(phase: phase, document: ObjectIdentifier(entry))] = result
  }
}
