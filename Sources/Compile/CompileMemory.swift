import Core
import Spec

/// What was made before: trees by text and place, products by document.
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
  private var entries: [EntryKey: (entry: DocumentEntry, used: Int)] = [:]
  private var made: [ProductKey: (made: Made, used: Int)] = [:]
  private var generation = 0
  var knowledge: (hash: String, result: KnowledgeResult)?
  var city: (hash: String, result: CityResult)?

  /// Compiles that something may go unused before it is forgotten: a server that loads an old release beside the new
  /// one, or checks editions in turn, makes nothing twice.
  private static let patience = 3

  /// Starts a compile.
  mutating func turn() {
    generation += 1
    let oldest = generation - Self.patience
    entries = entries.filter { $0.value.used >= oldest }
    made = made.filter { $0.value.used >= oldest }
  }

  mutating func entry(_ source: SourceDocument, table: SpecTable) -> DocumentEntry {
    let key = EntryKey(bundle: source.bundle, file: source.file, line: source.line, hash: source.hash)
    if let known = entries[key]?.entry {
      entries[key]?.used = generation
      return known
    }
    counters.parsed += 1
    let entry = DocumentEntry.read(source, table: table)
    entries[key] = (entry, generation)
    return entry
  }

  mutating func known(_ phase: Phase, _ entry: DocumentEntry) -> Made? {
    let key = ProductKey(phase: phase, document: ObjectIdentifier(entry))
    made[key]?.used = generation
    return made[key]?.made
  }

  mutating func keep(_ phase: Phase, _ entry: DocumentEntry, _ result: Made) {
    made[ProductKey(phase: phase, document: ObjectIdentifier(entry))] = (result, generation)
  }
}
