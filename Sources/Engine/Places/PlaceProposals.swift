import Core
import FEEL

/// A place that somebody met and the tree does not have.
package struct PlaceProposal: Sendable {
  /// Code, name or path of the deepest place that is sure.
  package let parent: String
  package let name: String
  /// nil = next below.
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
  private static let insert = Statement.insert(SystemTables.placeProposal)
  private static let open = Query(
    ["id", "parent", "name", "level", "note", "at", "person"], of: SystemTables.placeProposal, where: .equals("state", 0),
    order: [.init(.column("id"))], limit: .constant(.int(500)))
  private static let one = Query(
    ["parent", "name", "level", "person"], of: SystemTables.placeProposal,
    where: .all([.equals("id", 0), .equals("state", 1)]))
  private static let alike = Query(
    ["id"], of: SystemTables.placeProposal,
    where: .all([.equals("parent", 0), .equals("name", 1), .equals("state", 2)]), limit: .constant(.int(1)))
  private static let ofPerson = Query(
    [.init(.count, .integer)], from: SystemTables.placeProposal,
    where: .all([.equals("person", 0), .equals("state", 1)]))
  private static let decide = Statement(
    SystemTables.placeProposal,
    .update(
      [
        .set("state", .parameter(0)), .set("decided_by", .parameter(1)), .set("decided_at", .parameter(2)),
        .set("place", .parameter(3)),
      ], where: .all([.equals("id", 4), .equals("state", 5)])))

  /// Proposals of one person that may wait at once.
  private static let mostWaiting: Int64 = 20

  /// Reports a place that the tree does not have. Anybody who is signed in may; nothing is in the tree before whoever may
  /// add places there has accepted it.
  package func proposePlace(_ proposal: PlaceProposal, _ caller: Caller) throws {
    let plan: Plan = try snapshot { running, reader in
      var preparation = Preparation(self, running, reader, caller)
      guard case .one(let at) = running.city.tree.resolve(proposal.parent) else { throw Refusal.noSuchPlace }
      let above = running.city.tree.nodes[at]
      let name = ControlReading.cleaned(proposal.name, keepsLines: false)
      guard !name.isEmpty, name.unicodeScalars.count <= 100, !name.contains("/") else { throw Refusal.badName }
      guard let level = proposal.level ?? above.level.below, level > above.level, above.level >= .community else {
        throw Refusal.badLevel
      }
      let tree = running.city.tree
      if tree.children(of: at).contains(where: { tree.nodes[$0].name == name }) { throw Refusal.thereAlready }
      let parent = running.city.ids[at]
      let waiting: StoredValue = .text("waiting")
      let isKnown = try !reader.rows(Self.alike, [.int(parent), .text(name), waiting], under: .system(.places)).isEmpty
      if isKnown { throw Refusal.proposedAlready }
      let own = try reader.rows(Self.ofPerson, [.int(caller.person), waiting], under: .system(.places)).first?[0].int ?? 0
      if own >= Self.mostWaiting { throw Refusal.tooManyProposals }
      let note = proposal.note.map { ControlReading.cleaned($0, keepsLines: true) }.map { String($0.prefix(500)) }
      preparation.changes.append(
        Change(
          Self.insert,
          [
            .int(preparation.nextID()), .int(parent), .text(name), .int(Int64(level.rawValue)),
            note.map { .blob(sealing.seal(Array($0.utf8), subject: caller.person)) } ?? .null, .int(caller.person),
            .int(preparation.now), waiting, .null, .null, .null,
          ]))
      preparation.event("place-proposed", matter: nil, subject: caller.person, Array("{}".utf8))
      return Plan(epoch: running.epoch, changes: preparation.plan)
    }
    try commitOrThrow(plan)
  }

  /// What waits where the caller may change places.
  package func placeProposals(_ caller: Caller) throws -> [PlaceProposalLine] {
    try snapshot { running, reader in
      let rights = Rights(running, caller, reader)
      let reaches = rights.reach(.edit, kind: "places")
      if reaches.isEmpty { return [] }
      return try reader.rows(Self.open, [.text("waiting")], under: .system(.places)).compactMap { row in
        guard let parent = row[1].int, let at = running.city.position(of: parent),
          reaches.contains(where: { rights.covers($0, place: parent) }),
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
      guard let row = try reader.rows(Self.one, [.int(id), .text("waiting")], under: .system(.places)).first,
        let parent = row[0].int, let at = running.city.position(of: parent)
      else { throw Refusal.decidedAlready }
      let rights = Rights(running, caller, reader)
      guard rights.reach(.edit, kind: "places").contains(where: { rights.covers($0, place: parent) }) else {
        throw Refusal.decidedAlready
      }
      let called = name.flatMap { $0.isEmpty ? nil : $0 } ?? row[1].text ?? ""
      if accepts {
        _ = try preparation.changePlaces(
          PlaceOperation(
            .add, to: [running.city.tree.nodes[at].code], name: called,
            level: PlaceLevel(rawValue: Int(row[2].int ?? 0)), reason: "proposal \(id)"), .caller)
      }
      preparation.changes.append(
        Change(
          Self.decide,
          [
            .text(accepts ? "accepted" : "refused"), .int(caller.person), .int(preparation.now), .null, .int(id),
            .text("waiting"),
          ], guarding: .moved))
      if let person = row[3].int {
        preparation.message(
          to: person, matter: nil,
          accepts ? "您报的「\(row[1].text ?? "")」已加进地名：\(running.city.tree.path(of: at))/\(called)" : "您报的「\(row[1].text ?? "")」核实后没有加进地名")
      }
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

extension Refusal {
  fileprivate static let badName = Refusal(
    .malformed, Label(zh: "名称要有 1 到 100 个字，不含「/」", en: "A name has 1 to 100 characters and no `/`"))
  fileprivate static let badLevel = Refusal(
    .malformed, Label(zh: "只能报社区里面的小区、楼栋、单元、门牌", en: "Only estates, buildings, units and doors inside a community are reported"))
  fileprivate static let thereAlready = Refusal(
    .movedOn, Label(zh: "那里已经有这个地方", en: "There is such a place already"))
  fileprivate static let proposedAlready = Refusal(
    .movedOn, Label(zh: "已经有人报过，等社区核实", en: "Somebody reported it already; it is being looked at"))
  fileprivate static let tooManyProposals = Refusal(
    .tooMany, Label(zh: "您报的还有太多没有核实", en: "Too many of your reports are still being looked at"))
  fileprivate static let decidedAlready = Refusal(
    .movedOn, Label(zh: "这一条已经处理过", en: "It was decided already"))
}
