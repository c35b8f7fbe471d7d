import Core
import Synchronization

/// What became of one matter of a bulk command.
package struct BulkAnswer: Sendable {
  package let code: String
  package let result: Result<Reply, Refusal>
}

extension Engine {
  /// One verb on many matters: each is its own command with its own answer, and one that is refused holds up none of the
  /// others. The client's key covers each matter by itself, so that a repetition does each once.
  package func perform(
    _ verb: Verb, on codes: [String], reason: String?, caller: Caller, key: String?, body: [UInt8],
    completion: @escaping @Sendable ([BulkAnswer]) -> Void
  ) {
    guard !codes.isEmpty else { return completion([]) }
    let answers = BulkAnswers(count: codes.count)
    for (position, code) in codes.enumerated() {
      let command = Command(
        act: .verb(verb, code: code, reason: reason, answers: nil, to: nil), caller: caller,
        key: key.map { "\($0)#\(code)" }, body: body)
      perform(command) { result in
        if let all = answers.set(position, BulkAnswer(code: code, result: result)) { completion(all) }
      }
    }
  }
}

/// Collects answers that come in any order; the mutex guards them.
private final class BulkAnswers: Sendable {
  private let state: Mutex<(answers: [BulkAnswer?], left: Int)>

  init(count: Int) { state = Mutex((Array(repeating: nil, count: count), count)) }

  /// All answers, when this was the last.
  func set(_ position: Int, _ answer: BulkAnswer) -> [BulkAnswer]? {
    state.withLock { state in
      if state.answers[position] == nil { state.left -= 1 }
      state.answers[position] = answer
      return state.left == 0 ? state.answers.compactMap { $0 } : nil
    }
  }
}
