import Core
import FEEL

/// What of a service's figures is asked for: requests opened in a period, at a place and below it.
package struct StatisticsQuestion: Sendable, Hashable {
  /// First moment, milliseconds UTC; nil = from the beginning.
  package var from: Int64?
  /// First moment that is too late; nil = up to now.
  package var until: Int64?
  /// Code of a place within the reader's territory; nil = all of it.
  package var place: String?
  /// Along the tree of today, or of the day on which each request began.
  package var view: PlaceView

  package init(from: Int64? = nil, until: Int64? = nil, place: String? = nil, view: PlaceView = .now) {
    self.from = from
    self.until = until
    self.place = place
    self.view = view
  }
}

/// A question within somebody's right to see figures, as conditions over rows.
struct StatisticsScope {
  let service: ServiceProgram
  let running: Running
  let reader: any Reader
  /// The outermost places that are counted; 0 stands for requests without one.
  let tops: [Int64]
  /// What the reader may see counted: `tops`, or what holds them.
  let allowed: [Int64]
  /// nil along the tree of today.
  private let then: PlacesThen?
  let from: Int64
  let until: Int64
  /// Where the right tells requests apart one by one; nil = all at the places are counted.
  let narrow: NarrowFigures?
  private let narrowing: MatterScope?

  /// - Throws: `Refusal` `not-found` where the caller may see none of it.
  init(
    _ id: String, _ question: StatisticsQuestion, _ caller: Caller, _ running: Running, _ reader: any Reader
  ) throws {
    guard let program = running.program.services[id] else { throw Refusal.noService }
    let rights = Rights(running, caller, reader)
    let reach = rights.counted(program)
    let allowed = reach.tops
    var tops = allowed
    if let code = question.place {
      guard let place = running.city.place(ofCode: code) else { throw Refusal.noService }
      tops = [place]
    }
    guard !tops.isEmpty, !allowed.isEmpty else { throw Refusal.noService }
    if question.view == .then {
      let then = try PlacesThen([tops, allowed], running, reader)
      if then.isEmpty { throw Refusal.noService }
      self.then = then
    } else {
      // Of an ended place, what stands for it now.
      if question.place != nil { tops = tops.compactMap { running.city.position(of: $0) }.map { running.city.ids[$0] } }
      guard question.place == nil || tops.contains(where: { running.city.isWithin($0, allowed) }) else {
        throw Refusal.noService
      }
      then = nil
    }
    self.allowed = allowed
    service = program
    self.running = running
    self.reader = reader
    self.tops = tops
    narrow = reach.narrow
    narrowing = try reach.narrow?.scope(first: 5)
    from = max(0, question.from ?? 0)
    until = max(0, question.until ?? reader.now &+ 1)
  }

  /// Milliseconds by which clocks of servers may differ: ids hold the clock of who issued them.
  private static let skew: Int64 = 300_000

  /// Parameters 0 to 4: the service, the period by ids, the period by moments; then those of the right's own condition.
  var parameters: [StoredValue] {
    [
      .text(service.id), .int(IdentifierIssue.floor(from &- Self.skew)),
      .int(IdentifierIssue.floor(until &+ Self.skew)),
      .int(from), .int(until),
    ] + (narrowing?.parameters ?? [])
  }

  /// Rows of `alias` begun in the period: a range of its key, then the moment itself.
  private func begun(_ alias: String) -> [Condition] {
    [
      .compare(.column("id", of: alias), .greaterOrEqual, .parameter(1)),
      .compare(.column("id", of: alias), .less, .parameter(2)),
      .compare(.column("opened", of: alias), .greaterOrEqual, .parameter(3)),
      .compare(.column("opened", of: alias), .less, .parameter(4)),
    ]
  }

  /// Matters `m` of the service within the places.
  private var counted: [Condition] {
    let place = Term.column("place", of: "m")
    return [
      .compare(.column("definition", of: "m"), .equal, .parameter(0)),
      then?.condition(place: place, opened: .column("opened", of: "m")) ?? within(place),
    ] + (narrowing.map { [$0.condition] } ?? [])
  }

  /// Matters `m` opened in the period.
  var matters: Condition { .all(begun("m") + counted) }

  /// Stays `s` begun in the period, of matters `m`.
  var stays: Condition { .all(begun("s") + counted) }

  /// A place that is one of those counted, or below one.
  func within(_ place: Term) -> Condition {
    tops.contains(0) ? .always : PlaceStatements.lies(place, in: Set(tops))
  }
}

extension FlowProgram {
  /// Positions in the order in which a reader goes through the flow: what a parallel step opens stands behind it.
  var inReadingOrder: [Int] {
    var found: [Int] = []
    var open: [Int] = (line(0)?.steps ?? 0..<0).reversed()
    while let at = open.popLast() {
      found.append(at)
      open += branches.filter { $0.owner == at }.flatMap { Array($0.steps) }.reversed()
    }
    return found
  }

  /// Whether a step comes after another wherever both are reached: behind it in one line, or inside what is.
  func isLater(_ step: Int, than other: Int) -> Bool {
    let mine = [step] + owners(of: step)
    let theirs = [other] + owners(of: other)
    return mine.contains { a in theirs.contains { b in steps[a].line == steps[b].line && a > b } }
  }
}

extension ServiceProgram {
  /// The steps of all variants, each once, in the order of the flows.
  var eachStep: [StepProgram] {
    var found: [StepProgram] = []
    for variant in variants {
      for at in variant.flow.inReadingOrder
      where !found.contains(where: { $0.id == variant.flow.steps[at].id }) {
        found.append(variant.flow.steps[at])
      }
    }
    return found
  }

  /// The steps in which a request stays, because somebody or the clock has to do something.
  var stayingSteps: [StepProgram] {
    eachStep.filter { step in
      switch step.kind {
      case .review, .fill, .timer, .call: true
      case .parallel, .set, .send: false
      }
    }
  }
}
