import Core
import Spec

extension CompileRun {
  /// Texts → trees. Tables and other files are only put on the shelf.
  func read() {
    entries.reserveCapacity(documents.count)
    for source in documents {
      if source.kind == "file" {
        index.insert(file: source)
      } else {
        let entry = memory.entry(source, table: table)
        sink.report(entry.diagnostics)
        entries.append(entry)
      }
    }
  }
}
