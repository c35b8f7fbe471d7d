import Core

/// From somebody to things that are no requests, by what the roles of their posts say of these.
struct GrantedChains {
  private let rights: Rights
  private let thing: GrantProgram.Thing
  private let words: ReachWords

  init(_ rights: Rights, _ thing: GrantProgram.Thing) {
    self.rights = rights
    self.thing = thing
    words = ReachWords(running: rights.running)
  }

  private var title: Label {
    let title = rights.running.program.title(of: thing)
    return Label(zh: "「\(title.zh)」", en: title.text(in: .en))
  }

  /// An emergency look opens numbers in the directory alone, and of these what its grant is enough for.
  private var held: [Rights.Held] {
    rights.held.filter { held in
      held.grant.speaks(of: thing) && (!held.isGlass || isDirectory && held.grant.showsNumbers)
    }
  }

  private var isDirectory: Bool { thing == .kind(GrantedKind.directory.rawValue) }

  // MARK: Why

  /// What whoever is asked about may without any role: read the places, and of staff the directory.
  private func open(_ right: Right, isStaff: Bool) -> [RightsFact]? {
    guard right == .read || right == .list else { return nil }
    switch thing {
    case .kind(GrantedKind.places.rawValue):
      return [
        RightsFact(
          kind: .everybody, holds: true, words: Label(zh: "地名人人可看，不用授权", en: "everybody reads the places, no right is needed"))
      ]
    case .kind(GrantedKind.directory.rawValue):
      return [
        RightsFact(
          kind: .everybody, holds: isStaff,
          words: isStaff
            ? Label(
              zh: "通讯录工作人员都可看，不用授权；号码另有遮盖", en: "all of staff read the directory, no right is needed; numbers are masked")
            : Label(zh: "通讯录只给工作人员看", en: "the directory is for staff alone"))
      ]
    case .kind, .document, .tag: return nil
    }
  }

  /// A chain that holds, else the one that comes furthest, up to the missing link.
  ///
  /// - Parameter isStaff: whoever is asked about signs in as staff.
  func nearest(_ right: Right, isStaff: Bool) -> [RightsFact] {
    if let facts = open(right, isStaff: isStaff) { return facts }
    let chains = held.filter { $0.grant.rights.contains(right) }.map { chain($0, right) }
    if let whole = chains.first(where: { $0.allSatisfy(\.holds) }) { return whole }
    let broken = chains.map { chain in Array(chain.prefix(through: chain.firstIndex { !$0.holds } ?? chain.endIndex - 1)) }
    return broken.max { $0.count < $1.count } ?? missing(right)
  }

  private func chain(_ held: Rights.Held, _ right: Right) -> [RightsFact] {
    var facts = [words.appointment(held.post.id), words.grant(held, right, title)]
    if let period = words.period(held) { facts.append(period) }
    let whole = rights.reach(held, .whole), reach = held.isGlass ? whole.shut : whole, named = words.reach(reach)
    let count = count([reach.plain])
    facts.append(
      RightsFact(
        kind: .scope, holds: count.map { $0 > 0 } ?? !(reach.all + reach.any).isEmpty,
        words: Label(zh: "范围：\(named.zh)", en: "within: \(named.text(in: .en))")))
    if whole.isConditional { facts.append(words.condition(whole, holds: false)) }
    if held.isGlass { facts.append(Self.oneAtATime) }
    return facts
  }

  private static let oneAtATime = RightsFact(
    kind: .glass, holds: false,
    words: Label(
      zh: "应急查看一次打开一个人的号码，不是整个通讯录", en: "an emergency look opens the numbers of one person, not the directory"))

  private func missing(_ right: Right) -> [RightsFact] {
    guard let post = rights.posts.first else {
      return [
        RightsFact(kind: .appointment, holds: false, words: Label(zh: "没有任何岗位", en: "sits on no post"))
      ]
    }
    let words = Label(
      zh: "岗位的角色都没有对\(title.zh)的「\(right.alias)」权",
      en: "no role of their posts has the right \(right.rawValue) over \(title.text(in: .en))")
    return [self.words.appointment(post.id), RightsFact(kind: .grant, holds: false, words: words)]
  }

  // MARK: What

  /// What may be done with it today; nil = nothing.
  func holding() throws -> RightsHolding? {
    let current = held.filter(\.isCurrent)
    let open = isDirectory ? try rights.openNumbers() : []
    let lines = Right.allCases.compactMap { right -> RightsHolding.Line? in
      let giving = current.filter { $0.grant.rights.contains(right) }, reaches = giving.map { rights.reach($0, .whole) }
      if reaches.isEmpty { return nil }
      let looks = open.filter { look in
        giving.contains { $0.isGlass && $0.post.id == look.post && $0.role == look.role }
      }
      var labels: [Label] = []
      for label in reaches.map(words.reach) where !labels.contains(label) { labels.append(label) }
      return RightsHolding.Line(right: right, reaches: labels, count: count(reaches, looks))
    }
    if lines.isEmpty { return nil }
    return RightsHolding(service: thing.token, title: rights.running.program.title(of: thing), lines: lines)
  }

  /// Places, or posts of the directory, that one of the reaches covers, with the posts of those whose numbers are open; nil
  /// of what is not counted.
  private func count(_ reaches: [Rights.Reach], _ looks: [LookRow] = []) -> Int? {
    let city = rights.running.city
    switch thing {
    case .kind(GrantedKind.places.rawValue):
      return city.ids.count { place in reaches.contains { rights.covers($0, place: place) } }
    case .kind(GrantedKind.directory.rawValue):
      let bodies = city.postsByBody.filter { body, _ in reaches.contains { rights.covers($0, body: body) } }
      let opened = city.posts.values.filter { post in looks.contains { $0.subject.map(post.sitting.contains) ?? false } }
      return Set(bodies.values.joined()).union(opened.map(\.id)).count
    case .kind, .document, .tag: return nil
    }
  }
}

extension GrantProgram {
  /// Whether it says something of a thing that is no service: names it, or all of its kind.
  func speaks(of thing: Thing) -> Bool {
    if things.contains(thing) { return true }
    guard case .document(let kind, _) = thing else { return false }
    return things.contains(.kind(kind))
  }
}
