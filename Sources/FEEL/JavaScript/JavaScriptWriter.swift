/// Writes one expression as JavaScript. Loop variables are `l0`, `l1` … by their place among the locals.
struct JavaScriptWriter {
  var constants: [String] = []

  mutating func constant(_ text: String) -> String {
    if let known = constants.firstIndex(of: text) { return "k[\(known)]" }
    constants.append(text)
    return "k[\(constants.count - 1)]"
  }

  mutating func text(_ typed: Typed) throws(NotPushable) -> String {
    switch typed.node {
    case .constant(let value): return try literal(value, typed)
    case .slot(let slot): return "(s[\(slot)] ?? null)"
    case .local(let local): return "l\(local)"
    case .member(let base, let name):
      var inner = base.type
      while case .list(let element) = inner { inner = element }
      if case .entity = inner { throw .form(typed.range) }
      return "F.member(\(try text(base)), \(SQLParameter.json(name)))"
    case .memberOrElse(let item, let name, let other):
      let rest = try other.map { other throws(NotPushable) in try text(other) } ?? "null"
      return "F.memberOrElse(l\(item), \(SQLParameter.json(name)), () => \(rest))"
    case .negate(let operand): return "F.neg(\(try text(operand)))"
    case .binary(let sign, let left, let right): return try binary(sign, left, right, typed)
    case .all(let parts): return "F.and(\(try list(parts)))"
    case .any(let parts): return "F.or(\(try list(parts)))"
    case .between(let value, let low, let high): return "F.between(\(try list([value, low, high])))"
    case .tests(let value, let tests, let local):
      return "((l\(local)) => \(try any(tests, local)))(\(try text(value)))"
    case .conditional(let test, let yes, let no):
      return "(\(try text(test)) === true ? \(try text(yes)) : \(try text(no)))"
    case .filter(let list, let item, let test): return try filter(list, item, test)
    case .loop(let iterators, let partial, let body):
      let inner = "m((l\(partial)) => \(try text(body)))"
      return "F.loop((m) => \(try loops(iterators[...], inner)))"
    case .some(let iterators, let body): return try quantified(iterators, body, stop: true)
    case .every(let iterators, let body): return try quantified(iterators, body, stop: false)
    case .list(let items): return "[\(try list(items))]"
    case .context(let entries, let base): return try context(entries, base)
    case .range(let low, let high, let includesLower, let includesUpper):
      return "F.range(\(try list([low, high])), \(includesLower), \(includesUpper))"
    case .halfRange(let sign, let end): return "F.halfRange(\"\(sign.rawValue)\", \(try text(end)))"
    case .instance(let value, let type):
      return "F.instance(\(try text(value)), \(try self.type(type, typed)))"
    case .call(let name, let arguments): return try call(name, arguments, typed)
    case .host(let name, _): throw .function(name, typed.range)
    case .apply(let callee, let arguments): return "F.apply(\(try text(callee)), [\(try list(arguments))])"
    case .applyNamed(let callee, let arguments):
      let names = arguments.map { SQLParameter.json($0.name) }.joined(separator: ", ")
      return "F.applyNamed(\(try text(callee)), [\(names)], [\(try list(arguments.map(\.value)))])"
    case .function(let parameters, let base, let body): return try function(parameters, base, body, typed)
    case .pattern(let name, let pattern, let arguments):
      guard case .runs(let run) = Targets.javaScript(name) else { throw .function(name, typed.range) }
      return "F.\(run)(\(constant(Self.program(pattern))), \(try list(arguments)))"
    case .failure: return "null"
    case .converted(let value, let type):
      return "(F.coerced(\(try text(value)), \(try self.type(type, typed))) ?? null)"
    }
  }

  private mutating func list(_ parts: [Typed]) throws(NotPushable) -> String {
    var texts: [String] = []
    for part in parts { texts.append(try text(part)) }
    return texts.joined(separator: ", ")
  }

  // MARK: operators

  private mutating func binary(_ sign: BinaryOperator, _ left: Typed, _ right: Typed, _ typed: Typed)
    throws(NotPushable) -> String
  {
    let name: String
    switch sign {
    case .add: name = "add"
    case .subtract: name = "sub"
    case .multiply: name = "mul"
    case .divide: name = "div"
    case .power:
      // Whole powers are exact; others go through binary floating point, which is not the same everywhere.
      guard let count = right.constant?.number?.whole, count.magnitude <= 1_000_000 else {
        throw .form(typed.range)
      }
      return "F.pow(\(try text(left)), \(count))"
    case .equal: name = "eq"
    case .unequal: name = "ne"
    case .less: name = "lt"
    case .lessOrEqual: name = "le"
    case .greater: name = "gt"
    case .greaterOrEqual: name = "ge"
    }
    return "F.\(name)(\(try list([left, right])))"
  }

  private mutating func any(_ tests: [TypedTest], _ local: Int) throws(NotPushable) -> String {
    var texts: [String] = []
    for test in tests { texts.append(try self.test(test, local)) }
    return "F.or(\(texts.joined(separator: ", ")))"
  }

  private mutating func test(_ test: TypedTest, _ local: Int) throws(NotPushable) -> String {
    switch test {
    case .anything: return "true"
    case .compare(let sign, let end):
      return try binary(sign, Typed(.local(local), .unknown, end.range), end, end)
    case .holds(let condition): return "F.truth(\(try text(condition)))"
    case .not(let tests): return "F.not(\(try any(tests, local)))"
    case .member(let set):
      if case .range(let low, let high, let includesLower, let includesUpper) = set.node {
        return "F.belongs(l\(local), F.interval(\(try list([low, high])), \(includesLower), \(includesUpper)))"
      }
      let computed = (set.type.isBoolean || set.type.isUnknown) && set.constant == nil
      return "F.\(computed ? "belongsOrHolds" : "belongs")(l\(local), \(try text(set)))"
    }
  }

  // MARK: loops

  private mutating func filter(_ list: Typed, _ item: Int, _ test: Typed) throws(NotPushable) -> String {
    let source = try text(list)
    let condition = try text(test)
    if test.type.isNumber, !ExpressionFacts.reads(test, item) { return "F.index(\(source), \(condition))" }
    return "F.\(test.type.isBoolean ? "filter" : "filterOrIndex")(\(source), (l\(item)) => \(condition))"
  }

  private mutating func loops(_ iterators: ArraySlice<TypedIterator>, _ inner: String) throws(NotPushable)
    -> String
  {
    guard let first = iterators.first else { return inner }
    let source = try text(first.source)
    let end = try first.end.map { end throws(NotPushable) in try text(end) } ?? "undefined"
    return "F.over_(\(source), \(end), (l\(first.local)) => \(try loops(iterators.dropFirst(), inner)))"
  }

  private mutating func quantified(_ iterators: [TypedIterator], _ body: Typed, stop: Bool)
    throws(NotPushable) -> String
  {
    let inner = "m(\(try text(body)))"
    return "F.quantified(\(stop), (m) => \(try loops(iterators[...], inner)))"
  }

  private mutating func context(_ entries: [(key: String, value: Typed)], _ base: Int) throws(NotPushable)
    -> String
  {
    var steps = ""
    for (index, entry) in entries.enumerated() {
      steps += "const l\(base + index) = \(try text(entry.value)); "
    }
    let keys = entries.map { SQLParameter.json($0.key) }.joined(separator: ", ")
    let values = entries.indices.map { "l\(base + $0)" }.joined(separator: ", ")
    return "(() => { \(steps)return F.ctx([\(keys)], [\(values)]); })()"
  }

  private mutating func function(_ parameters: [Parameter], _ base: Int, _ body: Typed, _ typed: Typed)
    throws(NotPushable) -> String
  {
    let names = parameters.map { SQLParameter.json($0.name) }.joined(separator: ", ")
    var types: [String] = []
    for parameter in parameters { types.append(try type(parameter.type, typed)) }
    let locals = parameters.indices.map { "l\(base + $0)" }.joined(separator: ", ")
    let weight = Swift.max(body.range.count, 16)
    return "F.fn([\(names)], [\(types.joined(separator: ", "))], \(weight), (\(locals)) => \(try text(body)))"
  }

  private mutating func call(_ name: String, _ arguments: [Typed], _ typed: Typed) throws(NotPushable)
    -> String
  {
    // A pattern that is not written would have to be read in the browser.
    if ["matches", "replace", "split"].contains(name) { throw .function(name, typed.range) }
    switch Targets.javaScript(name) {
    case .runs(let run):
      if let call = try chosen(name, "F.\(run)", arguments, typed) { return call }
      return "F.\(run)(\(try list(arguments)))"
    case .asks(let run):
      if let call = try chosen(name, "(...a) => F.\(run)(c, ...a)", arguments, typed) { return call }
      return "F.\(run)(c\(arguments.isEmpty ? "" : ", ")\(try list(arguments)))"
    case .refused: throw .function(name, typed.range)
    }
  }

  /// A call whose arguments decide when it runs which way of calling is meant; nil when their types tell already.
  private mutating func chosen(_ name: String, _ callee: String, _ arguments: [Typed], _ typed: Typed)
    throws(NotPushable) -> String?
  {
    guard name != "not", let function = BuiltIns.named(name), !function.takes(arguments.map(\.type)) else {
      return nil
    }
    var ways: [String] = []
    for signature in function.signatures where function.accepts(arguments.count, signature) {
      var types: [String] = []
      for index in arguments.indices {
        types.append(try type(function.wanted(index, signature, arguments.count), typed))
      }
      ways.append("[\(types.joined(separator: ", "))]")
    }
    return "F.chosen(\(callee), [\(ways.joined(separator: ", "))], [\(try list(arguments))])"
  }

  // MARK: constants

  private mutating func literal(_ value: Value, _ typed: Typed) throws(NotPushable) -> String {
    switch value {
    case .null, .boolean: return JavaScriptTarget.json(value) ?? "null"
    case .string(let text): return SQLParameter.json(text)
    default:
      guard let json = JavaScriptTarget.json(value) else { throw .sort(value.type, typed.range) }
      return constant("F.read(\(json))")
    }
  }

  /// `[sort]` with what a list, context, range or function holds.
  private func type(_ type: Type, _ typed: Typed, depth: Int = 0) throws(NotPushable) -> String {
    guard depth < 16 else { throw .form(typed.range) }
    switch type {
    case .list(let inner), .range(let inner):
      return "[\(type.sort), \(try self.type(inner, typed, depth: depth + 1))]"
    case .function(let count, _): return "[13, \(count)]"
    case .context(let members):
      var parts: [String] = []
      for (name, member) in members.sorted(by: { Text.order($0.key, $1.key) < 0 }) {
        parts.append("\(SQLParameter.json(name)): \(try self.type(member, typed, depth: depth + 1))")
      }
      return "[11, {\(parts.joined(separator: ", "))}]"
    case .unknown, .null, .boolean, .number, .string, .date, .time, .dateTime, .dayTimeDuration,
      .yearMonthDuration,
      .code, .entity:
      return "[\(type.sort)]"
    }
  }

  /// A pattern as the machine of the run-time takes it.
  private static func program(_ pattern: Pattern) -> String {
    let steps = pattern.program.map { step in
      switch step {
      case .scalar(let scalar): "[0,\(scalar)]"
      case .set(let index): "[1,\(index)]"
      case .any: "[2]"
      case .split(let first, let second): "[3,\(first),\(second)]"
      case .jump(let to): "[4,\(to)]"
      case .save(let slot): "[5,\(slot)]"
      case .start: "[6]"
      case .end: "[7]"
      case .match: "[8]"
      }
    }
    return
      "{p:[\(steps.joined(separator: ","))],sets:[\(pattern.sets.map { set($0) }.joined(separator: ","))],"
      + "g:\(pattern.groups),i:\(pattern.ignoresCase),s:\(pattern.spansLines),m:\(pattern.anchorsAtLines),q:\(pattern.isPlain)}"
  }

  private static func set(_ set: ScalarSet) -> String {
    let ranges = set.ranges.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",")
    let classes = set.categories.map { category, negated in
      "[[\(category.letters.map { "\"\($0)\"" }.joined(separator: ","))],\(negated)]"
    }
    return "{r:[\(ranges)],c:[\(classes.joined(separator: ","))],n:\(set.isNegated),"
      + "m:[\(set.minus.map { self.set($0) }.joined(separator: ","))]}"
  }
}
