import Core

/// The schema of all knowledge documents, and what is wrong with them together.
struct KnowledgeResult {
  let schema: KnowledgeSchema
  let diagnostics: [Diagnostic]
}

extension CompileRun {
  /// Classes, attributes, relations, lists of all documents as one schema; remembered while no knowledge document
  /// changes.
  func makeKnowledge() {
    let sources = entries(.knowledge)
    let numbers = index.file("Specs/knowledge/numbers.csv", of: DocumentEntry.installation)
    let parts = [numbers?.hash ?? ""] + sources.map { "\($0.source.hash) \($0.source.file) \($0.source.line)" }
    let hash = SHA256.hex(parts.joined(separator: "\n").utf8)
    knowledgeHash = SHA256.hex(([numbers?.hash ?? ""] + sources.map(\.source.hash)).joined(separator: "\n").utf8)
    if let known = memory.knowledge, known.hash == hash {
      sink.report(known.result.diagnostics)
      knowledge = known.result.schema
      return
    }
    memory.counters.lowered += sources.count
    var lowering = KnowledgeLowering(numbers: numbers.map { IssuedNumbers(CSVRows($0.text)) } ?? IssuedNumbers())
    for entry in sources { lowering.read(entry) }
    let result = lowering.finish()
    memory.knowledge = (hash, result)
    sink.report(result.diagnostics)
    knowledge = result.schema
  }
}
