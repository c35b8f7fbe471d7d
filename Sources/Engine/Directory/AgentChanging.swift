import Core
import FEEL

/// A change of who files for an organisation.
package enum AgentChange: Sendable, Hashable {
  /// Somebody with an account, by name and phone: both have to fit. `until` is the first day without it, ISO.
  case add(name: String, phone: String, until: String?)
  /// A term of the seat ends at once.
  case end(Int64)
}

/// Who files for an organisation, for those who say so.
package struct OrganizationAgents: Sendable {
  package struct Agent: Sendable {
    package let term: Int64
    package let name: String
    /// ISO days; `until` is the first one without it.
    package let from: String?
    package let until: String?
    /// It is the reader.
    package let isMe: Bool

    package init(term: Int64, name: String, from: String?, until: String?, isMe: Bool) {
      self.term = term
      self.name = name
      self.from = from
      self.until = until
      self.isMe = isMe
    }
  }

  package let organization: Int64
  package let name: String
  /// Of today and of days to come, in the order they begin.
  package let agents: [Agent]

  package init(organization: Int64, name: String, agents: [Agent]) {
    self.organization = organization
    self.name = name
    self.agents = agents
  }
}

extension Engine {
  /// Who files for an organisation, for its agents and for who may edit its part of the directory.
  ///
  /// - Throws: `Refusal` `not-found` for others, and where nobody files for it by name.
  package func agents(
    of organization: Int64, _ caller: Caller, _ authority: DirectoryAuthority
  ) throws -> OrganizationAgents {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let seat = try preparation.agentSeat(of: organization, authority)
      return OrganizationAgents(
        organization: organization, name: running.city.organizations[organization]?.name ?? "",
        agents: try preparation.agentTerms(of: seat).map { term in
          OrganizationAgents.Agent(
            term: term.id, name: try preparation.staffName(term.person), from: term.span.from, until: term.span.until,
            isMe: term.person == caller.person)
        })
    }
  }
}

extension Preparation {
  /// The seat of those who file for an organisation, for its agents of today and for who may edit its directory.
  ///
  /// - Throws: `Refusal` `not-found`.
  fileprivate func agentSeat(of organization: Int64, _ authority: DirectoryAuthority) throws -> CityIndex.Post {
    let seats = (running.city.postsByBody[organization] ?? []).compactMap { running.city.posts[$0] }
      .filter { $0.isOfAgents && !$0.isClosed }
    guard let seat = seats.first,
      authority != .caller || running.city.isAgent(caller.person, of: organization) || mayEdit(seat)
    else { throw Refusal.noAgents }
    return seat
  }

  fileprivate func agentTerms(of seat: CityIndex.Post) throws -> [(id: Int64, person: Int64, span: AppointmentSpan)] {
    try reader.rows(Engine.termsOfPost, [.int(seat.id)], under: .system(.directory)).compactMap { row in
      guard let id = row[0].int, let person = row[1].int else { return nil }
      let span = AppointmentSpan(from: row[2].text, until: row[3].text)
      return span.until.map { $0 <= today.text } ?? false ? nil : (id, person, span)
    }.sorted { ($0.span.from ?? "", $0.id) < ($1.span.from ?? "", $1.id) }
  }

  /// - Throws: `Refusal`.
  mutating func changeAgents(of organization: Int64, _ change: AgentChange, _ authority: DirectoryAuthority) throws {
    let seat = try agentSeat(of: organization, authority), name = running.city.organizations[organization]?.name ?? ""
    guarded.append(Engine.moving(running.city.grantEpoch))
    let me = try staffName(caller.person)
    switch change {
    case .add(let named, let phone, let until):
      let person = try account(named, phone)
      // Agents sit there already: what they are told says so better than that nobody appoints themselves.
      if authority != .owner, person == caller.person, !seat.sitting.contains(person) { throw Refusal.noSelf }
      try appoint(person, to: seat.id, from: today.text, until: try Engine.day(until))
      let day = until.flatMap { CivilDate(text: $0) }.map { "，到\(Day.spoken($0.adding(days: -1)))为止" } ?? ""
      message(
        to: person, matter: nil, "\(me) 请您做「\(name)」的经办人，您现在可以替这个单位办事\(day)。不想办的，到「我的」里点一下就结束")
      for other in seat.sitting where other != person && other != caller.person {
        message(to: other, matter: nil, "\(try staffName(person)) 现在也是「\(name)」的经办人（由 \(me) 登记）")
      }
    case .end(let term):
      guard let person = try agentTerms(of: seat).first(where: { $0.id == term })?.person else { throw Refusal.noTerm }
      try dismiss(term, of: seat.id, until: today.text)
      for other in Set(seat.sitting + [person]).sorted() where other != caller.person {
        message(
          to: other, matter: nil,
          other == person
            ? "您不再是「\(name)」的经办人（由 \(me) 结束）" : "\(try staffName(person)) 不再是「\(name)」的经办人（由 \(me) 结束）")
      }
    }
  }

  private static let phones = Query(
    ["person"], of: SystemTables.credential,
    where: .all([
      .equals("name", 0), .compare(.column("kind"), .equal, .constant(.text("phone"))), .isNull(.column("disabled")),
    ]))

  /// Whoever signs in by a phone and has this name. What does not fit is not told, so that nobody tries out who is known.
  private func account(_ typed: String, _ phone: String) throws -> Int64 {
    let named = ControlReading.cleaned(typed, keepsLines: false)
    let number = ControlReading.cleaned(phone, keepsLines: false).filter { !$0.isWhitespace && $0 != "-" }
    let known = try reader.rows(Self.phones, [.text(number)], under: .system(.session)).first?[0].int
    guard let person = try known ?? engine.invented(number, running, reader), !named.isEmpty,
      try name(of: person) == named
    else { throw Refusal.noAccount }
    return person
  }
}

extension Refusal {
  fileprivate static let noAgents = Refusal(
    .notFound, Label(zh: "没有这个单位，或者它的经办人不由您管", en: "There is no such organisation, or its agents are not yours to say"))
  fileprivate static let noAccount = Refusal(
    .invalidAnswers, Label(zh: "有 1 处需要改正", en: "1 answer needs correcting"),
    fields: [
      .init(
        field: "phone", code: "unknown",
        message: Label(
          zh: "没有找到用这个手机号、叫这个姓名的人：请核对，或请对方先用手机号登录一次",
          en: "Nobody signs in by this phone and has this name: check both, or ask them to sign in once"))
    ])
}
