import Core
import FEEL

/// A place that somebody met and the tree does not have.
package struct PlaceProposal: Sendable {
  /// Code, name or path of the deepest place that is sure.
  package let parent: String
  package let name: String
  /// nil = by its name, else next below.
  package let level: PlaceLevel?
  package let note: String?

  package init(parent: String, name: String, level: PlaceLevel?, note: String?) {
    self.parent = parent
    self.name = name
    self.level = level
    self.note = note
  }
}

/// A proposal in the queue of those who may add places there.
package struct PlaceProposalLine: Sendable {
  package let id: Int64
  package let parentPath: String
  package let parentCode: String
  package let name: String
  package let level: PlaceLevel
  package let note: String?
  /// Milliseconds UTC.
  package let at: Int64
}

/// How many requests of a service there are at a place and below.
package struct PlaceCount: Sendable {
  package let service: String
  package let title: Label
  package let total: Int64
}

extension Engine {
  fileprivate static let insertProposal = Statement.insert(SystemTables.placeProposal)
  private static let open = Query(
    ["id", "parent", "name", "level", "note", "at", "person"], of: SystemTables.placeProposal, where: .equals("state", 0),
    order: [.init(.column("id"))], limit: .constant(.int(500)))
  fileprivate static let waitingProposal = Query(
    ["parent", "name", "level", "person"], of: SystemTables.placeProposal,
    where: .all([.equals("id", 0), .equals("state", 1)]))
  fileprivate static let alikeProposals = Query(
    ["id"], of: SystemTables.placeProposal,
    where: .all([.equals("parent", 0), .equals("name", 1), .equals("state", 2)]), limit: .constant(.int(1)))
  fileprivate static let proposalsOfPerson = Query(
    [.init(.count, .integer)], from: SystemTables.placeProposal,
    where: .all([.equals("person", 0), .equals("state", 1)]))
  fileprivate static let decideProposal = Statement(
    SystemTables.placeProposal,
    .update(
      [
        .set("state", .parameter(0)), .set("decided_by", .parameter(1)), .set("decided_at", .parameter(2)),
        .set("place", .parameter(3)),
      ], where: .all([.equals("id", 4), .equals("state", 5)])))

  /// Proposals of one person that may wait at once.
  fileprivate static let mostWaiting: Int64 = 20

  /// Reports a place that the tree does not have. Anybody who is signed in may; nothing is in the tree before whoever may
  /// add places there has accepted it.
  package func proposePlace(_ proposal: PlaceProposal, _ caller: Caller) throws {
    let plan: Plan = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, caller)
      _ = try preparation.propose(proposal)
      return Plan(epoch: running.epoch, changes: preparation.plan)
    }
    try commitOrThrow(plan)
  }

  /// What waits where the caller may change places or confirm them.
  package func placeProposals(_ caller: Caller) throws -> [PlaceProposalLine] {
    try snapshot { running, reader in
      let rights = Rights(running, caller, reader)
      return try reader.rows(Self.open, [.text("waiting")], under: .system(.places)).compactMap { row in
        guard let parent = row[1].int, let at = running.city.position(of: parent),
          rights.decides(below: parent),
          let level = PlaceLevel(rawValue: Int(row[3].int ?? 0))
        else { return nil }
        let note = row[4].blob.flatMap { sealing.open($0, subject: row[6].int) }.map { String(decoding: $0, as: UTF8.self) }
        return PlaceProposalLine(
          id: row[0].int ?? 0, parentPath: running.city.tree.path(of: at), parentCode: running.city.tree.nodes[at].code,
          name: row[2].text ?? "", level: level, note: note, at: row[5].int ?? 0)
      }
    }
  }

  /// Accepts a proposal, which adds the place, or refuses it. Whoever proposed it is told.
  ///
  /// - Parameter name: another name than the proposed one.
  package func decidePlace(_ id: Int64, accepts: Bool, name: String?, _ caller: Caller) throws {
    let plan: Plan = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, caller)
      try preparation.decide(id, accepts: accepts, name: name)
      return Plan(epoch: running.epoch, changes: preparation.plan)
    }
    try commitOrThrow(plan)
  }

  /// Whether the caller may change what lies directly below a place.
  package func mayChangePlaces(below place: Int64, _ caller: Caller) throws -> Bool {
    try snapshot { running, reader in
      let rights = Rights(running, caller, reader)
      return rights.reach(.edit, kind: "places").contains { rights.covers($0, place: place) }
    }
  }

  /// Requests of each service whose figures the caller may see at a place and below.
  package func counts(at place: Int64, _ caller: Caller) throws -> [PlaceCount] {
    try snapshot { running, reader in
      let rights = Rights(running, caller, reader)
      return try running.program.services.values.sorted { ($0.title.zh, $0.id) < ($1.title.zh, $1.id) }.compactMap { service in
        let reach = rights.counted(service)
        guard running.city.isWithin(place, reach.tops) else { return nil }
        let sums = try Counting(service, running, reader, narrow: reach.narrow?.values(nil)).sums(at: place)
        let total = sums.reduce(Int64(0)) { $0 + ($1.key.name == "total" ? $1.value : 0) }
        return total == 0 ? nil : PlaceCount(service: service.id, title: service.title, total: total)
      }
    }
  }
}

extension Preparation {
  /// - Returns: The id of the proposal.
  /// - Throws: `Refusal` that names the field.
  mutating func propose(_ proposal: PlaceProposal) throws -> Int64 {
    let tree = running.city.tree
    guard case .one(let at) = tree.resolve(proposal.parent) else { throw Refusal.noSuchPlace }
    let above = tree.nodes[at]
    let name = ControlReading.cleaned(proposal.name, keepsLines: false)
    guard !name.isEmpty, name.unicodeScalars.count <= 100, !name.contains("/") else { throw Refusal.badName }
    guard let level = proposal.level ?? PlaceLevel.guessed(name, under: above.level), level > above.level, above.level >= .community else {
      throw Refusal.badLevel
    }
    if tree.children(of: at).contains(where: { tree.nodes[$0].name == name }) { throw Refusal.thereAlready }
    let parent = running.city.ids[at]
    let waiting: StoredValue = .text("waiting")
    let isKnown = try !reader.rows(Engine.alikeProposals, [.int(parent), .text(name), waiting], under: .system(.places))
      .isEmpty
    if isKnown { throw Refusal.proposedAlready }
    let own = try reader.rows(Engine.proposalsOfPerson, [.int(caller.person), waiting], under: .system(.places))
      .first?[0].int ?? 0
    if own >= Engine.mostWaiting { throw Refusal.tooManyProposals }
    let note = proposal.note.map { ControlReading.cleaned($0, keepsLines: true) }.map { String($0.prefix(500)) }
    let id = nextID()
    changes.append(
      Change(
        Engine.insertProposal,
        [
          .int(id), .int(parent), .text(name), .int(Int64(level.rawValue)),
          note.map { .blob(sealing.seal(Array($0.utf8), subject: caller.person)) } ?? .null, .int(caller.person),
          .int(now), waiting, .null, .null, .null,
        ]))
    event("place-proposed", matter: nil, subject: caller.person, Self.payload(id))
    for person in deciders(below: parent) {
      message(to: person, matter: nil, "有人报了新地方「\(tree.path(of: at))/\(name)」，请到「地名」核实")
    }
    return id
  }

  private static func payload(_ proposal: Int64) -> [UInt8] { TrustEvent.payload([("proposal", String(proposal))]) }

  /// Who decides on what is reported below a place: those nearest above it who may change or confirm places there.
  private func deciders(below place: Int64) -> [Int64] {
    guard let here = running.city.position(of: place) else { return [] }
    for node in running.city.tree.ancestry(of: here) {
      let posts = (running.city.postsByPlace[node] ?? []).compactMap { running.city.posts[$0] }.filter { post in
        post.isManned && post.roles.contains { running.program.roles[$0]?.decidesPlaces ?? false }
      }
      if !posts.isEmpty { return Set(posts.flatMap(\.staff)).sorted() }
    }
    return []
  }

  /// - Throws: `Refusal` when it was decided already, or by others.
  mutating func decide(_ id: Int64, accepts: Bool, name: String?) throws {
    guard let row = try reader.rows(Engine.waitingProposal, [.int(id), .text("waiting")], under: .system(.places)).first,
      let parent = row[0].int, let at = running.city.position(of: parent),
      Rights(running, caller, reader).decides(below: parent)
    else { throw Refusal.decidedAlready }
    let called = name.flatMap { $0.isEmpty ? nil : $0 } ?? row[1].text ?? ""
    if accepts {
      // Whoever confirms what was reported there needs no right to change other places.
      _ = try changePlaces(
        PlaceOperation(
          .add, to: [running.city.tree.nodes[at].code], name: called, level: PlaceLevel(rawValue: Int(row[2].int ?? 0)),
          reason: "proposal \(id)"), .owner)
    }
    changes.append(
      Change(
        Engine.decideProposal,
        [
          .text(accepts ? "accepted" : "refused"), .int(caller.person), .int(now), .null, .int(id), .text("waiting"),
        ], guarding: .moved))
    event(accepts ? "place-accepted" : "place-refused", matter: nil, subject: nil, Self.payload(id))
    guard let person = row[3].int else { return }
    let path = "\(running.city.tree.path(of: at))/\(called)"
    message(
      to: person, matter: nil,
      accepts ? "您报的「\(row[1].text ?? "")」已加进地名：\(path)" : "您报的「\(row[1].text ?? "")」核实后没有加进地名")
  }
}

extension Rights {
  /// Whether the caller may change places below one, or confirm what is reported there.
  func decides(below place: Int64) -> Bool {
    [Right.edit, .confirm].contains { right in
      reach(right, kind: "places").contains { covers($0, place: place) }
    }
  }
}

extension RoleProgram {
  /// Grants the right to change or confirm places, somewhere.
  fileprivate var decidesPlaces: Bool {
    grants.contains { grant in
      !grant.rights.isDisjoint(with: [.edit, .confirm]) && grant.things.contains(.kind("places"))
    }
  }
}

extension Refusal {
  fileprivate static let badName = Refusal(
    .malformed, at: "name", Label(zh: "名称要有 1 到 100 个字，不含「/」", en: "A name has 1 to 100 characters and no `/`"))
  fileprivate static let badLevel = Refusal(
    .malformed, at: "level", Label(zh: "只能报社区里面的小区、楼栋、单元、门牌", en: "Only estates, buildings, units and doors inside a community are reported"))
  fileprivate static let thereAlready = Refusal(
    .movedOn, at: "name", Label(zh: "那里已经有这个地方", en: "There is such a place already"))
  fileprivate static let proposedAlready = Refusal(
    .movedOn, at: "name", Label(zh: "已经有人报过，等社区核实", en: "Somebody reported it already; it is being looked at"))
  fileprivate static let tooManyProposals = Refusal(
    .tooMany, Label(zh: "您报的还有太多没有核实", en: "Too many of your reports are still being looked at"))
  fileprivate static let decidedAlready = Refusal(
    .movedOn, Label(zh: "这一条已经处理过", en: "It was decided already"))
}
