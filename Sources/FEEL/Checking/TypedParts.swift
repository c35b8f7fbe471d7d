extension Typed {
  /// The nodes right below, in the order they are written.
  package var parts: [Typed] {
    switch node {
    case .constant, .slot, .local, .failure: []
    case .member(let base, _): [base]
    case .memberOrElse(_, _, let other): other.map { [$0] } ?? []
    case .negate(let operand), .instance(let operand, _), .halfRange(_, let operand), .converted(let operand, _):
      [operand]
    case .binary(_, let a, let b), .range(let a, let b, _, _), .filter(let a, _, let b): [a, b]
    case .all(let parts), .any(let parts), .list(let parts): parts
    case .between(let a, let b, let c), .conditional(let a, let b, let c): [a, b, c]
    case .tests(let value, let tests, _): [value] + tests.flatMap(\.parts)
    case .loop(let iterators, _, let body), .some(let iterators, let body), .every(let iterators, let body):
      iterators.flatMap { [$0.source] + ($0.end.map { [$0] } ?? []) } + [body]
    case .context(let entries, _): entries.map(\.value)
    case .call(_, let arguments), .host(_, let arguments), .pattern(_, _, let arguments): arguments
    case .apply(let callee, let arguments): [callee] + arguments
    case .applyNamed(let callee, let arguments): [callee] + arguments.map(\.value)
    case .function(_, _, let body): [body]
    }
  }

  /// Nodes on the longest way down, which is how deep closures call each other; 1 for a leaf. The parser has bounded
  /// it. What stands inside a function counts where that is called.
  var height: Int {
    if case .function = node { return 1 }
    return 1 + (parts.map(\.height).max() ?? 0)
  }
}

extension TypedTest {
  /// The expressions of the test.
  package var parts: [Typed] {
    switch self {
    case .anything: []
    case .compare(_, let value), .member(let value), .holds(let value): [value]
    case .not(let tests): tests.flatMap(\.parts)
    }
  }
}
