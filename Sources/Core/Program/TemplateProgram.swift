/// A text with expressions in braces, in order.
package struct TemplateProgram: Sendable {
  package enum Piece: Sendable {
    case text(String)
    /// Prints nothing when null; a date as 2026年3月1日.
    case formula(Formula)
  }
  package let pieces: [Piece]
  package init(_ pieces: [Piece]) { self.pieces = pieces }
}
