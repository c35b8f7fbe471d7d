import Core
import Spec

/// Which names a document has looked up and what they meant. Kept with what was made of the document: as long as
/// every name still means the same, the result may be used again.
///
/// A handle: filled by the one thread that lowers the document, read when that is over.
final class DependencyLog: @unchecked Sendable {
  /// A name of another document as one bundle sees it.
  struct Query {
    let kind: SpecPosition
    let name: String
    /// What the other document says matters, not only who it is.
    var readsText = false

    func isSame(_ other: Query) -> Bool {
      kind == other.kind && readsText == other.readsText && name.utf8.count == other.name.utf8.count
        && name.utf8.elementsEqual(other.name.utf8)
    }
  }

  /// In the order they were asked. A document asks for few different names, so there is no index.
  private(set) var answers: [(query: Query, meaning: String)] = []
  /// Places that names stood for: part of the program's hash, not of what is compared (places are one digest).
  private(set) var facts: [String] = []

  func note(_ query: Query, _ meaning: @autoclosure () -> String) {
    if !answers.contains(where: { $0.query.isSame(query) }) { answers.append((query, meaning())) }
  }

  func note(fact: String) { facts.append(fact) }

  /// Called when nothing more will be asked: gives back the room held in reserve.
  func close() {
    answers = answers.map { $0 }
    facts = facts.map { $0 }
  }
}
