import Core
import FEEL

/// What of the queue is asked for.
package struct InboxFilter: Sendable {
  /// In whose hands a stay is.
  package enum Hands: String, Sendable, CaseIterable {
    /// The caller has claimed it.
    case mine
    /// Nobody has it yet.
    case nobody
  }

  package var service: String?
  /// The step that the stay is of, by its id.
  package var step: String?
  package var state: MatterState?
  /// A place and all below it.
  package var place: Int64?
  package var hands: Hands?
  /// Only what is past its deadline.
  package var isOverdue = false
  /// `then`: lines also say where they stood when they began, and `place` is asked of that day.
  package var view = PlaceView.now
  /// Part of a code or of the applicant's name.
  package var text: String?
  package var order = InboxOrder()
  /// `cursor` of the page before; one of another order reads from the start.
  package var cursor: String?
  package var limit: Int
  package init(
    service: String? = nil, state: MatterState? = nil, place: Int64? = nil, text: String? = nil,
    cursor: String? = nil,
    limit: Int = 50
  ) {
    self.service = service
    self.state = state
    self.place = place
    self.text = text
    self.cursor = cursor
    self.limit = limit
  }
}

/// One matter that waits for the caller's posts.
package struct InboxLine: Sendable {
  package let line: RequestLine
  package let stepID: String
  package let placePath: String?
  /// Where it stood on the day on which it began; nil where that reads the same, or was not asked.
  package var placeThen: String?
  package let place: Int64?
  /// How many names at the end of its path the reader may not see.
  let hidden: Int
  /// Whom it is about, where the caller may read a name.
  package let name: String?
  package let post: Label?
  /// Any holder of the role may take it.
  package let isClaimable: Bool
  /// The caller has claimed it.
  package let isMine: Bool
  package let stepOpened: Int64
  package let stepDue: Int64?
  package let isOverdue: Bool
  /// The list it waits in, for `batch-close`.
  package let list: Int64?
}

package struct InboxPage: Sendable {
  package var lines: [InboxLine]
  /// For the next page; nil at the end.
  package let cursor: String?
}

extension Engine {
  /// The open steps that the caller's posts hold or may claim and have a right to handle, oldest first.
  package func inbox(_ filter: InboxFilter, caller: Caller) throws -> InboxPage {
    let (page, audit): (InboxPage, Change?) = try snapshot { running, reader in
      var page = try inbox(filter, Preparation(self, running, reader, caller))
      let audit = search(filter, page, running, caller, reader.now)
      if filter.view == .now { return (page, audit) }
      let paths = try running.pathsThen(page.lines.map { ($0.place, $0.line.opened) }, reader)
      for (i, path) in paths.enumerated() {
        page.lines[i].placeThen = path.map { PlaceShown.cut($0, hiding: page.lines[i].hidden) }
      }
      return (page, audit)
    }
    if let audit { try commitOrThrow(Plan(changes: [audit])) }
    return page
  }

  /// Who looks for somebody by name leaves a trace; the queue as such is everyday work.
  private func search(
    _ filter: InboxFilter, _ page: InboxPage, _ running: Running, _ caller: Caller, _ now: Int64
  ) -> Change? {
    guard filter.text?.isEmpty == false, filter.cursor == nil, !page.lines.isEmpty else { return nil }
    let post = running.city.postsByPerson[caller.person]?.first
    return LookAudit.search(by: caller.person, post, count: page.lines.count, at: now)
  }

  private func inbox(_ filter: InboxFilter, _ preparation: Preparation) throws -> InboxPage {
    let reader = preparation.reader
    let rights = Rights(preparation.running, preparation.caller, reader)
    if rights.posts.isEmpty { return InboxPage(lines: [], cursor: nil) }
    let limit = max(1, min(filter.limit, 200))
    let order = filter.order, depth = order.depth
    // The terms of the last row that was looked at.
    var last = filter.cursor.flatMap { order.values($0) }
    var lines: [InboxLine] = [], writer = InboxWriter(preparation, rights)
    // Rows that no grant reaches are passed over, so a page may take more than one look.
    for _ in 0..<20 {
      let (query, parameters) = try Self.waiting(filter, after: last, limit: limit, rights, reader)
      lines.reserveCapacity(min(limit, Self.usual))
      var seen = 0, terms = last ?? Array(repeating: 0, count: depth)
      try reader.each(query, parameters, under: .scope(Scoped(reader: rights.caller.person))) { row in
        seen += 1
        for term in 0..<depth { terms[term] = row.int(InboxWriter.width + term) ?? 0 }
        if let line = try writer.line(row) { lines.append(line) }
        return lines.count < limit
      }
      if lines.count == limit { return InboxPage(lines: lines, cursor: order.cursor(terms)) }
      if seen < limit { return InboxPage(lines: lines, cursor: nil) }
      last = terms
    }
    return InboxPage(lines: lines, cursor: last.map { order.cursor($0) })
  }

  /// Lines for which there is room at once.
  private static let usual = 32

  /// Open stays of the caller's posts, as one query for each combination of filters; the terms of the order come last.
  private static func waiting(
    _ filter: InboxFilter, after: [Int64]?, limit: Int, _ rights: Rights, _ reader: any Reader
  ) throws -> (query: Query, parameters: [StoredValue]) {
    var parts = InboxConditions(limit: limit)
    let then = try filter.view == .then ? filter.place.map { try PlacesThen([[$0]], rights.running, reader) } : nil
    parts.add(filter, then, rights, now: reader.now)
    if let after { parts.add("after") { values in filter.order.behind(after.map { values.add(.int($0)) }) } }
    let scope = StayScope(rights, first: parts.parameters.count)
    let query = rights.running.shapes.query("\(parts.shape) \(filter.order.word) \(scope.shape)") {
      Query(
        InboxWriter.outputs(rights.running) + filter.order.terms.map { .init($0, .integer) },
        from: SystemTables.step, as: "s", joins: InboxWriter.joins(rights.running), where: .all(parts.conditions + [scope.condition]),
        order: filter.order.order, limit: .parameter(0))
    }
    return (query, parts.parameters + scope.parameters)
  }
}

/// The conditions of a queue's filters with their parameters; callers of one shape share one prepared statement.
private struct InboxConditions {
  private(set) var parameters: [StoredValue]
  private(set) var shape = "inbox"
  private(set) var conditions: [Condition] = [
    .isNull(.column("done", of: "s")),
    .compare(.column("kind", of: "s"), .notEqual, .constant(.text(StepRow.Kind.applicant.rawValue))),
  ]

  /// - Parameter limit: rows, the first parameter.
  init(limit: Int) { parameters = [.int(Int64(limit))] }

  /// The term of a new parameter.
  mutating func add(_ value: StoredValue) -> Term {
    parameters.append(value)
    return .parameter(parameters.count - 1)
  }

  mutating func add(_ name: String, _ condition: (inout InboxConditions) -> Condition) {
    shape += "," + name
    let condition = condition(&self)
    conditions.append(condition)
  }

  /// - Parameter then: the place that is asked for, as it was when each began.
  mutating func add(_ filter: InboxFilter, _ then: PlacesThen?, _ rights: Rights, now: Int64) {
    if let service = filter.service {
      add("service") { .compare(.column("definition", of: "m"), .equal, $0.add(.text(service))) }
    }
    if let step = filter.step {
      add("step") { .compare(.column("step", of: "s"), .equal, $0.add(.text(step))) }
    }
    if let state = filter.state {
      add("state") { .compare(.column("state", of: "m"), .equal, $0.add(.text(state.rawValue))) }
    }
    let lies = Term.column("place", of: "m")
    if let place = filter.place, then == nil {
      add("place") { PlaceStatements.lies(lies, within: .compare(.column("ancestor"), .equal, $0.add(.int(place)))) }
    }
    if let then {
      add("place then \(then.shape)") { _ in then.condition(place: lies, opened: .column("opened", of: "m")) }
    }
    switch filter.hands {
    case .mine:
      add("mine") { .compare(.column("person", of: "s"), .equal, $0.add(.int(rights.caller.person))) }
    case .nobody: add("nobody") { _ in .isNull(.column("post", of: "s")) }
    case nil: break
    }
    if filter.isOverdue {
      let due = Term.coalesce([.column("due", of: "s"), .column("due", of: "m")])
      add("overdue") { .compare(due, .less, $0.add(.int(now))) }
    }
    if let text = filter.text, !text.isEmpty { add("text") { Self.named($0.add(.text(text)), rights) } }
  }

  private static func named(_ term: Term, _ rights: Rights) -> Condition {
    let code = Condition.holds(.column("code", of: "m"), term)
    guard let people = rights.running.tables.entities[.person],
      let name = rights.running.program.knowledge.attribute("full_name", of: .person)
    else { return code }
    return .any([
      code,
      .exists(
        Query(
          ["id"], of: people,
          where: .all([
            .compare(.column("id"), .equal, .column("applicant", of: "m")),
            .holds(.column(name.column), term),
          ]))),
    ])
  }
}
