import Core
import FEEL

extension Engine {
  /// The services that are open where the caller lives and meant for them, by title.
  ///
  /// - Parameter text: only those whose title, id or tag holds it, or is spelled by it in pinyin or first letters.
  package func services(_ caller: Caller, text: String? = nil) throws -> [ServiceCard] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let listing = ServiceListing(preparation, running.shapes.services(running))
      return try listing.cards(matching: text.flatMap { $0.isEmpty ? nil : $0 })
    }
  }
}

/// The list of services for one caller: the union over the places above where they live, by audience and dates.
private struct ServiceListing {
  private let preparation: Preparation
  private let index: ServiceIndex

  init(_ preparation: Preparation, _ index: ServiceIndex) {
    self.preparation = preparation
    self.index = index
  }

  private var city: CityIndex { preparation.running.city }

  func cards(matching text: String?) throws -> [ServiceCard] {
    var cards: [ServiceCard] = []
    let own = try own(text, &cards)
    let bodies = city.agencies(of: preparation.caller.person)
    if bodies.isEmpty { return cards }
    var numbers = own
    for body in bodies { try add(services(of: body, text), &cards, &numbers) }
    return zip(numbers, cards).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// One home of the caller, with what is known of who asks there.
  private struct Home {
    let place: Int64?
    let path: String?
    var facts: AskerFacts
  }

  /// Those that are about the caller themselves; their numbers.
  private func own(_ text: String?, _ cards: inout [ServiceCard]) throws -> [Int32] {
    let places = try preparation.residences(of: preparation.caller.person)
    let positions = places.map { city.position(of: $0) }
    var homes = zip(places, positions).map { place, here in
      Home(
        place: place, path: here.map { city.tree.path(of: $0) }, facts: AskerFacts(preparation, index, place: place))
    }
    if homes.isEmpty { homes = [Home(place: nil, path: nil, facts: AskerFacts(preparation, index, place: nil))] }
    let candidates =
      positions.count < 2
      ? index.candidates(at: positions.first ?? nil, in: city)
      : Set(positions.flatMap { index.candidates(at: $0, in: city) }).sorted()
    var numbers: [Int32] = []
    cards.reserveCapacity(candidates.count)
    numbers.reserveCapacity(candidates.count)
    for number in candidates {
      let entry = Int(number)
      if index.entries[entry].isOfBodies { continue }
      if let text, !index.entries[entry].service.matches(text) { continue }
      let at = homes.count < 2 ? 0 : home(of: index.entries[entry].service, among: places)
      // What is open at another home alone may have been found there.
      let sole = homes.count < 2 ? index.entries[entry].sole : nil
      guard let offer = sole ?? offer(index.entries[entry].service, at: homes[at].place),
        let card = try card(offer, homes[at].place, homes[at].path, &homes[at].facts)
      else { continue }
      cards.append(card)
      numbers.append(number)
    }
    return numbers
  }

  private func home(of service: ServiceProgram, among places: [Int64]) -> Int {
    places.firstIndex { $0 == preparation.home(places, for: service) } ?? 0
  }

  private func offer(_ service: ServiceProgram, at place: Int64?) -> ServiceOffer? {
    preparation.variant(service, at: place).flatMap { index.offer(service, $0) }
  }

  /// Nil when it is not meant for this person.
  private func card(
    _ offer: ServiceOffer, _ place: Int64?, _ path: String?, _ facts: inout AskerFacts
  ) throws -> ServiceCard? {
    let isMeant = preparation.caller.kind == .staff ? offer.isForStaff : offer.isForResidents
    guard isMeant, let opening = offer.opening(at: preparation.now) else { return nil }
    var eligible: Bool? = true
    if offer.isDecided {
      eligible =
        if let condition = offer.condition { try facts.decide(condition) } else { try decide(offer, place) }
    }
    if eligible == false, !offer.isForFamily { return nil }
    let left = offer.hasQuota ? try preparation.left(offer.service, offer.variant.open, at: place) : nil
    return ServiceCard(
      offer: offer, place: place, placePath: path, opening: opening, isEligible: eligible, left: left)
  }

  /// By everything that the form reads.
  private func decide(_ offer: ServiceOffer, _ place: Int64?, of body: Int64? = nil) throws -> Bool? {
    let shape = preparation.running.shapes.shape(offer.service, offer.variant, preparation.running)
    let me = preparation.caller.person
    let images = try preparation.images(shape, subject: body ?? me, applicant: me, filer: me, place: place)
    return preparation.isEligible(offer.variant, images, place: place, values: nil)
  }

  // MARK: For an organisation

  private struct Found {
    let number: Int32
    let card: ServiceCard
  }

  /// A service is listed once, for the first of the bodies that it is meant for.
  private func add(_ found: [Found], _ cards: inout [ServiceCard], _ numbers: inout [Int32]) {
    for one in found where !numbers.contains(one.number) {
      numbers.append(one.number)
      cards.append(one.card)
    }
  }

  private func services(of body: CityIndex.Organization, _ text: String?) throws -> [Found] {
    let place = try preparation.place(of: .organization(body.id))
    let here = place.flatMap { city.position(of: $0) }
    let path = here.map { city.tree.path(of: $0) }
    return try index.candidates(at: here, in: city).compactMap { number in
      let entry = index.entries[Int(number)]
      guard entry.isOfBodies, text.map(entry.service.matches) ?? true,
        let offer = entry.sole ?? offer(entry.service, at: place), offer.isForBodies || isForStaff(offer),
        let opening = offer.opening(at: preparation.now)
      else { return nil }
      let eligible = offer.variant.open.condition == nil ? true : try decide(offer, place, of: body.id)
      if eligible == false, !offer.isForFamily { return nil }
      let left = offer.hasQuota ? try preparation.left(offer.service, offer.variant.open, at: place) : nil
      return Found(
        number: number,
        card: ServiceCard(
          offer: offer, place: place, placePath: path, opening: opening, isEligible: eligible, left: left))
    }
  }

  private func isForStaff(_ offer: ServiceOffer) -> Bool {
    preparation.caller.kind == .staff && offer.variant.open.audience.contains(.staff)
  }
}

extension ServiceProgram {
  fileprivate func matches(_ text: String) -> Bool {
    title.zh.contains(text) || (title.en ?? "").lowercased().contains(text.lowercased()) || id.contains(text)
      || tags.contains { $0.contains(text) } || Pinyin.spells(text, title.zh)
      || tags.contains { Pinyin.spells(text, $0) }
  }
}
