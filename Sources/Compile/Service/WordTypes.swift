import FEEL
import Synchronization

/// Groups of words of the language as closed types, each made once in a compile: `state = "办结"`.
final class WordTypes: Sendable {
  private let members = Mutex<[String: [String: Type]]>([:])

  /// The names that every matter has whose states are the words of a group; made once.
  func matterMembers(states group: String, _ make: () -> [String: Type]) -> [String: Type] {
    if let known = members.withLock({ $0[group] }) { return known }
    let made = make()
    members.withLock { $0[group] = made }
    return made
  }

  /// Guards everything; held for single look-ups only.
  private let known = Mutex<[String: ClosedValues]>([:])

  func closedValues(_ group: String, _ options: () -> [ClosedValues.Option]) -> ClosedValues {
    if let values = known.withLock({ $0[group] }) { return values }
    let values = ClosedValues(name: group, options: options())
    known.withLock { $0[group] = values }
    return values
  }
}
