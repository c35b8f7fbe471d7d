import Compile
import Core
import Engine
import Server
import Spec

/// The documents of a release out of what runs and what comes new.
struct ReleaseAssembly: Sendable {
  let engine: Engine
  let table: SpecTable
  /// The product's own documents, for the first release.
  let installation: [SourceDocument]

  /// What runs, with one uploaded bundle in the place of the one of its name.
  func documents(upload entries: [BundleEntry]) -> [SourceDocument] {
    let files = entries.map { BundleFile(path: $0.path, bytes: $0.bytes) }
    let bundle = BundleDocuments(folder: "", files: files, table: table)
    var running = (try? engine.activeDocuments()) ?? []
    if running.isEmpty { running = installation }
    return running.filter { $0.bundle != bundle.name } + bundle.documents
  }
}
