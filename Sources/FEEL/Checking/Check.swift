extension Expression {
  /// Resolves names and infers types. `expecting` is the type the position wants. With `.standard` there is always
  /// a tree: what cannot work is reported as tolerated and gives null when it runs.
  package static func check(
    _ syntax: Syntax, scope: any Scope, expecting: Type? = nil, mode: Mode = .expression,
    strictness: Strictness = .authored
  ) -> (typed: Typed?, problems: [Problem]) {
    var checker = Checker(scope: scope, strictness: strictness)
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
      guard seen.insert(key).inserted else { continue }
      var problem = problem
      if strictness == .standard { problem.isTolerated = true }
      once.append(problem)
    }
    return (once.allSatisfy(\.isNote) ? typed : nil, once)
  }
}
