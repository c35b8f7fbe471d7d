import FEEL

/// Functions in a checked expression that this build has no answer for: they would be null without a word.
struct UnrunCalls {
  private(set) var names: Set<String> = []

  /// What asks for relations, classes, distances between entities or spellings.
  private static let unrun: Set<String> = ["related", "of class", "nearest", "pinyin"]

  init(_ typed: Typed) { read(typed) }

  private mutating func read(_ typed: Typed) {
    switch typed.node {
    case .constant, .slot, .local, .failure: break
    case .member(let base, _): read(base)
    case .memberOrElse(_, _, let other): if let other { read(other) }
    case .negate(let operand), .instance(let operand, _), .halfRange(_, let operand), .converted(let operand, _):
      read(operand)
    case .binary(_, let a, let b), .range(let a, let b, _, _), .filter(let a, _, let b): read([a, b])
    case .all(let parts), .any(let parts), .list(let parts): read(parts)
    case .between(let a, let b, let c), .conditional(let a, let b, let c): read([a, b, c])
    case .tests(let value, let tests, _):
      read(value)
      for test in tests { read(test) }
    case .loop(let iterators, _, let body), .some(let iterators, let body), .every(let iterators, let body):
      for iterator in iterators { read([iterator.source] + (iterator.end.map { [$0] } ?? [])) }
      read(body)
    case .context(let entries, _): read(entries.map(\.value))
    case .call(let name, let arguments):
      if UnrunCalls.unrun.contains(name) { names.insert(name) }
      read(arguments)
    case .host(_, let arguments), .pattern(_, _, let arguments): read(arguments)
    case .apply(let callee, let arguments): read([callee] + arguments)
    case .applyNamed(let callee, let arguments): read([callee] + arguments.map(\.value))
    case .function(_, _, let body): read(body)
    }
  }

  private mutating func read(_ parts: [Typed]) { for part in parts { read(part) } }

  private mutating func read(_ test: TypedTest) {
    switch test {
    case .anything: break
    case .compare(_, let value), .member(let value), .holds(let value): read(value)
    case .not(let tests): for test in tests { read(test) }
    }
  }
}
