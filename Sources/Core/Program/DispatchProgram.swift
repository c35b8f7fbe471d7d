import FEEL

/// Who holds a matter, by its answers. Actors that hold whatever the answers stand in the steps themselves.
package enum DispatchProgram: Sendable {
  /// The first rule whose condition is true; a condition that cannot be decided counts as false.
  case rules([Rule])
  case table(Table)

  package struct Rule: Sendable {
    /// nil = always.
    package let when: Formula?
    /// In order: who comes first and is staffed.
    package let by: [ActorProgram]

    package init(when: Formula?, by: [ActorProgram]) {
      self.when = when
      self.by = by
    }
  }

  /// A decision table whose results are actors.
  package struct Table: Sendable {
    package let decision: DecisionTable
    /// Actors by row of the table.
    package let by: [[ActorProgram]]
    /// When no row hits; empty = nobody.
    package let rest: [ActorProgram]

    package init(_ decision: DecisionTable, by: [[ActorProgram]], rest: [ActorProgram]) {
      self.decision = decision
      self.by = by
      self.rest = rest
    }
  }

  /// Everybody whom it may name.
  package var actors: [ActorProgram] {
    switch self {
    case .rules(let rules): rules.flatMap(\.by)
    case .table(let table): table.by.flatMap { $0 } + table.rest
    }
  }
}
