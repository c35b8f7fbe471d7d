import Synchronization

/// One page of a person's form at a time: a page that keeps itself and a file that is sent with it both read
/// the draft and write it again, and neither may write over the other.
final class DraftTurns: Sendable {
  /// People share few locks; each guards nothing but the turn.
  private let locks: [Turn] = (0..<64).map { _ in Turn() }

  private final class Turn: Sendable {
    let lock = Mutex<Void>(())
  }

  func take<T>(_ call: Call, _ body: () throws -> T) throws -> T {
    let person = try call.caller().person
    return try locks[Int(person.magnitude % 64)].lock.withLock { _ in try body() }
  }
}
