import Core
import FEEL

/// From somebody to filing a request of a service, by the checks that filing makes, in their order.
struct FilingChains {
  private let preparation: Preparation
  private let service: ServiceProgram
  private let user: RightsUser
  private let words: ReachWords

  /// - Parameter preparation: with the one of whom it is asked as its caller; person 0 is nobody.
  init(_ preparation: Preparation, _ service: ServiceProgram, of user: RightsUser) {
    self.preparation = preparation
    self.service = service
    self.user = user
    words = ReachWords(running: preparation.running)
  }

  private var city: CityIndex { preparation.running.city }

  /// One for each whom they may file for, themselves among them; each ends at the first missing link.
  func chains() throws -> [[RightsFact]] {
    switch VariantShape.entityClass(service.subject) {
    case .person: try people().map(chain)
    case .organization: try bodies()
    case .place, .object, .matter: [[missing(.audience, Refusal.notYet(service.subject.rawValue))]]
    }
  }

  /// Whether anybody of staff may file it for others, with the right to create.
  var isOpenToStaff: Bool { service.variants.contains { $0.open.audience.contains(.staff) } }

  /// What the right to create needs besides: that the service is open to staff, today.
  func staffFacts() throws -> [RightsFact] {
    guard let variant = service.variants.first(where: { $0.open.audience.contains(.staff) }) else {
      return [
        RightsFact(
          kind: .audience, holds: false,
          words: Label(
            zh: "\(words.service(service).zh)不由工作人员代办",
            en: "\(words.service(service).text(in: .en)) is not filed by staff for others"))
      ]
    }
    var facts = [
      RightsFact(
        kind: .audience, holds: true, words: Label(zh: "服务可由工作人员代办", en: "staff may file it for others")),
      try dates(variant.open),
    ]
    if let limits = try limits(variant.open, of: nil, at: nil) { facts.append(limits) }
    return facts
  }

  // MARK: Whom for

  private func people() throws -> [Party] {
    guard case .person(let person) = user, person != 0 else { return [] }
    return [.person(person)] + (try preparation.represented(by: person).map { .person($0.person) })
  }

  private func bodies() throws -> [[RightsFact]] {
    switch user {
    case .person(let person):
      let own = city.agencies(of: person)
      if own.isEmpty { return [[missing(.audience, Preparation.ofBodies)]] }
      return try own.map { try chain(.organization($0.id)) }
    case .post(let id):
      guard let post = city.posts[id], post.isOfAgents else { return [] }
      return [try chain(.organization(post.organization))]
    case .organization(let body):
      let seats = (city.postsByBody[body] ?? []).compactMap { city.posts[$0] }.filter(\.isOfAgents)
      if seats.isEmpty { return [] }
      if seats.allSatisfy(\.staff.isEmpty) {
        let name = city.organizations[body]?.name ?? ""
        return [
          [
            RightsFact(
              kind: .audience, holds: false,
              words: Label(zh: "「\(name)」还没有经办人", en: "\(name) has no agent yet"))
          ]
        ]
      }
      return [try chain(.organization(body))]
    case .role: return []
    }
  }

  // MARK: One of them

  private func chain(_ party: Party) throws -> [RightsFact] {
    let place = try preparation.place(of: party, for: service)
    let here = preparation.variant(service, at: place)
    // Where the form asks for the place, the answer decides.
    guard let variant = here ?? (service.placeField == nil ? nil : service.variants.first) else {
      let at = place.map { words.place($0) }
      return [
        RightsFact(
          kind: .place, holds: false,
          words: at.map { Label(zh: "服务不在所在地（\($0)）开放", en: "the service is not open at \($0)") }
            ?? Label(zh: "没有登记常住地，服务不在全域开放", en: "no place of residence is known, and it is not open everywhere"))
      ]
    }
    let whereabouts = RightsFact(
      kind: .place, holds: true,
      words: here == nil
        ? Label(zh: "地点由填写的内容决定", en: "the answers say where")
        : place.map { Label(zh: "服务在所在地（\(words.place($0))）开放", en: "the service is open at \(words.place($0))") }
          ?? Label(zh: "服务处处开放", en: "the service is open everywhere"))
    var facts = [whereabouts, try dates(variant.open), try audience(variant.open, party, place)]
    if preparation.caller.person != 0 {
      if let identity = try identity(variant.open) { facts.append(identity) }
      if let eligible = try eligibility(variant, party, place) { facts.append(eligible) }
    }
    // Where the form asks for the place, its quota there is not known yet.
    let known = service.placeField == nil ? place : nil
    if let limits = try limits(variant.open, of: party.id, at: known) { facts.append(limits) }
    return Array(facts.prefix(through: facts.firstIndex { !$0.holds } ?? facts.endIndex - 1))
  }

  private func dates(_ open: OpenProgram) throws -> RightsFact {
    try checked(.dates, Label(zh: "今天可以申请", en: "it may be applied for today")) { try preparation.checkDates(service, open) }
  }

  /// Nil where the service has none, or none that counts for whom it is asked.
  private func limits(_ open: OpenProgram, of subject: Int64?, at place: Int64?) throws -> RightsFact? {
    if open.quota == nil, open.limit == nil || subject == nil { return nil }
    let told: Label
    if open.quota == nil {
      told = Label(zh: "在办的同类申请没有到上限", en: "not as many requests of this kind are open as there may be")
    } else if let left = try preparation.left(service, open, at: place) {
      told = Label(zh: "还有 \(left) 个名额", en: "\(left) places are left")
    } else {
      told = Label(zh: "有没有名额要看填写的内容", en: "whether a place is left depends on the answers")
    }
    return try checked(.limits, told) { try preparation.checkLimits(service, open, of: subject, at: place) }
  }

  private func audience(_ open: OpenProgram, _ party: Party, _ place: Int64?) throws -> RightsFact {
    if case .organization(let body) = party {
      let name = city.organizations[body]?.name ?? ""
      let told = Label(zh: "是「\(name)」的经办人", en: "files for \(name)")
      // Of a post and of a body it is asked whether those who sit there may.
      if case .person = user {
        return try checked(.audience, told) { try preparation.checkAudience(service, open, party, at: place) }
      }
      let isOpen = open.audience.contains(.agent) || open.audience.contains(.anyone)
      return isOpen ? RightsFact(kind: .audience, holds: true, words: told) : missing(.audience, Preparation.ofBodies)
    }
    let told =
      party.id == preparation.caller.person
      ? Label(zh: "服务对本人开放", en: "the service is open to them")
      : Label(
        zh: "可以替 \(Preparation.initial(of: try preparation.staffName(party.id))) 办理",
        en: "may file for \(Preparation.initial(of: try preparation.staffName(party.id)))")
    return try checked(.audience, told) { try preparation.checkAudience(service, open, party, at: place) }
  }

  /// Nil where none is needed.
  private func identity(_ open: OpenProgram) throws -> RightsFact? {
    let told = Label(zh: "身份核验够「\(open.identity.alias)」级", en: "identity level `\(open.identity.rawValue)` is reached")
    let fact = try checked(.identity, told) { try preparation.checkIdentity(open) }
    return fact.holds && open.identity == IdentityLevel.allCases.first ? nil : fact
  }

  /// Nil where the service asks for nothing.
  private func eligibility(_ variant: VariantProgram, _ party: Party, _ place: Int64?) throws -> RightsFact? {
    let refused = missing(.eligibility, preparation.notEligible(variant.open))
    if case .person(let person) = party, try !preparation.running.isPerson(person, preparation.reader) { return refused }
    if variant.open.condition == nil { return nil }
    let me = preparation.caller.person, shape = preparation.running.shapes.shape(service, variant, preparation.running)
    let images = try preparation.images(
      shape, subject: party.id, applicant: party.person ?? me, filer: me, place: place)
    switch preparation.isEligible(variant, images, place: place, values: nil) {
    case true?:
      return RightsFact(
        kind: .eligibility, holds: true, words: Label(zh: "符合办理条件", en: "the conditions of the service are met"))
    case false?: return refused
    case nil:
      return RightsFact(
        kind: .eligibility, holds: true,
        words: Label(zh: "是否符合办理条件要看填写的内容", en: "whether its conditions are met depends on the answers"))
    }
  }

  private func checked(_ kind: RightsFact.Kind, _ told: Label, _ check: () throws -> Void) throws -> RightsFact {
    do {
      try check()
      return RightsFact(kind: kind, holds: true, words: told)
    } catch let refusal as Refusal {
      return missing(kind, refusal)
    }
  }

  private func missing(_ kind: RightsFact.Kind, _ refusal: Refusal) -> RightsFact {
    RightsFact(kind: kind, holds: false, words: refusal.message)
  }
}
