import Core
import FEEL

/// What a right is asked of, as read from the store.
struct ExplainedThing {
  let service: ServiceProgram
  /// Nil when the service itself is meant.
  let matter: LiveMatter?

  var variant: String? { matter?.row.variant }
}

/// Follows every way from somebody to a thing, the same way that enforcement goes, and keeps the links.
struct RightsChains {
  let rights: Rights
  let thing: ExplainedThing
  private let user: RightsUser
  private let words: ReachWords

  init(_ rights: Rights, _ thing: ExplainedThing, of user: RightsUser) {
    self.rights = rights
    self.thing = thing
    self.user = user
    words = ReachWords(running: rights.running)
  }

  /// All chains, those that hold first, then those that come furthest.
  func chains(_ right: Right) throws -> [[RightsFact]] {
    var found: [[RightsFact]] = []
    if right.isOverOwn, let own = try own() { found.append([own]) }
    for held in rights.held where held.grant.rights.contains(right) {
      guard let part = rights.part(held.grant, of: thing.service) else { continue }
      found.append(try chain(held, right, part))
    }
    if found.isEmpty { found = [nearest(right)] }
    return found.map(Self.cut)
      .sorted { Self.rank($0) > Self.rank($1) }
  }

  /// Whether a grant of theirs gives a right over the service, wherever it reaches.
  func speaks(_ right: Right) -> Bool {
    rights.held.contains { $0.grant.rights.contains(right) && rights.part($0.grant, of: thing.service) != nil }
  }

  /// A chain up to its first missing link.
  static func cut(_ chain: [RightsFact]) -> [RightsFact] {
    Array(chain.prefix(through: chain.firstIndex { !$0.holds } ?? chain.endIndex - 1))
  }

  static func rank(_ chain: [RightsFact]) -> Int {
    chain.allSatisfy(\.holds) ? 1_000 - chain.count : chain.count
  }

  private func own() throws -> RightsFact? {
    if case .organization(let body) = user, thing.matter?.row.body == body {
      return RightsFact(kind: .own, holds: true, words: Label(zh: "是这个单位的申请", en: "it is the body's own"))
    }
    // A post files nothing, whoever sits there.
    guard case .person = user, let row = thing.matter?.row else { return nil }
    let me = rights.caller.person, today = CivilDateTime(milliseconds: rights.reader.now).date.text
    guard let tie = try row.tie(me, rights.running.city, rights.reader) else { return try lapsed(row, today: today) }
    if let mandate = tie.mandate { return fact(mandate, today: today) }
    if let body = row.body {
      let name = rights.running.city.organizations[body]?.name ?? ""
      return RightsFact(kind: .own, holds: true, words: Label(zh: "是「\(name)」的经办人", en: "files for \(name)"))
    }
    let how =
      row.filer == me
      ? Label(zh: "由本人填报", en: "filed by them")
      : row.applicant == me
        ? Label(zh: "本人是申请人", en: "they are the applicant") : Label(zh: "说的是本人", en: "it is about them")
    return RightsFact(kind: .own, holds: true, words: how)
  }

  private func chain(_ held: Rights.Held, _ right: Right, _ part: Rights.ServicePart) throws -> [RightsFact] {
    let reach = rights.reach(held, part)
    var facts = [words.appointment(held.post.id), words.grant(held, right, words.service(thing.service))]
    if let period = words.period(held) { facts.append(period) }
    if case .variants(let ids) = part, let variant = thing.variant {
      facts.append(self.variant(variant, ids))
    }
    facts.append(contentsOf: try lines(held.isGlass ? reach.shut : reach))
    if held.isGlass { facts.append(try look(held)) }
    return facts
  }

  private func look(_ held: Rights.Held) throws -> RightsFact {
    guard let matter = thing.matter, let look = try rights.openLook(matter.row.id, held.post.id, held.role) else {
      return RightsFact(
        kind: .glass, holds: false, words: Label(zh: "没有正在进行的应急查看", en: "no emergency look is open"))
    }
    let until = CivilDateTime(milliseconds: look).text.prefix(16).replacing("T", with: " ")
    return RightsFact(
      kind: .glass, holds: true,
      words: Label(zh: "应急查看已打开，到 \(until) 为止", en: "an emergency look is open until \(until)"))
  }

  private func variant(_ variant: String, _ ids: [String]) -> RightsFact {
    let named = ids.joined(separator: "、")
    let holds = ids.contains(variant)
    return RightsFact(
      kind: .variant, holds: holds,
      words: holds
        ? Label(zh: "申请属于变体 `\(variant)`", en: "the request is of the variant `\(variant)`")
        : Label(
          zh: "授权只针对变体 `\(named)`，申请属于 `\(variant)`",
          en: "the grant is for `\(named)` alone, the request is of `\(variant)`"))
  }

  /// Where it reaches, and whether the grant's condition holds there.
  private func lines(_ reach: Rights.Reach) throws -> [RightsFact] {
    let scope = try scope(reach.plain)
    guard reach.isConditional else { return [scope] }
    guard let matter = thing.matter else { return [scope, words.condition(reach, holds: true)] }
    return [scope, words.condition(reach, holds: try rights.covers(reach, matter.row, matter.steps))]
  }

  /// A line of a body that regulates nothing.
  private func isEmpty(_ atom: Rights.Atom) -> Bool {
    if case .sector(let body) = atom { rights.running.city.organizations[body]?.regulates == nil } else { false }
  }

  private func scope(_ reach: Rights.Reach) throws -> RightsFact {
    let named = words.reach(reach)
    guard let matter = thing.matter else {
      let isAny = !(reach.all + reach.any).isEmpty && !reach.all.contains(where: isEmpty)
        && (reach.any.isEmpty || !reach.any.allSatisfy(isEmpty))
      return RightsFact(
        kind: .scope, holds: isAny, words: Label(zh: "范围：\(named.zh)", en: "within: \(named.text(in: .en))"))
    }
    let holds = try rights.covers(reach, matter.row, matter.steps)
    let place = matter.row.place.map { words.place($0) }
    let at = Label(zh: place ?? "没有地点", en: place ?? "no place")
    return RightsFact(
      kind: .scope, holds: holds,
      words: holds
        ? Label(zh: "申请（\(at.zh)）在范围内：\(named.zh)", en: "the request (\(at.text(in: .en))) lies within \(named.text(in: .en))")
        : Label(
          zh: "申请（\(at.zh)）不在范围内：\(named.zh)", en: "the request (\(at.text(in: .en))) lies outside \(named.text(in: .en))"))
  }

  /// No grant of any post speaks of it.
  private func nearest(_ right: Right) -> [RightsFact] {
    guard let post = rights.posts.first else {
      return [
        RightsFact(
          kind: .appointment, holds: false,
          words: Label(zh: "没有任何岗位，这件事也与本人无关", en: "sits on no post, and it is not their own"))
      ]
    }
    let service = words.service(thing.service)
    let missing = RightsFact(
      kind: .grant, holds: false,
      words: Label(
        zh: "岗位的角色都没有对\(service.zh)的「\(right.alias)」权",
        en: "no role of their posts has the right \(right.rawValue) over \(service.text(in: .en))"))
    return [words.appointment(post.id), missing]
  }
}
