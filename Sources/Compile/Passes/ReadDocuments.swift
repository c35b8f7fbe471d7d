import Core
import Spec

extension CompileRun {
  /// Texts → trees. Tables and other files are only put on the shelf.
  func read() {
    for source in documents where source.kind == "file" { index.insert(file: source) }
    entries = memory.entries(documents.filter { $0.kind != "file" }, table: table)
    for entry in entries { sink.report(entry.diagnostics) }
  }
}
