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
  enum Phase: Hashable { case references, derived, control, shape, ledger, role, calendar, connector, service, check }

  /// What one phase made of one document, and what it was made from.
  final class Made: Sendable {
    let surroundings: String
    let log: DependencyLog
    let product: Product
    let hash: String
    let diagnostics: [Diagnostic]
    /// Keeps the document alive, so that its address names nothing else.
    let entry: DocumentEntry

    init(
      surroundings: String, log: DependencyLog, product: Product, hash: String, diagnostics: [Diagnostic],
      entry: DocumentEntry
    ) {
      self.surroundings = surroundings
      self.log = log
      self.product = product
      self.hash = hash
      self.diagnostics = diagnostics
      self.entry = entry
    }
  }

  enum Product: Sendable {
    case nothing
    case derived([String: DerivedProgram])
    case control(ControlProgram)
    case shape(LedgerShape)
    case ledger(LedgerProgram)
    case role(RoleProgram)
    case calendar(CalendarProgram)
    case connector(ConnectorProgram)
    case service(ServiceProgram)
  }

  private var made: [ProductKey: (made: Made, used: Int)] = [:]
  var counters = CompileCounters()
  /// Documents read into trees, and read again.
  let readings = ReadingCount()
  private var entries: [EntryKey: (entry: DocumentEntry, used: Int)] = [:]
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

  /// The entries of documents in their order; what was not read before is read now, on all processors.
  mutating func entries(_ sources: [SourceDocument], table: SpecTable) -> [DocumentEntry] {
    let keys = sources.map { EntryKey(bundle: $0.bundle, file: $0.file, line: $0.line, hash: $0.hash) }
    var missing: [Int] = []
    for at in keys.indices {
      if entries[keys[at]] != nil { entries[keys[at]]?.used = generation } else { missing.append(at) }
    }
    let readings = readings
    let read = Parallel.map(missing) { DocumentEntry.read(sources[$0], table: table, readings: readings) }
    for (at, entry) in zip(missing, read) where entries[keys[at]] == nil { entries[keys[at]] = (entry, generation) }
    return keys.compactMap { entries[$0]?.entry }
  }

  mutating func known(_ phase: Phase, _ entry: DocumentEntry) -> Made? {
    let key = ProductKey(phase: phase, document: ObjectIdentifier(entry))
    guard let found = made[key]?.made else { return nil }
    made[key]?.used = generation
    return found
  }

  mutating func keep(_ phase: Phase, _ entry: DocumentEntry, _ result: Made) {
    made[ProductKey(phase: phase, document: ObjectIdentifier(entry))] = (result, generation)
  }
}
