import FEEL

/// Which organisations a body regulates: a condition over the organisation in question.
package struct Regulation: Sendable {
  package let expression: CompiledExpression
  /// The same, to be lowered for a store.
  package let typed: Typed?
  package let layout: SlotLayout

  package init(_ expression: CompiledExpression, _ layout: SlotLayout) {
    typed = expression.typed
    self.expression = expression.settled
    self.layout = layout
  }

  /// Qualified ids of the attributes that it reads of the organisation.
  package var attributes: [String] {
    layout.sources.compactMap { source in
      if case .attribute(.organization, let id) = source { id } else { nil }
    }
  }

  /// The alias of the organisation's row in a query that carries the condition.
  package static let organization = "o"

  /// The condition over the row of the organisation; nil where it asks what is not in the row: what kind of body it is.
  ///
  /// - Parameters:
  ///   - column: of an attribute by its qualified id; nil = the row has none.
  ///   - parametersBefore: how many parameters the statement has before its own.
  package func filter(
    _ dialect: SQLDialect, _ column: (String) -> SQLColumn?, parametersBefore: Int
  ) -> SQLExpression? {
    guard let typed else { return nil }
    var sources: [Int: SQLSource] = [:]
    for (slot, source) in layout.sources.enumerated() {
      switch source {
      case .attribute(.organization, let id): sources[slot] = column(id).map { .column($0) }
      case .entity(.organization):
        sources[slot] = .column(SQLColumn("\(Self.organization).\"id\"", .reference, nullable: false))
      case .field, .attribute, .entity, .name, .rows, .column, .part, .value, .old: continue
      }
    }
    return try? SQLTarget(dialect, sources: sources, parametersBefore: parametersBefore).filter(typed)
  }
}
