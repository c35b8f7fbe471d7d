import Core
import FEEL
import Synchronization

/// What one post was granted, as it is on one day.
final class PostGrants: Sendable {
  /// All of it, of another day too; role by role, and in the order of the role.
  let all: [Rights.Held]
  private let roles: [(role: RoleProgram, first: Int)]
  private let isAllCurrent: Bool

  /// - Parameter isInForce: whether a grant holds that day.
  init(_ post: CityIndex.Post, _ running: Running, _ isInForce: (GrantProgram) -> Bool) {
    let territory = running.city.territory(of: post)
    var all: [Rights.Held] = [], roles: [(role: RoleProgram, first: Int)] = []
    func add(_ grant: GrantProgram, _ role: String, isGlass: Bool) {
      all.append(
        Rights.Held(
          grant, post, in: role, of: running.city, over: territory, isCurrent: isInForce(grant), isGlass: isGlass))
    }
    for role in post.roles {
      guard let program = running.program.roles[role] else { continue }
      roles.append((program, all.count))
      for grant in program.grants { add(grant, role, isGlass: false) }
      for glass in program.glass { add(glass.grant, role, isGlass: true) }
    }
    self.all = all
    self.roles = roles
    isAllCurrent = all.allSatisfy(\.isCurrent)
  }

  /// What holds that day.
  var current: [Rights.Held] { isAllCurrent ? all : all.filter(\.isCurrent) }

  /// What gives a right that day.
  func current(_ right: Right) -> [Rights.Held] {
    var found: [Rights.Held] = []
    for part in roles.indices {
      let first = roles[part].first
      for at in roles[part].role.positions(giving: right) where all[first + at].isCurrent { found.append(all[first + at]) }
    }
    return found
  }
}

/// The grants of posts on one day, as the roles and the directory of one `Running` give them: made when a post is first
/// asked, and gone with that `Running`, which each decision proves to be what its snapshot has.
final class HeldGrants: Sendable {
  private struct OfDay {
    /// Moments of the day for which they were made.
    let day: Range<Int64>
    let grants: PostGrants
  }

  /// By post. So many are kept at most; who asks all posts of a city asks each once.
  private let kept = Kept<Int64, OfDay>(most: 4_096)

  func held(by post: CityIndex.Post, _ running: Running, at now: Int64) -> PostGrants {
    kept.value(post.id, unless: { !$0.day.contains(now) }) {
      OfDay(
        day: day(now),
        grants: PostGrants(post, running) { $0.isInForce(at: now) })
    }.grants
  }

  /// The moments of the day that was asked for last.
  private let today = Mutex<Range<Int64>>(0..<0)

  private func day(_ now: Int64) -> Range<Int64> {
    today.withLock { today in
      if !today.contains(now) { today = CivilDateTime(milliseconds: now).date.moments }
      return today
    }
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
