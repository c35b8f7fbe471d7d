/// What a typed tree reads.
struct ExpressionFacts {
  var slots: Set<Int> = []
  var locals: Set<Int> = []
  var dependsOnToday = false
  /// Built-in functions by their English names.
  var calls: Set<String> = []

  mutating func read(_ typed: Typed) {
    switch typed.node {
    case .constant, .failure: break
    case .slot(let slot): slots.insert(slot)
    case .local(let local): locals.insert(local)
    case .member(let base, _): read(base)
    case .memberOrElse(let item, _, let other):
      locals.insert(item)
      if let other { read(other) }
    case .negate(let operand), .instance(let operand, _), .halfRange(_, let operand),
      .converted(let operand, _):
      read(operand)
    case .binary(_, let left, let right), .range(let left, let right, _, _), .filter(let left, _, let right):
      read(left)
      read(right)
    case .all(let parts), .any(let parts), .list(let parts): parts.forEach { read($0) }
    case .between(let a, let b, let c), .conditional(let a, let b, let c):
      read(a)
      read(b)
      read(c)
    case .tests(let value, let tests, _):
      read(value)
      tests.forEach { read($0) }
    case .loop(let iterators, _, let body), .some(let iterators, let body), .every(let iterators, let body):
      for iterator in iterators {
        read(iterator.source)
        if let end = iterator.end { read(end) }
      }
      read(body)
    case .context(let entries, _): entries.forEach { read($0.value) }
    case .call(let name, let arguments):
      calls.insert(name)
      if BuiltIns.named(name)?.readsClock == true { dependsOnToday = true }
      arguments.forEach { read($0) }
    case .host(_, let arguments), .pattern(_, _, let arguments): arguments.forEach { read($0) }
    case .apply(let callee, let arguments):
      read(callee)
      arguments.forEach { read($0) }
    case .applyNamed(let callee, let arguments):
      read(callee)
      arguments.forEach { read($0.value) }
    case .function(_, _, let body): read(body)
    }
  }

  private mutating func read(_ test: TypedTest) {
    switch test {
    case .anything: break
    case .compare(_, let value), .member(let value), .holds(let value): read(value)
    case .not(let tests): tests.forEach { read($0) }
    }
  }
}
