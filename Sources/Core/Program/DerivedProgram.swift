/// A computed attribute of the knowledge schema: its formula over other attributes of the same entity. The layout's
/// sources are attributes of `.subject`, which stands for the entity itself.
package struct DerivedProgram: Sendable {
  package let formula: Formula
  package let layout: SlotLayout
  package init(formula: Formula, layout: SlotLayout) {
    self.formula = formula
    self.layout = layout
  }
}
