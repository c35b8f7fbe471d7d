import Core
import FEEL

/// What is done with a mandate that is declared, and with relatives who act by kinship.
package enum MandateAct: Sendable {
  case declare(MandateDeclaration)
  case confirm(Int64, note: String?)
  case refuse(Int64, reason: String?)
  case end(Int64, reason: String?)
  /// A relative shall not act for the caller, by id.
  case bar(Int64)
  /// They may again.
  case lift(Int64)
}

extension Preparation {
  /// - Returns: the id of the mandate.
  mutating func mandate(_ act: MandateAct) throws -> Int64 {
    guard caller.person != 0 else { throw Refusal.noMandate }
    switch act {
    case .declare(let declaration): return try declare(declaration)
    case .confirm(let id, let note): try decide(id, .confirmed, note)
    case .refuse(let id, let reason): try decide(id, .refused, reason)
    case .end(let id, let reason): try end(id, reason)
    case .bar(let person): return try bar(person)
    case .lift(let person): return try lift(person)
    }
    switch act {
    case .confirm(let id, _), .refuse(let id, _), .end(let id, _): return id
    case .declare, .bar, .lift: return 0
    }
  }

  // MARK: Declared

  private mutating func decide(_ id: Int64, _ state: Mandate.State, _ typed: String?) throws {
    guard let mandate = try Mandate.find(id, reader) else { throw Refusal.noMandate }
    let said = try said(typed)
    let post = try mandate.isOf(caller.person) ? nil : decider(of: mandate)
    guard mandate.state == .waiting, isOpen(mandate) else { throw Refusal.mandateOver }
    if post == nil {
      guard mandate.other == caller.person else { throw Refusal.otherDecides }
      // Whose affairs they are says so themselves only when they are of age.
      if state == .confirmed, try isMinor(mandate.principal) ?? true { throw Refusal.postDecides }
    } else if said == nil, state == .refused || mandate.proof == nil {
      throw state == .refused ? Refusal.reason : Refusal.noteNeeded
    }
    let sealed = said.map { StoredValue.blob(sealing.seal(Array($0.utf8), subject: mandate.principal)) } ?? .null
    let values: [StoredValue] = [
      .text(state.rawValue), .int(caller.person), StoredValue(post), .int(now), sealed, .int(id),
      .text(Mandate.State.waiting.rawValue),
    ]
    if let post {
      let statement = MandateStatements.decideByPost(within: reach(of: post))
      guarded.append(Change(statement, values + [.int(running.city.grantEpoch)], guarding: .moved))
    } else {
      guarded.append(Change(MandateStatements.decide, values, guarding: .moved))
    }
    event("mandate-\(state.rawValue)", matter: nil, post: post, subject: mandate.principal, MandateText.payload(id, ""))
    try tellDecided(mandate, state, said, post)
  }

  private mutating func tellDecided(_ mandate: Mandate, _ state: Mandate.State, _ said: String?, _ post: Int64?) throws {
    let by = try post.map { running.city.distinctTitle(ofPost: $0).zh } ?? staffName(caller.person)
    let proxy = try staffName(mandate.proxy), principal = try staffName(mandate.principal)
    let why = said.map { "：\($0)" } ?? ""
    if state == .refused {
      return message(
        to: mandate.declaredBy, matter: nil,
        "您登记的「\(try deed(mandate, readBy: mandate.declaredBy))」没有通过（\(by)）\(why)")
    }
    // Who agreed reads of themselves, not of somebody of their name.
    func confirmed(readBy person: Int64) -> String { post == nil && person == caller.person ? "您本人同意" : "\(by) 核实" }
    let day = mandate.until.flatMap { CivilDate(text: $0) }.map { Day.spoken($0) } ?? ""
    message(to: mandate.proxy, matter: nil, "您现在可以替 \(principal) 办事，到\(day)为止（\(confirmed(readBy: mandate.proxy))）")
    message(
      to: mandate.principal, matter: nil,
      "\(proxy) 现在可以替您办事，到\(day)为止（\(confirmed(readBy: mandate.principal))）。不想让 TA 办了，到「我的」里点一下就结束")
  }

  /// Ended at once by either of the two; from a post with a reason.
  private mutating func end(_ id: Int64, _ typed: String?) throws {
    guard let mandate = try Mandate.find(id, reader) else { throw Refusal.noMandate }
    let said = try said(typed)
    let post = try mandate.isOf(caller.person) ? nil : decider(of: mandate)
    guard isOpen(mandate) else { throw Refusal.mandateOver }
    if post != nil, said == nil { throw Refusal.reason }
    let values: [StoredValue] = [.int(caller.person), .int(now), .int(id), .text(mandate.state.rawValue)]
    if let post {
      let statement = MandateStatements.endByPost(within: reach(of: post))
      guarded.append(Change(statement, values + [.int(running.city.grantEpoch)], guarding: .moved))
    } else {
      guarded.append(Change(MandateStatements.end, values, guarding: .moved))
    }
    event(
      "mandate-ended", matter: nil, post: post, subject: mandate.principal, MandateText.payload(id, said ?? ""))
    let by = try post.map { running.city.distinctTitle(ofPost: $0).zh } ?? staffName(caller.person)
    let why = said.map { "：\($0)" } ?? ""
    for person in [mandate.proxy, mandate.principal] where person != caller.person {
      message(to: person, matter: nil, "「\(try deed(mandate, readBy: person))」已由 \(by) 结束\(why)")
    }
  }

  /// Who acts for whom, in words for one of the two.
  private func deed(_ mandate: Mandate, readBy person: Int64) throws -> String {
    if person == mandate.proxy { return "您替 \(try staffName(mandate.principal)) 办事" }
    return "\(try staffName(mandate.proxy)) 替您办事"
  }

  private func said(_ typed: String?) throws -> String? {
    let said = typed.map { ControlReading.cleaned($0, keepsLines: true) }.flatMap { $0.isEmpty ? nil : $0 }
    if let said, said.utf8.count > 2_000 { throw Refusal(.tooLarge, Label(zh: "写得太长", en: "Too long")) }
    return said
  }

  /// The caller's post that may confirm where the represented person lives. - Throws: `Refusal` not-found.
  func decider(of mandate: Mandate) throws -> Int64 {
    let scope = MandateScope(Rights(running, caller, reader), running, today)
    guard let post = try scope.post(over: mandate.id, reader) else { throw Refusal.noMandate }
    return post
  }

  /// Where a post of the caller may decide, of the row that a statement changes.
  private func reach(of post: Int64) -> Condition {
    MandateScope(Rights(running, caller, reader), running, today, alias: MandateStatements.table.name).condition(of: post)
  }

  // MARK: By kinship

  /// Relatives who may act for somebody by what the register says, with what they are to them.
  func relativesActing(for person: Int64) throws -> [(person: Int64, role: String, isGuardian: Bool)] {
    var found: [(Int64, String, Bool)] = []
    for id in Representation.readings {
      guard let own = running.program.knowledge.reading(id), own.target == .person else { continue }
      let back = own.relation.isSymmetric ? id : own.isInverse ? own.relation.id : own.relation.inverse
      guard let reading = running.program.knowledge.reading(back) else { continue }
      for held in try related(reading, to: person) where !found.contains(where: { $0.0 == held.other }) {
        found.append((held.other, reading.role, own.relation.id == "guardian_of"))
      }
    }
    return found
  }

  private mutating func bar(_ relative: Int64) throws -> Int64 {
    guard let known = try relativesActing(for: caller.person).first(where: { $0.person == relative }) else {
      throw Refusal.noMandate
    }
    if try known.isGuardian || isMinor(caller.person) ?? true { throw Refusal.guarded }
    if try Mandate.barring(relative, reader).contains(caller.person) { throw Refusal.mandateOver }
    let id = nextID()
    changes.append(
      Change(
        MandateStatements.insert,
        [
          .int(id), .int(relative), .int(caller.person), .text(Mandate.Kind.family.rawValue), .null, .text(""), .null, .null,
          .null, .text(Mandate.State.barred.rawValue), .int(caller.person), .int(now), .null, .null, .null, .null, .null,
          .null, .null,
        ]))
    event("mandate-barred", matter: nil, subject: caller.person, MandateText.payload(id, ""))
    message(to: relative, matter: nil, "\(try staffName(caller.person)) 不再让您替 TA 办事")
    return id
  }

  private mutating func lift(_ relative: Int64) throws -> Int64 {
    let bars = try Mandate.rows(MandateStatements.between, [.int(relative), .int(caller.person)], reader)
      .filter { $0.state == .barred }
    guard let first = bars.first else { throw Refusal.mandateOver }
    for bar in bars {
      guarded.append(
        Change(
          MandateStatements.end, [.int(caller.person), .int(now), .int(bar.id), .text(bar.state.rawValue)],
          guarding: .moved))
    }
    event("mandate-lifted", matter: nil, subject: caller.person, MandateText.payload(first.id, ""))
    message(to: relative, matter: nil, "\(try staffName(caller.person)) 又让您替 TA 办事了")
    return first.id
  }
}

extension Refusal {
  static let noMandate = Refusal(.notFound, Label(zh: "没有这份代办关系", en: "There is no such mandate"))
  fileprivate static let mandateOver = Refusal(
    .movedOn, Label(zh: "这份代办关系已经处理过或已经结束", en: "It was decided already, or is over"))
  fileprivate static let otherDecides = Refusal(
    .beyondAuthority, Label(zh: "要由对方确认，或由社区核实", en: "The other has to confirm it, or the community"))
  fileprivate static let postDecides = Refusal(
    .beyondAuthority,
    Label(zh: "被代办人未成年或没有登记出生日期，要由社区核实", en: "The community has to confirm for who is not known to be of age"))
  fileprivate static let noteNeeded = Refusal(
    .reasonNeeded, Label(zh: "没有证明材料，请写明当面核对了什么", en: "There is no proof: please write what you checked"))
  fileprivate static let guarded = Refusal(
    .beyondAuthority, Label(zh: "监护人和未成年人的父母，由社区变更", en: "Guardians and parents of minors are changed by the community"))
}
