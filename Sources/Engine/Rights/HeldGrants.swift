import Core
import FEEL
import Synchronization

/// What one post was granted, on one day.
final class PostGrants: Sendable {
  /// All of it, of another day too.
  let all: [Rights.Held]
  /// What holds that day.
  let current: [Rights.Held]
  private let byRight: [Right: [Rights.Held]]

  init(_ all: [Rights.Held]) {
    self.all = all
    current = all.filter(\.isCurrent)
    var byRight: [Right: [Rights.Held]] = [:]
    for held in current {
      for right in held.grant.rights { byRight[right, default: []].append(held) }
    }
    self.byRight = byRight
  }

  /// What gives a right that day.
  func current(_ right: Right) -> [Rights.Held] { byRight[right] ?? [] }
}

/// The grants of posts on one day, as the roles and the directory of one `Running` give them: made when a post is first
/// asked, and gone with that `Running`, which each decision proves to be what its snapshot has.
final class HeldGrants: Sendable {
  private struct State {
    /// Moments of the day for which they were made.
    var day: Range<Int64> = 0..<0
    var byPost: [Int64: PostGrants] = [:]
  }

  private let state = Mutex(State())

  /// So many posts are kept at most; who asks all posts of a city asks each once.
  private static let most = 4_096

  func held(by post: CityIndex.Post, _ running: Running, at now: Int64) -> PostGrants {
    let known = state.withLock { state in state.day.contains(now) ? state.byPost[post.id] : nil }
    if let known { return known }
    let made = Self.make(post, running, at: now)
    state.withLock { state in
      if !state.day.contains(now) {
        state.day = CivilDateTime(milliseconds: now).date.moments
        state.byPost = [:]
      }
      if state.byPost.count >= Self.most { state.byPost = [:] }
      state.byPost[post.id] = made
    }
    return made
  }

  private static func make(_ post: CityIndex.Post, _ running: Running, at now: Int64) -> PostGrants {
    let territory = running.city.territory(of: post)
    var held: [Rights.Held] = []
    for role in post.roles {
      guard let program = running.program.roles[role] else { continue }
      func add(_ grant: GrantProgram, isGlass: Bool) {
        held.append(
          Rights.Held(
            grant, post, in: role, of: running.city, over: territory, isCurrent: grant.isInForce(at: now),
            isGlass: isGlass))
      }
      for grant in program.grants { add(grant, isGlass: false) }
      for glass in program.glass { add(glass.grant, isGlass: true) }
    }
    return PostGrants(held)
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
