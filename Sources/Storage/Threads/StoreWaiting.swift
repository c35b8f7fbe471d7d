package import Core

extension Store {
  /// Applies a plan and waits for its outcome. Not for threads that serve requests.
  package func commitAndWait(_ plan: Plan) -> CommitOutcome {
    let answer = Answer()
    commit(plan) { answer.give($0) }
    return answer.take()
  }
}

/// One outcome, handed from a thread of the store to the one that waits.
private final class Answer: @unchecked Sendable {
  /// Protects `outcome`.
  private let monitor = Monitor()
  private var outcome: CommitOutcome?

  func give(_ outcome: CommitOutcome) {
    monitor.withLock {
      self.outcome = outcome
      monitor.broadcast()
    }
  }

  func take() -> CommitOutcome {
    monitor.withLock {
      while true {
        if let outcome { return outcome }
        monitor.wait()
      }
    }
  }
}
