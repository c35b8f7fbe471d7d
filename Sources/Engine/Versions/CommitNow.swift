import Core
import Dispatch
import Synchronization

extension Engine {
  /// Commits and waits. For publishing, installing and tests, which have a thread of their own; never for a request.
  package func commitNow(_ plan: Plan) -> CommitOutcome {
    let done = DispatchSemaphore(value: 0)
    let box = OutcomeBox()
    store.commit(plan) { outcome in
      box.set(outcome)
      done.signal()
    }
    done.wait()
    return box.get()
  }

  /// Commits or throws what prevented it.
  ///
  /// - Throws: `Refusal`: `unavailable` when storage is, `movedOn` when a guard failed.
  package func commitOrThrow(_ plan: Plan) throws {
    switch commitNow(plan) {
    case .committed, .repeated: return
    case .keyReused: throw Refusal(.keyReused, Label(zh: "同一编号的请求内容不同", en: "Key used with another body"))
    case .failed: throw Refusal(.movedOn, Label(zh: "状态已变化，请重试", en: "Moved on meanwhile, try again"))
    case .unavailable(let reason):
      throw Refusal(.unavailable, Label(zh: "存储暂时不可用，请稍后再试", en: "Storage is unavailable, please try again shortly"))
        .logging(reason)
    case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
    }
  }
}

/// Hands one outcome from a store's thread to the waiting one; the mutex guards it.
private final class OutcomeBox: Sendable {
  private let outcome = Mutex<CommitOutcome>(.unavailable("not answered"))
  func set(_ new: CommitOutcome) { outcome.withLock { $0 = new } }
  func get() -> CommitOutcome { outcome.withLock { $0 } }
}
