import Core
import FEEL
import Spec

/// Directory documents → organisations with their posts, `each` written out for every place of its level.
struct DirectoryLowering {
  /// The id of the role that a bundle means by an id or title.
  typealias RoleOfName = (_ name: String, _ bundle: String) -> String?

  private(set) var sink = DiagnosticSink()
  private let tree: PlaceTree
  private let places: [PlaceSeed]
  private let role: RoleOfName
  private var drafts: [Draft] = []
  private var byName: [String: Int] = [:]
  private var reported: Set<SourceRange> = []
  /// What stands for each place of a level, by its name as it is written (`{place}办事处`) and by place.
  private(set) var byPattern: [String: [Int: Int]] = [:]
  /// Every post that is written, by `organisation/post`, with where each of them works.
  private var postIDs: [String: [(place: Int?, id: Int64)]] = [:]

  private struct Draft {
    let spec: OrganizationSpec
    let bundle: String
    let name: String
    /// The place of an organisation that stands for each place of a level.
    let place: Int?
  }

  init(tree: PlaceTree, places: [PlaceSeed], role: @escaping RoleOfName) {
    self.tree = tree
    self.places = places
    self.role = role
  }

  mutating func read(_ entry: DocumentEntry) {
    guard let root = entry.document?.root else { return }
    let spec = DirectorySpec(root)
    if let file = spec.file, !file.isInvalid { sink.report(Self.notYet(file, "通讯录表格", "A directory as a table")) }
    for organization in spec.organizations where !organization.isInvalid { expand(organization, entry.bundle) }
  }

  mutating func finish() -> [OrganizationSeed] {
    checkSuperiors()
    checkSingleAuthority()
    for draft in drafts {
      for post in draft.spec.posts where !post.isInvalid {
        postIDs[draft.name + "/" + post.name] = Self.seats(post, draft, governs(draft), self)
      }
    }
    return drafts.map { seed($0) }
  }

  // MARK: Organisations

  private mutating func expand(_ spec: OrganizationSpec, _ bundle: String) {
    guard let word = spec.each, let level = PlaceLevel(word: word) else {
      return append(Draft(spec: spec, bundle: bundle, name: spec.name, place: nil))
    }
    let all = tree.places(at: level)
    var names: [String: Int] = [:]
    for place in all { names[tree.nodes[place].name, default: 0] += 1 }
    for place in all {
      let node = tree.nodes[place]
      var name = node.name
      // Estates repeat their names in every community: the name above makes them one of a kind.
      if names[name] ?? 0 > 1, let parent = node.parent { name = tree.nodes[parent].name + name }
      append(Draft(spec: spec, bundle: bundle, name: Self.fill(spec.name, name), place: place))
    }
  }

  private static func fill(_ pattern: String, _ place: String) -> String {
    var out = ""
    var rest = Substring(pattern)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let word = rest[rest.index(after: open)..<close]
      out += rest[..<open]
      out += word == "place" || word == "地点" ? place : "{\(word)}"
      rest = rest[rest.index(after: close)...]
    }
    return out + rest
  }

  private mutating func append(_ draft: Draft) {
    if let first = byName[draft.name] {
      sink.report(Self.nameTwice(draft.spec, draft.name, drafts[first].spec))
      return
    }
    byName[draft.name] = drafts.count
    if let place = draft.place { byPattern[draft.spec.name, default: [:]][place] = drafts.count }
    drafts.append(draft)
  }

  private func governs(_ draft: Draft) -> [Int] {
    let written = indices(draft.spec.governs)
    return written.isEmpty && !draft.spec.node.has(.governs) ? draft.place.map { [$0] } ?? [] : written
  }

  private func seed(_ draft: Draft) -> OrganizationSeed {
    let spec = draft.spec
    let governs = governs(draft)
    let kind = spec.class.flatMap { $0.isInvalid ? nil : $0.text } ?? "government_body"
    let at = indices([spec.at].compactMap { $0 }).first ?? draft.place
    return OrganizationSeed(
      id: StableID.make("organization", draft.name), name: draft.name, entityClass: kind,
      under: superior(draft).map { StableID.make("organization", drafts[$0].name) },
      governs: governs.map { places[$0].id }, at: at.map { places[$0].id },
      creditCode: spec.code.flatMap { $0.isInvalid ? nil : $0.text },
      posts: spec.posts.filter { !$0.isInvalid }.flatMap { posts($0, draft, governs) } + agents(draft),
      regulates: spec.regulates.flatMap { $0.isInvalid ? nil : $0.range })
  }

  /// The seat of those who file for it.
  private func agents(_ draft: Draft) -> [OrganizationSeed.Post] {
    let people = draft.spec.agents.filter { !$0.isInvalid }.map(\.text)
    if people.isEmpty { return [] }
    let seat = OrganizationSeed.Post.self
    return [
      seat.init(
        id: StableID.make("post", draft.name + "/" + seat.agentName), name: seat.agentName, roles: [seat.agentRole],
        place: nil, staff: people, phone: nil)
    ]
  }

  // MARK: Posts

  private func posts(_ spec: PostSpec, _ draft: Draft, _ governs: [Int]) -> [OrganizationSeed.Post] {
    let roles = spec.role.filter { !$0.isInvalid }.compactMap { role($0.text, draft.bundle) }
    let staff = spec.staff.filter { !$0.isInvalid }.map(\.text)
    func text(_ node: SpecNode?) -> String? { node.flatMap { $0.isInvalid ? nil : $0.text } }
    let tags = spec.tags.filter { !$0.isInvalid }.map(\.text)
    let name = draft.name + "/" + spec.name
    let leave = spec.leave.filter { !$0.isInvalid }.compactMap { Self.span($0.text) }
    let span = DaySpan(from: Self.day(spec.from), until: Self.day(spec.until))
    return (postIDs[name] ?? []).map { seat in
      OrganizationSeed.Post(
        id: seat.id, name: spec.name, roles: roles, place: seat.place.map { places[$0].id }, staff: staff,
        phone: text(spec.phone).flatMap { PhoneNumber($0)?.text }, span: span, leave: leave, deputies: deputies(spec, draft, at: seat),
        rank: text(spec.rank), duties: text(spec.duties), tags: tags)
    }
  }

  /// The seats that a post is written for, with their ids.
  private static func seats(
    _ spec: PostSpec, _ draft: Draft, _ governs: [Int], _ lowering: DirectoryLowering
  ) -> [(place: Int?, id: Int64)] {
    let tree = lowering.tree, name = draft.name + "/" + spec.name
    func seat(_ place: Int) -> (place: Int?, id: Int64) {
      (place, StableID.make("post", name + "@" + tree.path(of: place)))
    }
    if let level = spec.each.flatMap({ PlaceLevel(word: $0) }) {
      return tree.places(at: level).filter { place in governs.contains { tree.isWithin(place, $0) } }.map(seat)
    }
    let own = lowering.indices(spec.governs)
    guard own.count > 1 else { return [(own.first, StableID.make("post", name))] }
    return own.map(seat)
  }

  /// `body/post`, or `place/post` for what works for that place; of a post with a seat for each place, the one of this
  /// place.
  private func deputies(
    _ spec: PostSpec, _ draft: Draft, at seat: (place: Int?, id: Int64)
  ) -> [Int64] {
    spec.deputy.filter { !$0.isInvalid }.flatMap { node -> [Int64] in
      let seats = postIDs[node.text] ?? seats(atPlace: node.text)
      let here = seats.filter { $0.place == seat.place }
      return (here.isEmpty ? seats : here).map(\.id)
    }
  }

  private func seats(atPlace text: String) -> [(place: Int?, id: Int64)] {
    guard let slash = text.lastIndex(of: "/"), case .one(let place) = tree.resolve(String(text[..<slash])) else {
      return []
    }
    let name = String(text[text.index(after: slash)...])
    return drafts.flatMap { draft in
      (postIDs[draft.name + "/" + name] ?? []).filter { seat in
        seat.place.map { $0 == place } ?? governs(draft).contains(place)
      }
    }
  }

  /// `2026-10-01..2026-10-07`, or one day.
  private static func span(_ text: String) -> DaySpan? {
    guard let first = CivilDate(text: String(text.prefix(10))), let last = CivilDate(text: String(text.suffix(10))),
      first <= last
    else { return nil }
    return DaySpan(from: first, until: last)
  }

  private static func day(_ node: SpecNode?) -> CivilDate? {
    node.flatMap { $0.isInvalid ? nil : CivilDate(text: $0.text) }
  }

  private func indices(_ nodes: [SpecNode]) -> [Int] {
    nodes.compactMap { node in
      guard !node.isInvalid, case .one(let index) = tree.resolve(node.text) else { return nil }
      return index
    }
  }

  // MARK: Checks

  private func superior(_ draft: Draft) -> Int? {
    guard let under = draft.spec.under, !under.isInvalid else { return nil }
    if let one = byName[under.text] { return one }
    // Written for each place of a level: the body of the place that this one lies in.
    guard let each = byPattern[under.text], let here = draft.place ?? governs(draft).first else { return nil }
    return tree.ancestry(of: here).lazy.compactMap { each[$0] }.first { drafts[$0].name != draft.name }
  }

  private mutating func checkSuperiors() {
    for draft in drafts {
      var seen = 0
      var at = superior(draft)
      while let next = at, seen <= drafts.count {
        if drafts[next].name == draft.name {
          sink.report(Self.superiorCycle(draft.spec, draft.name))
          break
        }
        seen += 1
        at = superior(drafts[next])
      }
      checkTerritory(draft)
      checkPosts(draft)
    }
  }

  /// A body governs nothing that the nearest body above it with a territory does not govern.
  private mutating func checkTerritory(_ draft: Draft) {
    guard let above = governing(above: draft) else { return }
    let outer = governs(above)
    for node in draft.spec.governs {
      guard let place = indices([node]).first, !outer.contains(where: { tree.isWithin(place, $0) }) else { continue }
      report(Self.beyondSuperior(node, tree.path(of: place), above.spec, above.name))
    }
  }

  /// What is written once for each place of a level is reported once.
  private mutating func report(_ finding: Diagnostic) {
    if reported.insert(finding.range).inserted { sink.report(finding) }
  }

  /// The nearest body above that governs something: a department without a territory works in that of its superior.
  private func governing(above draft: Draft) -> Draft? {
    var seen: Set<Int> = []
    var at = superior(draft)
    while let next = at, seen.insert(next).inserted {
      if !governs(drafts[next]).isEmpty { return drafts[next] }
      at = superior(drafts[next])
    }
    return nil
  }

  private mutating func checkPosts(_ draft: Draft) {
    let governs = governs(draft)
    for post in draft.spec.posts where !post.isInvalid {
      for node in post.governs {
        guard let place = indices([node]).first, !governs.isEmpty else { continue }
        if !governs.contains(where: { tree.isWithin(place, $0) }) { sink.report(Self.beyond(node, draft.name)) }
      }
      if let phone = post.phone, !phone.isInvalid, PhoneNumber(phone.text) == nil { report(Self.phoneBad(phone)) }
      let own = draft.name + "/" + post.name
      for node in post.deputy where !node.isInvalid && (node.text == post.name || node.text == own) {
        sink.report(Self.ownDeputy(node))
      }
    }
    let agents = OrganizationSeed.Post.agentName
    if !draft.spec.agents.isEmpty, let post = draft.spec.posts.first(where: { !$0.isInvalid && $0.name == agents }) {
      sink.report(Self.seatOfAgents(post))
    }
  }

  /// One community has one committee, one street one office.
  private mutating func checkSingleAuthority() {
    var holder: [String: Draft] = [:]
    for draft in drafts {
      guard let kind = draft.spec.class, ["residents_committee", "subdistrict_office"].contains(kind.text) else { continue }
      for place in governs(draft) {
        let key = "\(kind.text) \(place)"
        if let first = holder[key] {
          sink.report(Self.overlap(draft.spec, tree.nodes[place].name, first.spec))
        } else {
          holder[key] = draft
        }
      }
    }
  }

  // MARK: Messages

  private static func nameTwice(_ spec: OrganizationSpec, _ name: String, _ first: OrganizationSpec) -> Diagnostic {
    Diagnostic(
      .nameTwice, at: spec.nameRange, Message(zh: "单位「\(name)」写了两次", en: "The organisation `\(name)` stands twice"),
      notes: [DiagnosticNote(at: first.nameRange, Message(zh: "先在这里", en: "first here"))])
  }

  private static func superiorCycle(_ spec: OrganizationSpec, _ name: String) -> Diagnostic {
    Diagnostic(
      .cycle, at: spec.under?.range ?? spec.nameRange,
      Message(zh: "「\(name)」绕了一圈又是自己的上级", en: "`\(name)` is its own superior in a circle"))
  }

  private static func seatOfAgents(_ post: PostSpec) -> Diagnostic {
    Diagnostic(
      .nameTwice, at: post.nameRange,
      Message(
        zh: "单位写了 `agents`，岗位就不能再叫「\(post.name)」", en: "With `agents` no post may be called `\(post.name)`"))
  }

  private static func phoneBad(_ node: SpecNode) -> Diagnostic {
    Diagnostic(.phoneBad, at: node.range, PhoneNumber.complaint)
  }

  private static func ownDeputy(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .cycle, at: node.range, Message(zh: "岗位不能自己代理自己", en: "A post cannot stand in for itself"))
  }

  private static func beyond(_ node: SpecNode, _ name: String) -> Diagnostic {
    Diagnostic(
      .beyondAuthority, at: node.range,
      Message(zh: "「\(node.text)」不在「\(name)」的管辖内", en: "`\(node.text)` is outside what `\(name)` governs"))
  }

  private static func beyondSuperior(
    _ node: SpecNode, _ place: String, _ above: OrganizationSpec, _ name: String
  ) -> Diagnostic {
    Diagnostic(
      .beyondAuthority, at: node.range,
      Message(zh: "上级不管辖「\(place)」", en: "Its superior does not govern `\(place)`"),
      notes: [
        DiagnosticNote(
          at: above.governs.first?.range ?? above.nameRange,
          Message(zh: "「\(name)」的管辖在这里", en: "what `\(name)` governs"))
      ])
  }

  private static func overlap(_ spec: OrganizationSpec, _ place: String, _ first: OrganizationSpec) -> Diagnostic {
    Diagnostic(
      .territoryOverlap, at: spec.nameRange,
      Message(zh: "两个同类单位都管「\(place)」", en: "Two bodies of one kind govern `\(place)`"),
      notes: [DiagnosticNote(at: first.nameRange, Message(zh: "另一个在这里", en: "the other is here"))])
  }

  private static func notYet(_ node: SpecNode, _ zh: String, _ en: String) -> Diagnostic {
    Diagnostic(
      .notYet, at: node.range, Message(zh: "\(zh)读过了，这一版还不能运行", en: "\(en): read, this build cannot run it yet"),
      severity: .warning)
  }
}
