/// Compiles the FEEL texts of a model: names are slots of the model or locals of the boxes around the text.
struct DMNLiterals {
  let scope: SlotScope
  private(set) var problems: [XMLProblem] = []
  private(set) var bindings: [Checker.Binding] = []
  /// Next free place on the stack of locals.
  private(set) var depth = 0
  /// Length of the longest text compiled so far: what the stack of one call may need.
  private(set) var weight = 16

  init(scope: SlotScope) { self.scope = scope }

  /// Makes a name stand for a new local.
  mutating func bind(_ name: String) -> Int {
    bindings.append(.variable(name, local: depth, .unknown))
    depth += 1
    return depth - 1
  }

  /// Makes a new local the item of a filter, whose members are names.
  mutating func bindItem() -> Int {
    bindings.append(.item(local: depth, .unknown))
    depth += 1
    return depth - 1
  }

  var mark: (bindings: Int, depth: Int) { (bindings.count, depth) }

  /// Forgets the locals made since the mark.
  mutating func unbind(to mark: (bindings: Int, depth: Int)) {
    bindings.removeLast(bindings.count - mark.bindings)
    depth = mark.depth
  }

  mutating func report(_ problem: XMLProblem) {
    if problems.count < 200 { problems.append(problem) }
  }

  /// One expression. A text that cannot be read gives null with the reason.
  mutating func expression(_ text: DMNText) -> Evaluator {
    guard !text.text.isEmpty else { return { _ in .null } }
    guard let (syntax, checker) = parsed(text, .expression) else { return failing() }
    var checking = checker
    return Lowering.lower(checking.check(syntax))
  }

  /// Unary tests of the value in the local that the outermost `?` stands for; it is bound when there is none.
  mutating func tests(_ text: DMNText) -> Test {
    let before = mark
    let local = bind("?")
    defer { unbind(to: before) }
    return tests(text, of: local)
  }

  /// Unary tests of the value in a local.
  mutating func tests(_ text: DMNText, of local: Int) -> Test {
    guard !text.text.isEmpty, text.text != "-" else { return { _ in .yes } }
    guard let (syntax, checker) = parsed(text, .unaryTests), case .tests(let list) = syntax.node else {
      return { _ in .unknown }
    }
    var checking = checker
    let value = Typed(.local(local), .unknown, syntax.range)
    return Tests.lower(checking.inside(value, list, syntax.range))
  }

  /// Unary tests as the cell of a decision table; `nil` when they cannot be read.
  mutating func cell(_ text: DMNText) -> TableCell? {
    guard let (syntax, checker) = parsed(text, .unaryTests), case .tests(let list) = syntax.node else {
      return nil
    }
    var checking = checker
    let value = Typed(.constant(.null), .unknown, syntax.range)
    guard case .tests(_, let tests, let local) = checking.inside(value, list, syntax.range).node else {
      return nil
    }
    return TableCell(tests: tests, local: local)
  }

  private mutating func parsed(_ text: DMNText, _ mode: Expression.Mode) -> (Syntax, Checker)? {
    weight = Swift.max(weight, Swift.min(text.text.unicodeScalars.count, Limits.height))
    let names = DMNScope(outer: scope, bindings: bindings)
    let (syntax, found) = Expression.parse(text.text, scope: names, mode: mode, strictness: .standard)
    guard let syntax else {
      let problem = found.first
      report(
        XMLProblem(
          place(problem?.range.lowerBound ?? 0, in: text), zh: problem?.zh ?? "表达式读不懂",
          en: problem?.en ?? "the expression cannot be read"))
      return nil
    }
    var checker = Checker(scope: names, strictness: .standard)
    checker.bindings = bindings
    checker.depth = depth
    return (syntax, checker)
  }

  private func failing() -> Evaluator {
    let reason = problems.last
    return { frame in
      frame.null(reason?.zh ?? "表达式读不懂", reason?.en ?? "the expression cannot be read")
    }
  }

  /// The place in the file of a scalar of a text.
  private func place(_ offset: Int, in text: DMNText) -> XMLPlace {
    let before = text.text.unicodeScalars.prefix(offset)
    let lines = before.count { $0 == "\n" }
    return XMLPlace(line: text.place.line + lines, column: lines > 0 ? 1 : text.place.column)
  }
}

/// The names of an element with those of the boxes around a text, for reading; the checker resolves the latter.
struct DMNScope: Scope {
  let outer: SlotScope
  let bindings: [Checker.Binding]

  private func isBound(_ name: String) -> Bool {
    bindings.contains { binding in
      if case .variable(let known, _, _) = binding { Text.same(known, name) } else { false }
    }
  }

  func resolve(name: String) -> Resolution? {
    isBound(name) ? .constant(.null, .unknown) : outer.resolve(name: name)
  }

  func resolve(path: [String]) -> Resolution? { outer.resolve(path: path) }

  func member(of type: Type, named name: String) -> (id: String, type: Type)? {
    outer.member(of: type, named: name)
  }

  func type(named name: String) -> Type? { outer.type(named: name) }

  var knownNames: [String] { outer.knownNames }

  var namesHoldOperators: Bool {
    if outer.namesHoldOperators { return true }
    return bindings.contains { binding in
      if case .variable(let name, _, _) = binding { ParserNames.isOdd(name) } else { false }
    }
  }

  func function(named name: String) -> Signature? { outer.function(named: name) }
}
