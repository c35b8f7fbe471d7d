import Core
import FEEL

/// A mandate as one of the two sees it.
package struct MandateShown: Sendable {
  package let id: Int64
  /// The other of the two.
  package let name: String
  /// Who sees it acts for the other.
  package let acts: Bool
  package let relation: Label
  package let powers: [Mandate.Power]
  /// The last day, ISO.
  package let until: String
  package let state: Mandate.State
  /// What it was confirmed by; nil while it waits.
  package let proof: Label?
  package let hasFile: Bool
  package let mayDecide: Bool
  /// When it last gave a right, milliseconds UTC.
  package let used: Int64?

  package init(
    id: Int64, name: String, acts: Bool, relation: Label, powers: [Mandate.Power], until: String, state: Mandate.State,
    proof: Label?, hasFile: Bool, mayDecide: Bool, used: Int64?
  ) {
    self.id = id
    self.name = name
    self.acts = acts
    self.relation = relation
    self.powers = powers
    self.until = until
    self.state = state
    self.proof = proof
    self.hasFile = hasFile
    self.mayDecide = mayDecide
    self.used = used
  }
}

/// A relative who acts for somebody by what the register says.
package struct ActingRelative: Sendable {
  package let person: Int64
  package let name: String
  /// What they are to the one they act for.
  package let relation: String
  package let isBarred: Bool
  /// Whether the one they act for may say that they shall not.
  package let mayBar: Bool

  package init(person: Int64, name: String, relation: String, isBarred: Bool, mayBar: Bool) {
    self.person = person
    self.name = name
    self.relation = relation
    self.isBarred = isBarred
    self.mayBar = mayBar
  }
}

/// Who acts for somebody, and for whom they act. Of what is over only what ended by itself of late is in it.
package struct OwnMandates: Sendable {
  package let mandates: [MandateShown]
  /// Those whose last day was not long ago and that no new one followed, the newest first.
  package var expired: [MandateShown] = []
  package let relatives: [ActingRelative]
  /// What the other of two can be, for a new declaration.
  package let kinships: [(code: String, title: Label)]

  package init(mandates: [MandateShown], relatives: [ActingRelative], kinships: [(code: String, title: Label)]) {
    self.mandates = mandates
    self.relatives = relatives
    self.kinships = kinships
  }
}

/// A mandate in the queue of those who confirm.
package struct MandateLine: Sendable {
  package let id: Int64
  package let proxy: String
  package let principal: String
  package let place: String
  package let relation: Label
  package let powers: [Mandate.Power]
  package let until: String
  package let declared: Int64
  package let byPrincipal: Bool
  /// The name of the file, where there is one.
  package let proof: String?

  package init(
    id: Int64, proxy: String, principal: String, place: String, relation: Label, powers: [Mandate.Power], until: String,
    declared: Int64, byPrincipal: Bool, proof: String?
  ) {
    self.id = id
    self.proxy = proxy
    self.principal = principal
    self.place = place
    self.relation = relation
    self.powers = powers
    self.until = until
    self.declared = declared
    self.byPrincipal = byPrincipal
    self.proof = proof
  }
}

extension Engine {
  /// The caller's own: who acts for them, for whom they act.
  package func ownMandates(_ caller: Caller) throws -> OwnMandates {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller), me = caller.person
      let rows = try Mandate.rows(MandateStatements.ofProxy, [.int(me)], reader)
        + Mandate.rows(MandateStatements.ofPrincipal, [.int(me)], reader)
      let isGrown = try !(preparation.isMinor(me) ?? true)
      let relatives = try preparation.relativesActing(for: me).map { relative in
        ActingRelative(
          person: relative.person, name: try preparation.staffName(relative.person), relation: relative.role,
          isBarred: try Mandate.barring(relative.person, reader).contains(me), mayBar: isGrown && !relative.isGuardian)
      }
      var own = OwnMandates(
        mandates: try rows.filter(preparation.isOpen).map { try preparation.shown($0) }, relatives: relatives,
        kinships: preparation.kinships)
      own.expired = try preparation.expired(rows).map { try preparation.shown($0) }
      return own
    }
  }

  /// What waits for a post of the caller's, in the order declared. That somebody looked at the two of each is written down
  /// first.
  ///
  /// - Parameter after: only those behind this id, for the next page.
  package func waitingMandates(after: Int64 = 0, limit: Int = 100, _ caller: Caller) throws -> [MandateLine] {
    let (lines, audit): ([MandateLine], [Change]) = try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let mandates = try preparation.waitingMandates(after: after, limit: limit)
      return (try mandates.map { try preparation.line($0) }, try preparation.looks(at: mandates))
    }
    if !audit.isEmpty { try commitOrThrow(Plan(changes: audit)) }
    return lines
  }

  /// How many wait for a post of the caller's, counted up to a limit.
  package func waitingMandateCount(limit: Int = 100, _ caller: Caller) throws -> Int {
    try snapshot { running, reader in
      try Preparation(self, running, reader, caller).waitingMandates(after: 0, limit: limit).count
    }
  }

  /// Whether the caller's posts confirm mandates at all.
  package func mayConfirmMandates(_ caller: Caller) throws -> Bool {
    try snapshot { running, reader in
      !MandateScope(Rights(running, caller, reader), running, CivilDateTime(milliseconds: reader.now).date).isEmpty
    }
  }

  private static let file = Query(["hash", "type", "size"], of: SystemTables.file, where: .equals("hash", 0))

  /// The proof of a mandate, for the two and for who may confirm it; that somebody of a post looked is written down first.
  package func mandateProof(_ id: Int64, _ caller: Caller) throws -> StoredFile {
    let (file, audit): (StoredFile, [Change]) = try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      guard let mandate = try Mandate.find(id, reader), mandate.state != .barred else { throw Refusal.noMandate }
      let post = try mandate.isOf(caller.person) ? nil : preparation.decider(of: mandate)
      guard let hash = mandate.proof,
        let row = try reader.rows(Self.file, [.text(hash)], under: .system(.subject)).first
      else { throw Refusal.noMandate }
      let file = StoredFile(
        hash: hash, type: row[1].text ?? "application/octet-stream", size: Int(row[2].int ?? 0), name: mandate.proofName)
      let audit = post.map { post in
        Change(
          LookAudit.insert,
          [
            .int(caller.person), .int(post), .int(mandate.principal), .text("mandate proof"), .int(1),
            .int(preparation.now),
          ])
      }
      return (file, [audit].compactMap { $0 })
    }
    if !audit.isEmpty { try commitOrThrow(Plan(changes: audit)) }
    return file
  }
}

extension Preparation {
  /// Days for which what ended by itself is still told.
  private static let daysTold = 90

  fileprivate func expired(_ rows: [Mandate]) -> [Mandate] {
    let first = today.adding(days: -Self.daysTold).text
    let ended = rows.filter { $0.state == .confirmed && $0.until.map { first <= $0 && $0 < today.text } ?? false }
    let newest = ended.filter { one in
      !rows.contains { other in
        (other.proxy, other.principal) == (one.proxy, one.principal) && other.id != one.id && other.state != .barred
          && (isOpen(other) || other.state == .confirmed && (other.until ?? "", other.id) > (one.until ?? "", one.id))
      }
    }
    return newest.sorted { ($0.until ?? "", $0.id) > ($1.until ?? "", $1.id) }
  }

  fileprivate func waitingMandates(after: Int64, limit: Int) throws -> [Mandate] {
    let scope = MandateScope(Rights(running, caller, reader), running, today)
    return scope.isEmpty ? [] : try scope.waiting(after: after, limit: Int64(max(1, min(limit, 500))), reader)
  }

  /// One row for each person who stands in a list of mandates that is going to be shown.
  fileprivate func looks(at mandates: [Mandate]) throws -> [Change] {
    var looks: [Int64: Change] = [:]
    for mandate in mandates {
      let post = try decider(of: mandate)
      for person in [mandate.principal, mandate.proxy] where looks[person] == nil {
        if try LookAudit.stands(caller.person, at: person, LookAudit.mandates, reader) { continue }
        looks[person] = Change(
          LookAudit.insert,
          [.int(caller.person), .int(post), .int(person), .text(LookAudit.mandates), .int(1), .int(now)])
      }
    }
    return looks.sorted { $0.key < $1.key }.map(\.value)
  }

  fileprivate func shown(_ mandate: Mandate) throws -> MandateShown {
    let acts = mandate.proxy == caller.person
    return MandateShown(
      id: mandate.id, name: try staffName(acts ? mandate.principal : mandate.proxy), acts: acts,
      relation: relation(mandate, seenBy: caller.person), powers: Mandate.Power.allCases.filter(mandate.powers.contains),
      until: mandate.until ?? "", state: mandate.state, proof: mandate.state == .confirmed ? proof(mandate) : nil,
      hasFile: mandate.proof != nil,
      mayDecide: try mandate.state == .waiting && mandate.other == caller.person && !(isMinor(mandate.principal) ?? true),
      used: mandate.used)
  }

  fileprivate func line(_ mandate: Mandate) throws -> MandateLine {
    let home = try residence(of: mandate.principal).flatMap { running.city.position(of: $0) }
    return MandateLine(
      id: mandate.id, proxy: try staffName(mandate.proxy), principal: try staffName(mandate.principal),
      place: home.map { running.city.tree.path(of: $0) } ?? "", relation: relation(mandate, seenBy: mandate.declaredBy),
      powers: Mandate.Power.allCases.filter(mandate.powers.contains), until: mandate.until ?? "",
      declared: mandate.declared, byPrincipal: mandate.declaredBy == mandate.principal,
      proof: mandate.proof == nil ? nil : mandate.proofName ?? "")
  }

  /// What the other is to somebody: as they said themselves, else the kind alone.
  func relation(_ mandate: Mandate, seenBy person: Int64) -> Label {
    let list = running.program.knowledge.list(Kinship.list)
    if mandate.kind == .family, mandate.declaredBy == person, let code = mandate.kinship,
      let entry = list?.entry(code: code)
    {
      return entry.title
    }
    if mandate.kind == .proxy, mandate.proxy == person { return Label(zh: "委托人", en: "whom I act for") }
    return mandate.kind.label
  }

  fileprivate var kinships: [(code: String, title: Label)] {
    (running.program.knowledge.list(Kinship.list)?.codes ?? []).filter { Kinship.relation($0.code) != nil }
      .map { ($0.code, $0.title) }
  }

  func proof(_ mandate: Mandate) -> Label { MandateProof.label(mandate, running.city) }
}

/// By what a mandate was confirmed.
enum MandateProof {
  static func label(_ mandate: Mandate, _ city: CityIndex) -> Label {
    let by = mandate.decidedPost.map { city.distinctTitle(ofPost: $0) }
    let who = by.map { Label(zh: "\($0.zh) 核实", en: "confirmed by \($0.text(in: .en))") }
      ?? Label(zh: "对方本人确认", en: "confirmed by the other person")
    guard mandate.proof != nil else { return who }
    let name = mandate.proofName.map { "「\($0)」" } ?? ""
    return Label(zh: "证明材料\(name)，\(who.zh)", en: "a proof \(name), \(who.text(in: .en))")
  }
}
