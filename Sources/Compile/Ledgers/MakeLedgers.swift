import Core
import Spec

extension CompileRun {
  /// The columns of every ledger, then what runs: conditions may name other ledgers.
  func makeLedgers() {
    for entry in entries(.ledger) {
      let made = make(.shape, entry, surroundings: surroundings(entry)) { context, sink in
        guard let document = entry.document else { return (.nothing, "") }
        var lowering = LedgerColumns(context, document)
        let shape = lowering.lower()
        sink.report(lowering.sink.diagnostics)
        return (shape.map { .shape($0) } ?? .nothing, context.hash())
      }
      index.set(hash: made.hash, of: entry)
      if case .shape(let shape) = made.product { shapes[ObjectIdentifier(entry)] = shape }
    }
    for entry in entries(.ledger) {
      guard let shape = shapes[ObjectIdentifier(entry)] else { continue }
      let made = make(.ledger, entry, surroundings: surroundings(entry)) { context, sink in
        guard let document = entry.document else { return (.nothing, "") }
        var lowering = LedgerLowering(context, document, shape)
        let program = lowering.lower()
        sink.report(lowering.sink.diagnostics)
        return (.ledger(program), program.hash)
      }
      if case .ledger(let program) = made.product { ledgers[program.id] = program }
    }
  }

  func shape(of entry: DocumentEntry) -> LedgerShape? { shapes[ObjectIdentifier(entry)] }

  /// Whether any organisation says which others it regulates.
  var hasRegulators: Bool {
    entries(.directory).contains { entry in
      entry.document.map { DirectorySpec($0.root).organizations.contains { $0.node.has(.regulates) } } ?? false
    }
  }
}
