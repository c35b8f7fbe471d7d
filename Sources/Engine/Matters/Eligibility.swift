import Core
import FEEL

/// A service as one person at one place has it.
struct FoundVariant {
  let service: ServiceProgram
  let variant: VariantProgram
  let shape: VariantShape
  let place: Int64?
}

extension Preparation {
  /// The innermost variant that holds at a place; nil where the service is not open there.
  func variant(_ service: ServiceProgram, at place: Int64?) -> VariantProgram? {
    let city = running.city
    guard let place, let here = city.position(of: place) else {
      return service.variants.first { $0.territory == nil && $0.open.territory.isEmpty }
    }
    for node in city.tree.ancestry(of: here) {
      if let found = service.variants.first(where: { $0.territory.map { city.holds($0, at: node) } ?? false }) {
        return isOpen(found, here) ? found : nil
      }
    }
    return service.variants.first { $0.territory == nil && isOpen($0, here) }
  }

  private func isOpen(_ variant: VariantProgram, _ here: Int) -> Bool {
    variant.open.territory.isEmpty
      || variant.open.territory.contains { place in
        running.city.standing(for: place).contains { running.city.tree.isWithin(here, $0) }
      }
  }

  /// - Throws: `Refusal` before the first moment and after the last.
  func checkDates(_ service: ServiceProgram, _ open: OpenProgram) throws {
    if service.inflight == .drain { throw Refusal.closedNow }
    if let from = open.from, now < from { throw Refusal.notOpenYet(from) }
    if let until = open.until, now >= until { throw Refusal.closedNow }
  }

  /// Whether this caller may file for this person or organisation.
  ///
  /// - Throws: `Refusal`.
  func checkAudience(_ service: ServiceProgram, _ open: OpenProgram, _ party: Party, at place: Int64?) throws {
    guard case .person(let person) = party else { return try checkAgent(service, open, party.id, at: place) }
    // For somebody else even of what is open to anyone only who may act for them: the form shows what is registered of them.
    let isForAnyone = open.audience.contains(.anyone)
    if person == caller.person, isForAnyone || open.audience.contains(.`self`) { return }
    if isForAnyone || open.audience.contains(where: { $0 == .family || $0 == .agent }),
      let spoken = try represented(by: caller.person).first(where: { $0.person == person }),
      isForAnyone || open.audience.contains(where: spoken.audiences.contains)
    {
      return
    }
    if isForAnyone || open.audience.contains(.staff), caller.kind == .staff {
      // For oneself no right is needed; for others one to create.
      if person == caller.person { return }
      let rights = Rights(running, caller, reader)
      if rights.reach(.create, service).contains(where: { rights.covers($0, place: place) }) { return }
    }
    throw Refusal(.beyondAuthority, Label(zh: "您不能替这个人办理", en: "You may not apply for this person"))
  }

  /// An organisation's agents file for it where the service is open to agents or anyone; staff with the right to create
  /// where it is open to staff.
  private func checkAgent(_ service: ServiceProgram, _ open: OpenProgram, _ body: Int64, at place: Int64?) throws {
    let isOpen = open.audience.contains(.agent) || open.audience.contains(.anyone)
    if isOpen, running.city.isAgent(caller.person, of: body) { return }
    if open.audience.contains(.staff), caller.kind == .staff {
      let rights = Rights(running, caller, reader)
      if rights.reach(.create, service).contains(where: { rights.covers($0, place: place) }) { return }
    }
    throw Self.ofBodies
  }

  func checkIdentity(_ open: OpenProgram) throws {
    if caller.kind == .staff { return }
    let levels = IdentityLevel.allCases
    guard let needed = levels.firstIndex(of: open.identity), let has = levels.firstIndex(of: caller.assurance),
      has < needed
    else { return }
    throw Refusal(
      .identityNeeded,
      Label(zh: "需要「\(open.identity.alias)」级的身份核验", en: "Identity level `\(open.identity.rawValue)` is needed"))
  }

  /// `open.where` over what the ledger knows; with answers, over what it does not know too. Nil = cannot be decided.
  func isEligible(
    _ variant: VariantProgram, _ images: [EntityRoot: EntityImage], place: Int64?, values: [Value]?
  ) -> Bool? {
    guard let condition = variant.open.condition else { return true }
    let context = EvaluationContext(running: running, now: now, place: place, images: images)
    var frame = context.frame(variant.layout)
    if let decided = condition.expression.decide(&frame) { return decided }
    guard let values else { return nil }
    var known = images
    for i in variant.form.fields.indices where values.indices.contains(i) && !values[i].isNull {
      guard case .attribute(let attribute, let root) = variant.form.fields[i].binding, var image = known[root] else { continue }
      if image.attributes[attribute.number]?.isNull ?? true { image.attributes[attribute.number] = values[i] }
      known[root] = image
      share(image, &known, attribute)
    }
    let filled = EvaluationContext(running: running, now: now, place: place, images: known)
    frame = filled.frame(variant.layout)
    variant.form.put(values, into: &frame)
    return condition.expression.decide(&frame)
  }

  /// The same person under another word (subject and applicant) knows it too.
  private func share(_ image: EntityImage, _ known: inout [EntityRoot: EntityImage], _ attribute: KnowledgeAttribute) {
    for (root, var other) in known where other.root == image.root && other.id == image.id {
      if other.attributes[attribute.number]?.isNull ?? true {
        other.attributes[attribute.number] = image.attributes[attribute.number]
        known[root] = other
      }
    }
  }

  func notEligible(_ open: OpenProgram) -> Refusal {
    Refusal(
      .notEligible, open.say ?? Label(zh: "不符合这项服务的条件", en: "The conditions of this service are not met"))
  }
}
