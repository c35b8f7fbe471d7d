/// An expression tried on values that somebody gave: what the command line and the designer show of it.
package struct Trial: Sendable {
  /// What came out.
  package struct Outcome: Sendable {
    package let value: Value
    /// The type of the result before it ran.
    package let type: Type
    /// Why the value, or something on the way to it, is null.
    package let reasons: [Reason]
    /// Every part with its own value, where it was asked for.
    package let tree: TracedPart?
  }

  package let text: String
  package let problems: [Problem]
  /// `nil` when the expression does not compile.
  package let outcome: Outcome?

  /// - Parameters:
  ///   - names: what the expression may name; types are those of the values.
  ///   - tested: the value that unary tests look at; `nil` reads the text as one expression.
  ///   - fuel: steps for the expression; as many again for the parts when they are `explained`.
  package init(
    _ text: String, names: [(name: String, value: Value)], tested: Value? = nil, today: CivilDate,
    now: CivilDateTime, fuel: Int = Frame.fuel, explained: Bool = false
  ) {
    var scope = SlotScope()
    var slots: [Value] = []
    for (name, value) in names + (tested.map { [("?", $0)] } ?? []) {
      scope.add(name, slot: slots.count, type: Type(of: value))
      slots.append(value)
    }
    self.text = text
    let (compiled, problems) = Expression.compile(
      text, scope: scope, mode: tested == nil ? .expression : .unaryTests)
    self.problems = problems
    guard let compiled else {
      outcome = nil
      return
    }
    var frame = Frame(slots: slots, today: today, now: now, fuel: fuel)
    let value = compiled.evaluate(&frame)
    let reasons = frame.reasons
    var tree: TracedPart?
    if explained, let typed = compiled.typed {
      var tracer = Tracer(
        text: text, frame: Frame(slots: slots, today: today, now: now, fuel: fuel))
      tree = tracer.trace(typed)
    }
    outcome = Outcome(value: value, type: compiled.type, reasons: reasons, tree: tree)
  }
}
