/// A decision table that was checked and can run (DMN 1.5, chapter 8). It never changes; a class, because a lookup
/// would spend more time on taking hold of its arrays one by one than on finding the rule.
package final class DecisionTable: Sendable {
  /// One input column.
  struct Input: Sendable {
    let value: Evaluator
    let type: Type
    /// What every value must pass; nil allows all.
    let allowed: CellTest?
  }

  /// One output column.
  struct Output: Sendable {
    let name: String
    /// The allowed values in decreasing priority.
    let ranks: [CellTest]
    let fallback: Evaluator?
  }

  package let hit: HitPolicy
  /// Number of rules.
  package let count: Int
  /// Type of the result.
  package let type: Type
  /// Slots that its expressions read.
  package let slots: Set<Int>
  /// Its result may differ tomorrow.
  package let dependsOnToday: Bool
  let inputs: [Input]
  let outputs: [Output]
  /// Asks a cell; the cells of all columns in one list.
  private let tests: [CellTest]
  /// For each rule and column the number of its test; -1 for `-`.
  private let testOf: [Int32]
  /// For each rule and output what it gives.
  let results: [Evaluator]
  /// Nil for a small table, and for one whose cells tell nothing before they run.
  private let index: TableIndex?

  /// - Parameters:
  ///   - cells: the different cells of each column.
  ///   - cellOf: for each rule and column the number of its cell in that column; -1 for `-`.
  ///   - results: for each rule and output what it gives.
  init(
    hit: HitPolicy, count: Int, type: Type, slots: Set<Int>, dependsOnToday: Bool, inputs: [Input],
    outputs: [Output], cells: [[TableCell]], cellOf: [Int32], results: [Evaluator]
  ) {
    self.hit = hit
    self.count = count
    self.type = type
    self.slots = slots
    self.dependsOnToday = dependsOnToday
    self.inputs = inputs
    self.outputs = outputs
    self.results = results
    var firsts: [Int32] = []
    var tests: [CellTest] = []
    for column in cells {
      firsts.append(Int32(clamping: tests.count))
      tests += column.map(\.holds)
    }
    self.tests = tests
    testOf = cellOf.enumerated().map { at, cell in cell < 0 ? -1 : cell + firsts[at % firsts.count] }
    index = count < TableIndex.least ? nil : TableIndex(cells: cells, cellOf: cellOf)
  }

  /// The result for one frame: one output bare, several as a context, a list where the policy collects; the
  /// default outputs when no rule holds, else null. Errors give null and their reason stands in the frame.
  package func evaluate(_ frame: inout Frame) -> Value {
    let value = among(&frame) { decide(&$0) }
    return frame.outcome(value)
  }

  /// The same among the locals of the expression around the table, which its texts may read.
  func decide(_ frame: inout Frame) -> Value {
    guard let hits = hits(&frame) else { return .null }
    return result(hits, &frame)
  }

  /// The rules that count, in the order of the policy as far as outputs do not decide it: none, one for unique
  /// and first, all others in rule order. Nil, with the reason in the frame, where an input value is not allowed
  /// or several rules of a unique table hold.
  package func rules(_ frame: inout Frame) -> [Int]? {
    let found = among(&frame) { hits(&$0) }
    return frame.fuel < 0 ? nil : found
  }

  /// Runs without the locals of a function that is being called, and puts them back.
  private func among<Result>(_ frame: inout Frame, _ body: (inout Frame) -> Result) -> Result {
    guard frame.depth > 0 else { return body(&frame) }
    let outer = frame.locals
    frame.locals = []
    defer { frame.locals = outer }
    return body(&frame)
  }

  private func hits(_ frame: inout Frame) -> [Int]? {
    guard let values = inputValues(&frame) else { return nil }
    let found = search(values, most: hit == .first ? 1 : .max, &frame)
    if hit == .unique, found.count > 1 {
      _ = frame.null(
        "规则 \(found[0] + 1) 和规则 \(found[1] + 1) 同时命中，而这张表只许命中一条",
        "rules \(found[0] + 1) and \(found[1] + 1) both hold in a table of unique hit")
      return nil
    }
    return found
  }

  /// The value of each input, or nil when one is not allowed.
  private func inputValues(_ frame: inout Frame) -> [Value]? {
    var values: [Value] = []
    values.reserveCapacity(inputs.count)
    for (column, input) in inputs.enumerated() {
      let value = input.value(&frame)
      if let allowed = input.allowed, allowed(value, &frame) != .yes {
        _ = frame.null(
          "第 \(column + 1) 列的输入 \(value) 不在允许的值里",
          "the value \(value) of input \(column + 1) is not allowed")
        return nil
      }
      values.append(value)
    }
    return values
  }

  /// Tries the rules that may hold.
  private func search(_ values: [Value], most: Int, _ frame: inout Frame) -> [Int] {
    guard let index else { return scan(values, most: most, &frame) }
    var found: [Int] = []
    let known = index.visit(values) { rule, unsure in
      if holds(rule, values, &frame, in: unsure) { found.append(rule) }
      return found.count < most && frame.fuel >= 0
    }
    return known ? found : scan(values, most: most, &frame)
  }

  /// Tries every rule in turn.
  func scan(_ values: [Value], most: Int, _ frame: inout Frame) -> [Int] {
    var found: [Int] = []
    for rule in 0..<count {
      if holds(rule, values, &frame) { found.append(rule) }
      if found.count >= most || frame.fuel < 0 { break }
    }
    return found
  }

  /// Whether every cell of a rule says yes, in these columns.
  private func holds(_ rule: Int, _ values: [Value], _ frame: inout Frame, in columns: UInt64 = .max) -> Bool {
    guard frame.burn() else { return false }
    let start = rule * inputs.count
    for column in 0..<inputs.count where columns & TableIndex.bit(column) != 0 {
      let test = testOf[start + column]
      if test >= 0, tests[Int(test)](values[column], &frame) != .yes { return false }
    }
    return true
  }
}
