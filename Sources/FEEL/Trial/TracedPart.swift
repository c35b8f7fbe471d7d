/// One part of an expression with what it came to.
package struct TracedPart: Sendable {
  package enum Result: Sendable {
    case value(Value)
    /// Not needed: an earlier part had settled the whole, or another branch was taken.
    case unneeded
    /// The budget for explaining was used up.
    case beyondBudget
  }

  /// Unicode-scalar offsets in the expression text.
  package let range: Range<Int>
  /// What is known before running; where nothing is known, the type of the value.
  package let type: Type
  package let result: Result
  /// Why this part is null, as far as none of its own parts says so already.
  package let reasons: [Reason]
  /// Which round of the loop around it this is, from 1; `nil` outside loops.
  package let round: Int?
  package let parts: [TracedPart]
}
