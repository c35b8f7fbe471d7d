extension Expression {
  /// Resolves names and infers types. `expecting` is the type the position wants.
  package static func check(
    _ syntax: Syntax, scope: any Scope, expecting: Type? = nil, mode: Mode = .expression
  ) -> (typed: Typed?, problems: [Problem]) {
    var checker = Checker(scope: scope)
    var typed = checker.check(syntax)
    if let expecting, checker.problems.isEmpty {
      typed = checker.coded(typed, by: expecting)
      if checker.problems.isEmpty, !typed.type.fits(expecting) {
        checker.problems.append(Messages.mismatch(typed, expecting))
      }
    }
    var seen: Set<Int> = []
    var once: [Problem] = []
    for problem in checker.problems {
      let key =
        problem.range.lowerBound << 20 | problem.range.upperBound << 6
        | (Problem.Kind.allCases.firstIndex(of: problem.kind) ?? 0)
      if seen.insert(key).inserted { once.append(problem) }
    }
    return (once.allSatisfy(\.isNote) ? typed : nil, once)
  }
}
