/// Decision tables (DMN 1.5, 8).
extension DMNLogic {
  mutating func table(_ table: DMNTable) -> Evaluator {
    { frame in frame.null("", "") }
  }
}
