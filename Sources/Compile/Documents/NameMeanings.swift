import FEEL
import Spec

/// What names meant so far: documents of one bundle ask for the same controls and roles again and again.
///
/// A handle used by one thread, that of its `CompileRun`; unchecked because the index is a value of that run.
final class NameMeanings: @unchecked Sendable {
  /// Compared and hashed by bytes: names of documents are compared as they were written.
  struct Key: Hashable {
    let kind: SpecPosition
    let name: String
    let bundle: String

    static func == (a: Key, b: Key) -> Bool {
      a.kind == b.kind && Text.same(a.name, b.name) && Text.same(a.bundle, b.bundle)
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(kind)
      NameMeanings.combine(name, &hasher)
      NameMeanings.combine(bundle, &hasher)
    }
  }

  private var known: [Key: DocumentIndex.Match] = [:]

  func match(_ key: Key, _ look: () -> DocumentIndex.Match) -> DocumentIndex.Match {
    if let found = known[key] { return found }
    let found = look()
    known[key] = found
    return found
  }

  private static func combine(_ text: String, _ hasher: inout Hasher) {
    if text.utf8.withContiguousStorageIfAvailable({ hasher.combine(bytes: UnsafeRawBufferPointer($0)) }) == nil {
      for byte in text.utf8 { hasher.combine(byte) }
    }
  }
}
