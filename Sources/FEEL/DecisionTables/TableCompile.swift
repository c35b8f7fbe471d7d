extension DecisionTable {
  /// Checks and compiles a table. A table comes back whatever is wrong: a cell that cannot be read never holds, an
  /// output that cannot be read is null, so that a model with one mistake still runs; whether to run it is the
  /// caller's to decide by the problems.
  ///
  /// - Parameters:
  ///   - scope: the names that input expressions, cells and outputs may use.
  ///   - analyses: whether overlaps, gaps and rules that are never reached are looked for, once all else is right.
  package static func compile(
    _ source: TableSource, scope: any Scope, analyses: Bool = true
  ) -> (table: DecisionTable, problems: [TableProblem]) {
    var compiler = TableCompiler(source: source, scope: scope)
    let table = compiler.run(analyses: analyses)
    return (table, compiler.problems)
  }
}

/// Compiles the parts of one table.
struct TableCompiler {
  let source: TableSource
  let scope: any Scope
  var problems: [TableProblem] = []
  private var facts = ExpressionFacts()
  /// The tests of the values that each input column will have.
  private var allowed: [Int: TableCell] = [:]

  /// The cells of one column; each text is compiled once.
  private struct Column {
    var cells: [TableCell] = []
    var known: [String: Int32] = [:]
  }

  private static let nothing: Evaluator = { _ in .null }

  init(source: TableSource, scope: any Scope) {
    self.source = source
    self.scope = scope
  }

  mutating func run(analyses: Bool) -> DecisionTable {
    let inputs = source.inputs.indices.map { input($0) }
    let outputs = source.outputs.indices.map { output($0) }
    checkPolicy()
    var columns = [Column](repeating: Column(), count: inputs.count)
    var cellOf: [Int32] = []
    var results: [Evaluator] = []
    var known: [[Value?]] = []
    var inferred = [Type](repeating: .null, count: outputs.count)
    cellOf.reserveCapacity(source.rules.count * inputs.count)
    for (at, rule) in source.rules.enumerated() {
      let fits = hasAllCells(rule, at)
      for (column, input) in inputs.enumerated() {
        let text = fits ? rule.inputs[column] : nil
        let place = TablePlace.inputEntry(rule: at, column: column)
        cellOf.append(cell(text, input.type, place, &columns[column]))
      }
      known.append([])
      for column in outputs.indices {
        let text = fits ? rule.outputs[column] : ""
        let place = TablePlace.outputEntry(rule: at, column: column)
        let compiled = expression(text, source.outputs[column].type, place)
        results.append(compiled?.evaluator ?? Self.nothing)
        known[at].append(compiled?.constant)
        inferred[column] = inferred[column].joined(compiled?.type ?? .null)
      }
    }
    facts.slots.remove(CellScope.slot)
    if analyses, problems.allSatisfy({ $0.severity == .note }) {
      var analysis = TableAnalysis(
        source: source, columns: inputs.indices.map { column($0, inputs[$0].type, columns[$0].cells) },
        cellOf: cellOf, outputs: known)
      analysis.run()
      problems += analysis.problems
    }
    return DecisionTable(
      hit: source.hit, count: source.rules.count, type: type(inferred), slots: facts.slots,
      dependsOnToday: facts.dependsOnToday, inputs: inputs, outputs: outputs, cells: columns.map(\.cells),
      cellOf: cellOf, results: results)
  }

  // MARK: columns

  private mutating func input(_ column: Int) -> DecisionTable.Input {
    let input = source.inputs[column]
    let compiled = expression(input.expression, nil, .input(column))
    let type = input.type ?? compiled?.type ?? .unknown
    let allowed = input.allowed.flatMap { tests($0, type, .inputValues(column)) }
    self.allowed[column] = input.expected.flatMap { tests($0, type, .inputValues(column)) } ?? allowed
    return DecisionTable.Input(
      value: compiled?.evaluator ?? Self.nothing, type: type, allowed: allowed?.holds)
  }

  /// What the analysis knows of a column.
  private func column(_ number: Int, _ type: Type, _ cells: [TableCell]) -> TableAnalysis.Column {
    TableAnalysis.Column(
      source.inputs[number], type, cells: cells.map { CellCover($0.tests)?.yes },
      allowed: allowed[number].flatMap { CellCover($0.tests)?.yes })
  }

  private mutating func output(_ column: Int) -> DecisionTable.Output {
    let output = source.outputs[column]
    let type = output.type ?? .unknown
    let allowed = output.allowed.flatMap { tests($0, type, .outputValues(column)) }
    let fallback = output.fallback.flatMap { expression($0, output.type, .fallback(column)) }
    return DecisionTable.Output(
      name: output.name, ranks: allowed?.each ?? [], fallback: fallback?.evaluator)
  }

  /// - Parameter inferred: what the output entries of each column give.
  private func type(_ inferred: [Type]) -> Type {
    if source.hit == .collect(.count) { return .number }
    let types = zip(source.outputs, inferred).map { $0.type ?? ($1.isNull ? .unknown : $1) }
    let one: Type
    if types.count == 1 {
      one = types[0]
    } else {
      one = .context(Dictionary(zip(source.outputs.map(\.name), types)) { first, _ in first })
    }
    switch source.hit {
    case .unique, .any, .priority, .first, .collect(.some): return one
    case .ruleOrder, .outputOrder, .collect(nil): return .list(one)
    }
  }

  private mutating func checkPolicy() {
    if source.hit.isRanked, source.outputs.allSatisfy({ $0.allowed == nil }) {
      problems.append(TableMessages.noPriorities())
    }
    if case .collect(let operation?) = source.hit, operation != .count, source.outputs.count > 1 {
      problems.append(TableMessages.aggregatesMany(operation))
    }
  }

  private mutating func hasAllCells(_ rule: TableSource.Rule, _ at: Int) -> Bool {
    if rule.inputs.count == source.inputs.count, rule.outputs.count == source.outputs.count { return true }
    let wanted = source.inputs.count + source.outputs.count
    problems.append(
      TableMessages.cellCount(rule: at, found: rule.inputs.count + rule.outputs.count, wanted: wanted))
    return false
  }

  // MARK: texts

  /// The number of the cell with these tests; -1 for any value. Nil stands for a cell that is not there.
  private mutating func cell(
    _ text: String?, _ type: Type, _ place: TablePlace, _ column: inout Column
  ) -> Int32 {
    if let text, Self.isBlank(text) { return -1 }
    if let known = column.known[text ?? ""] { return known }
    let number = Int32(clamping: column.cells.count)
    let cell = text.flatMap { tests($0, type, place) }
    // A text with a mistake is reported at every place where it stands.
    if text == nil || cell != nil { column.known[text ?? ""] = number }
    column.cells.append(cell ?? .broken)
    return number
  }

  /// `-`, or nothing at all.
  private static func isBlank(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 == 0x2D || $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
      && text.utf8.reduce(0) { $0 + ($1 == 0x2D ? 1 : 0) } <= 1
  }

  /// Unary tests on a value of a type.
  private mutating func tests(_ text: String, _ type: Type, _ place: TablePlace) -> TableCell? {
    let scope = CellScope(outer: scope, input: type)
    let (syntax, found) = Expression.parse(text, scope: scope, mode: .unaryTests)
    report(found, place)
    guard let syntax else { return nil }
    let checked = Expression.check(syntax, scope: scope, mode: .unaryTests)
    report(checked.problems, place)
    guard let typed = checked.typed, found.allSatisfy(\.isNote), case .tests(_, let tests, let local) = typed.node
    else { return nil }
    facts.read(typed)
    return TableCell(tests: tests, local: local)
  }

  /// An expression; one that is left empty has no value.
  private mutating func expression(_ text: String, _ type: Type?, _ place: TablePlace) -> CompiledExpression? {
    if text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) { return nil }
    let (compiled, found) = Expression.compile(text, scope: scope, expecting: type)
    report(found, place)
    guard let compiled else { return nil }
    facts.slots.formUnion(compiled.slots)
    if compiled.dependsOnToday { facts.dependsOnToday = true }
    return compiled
  }

  private mutating func report(_ found: [Problem], _ place: TablePlace) {
    for problem in found { problems.append(TableProblem(problem, at: place)) }
  }
}
