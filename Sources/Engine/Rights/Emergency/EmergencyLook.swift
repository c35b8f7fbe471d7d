import Core
import FEEL

/// A look in an emergency as it was decided, whatever it opens.
struct Look {
  /// Whom a look is told to.
  struct Told {
    let posts: [CityIndex.Post]
    /// Besides those who sit on the posts.
    let people: [Int64]
  }

  let post: CityIndex.Post
  let role: String
  let reason: String
  /// Milliseconds UTC.
  let until: Int64
  let told: Told

  /// Minute and day in Shanghai of the end.
  var lastMoment: String { String(CivilDateTime(milliseconds: until).text.prefix(16)).replacing("T", with: " ") }

  /// What the log keeps of it.
  var payload: [UInt8] {
    var json = JSONText()
    json.object { json in
      json.key("reason")
      json.string(reason)
      json.key("role")
      json.string(role)
      json.key("until")
      json.string(String(until))
      json.key("told")
      json.array { json in for post in told.posts { json.string(String(post.id)) } }
    }
    return Array(json.text.utf8)
  }
}

extension Preparation {
  /// A look by one of the caller's posts: with a reason, for a while, told to who is above.
  ///
  /// - Parameters:
  ///   - minutes: For how long, at least 1; nil = as long as the role allows.
  ///   - filer: Of a request, who filed it.
  ///   - isOpen: Whether the post and the role have one open already.
  /// - Throws: `Refusal`: without a reason, open already, for longer than the role allows, nobody to tell.
  func look(
    by glass: (reach: Rights.Reach, milliseconds: Int64), _ reason: String?, _ minutes: Int64?, filer: Int64? = nil,
    isOpen: (Int64, String) throws -> Bool
  ) throws -> Look {
    guard let post = glass.reach.post, let role = glass.reach.role else { throw Refusal.noMatter }
    guard let said = reason.map({ ControlReading.cleaned($0, keepsLines: true) }), !said.isEmpty else { throw Refusal.reason }
    guard said.utf8.count <= 2_000 else { throw Refusal(.tooLarge, Label(zh: "原因太长", en: "The reason is too long")) }
    if try isOpen(post.id, role) { throw Refusal.isOpen }
    let most = max(1, glass.milliseconds / 60_000)
    guard minutes.map({ (1...most).contains($0) }) ?? true else { throw Refusal.longerThanAllowed(most) }
    let lasting = min(minutes.map { $0 * 60_000 } ?? .max, glass.milliseconds)
    let (until, overflow) = now.addingReportingOverflow(lasting)
    guard !overflow else { throw Refusal.noMatter }
    return Look(post: post, role: role, reason: said, until: until, told: try told(post, filer))
  }

  /// Posts above, or who administers security where nobody there would read it.
  private func told(_ post: CityIndex.Post, _ filer: Int64?) throws -> Look.Told {
    let posts = Supervisors(running, of: caller.person).posts(over: post)
    let read = try posts.flatMap(\.staff).contains { try $0 != caller.person && hasAccount($0, filer: filer) }
    if read { return Look.Told(posts: posts, people: []) }
    let people = try Administering(running).people(.security)
      .filter { try $0 != caller.person && hasAccount($0, filer: filer) }
    if people.isEmpty { throw Refusal.nobodyToTell }
    return Look.Told(posts: posts, people: people)
  }

  /// Who looks, from which post.
  func who(of look: Look) throws -> String {
    running.city.title(ofPost: look.post.id).zh + " " + (try staffName(caller.person))
  }
}

extension Refusal {
  fileprivate static let isOpen = Refusal(
    .verbNotHere, Label(zh: "应急查看已经打开，还没有到时间", en: "The emergency look is open already"))
  fileprivate static func longerThanAllowed(_ most: Int64) -> Refusal {
    Refusal(
      .beyondAuthority, at: "minutes",
      Label(zh: "这个角色的应急查看一次 1 至 \(most) 分钟", en: "An emergency look by this role lasts 1 to \(most) minutes"))
  }
  fileprivate static let nobodyToTell = Refusal(
    .beyondAuthority,
    Label(
      zh: "应急查看当时就要告知上级；上级岗位和安全管理员现在都没有人能收到，不能打开",
      en: "An emergency look is told to a superior at once, and nobody above nor a security administrator would read it"))
}
