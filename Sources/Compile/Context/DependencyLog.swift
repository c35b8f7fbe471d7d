import Core
import Spec

/// Which names a document has looked up and what they meant. Kept with what was made of the document: as long as
/// every name still means the same, the result may be used again.
///
/// A handle: filled by one thread, inside the lock of `Compiler` (`memory`), one log for one document.
final class DependencyLog: @unchecked Sendable {
  /// A name of another document as one bundle sees it.
  struct Query: Hashable {
    let kind: SpecPosition
    let name: String
    /// What the other document says matters, not only who it is.
    var readsText = false
  }

  private(set) var answers: [Query: String] = [:]
  private(set) var order: [Query] = []
  /// Places that names stood for: part of the program's hash, not of what is compared (places are one digest).
  private(set) var facts: [String] = []

  func note(_ query: Query, _ fingerprint: String) {
    if answers.updateValue(fingerprint, forKey: query) == nil { order.append(query) }
  }

  func note(fact: String) { facts.append(fact) }
}
