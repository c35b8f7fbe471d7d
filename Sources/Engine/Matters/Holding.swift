import Core
import FEEL

/// Who gets a step.
enum Holding: Hashable {
  case post(Int64)
  /// Any holder of the role who works for the place (nil = for no place) may claim it.
  case pool(role: String, place: Int64?)
}

/// What was found on the way: the holding, and the vacant posts that were passed over.
struct FoundHolding {
  var holding: Holding?
  var vacant: [Int64] = []
  /// The step went to the fallback or a level above.
  var wentUp = false
  /// Why nobody was named in the first place; nil where posts are vacant.
  var why: Label?

  /// The vacant post whose work the holder has until there is somebody again; nil = it is the holder's own.
  var standsIn: Int64? { wentUp && holding != nil ? vacant.first : nil }

  /// What the alarm says when somebody has it all the same.
  var alarm: Label {
    guard wentUp else { return Label(zh: "岗位空缺，由同角色的岗位办", en: "vacant post, another post of the role has it") }
    guard let why else { return Label(zh: "岗位空缺，已转到上级", en: "vacant post, gone to the level above") }
    return Label(zh: "\(why.zh)，已转到兜底或上级", en: "\(why.text(in: .en)), gone to the fallback or the level above")
  }

  /// What the alarm says when nobody has it.
  var nobody: Label {
    guard let why else {
      if vacant.isEmpty { return Label(zh: "找不到承办岗位", en: "no post holds this step") }
      return Label(zh: "岗位空缺，上面没有谁有权办", en: "vacant post, and nobody above has the right to handle it")
    }
    return Label(zh: "\(why.zh)，也找不到承办岗位", en: "\(why.text(in: .en)), and no post holds this step")
  }
}

extension Preparation {
  /// The holder of a step: the nearest staffed post of its actors above the matter's place, then a level up, then the
  /// fallback. Vacant posts are named, for the alarm. Where the step is the holder's, dispatch names the actors.
  func holding(_ step: StepProgram, _ matter: LiveMatter) -> FoundHolding { holding(of: step.by, matter) }

  /// - Parameter goesUp: Whether the fallback and the bodies above are asked when nobody is there.
  func holding(of by: [ActorProgram], _ matter: LiveMatter, goesUp: Bool = true) -> FoundHolding {
    var found = FoundHolding()
    for actor in by {
      if case .recipient(.holder) = actor, let dispatch = matter.variant.dispatch {
        let named = dispatched(dispatch, matter)
        for actor in named.actors where found.holding == nil { find(actor, matter, &found) }
        if named.actors.isEmpty { found.why = named.why }
      } else {
        find(actor, matter, &found)
      }
      if found.holding != nil { return found }
    }
    if by.isEmpty, let post = matter.holder, isStaffed(post) {
      found.holding = .post(post)
      return found
    }
    guard goesUp else { return found }
    found.wentUp = true
    findFallback(matter, &found)
    if found.holding != nil { return found }
    found.holding = superior(of: found.vacant, matter, having: [.handle])
    if found.holding == nil, found.why != nil, let dispatch = matter.variant.dispatch {
      found.holding = superior(of: nearest(dispatch.actors, matter), matter, having: [.handle])
    }
    return found
  }

  /// Who takes what posts cannot do, or do not: the fallback, then a staffed post of the bodies above. Only who has the
  /// right to handle it: with anybody else it would lie where nobody can act.
  ///
  /// - Parameter bodiesFirst: the bodies above come before the fallback.
  func above(_ posts: [Int64], _ matter: LiveMatter, bodiesFirst: Bool = false) -> FoundHolding {
    var found = FoundHolding(vacant: posts, wentUp: true)
    if bodiesFirst { found.holding = superior(of: posts, matter, having: [.handle]) }
    if found.holding == nil { findFallback(matter, &found) }
    if found.holding == nil { found.holding = superior(of: posts, matter, having: [.handle]) }
    return found
  }

  /// In place of a vacant post only who may handle it; what no rule sends anywhere goes where the author said.
  private func findFallback(_ matter: LiveMatter, _ found: inout FoundHolding) {
    guard let fallback = matter.service.fallback else { return }
    let isVacant = !found.vacant.isEmpty
    find(fallback, matter, &found)
    if isVacant, let holding = found.holding, !mayHandle(holding, matter) { found.holding = nil }
  }

  /// Whether who has it could act on it: the role of the post, or of the pool, grants the right.
  func mayHandle(_ holding: Holding, _ matter: LiveMatter) -> Bool {
    let candidates = Candidates(running, matter)
    return switch holding {
    case .post(let post): running.city.posts[post].map { candidates.holds(.handle, $0) } ?? false
    case .pool(let role, _): candidates.grants(.handle, role: role)
    }
  }

  /// The posts of these actors nearest above the matter's place, staffed or not.
  private func nearest(_ actors: [ActorProgram], _ matter: LiveMatter) -> [Int64] {
    actors.flatMap { actor -> [Int64] in
      guard case .role(let role, let level, let line) = actor, line != .direct else { return [] }
      return running.city.holders(
        role: role, at: level ?? running.program.roles[role]?.level, above: matter.row.place,
        among: line == .sector ? matter.regulators : nil)
    }
  }

  func isStaffed(_ post: Int64) -> Bool { running.city.posts[post]?.isManned ?? false }

  private func find(_ actor: ActorProgram, _ matter: LiveMatter, _ found: inout FoundHolding) {
    switch actor {
    case .role(let role, let level, .territory):
      climb(role, level ?? running.program.roles[role]?.level, matter.row.place, nil, &found)
    case .role(let role, let level, .sector):
      climb(role, level ?? running.program.roles[role]?.level, matter.row.place, matter.regulators, &found)
    case .role(let role, _, .direct):
      descend(role, from: matter.managing, matter, &found, nobody: Label(zh: "没有单位对这个人负责", en: "no organisation answers for the person"))
    case .inside(let formula, let role):
      var frame = frame(matter)
      let bodies = formula.expression.evaluate(&frame).organizations
      descend(role, from: bodies, matter, &found, nobody: Label(zh: "答案没有指明单位", en: "the answers name no organisation"))
    case .recipient(.holder):
      if let post = matter.holder, isStaffed(post) { found.holding = .post(post) }
    case .recipient: return
    }
  }

  /// Inside organisations, then inside the bodies above them. Places do not matter there.
  ///
  /// - Parameter nobody: why nobody is found where there is no organisation.
  private func descend(
    _ role: String, from start: [Int64], _ matter: LiveMatter, _ found: inout FoundHolding, nobody: Label
  ) {
    if start.isEmpty { found.why = found.why ?? nobody }
    let held = (running.city.postsByRole[role] ?? []).compactMap { running.city.posts[$0] }
    var bodies = start, isAbove = false
    for _ in 0..<16 where !bodies.isEmpty {
      let here = Set(bodies)
      let posts = held.filter { here.contains($0.organization) }.map(\.id).sorted()
      if choose(role, posts, matter.row.place, here, &found) {
        if isAbove { found.wentUp = true }
        return
      }
      bodies = bodies.compactMap { running.city.organizations[$0]?.under }.filter { !here.contains($0) }
      isAbove = true
    }
  }

  /// From the place upwards: the first place for which a staffed post of the role works.
  ///
  /// - Parameter bodies: whose posts alone count; nil = all.
  private func climb(
    _ role: String, _ level: PlaceLevel?, _ place: Int64?, _ bodies: Set<Int64>?, _ found: inout FoundHolding
  ) {
    let city = running.city
    let nearest = city.holders(role: role, at: level, above: place, among: bodies)
    if choose(role, nearest, place, bodies, &found) { return }
    // All of them are vacant: the same role at any place further up.
    guard !nearest.isEmpty, let place, let here = city.position(of: place) else { return }
    let all = (city.postsByRole[role] ?? []).compactMap { city.posts[$0] }
      .filter { bodies?.contains($0.organization) ?? true }
    for node in city.tree.ancestry(of: here) {
      let above = all.filter { $0.territory.contains(node) }.map(\.id)
      if !above.isEmpty, choose(role, above, place, bodies, &found) {
        found.wentUp = true
        return
      }
    }
  }

  private func choose(
    _ role: String, _ posts: [Int64], _ place: Int64?, _ bodies: Set<Int64>?, _ found: inout FoundHolding
  ) -> Bool {
    let staffed = posts.filter { isStaffed($0) }
    for post in posts where !isStaffed(post) && !found.vacant.contains(post) { found.vacant.append(post) }
    guard let first = staffed.first else { return false }
    // Whoever else has the role there may claim from a pool, of other bodies too.
    if staffed.count == 1 || bodies != nil {
      found.holding = .post(first)
    } else {
      found.holding = .pool(role: role, place: common(staffed, place))
    }
    return true
  }

  /// The place that all of them work for, nearest above the matter's.
  private func common(_ posts: [Int64], _ place: Int64?) -> Int64? {
    let city = running.city
    guard let here = place.flatMap({ city.position(of: $0) }) else { return nil }
    let node = city.tree.ancestry(of: here).first { node in
      posts.allSatisfy { city.posts[$0]?.territory.contains(node) ?? false }
    }
    return node.map { city.ids[$0] }
  }

  /// `Candidates.superior`, as who has a step.
  func superior(of posts: [Int64], _ matter: LiveMatter, having rights: [Right]) -> Holding? {
    Candidates(running, matter).superior(of: posts, having: rights).map { .post($0) }
  }

  /// Who hears that nobody above some posts may handle it: the nearest above that may read it, else who answers for the
  /// service.
  func nearestReader(above posts: [Int64], _ matter: LiveMatter) -> Int64? {
    Candidates(running, matter).superior(of: posts, having: [.handle, .read]) ?? guardian(of: matter.service, matter.row)
  }
}

extension Value {
  /// The organisations that it is, one or several.
  fileprivate var organizations: [Int64] {
    switch self {
    case .entity(let reference): [reference.id]
    case .list(let items): items.compactMap { if case .entity(let reference) = $0 { reference.id } else { nil } }
    default: []
    }
  }
}
