import FEEL

/// Which organisations a body regulates: its condition, asked of one organisation at a time.
package struct Regulation: Sendable {
  package let expression: CompiledExpression
  package let layout: SlotLayout

  package init(_ expression: CompiledExpression, _ layout: SlotLayout) {
    self.expression = expression
    self.layout = layout
  }

  /// Qualified ids of the attributes that it reads of the organisation.
  package var attributes: [String] {
    layout.sources.compactMap { source in
      if case .attribute(.organization, let id) = source { id } else { nil }
    }
  }
}
