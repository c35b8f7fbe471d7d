/// Compiles boxed expressions of one element to closures. Names that boxes bring are locals, as in FEEL texts, so
/// that functions made inside keep what they saw.
struct DMNLogic {
  let types: DMNTypeBuilder
  /// The file whose type names count.
  let file: Int
  var literals: DMNLiterals

  init(scope: SlotScope, types: DMNTypeBuilder, file: Int) {
    self.types = types
    self.file = file
    literals = DMNLiterals(scope: scope)
  }

  /// One expression, its value brought to its type.
  mutating func compile(_ expression: DMNExpression) -> Evaluator {
    coerced(kind(expression), to: expression.type)
  }

  private mutating func kind(_ expression: DMNExpression) -> Evaluator {
    switch expression.kind {
    case .none: return { frame in frame.null("没有写表达式", "there is no expression") }
    case .literal(let text, let language): return literal(text, language)
    case .table(let table): return self.table(table)
    case .context(let entries): return context(entries)
    case .invocation(let invocation): return self.invocation(invocation, expression.place.place)
    case .list(let items): return list(items.map { compile($0) })
    case .relation(let relation): return self.relation(relation)
    case .function(let function): return self.function(function, expression.place.place)
    case .conditional(let test, let yes, let no):
      return Self.choice(compile(test), compile(yes), compile(no))
    case .filter(let list, let match): return filter(list, match)
    case .loop(let iteration): return loop(iteration)
    case .some(let iteration): return quantified(iteration, stop: true)
    case .every(let iteration): return quantified(iteration, stop: false)
    }
  }

  /// Brings the value to a named type; what does not conform becomes null (DMN 1.5, 10.3.2.9.4).
  func coerced(_ value: @escaping Evaluator, to type: DMNText?) -> Evaluator {
    let shape = types.shape(type, in: file)
    if case .any = shape { return value }
    let table = types.types
    let name = type?.text ?? ""
    return { frame in
      let found = value(&frame)
      if let made = table.coerce(found, to: shape, &frame) { return made }
      return frame.null("值不合类型 `\(name)`", "the value does not conform to `\(name)`")
    }
  }

  private mutating func literal(_ text: DMNText, _ language: String?) -> Evaluator {
    if let language, !language.isEmpty, !language.uppercased().contains("FEEL") {
      literals.report(
        XMLProblem(text.place, zh: "不支持语言 `\(language)`", en: "the language `\(language)` is not supported"))
      return { frame in frame.null("不支持语言 `\(language)`", "the language `\(language)` is not supported") }
    }
    return literals.expression(text)
  }

  private func list(_ items: [Evaluator]) -> Evaluator {
    { frame in
      guard frame.burn(items.count) else { return .null }
      var values: [Value] = []
      values.reserveCapacity(items.count)
      for item in items { values.append(item(&frame)) }
      return .list(values)
    }
  }

  /// One named cell of a context.
  private struct Cell {
    let local: Int
    let value: Evaluator
    /// A function that may call itself by its name.
    let isFunction: Bool
  }

  /// The result is the last cell without a name, or the context itself (DMN 1.5, 10.2.2.4).
  private mutating func context(_ entries: [DMNEntry]) -> Evaluator {
    let before = literals.mark
    defer { literals.unbind(to: before) }
    var keys: [String] = []
    var cells: [Cell] = []
    var result: Evaluator?
    for entry in entries {
      if let variable = entry.variable {
        keys.append(variable.name.text)
        cells.append(cell(variable, entry.value))
      } else {
        result = compile(entry.value)
      }
    }
    return Self.context(keys, cells, result)
  }

  private mutating func cell(_ variable: DMNVariable, _ expression: DMNExpression) -> Cell {
    if case .function = expression.kind {
      let local = literals.bind(variable.name.text)
      return Cell(local: local, value: coerced(compile(expression), to: variable.type), isFunction: true)
    }
    let value = coerced(compile(expression), to: variable.type)
    return Cell(local: literals.bind(variable.name.text), value: value, isFunction: false)
  }

  private static func context(_ keys: [String], _ cells: [Cell], _ result: Evaluator?) -> Evaluator {
    { frame in
      guard frame.burn(cells.count) else { return .null }
      var values: [Value] = []
      for cell in cells {
        var value = cell.value(&frame)
        if cell.isFunction, case .function(var function) = value {
          function.ownLocal = cell.local
          value = .function(function)
        }
        frame.set(cell.local, value)
        values.append(value)
      }
      return result?(&frame) ?? .context(Context(keys: keys, values: values))
    }
  }

  private mutating func relation(_ relation: DMNRelation) -> Evaluator {
    let keys = relation.columns.map(\.name.text)
    var rows: [[Evaluator]] = []
    for row in relation.rows {
      var cells: [Evaluator] = []
      for (column, cell) in zip(relation.columns, row) {
        cells.append(coerced(compile(cell), to: column.type))
      }
      rows.append(cells)
    }
    let table = rows
    return { frame in
      guard frame.burn(table.count * Swift.max(keys.count, 1)) else { return .null }
      return .list(table.map { row in .context(Context(keys: keys, values: row.map { $0(&frame) })) })
    }
  }

  /// The first branch for true, the other for false and null; what is no boolean gives null (DMN 1.5, 10.2.2.9).
  private static func choice(
    _ test: @escaping Evaluator, _ yes: @escaping Evaluator, _ no: @escaping Evaluator
  )
    -> Evaluator
  {
    { frame in
      switch test(&frame) {
      case .boolean(true): return yes(&frame)
      case .boolean(false), .null: return no(&frame)
      default: return noBoolean(&frame)
      }
    }
  }
}
