import Core
import FEEL
import Spec

/// Acts after events (LANGUAGE.md 9).
extension FormLowering {
  /// The acts of one event, in order.
  mutating func acts(_ node: SpecNode) -> [ActProgram] {
    guard !node.isInvalid else { return [] }
    return node.children.filter { !$0.isInvalid }.compactMap { act(ActionSpec($0)) }
  }

  private mutating func act(_ spec: ActionSpec) -> ActProgram? {
    if let kind = spec.node[.do], kind.isInvalid { return nil }
    let kind = spec.do ?? "put"
    checkKeys(spec, kind)
    let act: ActProgram.Act?
    var columns: LedgerShape?
    switch kind {
    case "put":
      columns = ledger(spec)
      act = put(spec, columns)
    case "end":
      columns = ledger(spec)
      act = end(spec, columns)
    case "link", "unlink": act = link(spec, isNew: kind == "link")
    case "send": act = send(spec)
    case "call": act = call(spec.connector, set: spec.set, scope(.act), waits: false).map { .call($0) }
    default:
      checkOther(spec, kind)
      act = nil
    }
    let when = formula(spec.when, .boolean, scope(ofRow: columns))
    return act.map { ActProgram(when: when, act: $0, range: spec.range.firstLine) }
  }

  private static let keysOfActs: [String: Set<SpecKey>] = [
    "put": [.ledger, .match, .missing, .set, .adjust], "end": [.ledger, .match, .until],
    "link": [.of, .link, .to, .until], "unlink": [.of, .link, .to, .until], "send": [.to, .say, .via],
    "spawn": [.task, .notice, .each, .set], "call": [.connector, .set],
  ]

  private mutating func checkKeys(_ spec: ActionSpec, _ kind: String) {
    let fits = FormLowering.keysOfActs[kind] ?? []
    for child in spec.node.children {
      guard let key = child.key, key != .do, key != .when, !fits.contains(key) else { continue }
      findings.report(
        .unknownKey, child.nameRange, "动作 `\(kind)` 不用 `\(key.name)`",
        "The act `\(kind)` takes no `\(key.name)`")
    }
  }

  // MARK: put, end

  private func ledger(_ spec: ActionSpec) -> LedgerShape? {
    guard let node = spec.ledger, !node.isInvalid else { return nil }
    return context.ledger(node.text)
  }

  /// Names of an act that has found a row: `row.column`.
  func scope(ofRow ledger: LedgerShape?) -> NameScope {
    var scope = scope(.act)
    let old = Resolution.slot(names.issuer.slot(.old), .unknown)
    scope.local = ["old": old, "旧值": old]
    guard let ledger else { return scope }
    scope.ledger = ledger.id
    scope.row = Dictionary(
      ledger.columns.map { ($0.id, names.type(of: $0)) }, uniquingKeysWith: { first, _ in first })
    return scope
  }

  private mutating func put(_ spec: ActionSpec, _ ledger: LedgerShape?) -> ActProgram.Act? {
    guard let ledger else { return nil }
    let match = match(spec, ledger)
    let scope = scope(ofRow: ledger)
    var set: [(column: String, formula: Formula)] = []
    for (column, node) in columns(spec.set, ledger) {
      if case .computed = column.source {
        findings.report(
          .unknownColumn, node.nameRange, "列「\(column.id)」是算出来的，不能填",
          "Column `\(column.id)` is computed and cannot be set")
        continue
      }
      if let formula = formula(node, names.type(of: column), scope) { set.append((column.id, formula)) }
    }
    var adjust: [(column: String, formula: Formula)] = []
    for (column, node) in columns(spec.adjust, ledger) {
      guard column.type.isNumeric else {
        findings.report(
          .adjustNotNumber, node.nameRange, "列「\(column.id)」是\(column.type.alias)，不能增减",
          "Column `\(column.id)` is \(column.type.rawValue), nothing to add to")
        continue
      }
      if let formula = formula(node, .number, scope) { adjust.append((column.id, formula)) }
    }
    guard let match else { return nil }
    let missing: PutProgram.Missing
    switch spec.missing {
    case "skip": missing = .skip
    case "refuse": missing = .refuse
    default: missing = ledger.isComputed && spec.missing == nil ? .skip : .create
    }
    return .put(PutProgram(ledger: ledger.id, match: match, missing: missing, set: set, adjust: adjust))
  }

  private mutating func end(_ spec: ActionSpec, _ ledger: LedgerShape?) -> ActProgram.Act? {
    guard let ledger else { return nil }
    let until = formula(spec.until, .date, scope(ofRow: ledger))
    return match(spec, ledger).map { .end(ledger: ledger.id, match: $0, until: until) }
  }

  private mutating func columns(
    _ node: SpecNode?, _ ledger: LedgerShape
  ) -> [(LedgerShape.Column, SpecNode)] {
    guard let node, !node.isInvalid else { return [] }
    var found: [(LedgerShape.Column, SpecNode)] = []
    for child in node.children {
      guard let name = child.name else { continue }
      if let column = ledger.column(name) {
        found.append((column, child))
      } else {
        let known = ledger.columns.map(\.id)
        let near = didYouMean(name, known)
        findings.report(
          .unknownColumn, child.nameRange, "台账「\(ledger.title.zh)」没有列「\(name)」\(near.zh)",
          "Ledger `\(ledger.id)` has no column `\(name)`\(near.en)",
          hint: (
            "它有：\(known.prefix(12).joined(separator: " "))",
            "It has: \(known.prefix(12).joined(separator: " "))"
          ))
      }
    }
    return found
  }

  // MARK: Which row

  private mutating func match(_ spec: ActionSpec, _ ledger: LedgerShape) -> RowMatch? {
    guard let node = spec.node[.match] else {
      // A ledger of happenings holds the matter itself.
      if ledger.root == .matter, names.subjectClass != .matter { return .root(.item) }
      if let subject = names.subjectClass, subject != ledger.root {
        findings.report(
          .matchNotKey, spec.ledger?.range ?? spec.range.firstLine,
          "台账「\(ledger.title.zh)」一行是\(ledger.root.zh)，本服务的对象是\(subject.zh)，要写 `match`",
          "A row of `\(ledger.id)` is a \(ledger.root.rawValue), the subject here a \(subject.rawValue): write `match`"
        )
        return nil
      }
      return .root(names.subject)
    }
    guard !node.isInvalid else { return nil }
    if node.kind == .list { return keys(node, ledger) }
    if ledger.root == .matter, fieldByName[node.text] == nil, let word = context.table.word(node.text, in: "name"),
      EntityRoot(word: word) == .item
    {
      return .root(.item)
    }
    if let position = fieldByName[node.text] {
      if case .entity = fields[position].type { return formulaMatch(node, ledger) }
      return keys([node], at: node.range, ledger)
    }
    if pages.contains(where: { $0.draft?.name == node.text && $0.entityClass != nil }) {
      findings.notYet(node.range, "按分组的实体找行", "the row of a group's entity")
      return nil
    }
    return formulaMatch(node, ledger)
  }

  private mutating func formulaMatch(_ node: SpecNode, _ ledger: LedgerShape) -> RowMatch? {
    guard let formula = formula(node, nil, scope(.act)) else { return nil }
    if case .entity(let found) = formula.expression.type,
      let root = context.knowledge.entityClass(found)?.root,
      root != ledger.root
    {
      findings.report(
        .matchNotKey, node.range, "台账「\(ledger.title.zh)」一行是\(ledger.root.zh)，这里给的是\(root.zh)",
        "A row of `\(ledger.id)` is a \(ledger.root.rawValue), this is a \(root.rawValue)")
      return nil
    }
    return .formula(formula)
  }

  private mutating func keys(_ node: SpecNode, _ ledger: LedgerShape) -> RowMatch? {
    keys(Array(node.children), at: node.range, ledger)
  }

  private mutating func keys(_ nodes: [SpecNode], at range: SourceRange, _ ledger: LedgerShape) -> RowMatch? {
    var positions: [Int] = []
    var attributes: Set<String> = []
    for node in nodes {
      guard let found = position(node) else { return nil }
      positions.append(found)
      if let attribute = fields[found].attribute { attributes.insert(attribute.id) }
    }
    // The kind of document follows from its number: one without the other will do.
    let keys = context.knowledge.strongKeys(of: ledger.root).map {
      $0.map(\.id).filter { $0 != "id_doc_type" }
    }
    guard keys.contains(where: { $0.allSatisfy(attributes.contains) }) else {
      let known = context.knowledge.strongKeys(of: ledger.root).map {
        $0.map(\.title.zh).joined(separator: "＋")
      }
      findings.report(
        .matchNotKey, range, "这些字段定不下台账「\(ledger.title.zh)」的一行",
        "These fields do not name one row of `\(ledger.id)`",
        hint: ("用绑定了强标识的字段：\(known.joined(separator: "、"))", "Use fields bound to a strong key of the class"))
      return nil
    }
    return .keys(positions)
  }
}

extension FormNames {
  func type(of column: LedgerShape.Column) -> Type {
    if let options = column.options, column.type == .code || column.type == .codes {
      var list = ""
      if case .attribute(let attribute) = column.source { list = attribute.list ?? "" }
      let closed = Type.code(
        ClosedValues(
          name: list,
          options: options.options.map {
            .init(code: $0.code, spellings: [$0.title.zh] + ($0.title.en.map { [$0] } ?? []))
          }))
      return column.type == .codes ? .list(closed) : closed
    }
    if let entity = column.entityClass { return .entity(entity) }
    if case .attribute(let attribute) = column.source { return type(of: attribute) }
    return type(of: column.type, list: nil)
  }
}
