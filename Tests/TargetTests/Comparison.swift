@testable import FEEL

/// Compares all ways of running expressions on the same rows.
struct Comparison {
  enum Target: String, CaseIterable {
    case walk = "tree walk", sqlite = "SQLite", postgres = "PostgreSQL", javaScript = "JavaScript"
  }

  struct Difference: CustomStringConvertible {
    let sketch: Sketch
    let target: Target
    let row: Int
    let expected: String
    let found: String
    let text: String
    var description: String {
      "\(target.rawValue) differs for `\(sketch.text)` on row \(row): closure \(expected.prefix(300)), "
        + "found \(found.prefix(300))\n  as \(text.prefix(1_000))"
    }
  }

  /// How many expressions each target took.
  struct Tally {
    var all = 0
    var refused = 0
    /// Expressions too long for the tree walk, compared by the other targets only.
    var tooLong = 0
    var taken: [Target: Int] = [:]
  }

  let ledger: Ledger
  let stores: [any LedgerStore]
  let node: Node?
  /// Spoils what a target is given, to prove that the comparison sees it.
  var fault: (target: Target, spoil: (String) -> String)?
  var tally = Tally()

  struct Subject {
    let sketch: Sketch
    let typed: Typed
    let values: [Value]
  }

  static func frame(_ row: [Value]) -> Frame { Frame(slots: row, today: Ledger.today, now: Ledger.now) }

  static func print(_ value: Value) -> String {
    if case .string(let text) = value { return "4 \(Value.quoted(text))" }
    return "\(value.type.sort) \(value.text)"
  }

  func fill(_ store: any LedgerStore, _ rows: [[Value]]) throws {
    try store.run(
      LedgerTables.create(ledger, store.dialect) + LedgerTables.insert(ledger, rows, store.dialect))
  }

  /// The first difference of each expression and target.
  mutating func differences(_ sketches: [Sketch], on rows: [[Value]]) throws -> [Difference] {
    for store in stores { try fill(store, rows) }
    var found: [Difference] = []
    var subjects: [Subject] = []
    for sketch in sketches {
      guard let compiled = Expression.compile(sketch.text, scope: ledger.scope).0, let typed = compiled.typed
      else {
        tally.refused += 1
        continue
      }
      tally.all += 1
      let values = rows.map { row in
        var frame = Self.frame(row)
        return compiled.evaluate(&frame)
      }
      subjects.append(Subject(sketch: sketch, typed: typed, values: values))
      for (index, row) in rows.enumerated() {
        var walk = TreeWalk(Self.frame(row))
        walk.isFaulty = fault?.target == .walk
        let walked = Self.print(walk.value(typed))
        if walk.isExhausted {
          tally.tooLong += 1
          break
        }
        if walked != Self.print(values[index]) {
          found.append(
            Difference(
              sketch: sketch, target: .walk, row: index, expected: Self.print(values[index]), found: walked,
              text: ""))
          break
        }
      }
    }
    tally.taken[.walk] = tally.all - tally.tooLong
    for store in stores { found += try differences(subjects, rows, store) }
    if let node { found += try differences(subjects, rows, node) }
    return found
  }

  // MARK: JavaScript

  private mutating func differences(_ subjects: [Subject], _ rows: [[Value]], _ node: Node) throws
    -> [Difference]
  {
    var taken: [Subject] = []
    var expressions: [JavaScriptExpression] = []
    for subject in subjects {
      guard let expression = try? JavaScriptTarget().expression(subject.typed) else { continue }
      taken.append(subject)
      let text = fault?.target == .javaScript ? fault?.spoil(expression.text) : nil
      expressions.append(JavaScriptExpression(text: text ?? expression.text, constants: expression.constants))
    }
    tally.taken[.javaScript, default: 0] += taken.count
    if taken.isEmpty { return [] }
    var found: [Difference] = []
    for (index, answers) in try node.answers(expressions, rows).enumerated() {
      let expected = taken[index].values.map { Self.print($0) }
      guard let row = expected.indices.first(where: { expected[$0] != answers[$0] }) else { continue }
      found.append(
        Difference(
          sketch: taken[index].sketch, target: .javaScript, row: row, expected: expected[row],
          found: answers[row],
          text: expressions[index].text))
    }
    return found
  }

  // MARK: stores

  private struct Output {
    let subject: Subject
    let sql: SQLExpression
    let text: String
    let values: [SQLParameter.Bound]
    let isFilter: Bool
  }

  private mutating func differences(_ subjects: [Subject], _ rows: [[Value]], _ store: any LedgerStore) throws
    -> [Difference]
  {
    let target: Target = store.dialect == .sqlite ? .sqlite : .postgres
    var found: [Difference] = []
    var batch: [Output] = []
    var before = 0
    for subject in subjects {
      var isTaken = false
      for isFilter in [false, true] {
        guard let output = output(subject, rows[0], store.dialect, before, isFilter) else { continue }
        isTaken = true
        batch.append(output)
        before += output.values.count
      }
      if isTaken { tally.taken[target, default: 0] += 1 }
      if batch.count >= 40 {
        found += try differences(batch, rows, store, target)
        batch = []
        before = 0
      }
    }
    return found + (try differences(batch, rows, store, target))
  }

  private func output(
    _ subject: Subject, _ row: [Value], _ dialect: SQLDialect, _ before: Int, _ isFilter: Bool
  ) -> Output? {
    let sql = SQLTarget(dialect, sources: ledger.sources, parametersBefore: before)
    guard let made = try? isFilter ? sql.filter(subject.typed) : sql.value(subject.typed) else { return nil }
    var frame = Self.frame(row)
    var values: [SQLParameter.Bound] = []
    for parameter in made.parameters {
      guard let value = parameter.bound(&frame) else { return nil }
      values.append(value)
    }
    let isFaulty = fault.map { $0.target.rawValue == (dialect == .sqlite ? "SQLite" : "PostgreSQL") } ?? false
    let text = isFaulty ? fault?.spoil(made.text) ?? made.text : made.text
    return Output(subject: subject, sql: made, text: text, values: values, isFilter: isFilter)
  }

  private func differences(_ batch: [Output], _ rows: [[Value]], _ store: any LedgerStore, _ target: Target)
    throws -> [Difference]
  {
    if batch.isEmpty { return [] }
    let outputs = batch.map { $0.isFilter ? "CASE WHEN \($0.text) THEN 1 ELSE 0 END" : $0.text }
    let text = "SELECT \(outputs.joined(separator: ", ")) FROM t ORDER BY t.id"
    let answers: [[String?]]
    do {
      answers = try store.rows(text, batch.flatMap(\.values))
    } catch let trouble as StoreTrouble {
      if batch.count == 1 {
        return [
          Difference(
            sketch: batch[0].subject.sketch, target: target, row: 0, expected: "an answer",
            found: trouble.description,
            text: batch[0].text)
        ]
      }
      return try batch.flatMap { output in
        // Marks were counted from the beginning of the batch.
        guard let alone = self.output(output.subject, rows[0], store.dialect, 0, output.isFilter) else {
          return [Difference]()
        }
        return try differences([alone], rows, store, target)
      }
    }
    return batch.enumerated().compactMap { index, output in
      for row in rows.indices {
        let value = output.subject.values[row]
        let answer = answers[row][index]
        let agrees =
          output.isFilter
          ? answer == (value.truth == true ? "1" : "0")
          : LedgerTables.agrees(answer, value, output.sql.result, store.dialect)
        if !agrees {
          return Difference(
            sketch: output.subject.sketch, target: target, row: row, expected: Self.print(value),
            found: answer ?? "NULL",
            text: (output.isFilter ? "filter " : "value ") + output.text)
        }
      }
      return nil
    }
  }
}
