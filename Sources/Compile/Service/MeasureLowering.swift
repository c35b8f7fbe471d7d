import Core
import FEEL
import Spec

/// Figures over matters (LANGUAGE.md 10): counts, sums and their quotients add up over places and run;
/// everything else is checked and said not to.
extension FormLowering {
  /// - Parameter list: `requests`, `items`, `receipts` or `rows`.
  mutating func measures(_ specs: [MeasureSpec], over list: String) -> [MeasureProgram] {
    let members = Type.context(specs.isEmpty ? [:] : matterMembers())
    return specs.filter { !$0.isInvalid }.compactMap { measure($0, over: list, members) }
  }

  private mutating func measure(_ spec: MeasureSpec, over list: String, _ members: Type) -> MeasureProgram? {
    let isFree = dimensions(spec)
    guard let node = spec.value, !node.isInvalid, node.kind == .scalar else { return nil }
    let slot = names.issuer.slot(.part(list))
    var scope = scope(.measure)
    let rows = Resolution.slot(slot, .list(members))
    for spelling in [list] + context.table.words("name").filter({ $0.name == list }).map(\.alias) {
      scope.local[spelling] = rows
    }
    guard let formula = formula(node, .number, scope) else { return nil }
    let shape = MeasureShape(list: slot, scalars: Array(node.text.unicodeScalars))
    guard let typed = formula.expression.typed else { return nil }
    guard let kind = kind(typed, shape, node) else {
      findings.report(
        .measureNotAdditive, node.range, "「\(spec.name)」不是计数、合计或它们的商，上级不等于下级之和",
        "`\(spec.name)` is no count, sum or quotient of these: a place is not the sum of those below")
      findings.notYet(node.range, "不可加的指标", "a measure that does not add up")
      return nil
    }
    let isSensitive = reads(kind, .sensitivePersonal)
    smallCells(spec, isSensitive)
    guard isFree else { return nil }
    var isRatio = false
    if case .quotient = kind { isRatio = true }
    return MeasureProgram(
      id: spec.name, title: spec.title ?? Label(zh: spec.name), kind: kind,
      scale: spec.scale ?? max(isRatio ? 3 : 0, decimals(kind)),
      unit: spec.unit?.text, smallestGroup: spec.smallestGroup ?? (isSensitive ? 5 : 1))
  }

  /// One matter as a context: all fields, and what is known of the matter.
  private func matterMembers() -> [String: Type] {
    var members = context.run.wordTypes.matterMembers(states: names.stateGroup) { everyMatterHas() }
    for name in [ScopeName.step, .variant] {
      let word = context.table.words("name").first { $0.name == name.rawValue }
      for spelling in [name.rawValue, word?.alias ?? name.rawValue] { members[spelling] = names.type(of: name) }
    }
    for (name, type) in names.columns { members[name] = type }
    for (name, found) in names.fields {
      if let field = found.first(where: { $0.rows == nil }) { members[name] = field.type }
    }
    for (name, rows) in names.rows { members[name] = .list(.context(rows.members)) }
    return members
  }

  /// What does not differ from service to service; steps and variants do.
  private func everyMatterHas() -> [String: Type] {
    var members: [String: Type] = ["place": .entity(EntityClass.place.rawValue), "地点": .entity(EntityClass.place.rawValue)]
    for word in context.table.words("name") {
      guard let name = ScopeName(rawValue: word.name), NamePosition.measure.allows(name) else { continue }
      let type = names.type(of: name)
      members[word.name] = type
      members[word.alias] = type
    }
    return members
  }

  // MARK: Shape

  private struct MeasureShape {
    let list: Int
    let scalars: [Unicode.Scalar]
    func text(_ range: Range<Int>) -> String? {
      guard range.lowerBound >= 0, range.upperBound <= scalars.count else { return nil }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars[range])
      return String(text)
    }
  }

  private mutating func kind(_ typed: Typed, _ shape: MeasureShape, _ node: SpecNode) -> MeasureProgram.Kind?
  {
    switch typed.node {
    case .binary(.divide, let above, let below):
      guard let above = kind(above, shape, node), let below = kind(below, shape, node) else { return nil }
      return .quotient(above, below)
    case .call(let name, let arguments) where isOverRows(name, arguments):
      return overRows(name, arguments[0], shape, node)
    case .call("count", let arguments):
      guard arguments.count == 1, case .some(let filter) = condition(arguments[0], shape, node) else {
        return nil
      }
      return .count(where: filter)
    case .call("sum", let arguments):
      guard arguments.count == 1, case .member(let list, let field) = arguments[0].node,
        fieldByName[field] != nil,
        case .some(let filter) = condition(list, shape, node),
        let of = part(field, at: arguments[0].range, node)
      else { return nil }
      return .sum(where: filter, of: of)
    default: return nil
    }
  }

  /// `sum(flatten(requests.group.field))`, `sum(flatten(requests.group)[condition].field)`, `count(flatten(requests.group))`.
  private func isOverRows(_ name: String, _ arguments: [Typed]) -> Bool {
    (name == "sum" || name == "count") && arguments.count == 1 && Self.flattened(in: arguments[0]) != nil
  }

  /// The call of `flatten` that a path stands on.
  private static func flattened(in path: Typed) -> Typed? {
    var at = path
    for _ in 0..<8 {
      switch at.node {
      case .call("flatten", let inner) where inner.count == 1: return at
      case .member(let base, _), .filter(let base, item: _, _): at = base
      default: return nil
      }
    }
    return nil
  }

  /// Adds up as well, row by row: each matter adds what its own rows come to.
  private mutating func overRows(
    _ name: String, _ path: Typed, _ shape: MeasureShape, _ node: SpecNode
  ) -> MeasureProgram.Kind? {
    guard let flattened = Self.flattened(in: path), case .call(_, let inner) = flattened.node, var at = inner.first else {
      return nil
    }
    let rows = at
    // From the outermost member down to the group that stands on the list of matters.
    for _ in 0..<8 {
      switch at.node {
      case .filter(let base, item: _, _): at = base
      case .member(let base, let member):
        guard let found = condition(base, shape, node), names.rows[member] != nil else {
          at = base
          continue
        }
        guard let own = Self.behind(base.range.upperBound, rows.range.upperBound, shape),
          let rest = shape.text(flattened.range.upperBound..<path.range.upperBound)
        else { return nil }
        return summed(name, own + rest, of: member, path, found, node)
      default: return nil
      }
    }
    return nil
  }

  /// The members behind the list of matters: of one matter they are read by themselves.
  private static func behind(_ lower: Int, _ upper: Int, _ shape: MeasureShape) -> String? {
    guard lower < upper, let path = shape.text(lower..<upper), let dot = path.firstIndex(of: "."),
      path[..<dot].allSatisfy(\.isWhitespace)
    else { return nil }
    return String(path[path.index(after: dot)...])
  }

  private mutating func summed(
    _ name: String, _ rows: String, of group: String, _ path: Typed, _ filter: Formula?, _ node: SpecNode
  ) -> MeasureProgram.Kind? {
    var field = path
    if case .call(_, let inner) = path.node, let first = inner.first { field = first }
    var places = 0
    if name == "sum" {
      // What is summed is a number of the rows.
      guard case .member(_, let member) = field.node,
        let summed = fields.first(where: { $0.rows == names.rows[group]?.index && $0.name == member })
      else { return nil }
      places = summed.scale
    }
    guard let of = part("\(name)(\(rows))", at: path.range, node) else { return nil }
    rowDecimals[ObjectIdentifier(of)] = places
    return .sum(where: filter, of: of)
  }

  /// The condition of `requests[condition]`; the inner nil = all of them, the outer = something else.
  private mutating func condition(_ typed: Typed, _ shape: MeasureShape, _ node: SpecNode) -> Formula?? {
    switch typed.node {
    case .slot(shape.list): return .some(.none)
    case .filter(let list, item: _, let condition):
      guard case .slot(shape.list) = list.node, let text = shape.text(condition.range),
        let formula = part(text, at: condition.range, node)
      else { return .none }
      return .some(formula)
    default: return .none
    }
  }

  /// A stretch of the expression over one matter instead of the list.
  private func part(_ text: String, at range: Range<Int>, _ node: SpecNode) -> Formula? {
    Expression.compile(text, scope: scope(.measure)).0.map {
      Formula($0.settled, range: node.range(scalars: range))
    }
  }

  private func reads(_ kind: MeasureProgram.Kind, _ level: Sensitivity) -> Bool {
    func reads(_ formula: Formula?) -> Bool {
      formula?.expression.slots.contains { slot in
        if fields.indices.contains(slot) { return fields[slot].sensitivity >= level }
        // Of rows, any of their fields.
        guard names.issuer.sources.indices.contains(slot), case .rows(let group) = names.issuer.sources[slot] else { return false }
        return fields.contains { $0.rows == names.rows[group]?.index && $0.sensitivity >= level }
      } ?? false
    }
    switch kind {
    case .count(let filter): return reads(filter)
    case .sum(let filter, let of): return reads(filter) || reads(of)
    case .quotient(let a, let b): return self.reads(a, level) || self.reads(b, level)
    }
  }

  /// Decimals of what is summed: a sum of yuan and fen keeps the fen when no scale is written.
  private func decimals(_ kind: MeasureProgram.Kind) -> Int {
    switch kind {
    case .count: 0
    case .sum(_, let of):
      rowDecimals[ObjectIdentifier(of)]
        ?? of.expression.slots.map { fields.indices.contains($0) ? fields[$0].scale : 0 }.max() ?? 0
    case .quotient(let above, let below): max(decimals(above), decimals(below))
    }
  }

  private mutating func smallCells(_ spec: MeasureSpec, _ isSensitive: Bool) {
    guard isSensitive, let size = spec.smallestGroup, size < 5, let node = spec.node[.smallestGroup] else {
      return
    }
    findings.report(
      .smallCells, node.range, "指标「\(spec.name)」用到敏感个人信息，最小组不能小于 5",
      "`\(spec.name)` counts sensitive data: groups below 5 stay hidden")
  }

  // MARK: Dimensions

  /// Whether the measure runs by these dimensions: place levels and state do.
  private mutating func dimensions(_ spec: MeasureSpec) -> Bool {
    var runs = true
    for node in spec.per where !node.isInvalid {
      if context.table.word(node.text, in: "level") != nil { continue }
      let word = context.table.word(node.text, in: "name")
      if fieldByName[node.text] == nil, word == "state" { continue }
      if fieldByName[node.text] == nil, names.columns[node.text] == nil {
        if word == "variant" || word == "step" {
          findings.notYet(node.range, "按「\(node.text)」分组", "groups by `\(node.text)`")
        } else {
          let near = didYouMean(node.text, fieldNames + ["state", "step", "variant"])
          findings.report(
            .dimensionOpen, node.range, "「\(node.text)」不是层级、状态或字段\(near.zh)",
            "`\(node.text)` is no level, state or field\(near.en)")
        }
      } else if !isClosed(node.text) {
        findings.report(
          .dimensionOpen, node.range, "「\(node.text)」的取值不是有限的几种，不能用来分组",
          "`\(node.text)` has no closed values to group by")
      } else {
        findings.notYet(node.range, "按字段「\(node.text)」分组", "groups by the field `\(node.text)`")
      }
      runs = false
    }
    return runs
  }

  private func isClosed(_ name: String) -> Bool {
    let type = fieldByName[name].map { fields[$0].type } ?? names.columns[name] ?? .unknown
    switch type.element {
    case .code, .boolean, .unknown: return true
    default: return false
    }
  }
}
