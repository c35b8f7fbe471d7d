import Core
import FEEL

/// The grants of posts on one day, as the roles and the directory of one `Running` give them: made when a post is first
/// asked, and gone with that `Running`, which each decision proves to be what its snapshot has.
final class HeldGrants: Sendable {
  private struct OfDay {
    /// Moments of the day for which they were made.
    let day: Range<Int64>
    let held: [Rights.Held]
  }

  /// By post. So many are kept at most; who asks all posts of a city asks each once.
  private let kept = Kept<Int64, OfDay>(most: 4_096)

  /// All grants of a post, those of another day too.
  func held(by post: CityIndex.Post, _ running: Running, at now: Int64) -> [Rights.Held] {
    kept.value(post.id, unless: { !$0.day.contains(now) }) {
      OfDay(day: CivilDateTime(milliseconds: now).date.moments, held: Self.make(post, running, at: now))
    }.held
  }

  private static func make(_ post: CityIndex.Post, _ running: Running, at now: Int64) -> [Rights.Held] {
    var held: [Rights.Held] = []
    for role in post.roles {
      guard let program = running.program.roles[role] else { continue }
      func add(_ grant: GrantProgram, isGlass: Bool) {
        held.append(
          Rights.Held(
            grant, post, in: role, of: running.city, isCurrent: grant.isInForce(at: now), isGlass: isGlass))
      }
      for grant in program.grants { add(grant, isGlass: false) }
      for glass in program.glass { add(glass.grant, isGlass: true) }
    }
    return held
  }
}

extension GrantProgram {
  /// Whether a moment lies between its first and its last day.
  fileprivate func isInForce(at now: Int64) -> Bool {
    if from == nil, until == nil { return true }
    let day = CivilDateTime(milliseconds: now).date.text
    return from.map { day >= $0 } ?? true && until.map { day <= $0 } ?? true
  }
}
