import Core
import Spec

import Synchronization

/// Documents → program, the one door (`ProgramCompiler`). Keeps what it made of each document and makes again only what
/// changed and what names it.
///
/// `memory` is the lock: one compile at a time, everything a compile touches is reached through it.
package final class Compiler: ProgramCompiler {
  package let table: SpecTable
  private let base: [SourceDocument]
  private let memory = Mutex(CompileMemory())

  /// - Parameter base: The product's own declarations (`BundleDocuments.installation`); put in front of documents that
  ///   bring none themselves. A stored release brings its own and is compiled with what it was published with.
  package init(table: SpecTable, base: [SourceDocument]) {
    self.table = table
    self.base = base
  }

  package func compile(_ documents: [SourceDocument]) -> CompileResult {
    let complete = documents.contains { $0.bundle == DocumentEntry.installation } ? documents : base + documents
    return memory.withLock { memory in
      let run = CompileRun(table: table, documents: complete, memory: memory)
      let result = run.result()
      memory = run.memory
      return result
    }
  }

  package var counters: CompileCounters {
    memory.withLock { memory in
      var counters = memory.counters
      counters.parsed = memory.readings.value
      return counters
    }
  }
}
