import Core
import Spec

/// Which names a document has looked up and what they meant. Kept with what was made of the document: as long as
/// every name still means the same, the result may be used again.
///
/// A handle: filled by the one thread that lowers the document, read when that is over.
final class DependencyLog: @unchecked Sendable {
  /// A name of another document as one bundle sees it.
  struct Query: Sendable {
    let kind: SpecPosition
    let name: String
    /// What the other document says matters, not only who it is.
    var readsText = false

    func isSame(_ other: Query) -> Bool {
      kind == other.kind && readsText == other.readsText && name.utf8.count == other.name.utf8.count
        && name.utf8.elementsEqual(other.name.utf8)
    }
  }

  /// What one name meant. Documents of one shape ask for the same names: they share these.
  final class Answer: Sendable {
    let query: Query
    let meaning: String

    init(_ query: Query, _ meaning: String) {
      self.query = query
      self.meaning = meaning
    }
  }

  /// In the order they were asked. A document asks for few different names, so there is no index.
  private(set) var answers: [Answer] = []
  /// The last answer for each name, in any document of the same run; nil once nothing more is asked.
  private var shared: SharedAnswers?

  init(_ shared: SharedAnswers) { self.shared = shared }
  /// Places that names stood for: part of the program's hash, not of what is compared (places are one digest).
  private(set) var facts: [String] = []

  func note(_ query: Query, _ meaning: @autoclosure () -> String) {
    if answers.contains(where: { $0.query.isSame(query) }) { return }
    let answer = Answer(query, meaning())
    answers.append(shared?.same(as: answer) ?? answer)
  }

  func note(fact: String) { facts.append(fact) }

  /// Called when nothing more will be asked: gives back the room held in reserve.
  func close() {
    shared = nil
    answers = answers.map { $0 }
    facts = facts.map { $0 }
  }
}

/// Answers by name, each kept once for all documents that got it.
///
/// A handle used by one thread, that of its `CompileRun`.
final class SharedAnswers: @unchecked Sendable {
  private var known: [NameMeanings.Key: DependencyLog.Answer] = [:]

  /// The one that says the same, or this one from now on.
  func same(as answer: DependencyLog.Answer) -> DependencyLog.Answer {
    let key = NameMeanings.Key(
      kind: answer.query.kind, name: answer.query.name, bundle: answer.query.readsText ? "text" : "")
    if let found = known[key], found.meaning == answer.meaning { return found }
    known[key] = answer
    return answer
  }
}
