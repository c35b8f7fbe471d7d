import Core

/// On whose word the directory is changed.
package enum DirectoryAuthority: Sendable, Hashable {
  /// The caller's: they need the right `edit` over the directory of every body that is touched.
  case caller
  /// Of who administers security: over every body, and not over themselves.
  case security
  /// Whoever holds the store.
  case owner
}

extension Rights {
  /// Whether a reach covers a body: all of what it governs, or, of one that governs nothing, where it sits.
  func covers(_ reach: Reach, body id: Int64) -> Bool {
    guard let body = running.city.organizations[id] else { return false }
    let places = (body.governs.isEmpty ? [body.at].compactMap { $0 } : body.governs).map { running.city.ids[$0] }
    return covers(reach, body: id, at: places)
  }

  /// - Parameter places: ids of what the body governs, or of where it sits.
  func covers(_ reach: Reach, body id: Int64, at places: [Int64]) -> Bool {
    if reach.isConditional { return false }
    let holds = { (atom: Atom) -> Bool in
      switch atom {
      case .everything: true
      case .territory(let within, _): !places.isEmpty && places.allSatisfy { running.city.isWithin($0, within) }
      case .organization(let bodies), .members(let bodies, _): bodies.contains(id)
      case .posts, .own, .sector, .opened: false
      }
    }
    return !(reach.all.isEmpty && reach.any.isEmpty) && reach.all.allSatisfy(holds)
      && (reach.any.isEmpty || reach.any.contains(where: holds))
  }
}

extension Preparation {
  /// Whether the caller may change who sits on a post, and who stands in. Posts that administer are not theirs who edit the
  /// directory: who administers security alone says who else does.
  func mayEdit(_ post: CityIndex.Post) -> Bool {
    if administers(post) { return false }
    let rights = Rights(running, caller, reader)
    return rights.reach(.edit, kind: "directory").contains { rights.covers($0, body: post.organization) }
  }

  private func administers(_ post: CityIndex.Post) -> Bool { !Administering(running).kinds(of: post).isEmpty }

  /// What the caller may bring with a table.
  ///
  /// - Throws: `Refusal` `beyond-authority` for who may edit the directory nowhere.
  func directoryReach(_ authority: DirectoryAuthority) throws -> DirectoryReach {
    let rights = Rights(running, caller, reader), reaches = rights.reach(.edit, kind: "directory")
    if authority == .caller, reaches.isEmpty { throw Refusal.noDirectoryRight }
    return DirectoryReach(rights: rights, reaches: reaches, authority: authority)
  }

  /// - Throws: `Refusal` `beyond-authority` when a post lies outside what the caller may change.
  func mustEdit(_ ids: [Int64], _ authority: DirectoryAuthority) throws {
    if authority != .caller { return }
    for id in ids {
      guard let post = running.city.posts[id] else { throw Refusal.noPost }
      if administers(post) { throw Refusal.notOverAdministrators }
      guard mayEdit(post) else { throw Refusal.noDirectoryRight }
    }
  }
}

/// Where somebody who brings a table may edit the directory.
struct DirectoryReach {
  fileprivate let rights: Rights
  fileprivate let reaches: [Rights.Reach]
  fileprivate let authority: DirectoryAuthority

  /// - Parameter places: ids of what a body that is new governs, or of where it sits.
  func covers(_ body: Int64, at places: [Int64]) -> Bool {
    authority != .caller || reaches.contains { rights.covers($0, body: body, at: places) }
  }

  func covers(_ body: Int64) -> Bool { authority != .caller || reaches.contains { rights.covers($0, body: body) } }

  /// Posts that administer are for who administers security.
  func covers(_ kinds: Set<Administration>) -> Bool { authority != .caller || kinds.isEmpty }

  /// Nobody appoints themselves.
  func mayAppoint(_ person: Int64) -> Bool { authority == .owner || person != rights.caller.person }
}

extension Refusal {
  static let noDirectoryRight = Refusal(
    .beyondAuthority,
    Label(
      zh: "这个岗位不在您可以编辑通讯录的范围内；调动要两边都在", en: "This post is not where you may edit the directory; a transfer needs both sides"))
  static let notOverAdministrators = Refusal(
    .beyondAuthority,
    Label(
      zh: "系统、安全、审计管理岗的任免由安全管理员办理", en: "Who administers security says who sits on posts that administer"))
  static let noSelf = Refusal(
    .beyondAuthority, Label(zh: "不能任命自己，请别的管理员来做", en: "Nobody appoints themselves: ask another administrator"))
}
