import Core
import FEEL

/// Which services are open at which place, made once for what runs, so that a list for one person looks at what is open
/// at their place and above it alone, and never at all services.
package final class ServiceIndex: Sendable {
  /// What a condition reads of who asks.
  struct Fact: Hashable, Sendable {
    let root: EntityRoot
    let attribute: String
  }

  /// A service in the order of titles.
  struct Entry: Sendable {
    let service: ServiceProgram
    /// Its only variant, when that has no territory of its own: it is open wherever the entry is found. Nil = the
    /// innermost territory decides.
    let sole: ServiceOffer?
    let isOfBodies: Bool
  }

  let entries: [Entry]
  let facts: [Fact]
  /// Reads, of the person who asks, what the facts about them need.
  let person: EntityReading
  private let offers: [ObjectIdentifier: [ServiceOffer]]
  /// Numbers of entries by position of the place, ascending.
  private let byPlace: [Int: [Int32]]
  private let everywhere: [Int32]
  /// Conditions that read more than attributes of who asks; these are decided by what the whole form needs.
  private static let askers: [EntityRoot] = [.subject, .applicant, .filer, .me]

  init(_ running: Running) {
    var facts: [Fact: Int] = [:], ordered: [Fact] = []
    var entries: [Entry] = [], offers: [ObjectIdentifier: [ServiceOffer]] = [:]
    var byPlace: [Int: [Int32]] = [:], everywhere: [Int32] = []
    for service in running.program.services.values.sorted(by: { ($0.title.zh, $0.id) < ($1.title.zh, $1.id) }) {
      let number = Int32(truncatingIfNeeded: entries.count)
      let made = service.variants.map { variant in
        ServiceOffer(service, variant, condition: Self.eligibility(variant) { fact in
          if let known = facts[fact] { return known }
          facts[fact] = ordered.count
          ordered.append(fact)
          return ordered.count - 1
        })
      }
      offers[ObjectIdentifier(service)] = made
      let isSole = made.count == 1 && service.variants[0].territory == nil
      entries.append(
        Entry(
          service: service, sole: isSole ? made[0] : nil,
          isOfBodies: VariantShape.entityClass(service.subject) == .organization))
      var places: Set<Int> = []
      for variant in service.variants {
        let named = variant.territory ?? variant.open.territory
        if variant.territory == nil, named.isEmpty {
          places = [-1]
          break
        }
        places.formUnion(named.flatMap { running.city.standing(for: $0) })
      }
      for place in places {
        if place < 0 { everywhere.append(number) } else { byPlace[place, default: []].append(number) }
      }
    }
    self.entries = entries
    self.offers = offers
    self.facts = ordered
    self.byPlace = byPlace
    self.everywhere = everywhere
    person = Self.reading(ordered, running)
  }

  /// The offer of a variant.
  func offer(_ service: ServiceProgram, _ variant: VariantProgram) -> ServiceOffer? {
    offers[ObjectIdentifier(service)]?.first { $0.variant.id == variant.id }
  }

  /// Numbers of the services that may be open at a place, each once, in the order of titles.
  ///
  /// - Parameter place: its position in the tree; nil = nobody knows where.
  func candidates(at place: Int?, in city: CityIndex) -> [Int32] {
    guard let place else { return everywhere }
    var found = everywhere
    // Innermost first: the lists of few come before those of many.
    for node in city.tree.ancestry(of: place) {
      guard let here = byPlace[node] else { continue }
      found = found.isEmpty ? here : Self.merged(found, here)
    }
    return found
  }

  /// What is in either of two ascending lists, ascending, each once.
  private static func merged(_ one: [Int32], _ other: [Int32]) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: one.count + other.count) { into, count in
      var left = 0, right = 0
      while left < one.count || right < other.count {
        let isLeft = right == other.count || left < one.count && one[left] <= other[right]
        let next = isLeft ? one[left] : other[right]
        if left < one.count, one[left] == next { left += 1 }
        if right < other.count, other[right] == next { right += 1 }
        into[count] = next
        count += 1
      }
    }
  }

  /// - Parameter number: that of a fact.
  private static func eligibility(
    _ variant: VariantProgram, _ number: (Fact) -> Int
  ) -> ServiceOffer.Eligibility? {
    guard let condition = variant.open.condition else { return nil }
    let sources = variant.layout.sources
    var reads: [(slot: Int, fact: Int)] = []
    for slot in condition.expression.slots.sorted() where sources.indices.contains(slot) {
      switch sources[slot] {
      case .attribute(let root, let id):
        guard askers.contains(root) else { return nil }
        reads.append((slot, number(Fact(root: root, attribute: id))))
      case .entity: return nil
      // Not known before somebody answers.
      case .field, .rows, .value, .old, .part, .column, .name: continue
      }
    }
    return ServiceOffer.Eligibility(expression: condition.expression, slots: sources.count, reads: reads)
  }

  /// Derived attributes are computed from those they read.
  private static func reading(_ facts: [Fact], _ running: Running) -> EntityReading {
    let program = running.program
    var needed: [Int: KnowledgeAttribute] = [:]
    var open = facts.map(\.attribute)
    while let id = open.popLast() {
      guard let attribute = program.knowledge.attribute(id), needed[attribute.number] == nil else { continue }
      needed[attribute.number] = attribute
      for case .attribute(_, let input) in program.derived[attribute.qualifiedID]?.layout.sources ?? [] {
        open.append(input)
      }
    }
    let own = needed.values.filter { $0.owner == .entity(.person) }.sorted { $0.number < $1.number }
    return running.shapes.reading(.person, own, running.tables)
  }
}

/// What the person who asks is known to be, read when the first condition wants it and kept for the others.
struct AskerFacts {
  private let preparation: Preparation
  private let index: ServiceIndex
  private let place: Int64?
  private var context: EvaluationContext?
  private var values: [Value?]
  /// Every condition is decided in it, one after the other; its slots are null between two of them.
  private var frame: Frame?

  init(_ preparation: Preparation, _ index: ServiceIndex, place: Int64?) {
    self.preparation = preparation
    self.index = index
    self.place = place
    values = [Value?](repeating: nil, count: index.facts.count)
  }

  /// Nil = cannot be decided without answers.
  mutating func decide(_ condition: ServiceOffer.Eligibility) throws -> Bool? {
    let context = try known()
    var frame = frame.take() ?? Frame(today: context.today, now: context.moment, host: context.host)
    while frame.slots.count < condition.slots { frame.slots.append(.null) }
    for (slot, fact) in condition.reads {
      let value = values[fact] ?? context.attribute(index.facts[fact].attribute, of: index.facts[fact].root)
      values[fact] = value
      frame.slots[slot] = value
    }
    let decided = condition.expression.decide(&frame)
    for (slot, _) in condition.reads { frame.slots[slot] = .null }
    // One that ran out of steps, or could not be decided, is left as it ended.
    if decided != nil, frame.fuel > 0 {
      frame.fuel = Frame.fuel
      frame.forgetReasons()
      self.frame = frame
    }
    return decided
  }

  private mutating func known() throws -> EvaluationContext {
    if let context { return context }
    let image = try index.person.image(
      of: preparation.caller.person, on: preparation.today, preparation.reader, for: .subject)
    var images: [EntityRoot: EntityImage] = [:]
    // Whoever asks for themselves is all of these.
    for root in [EntityRoot.subject, .applicant, .filer, .me] { images[root] = image }
    let made = EvaluationContext(
      running: preparation.running, now: preparation.now, place: place, images: images)
    context = made
    return made
  }
}
