import Core
import FEEL

/// How far the requests of a period came, of what is recorded. Who opened the form is recorded nowhere.
package struct Funnel: Sendable {
  package struct Step: Sendable {
    package let id: String
    package let title: Label
    /// Requests that came to it at all.
    package let reached: Int64
    /// Those of them that went on to a later step, or were done.
    package let passed: Int64

    package init(id: String, title: Label, reached: Int64, passed: Int64) {
      self.id = id
      self.title = title
      self.reached = reached
      self.passed = passed
    }
  }

  /// Drafts kept now by people who live there, whenever they began; what was sent or thrown away is no draft any more.
  package let drafts: Int64
  package let submitted: Int64
  package let steps: [Step]
  package let states: [MatterState: Int64]

  package init(drafts: Int64, submitted: Int64, steps: [Step], states: [MatterState: Int64]) {
    self.drafts = drafts
    self.submitted = submitted
    self.steps = steps
    self.states = states
  }

  package var done: Int64 { states[.done] ?? 0 }
}

extension Engine {
  /// The funnel of a service, counted in the store: nothing but numbers is read.
  ///
  /// - Throws: `Refusal` `not-found` where the caller may see none of it.
  package func funnel(_ service: String, _ question: StatisticsQuestion, _ caller: Caller) throws -> Funnel {
    try snapshot { running, reader in
      let scope = try StatisticsScope(service, question, caller, running, reader)
      let states = try scope.states(), possible = scope.possibleVariants
      return Funnel(
        drafts: try scope.drafts(), submitted: states.values.reduce(0, +),
        steps: try scope.service.stayingSteps.compactMap { step in
          let reached = try scope.matters(thatReached: [step.id], orAreDone: false, after: nil)
          // What no request can come to at these places is no step of theirs, unless some came to it in other times.
          if reached == 0, !possible.contains(where: { $0.flow.byID[step.id] != nil }) { return nil }
          let later = scope.service.steps(after: step.id)
          let passed = try scope.matters(thatReached: later, orAreDone: true, after: step.id)
          return Funnel.Step(id: step.id, title: step.title, reached: reached, passed: passed)
        }, states: states)
    }
  }
}

extension ServiceProgram {
  /// Steps that come after one, in any variant that has it.
  fileprivate func steps(after id: String) -> [String] {
    var found: Set<String> = []
    for variant in variants {
      let flow = variant.flow
      guard let here = flow.byID[id] else { continue }
      for at in flow.steps.indices where flow.isLater(at, than: here) { found.insert(flow.steps[at].id) }
    }
    return found.sorted()
  }
}

extension StatisticsScope {
  /// The variants of which requests can be at the places: those that hold one of them, and those within.
  fileprivate var possibleVariants: [VariantProgram] {
    let city = running.city
    let here = tops.map { city.position(of: $0) }
    // Requests without a place, or of one that ended, may be of any.
    if here.contains(nil) { return service.variants }
    return service.variants.filter { variant in
      here.compactMap(\.self).contains { place in
        holding(place)?.id == variant.id
          || variant.territory?.contains { city.isWithin($0, [city.ids[place]]) } ?? false
      }
    }
  }

  /// The innermost variant whose territory holds a place, else the one for the rest.
  private func holding(_ place: Int) -> VariantProgram? {
    for node in running.city.tree.ancestry(of: place) {
      let found = service.variants.first { $0.territory.map { running.city.holds($0, at: node) } ?? false }
      if let found { return found }
    }
    return service.variants.first { $0.territory == nil }
  }

  /// Matters opened in the period by the state they are in.
  fileprivate func states() throws -> [MatterState: Int64] {
    let query = Query(
      [.init(.column("state", of: "m"), .text), .init(.count, .integer)], from: SystemTables.matter, as: "m",
      where: matters, groupBy: [.column("state", of: "m")])
    var found: [MatterState: Int64] = [:]
    for row in try reader.rows(query, parameters, under: .system(.statistics)) {
      if let state = row[0].text.flatMap(MatterState.init(rawValue:)) { found[state] = row[1].int ?? 0 }
    }
    return found
  }

  /// How many came to one of some steps, or are done; of those that came to `first`.
  fileprivate func matters(thatReached steps: [String], orAreDone: Bool, after first: String?) throws -> Int64
  {
    var ways = steps.isEmpty ? [] : [came(to: steps)]
    if orAreDone {
      ways.append(.compare(.column("state", of: "m"), .equal, .constant(.text(MatterState.done.rawValue))))
    }
    let condition = Condition.all([matters] + (first.map { [came(to: [$0])] } ?? []) + [.any(ways)])
    let query = Query([.init(.count, .integer)], from: SystemTables.matter, as: "m", where: condition)
    return try reader.rows(query, parameters, under: .system(.statistics)).first?[0].int ?? 0
  }

  private func came(to steps: [String]) -> Condition {
    .exists(
      Query(
        [.init(.column("id", of: "s"), .integer)], from: SystemTables.step, as: "s",
        where: .all([
          .compare(.column("matter", of: "s"), .equal, .column("id", of: "m")),
          .oneOf(.column("step", of: "s"), steps.map(StoredValue.text)),
          .oneOf(.column("kind", of: "s"), StepRow.Kind.standing.map { .text($0.rawValue) }),
        ])))
  }

  /// Drafts of those who live within the places.
  fileprivate func drafts() throws -> Int64 {
    // A draft is no request yet of which a condition could hold.
    if narrow != nil { return 0 }
    var condition = Condition.compare(.column("definition", of: "d"), .equal, .parameter(0))
    if !tops.contains(0) {
      guard let relation = running.tables.relations["resides_at"] else { return 0 }
      condition = condition.and(
        .exists(
          Query(
            [.init(.column("id", of: "r"), .integer)], from: relation, as: "r",
            where: .all([
              .compare(.column("from_id", of: "r"), .equal, .column("person", of: "d")),
              .isNull(.column("superseded_at", of: "r")), .isNull(.column("valid_to", of: "r")),
              within(.column("to_id", of: "r")),
            ]))))
    }
    let query = Query([.init(.count, .integer)], from: SystemTables.draft, as: "d", where: condition)
    return try reader.rows(query, [.text(service.id)], under: .system(.statistics)).first?[0].int ?? 0
  }
}

extension StepRow.Kind {
  /// Stays in which a request stands at a step, rather than beside it.
  static let standing: [StepRow.Kind] = [.review, .fill, .timer, .call, .held, .blocked]
}
