internal import Core

// Rules of flows, acts, tasks and whole documents.

extension DocumentRules {
  // MARK: Steps

  /// Keys that a step takes whatever it does.
  private static let everyStep: Set<SpecKey> = [.title, .do, .when, .within, .remind, .then, .handover, .was]

  /// Keys that `do` adds (LANGUAGE.md 7), and the one it cannot do without.
  private static func stepKeys(_ word: String) -> (allowed: Set<SpecKey>, needed: SpecKey?) {
    switch word {
    case "fill": ([.by, .mode, .batch, .pages, .allow], nil)
    case "parallel": ([.branches, .mode], .branches)
    case "sub": ([.flow], .flow)
    case "timer": ([.until], .until)
    case "call": ([.connector, .set], .connector)
    case "spawn": ([.task, .each, .set, .wait], .task)
    case "send": ([.to, .say, .via], .say)
    case "set": ([.set], .set)
    default: ([.by, .mode, .pass, .batch, .pages, .allow], nil)
    }
  }

  mutating func step(_ node: SpecNode) {
    if let kind = node[.do], kind.isInvalid { return }
    let word = node[.do]?.word ?? "review"
    let (allowed, needed) = DocumentRules.stepKeys(word)
    let shown = node[.do]?.text ?? word
    for child in node.children {
      guard let key = child.key, !allowed.contains(key), !DocumentRules.everyStep.contains(key) else {
        continue
      }
      report(
        .unknownKey, child.nameRange, "`do: \(shown)` 的步骤不用 `\(child.name ?? key.name)`",
        "A step that does `\(word)` has no key `\(child.name ?? key.name)`", hint: stepHint(key))
    }
    if let needed, node[needed] == nil {
      report(
        .missingKey, node.nameRange,
        "`do: \(shown)` 的步骤缺少 `\(needed.name)`",
        "A step that does `\(word)` needs `\(needed.name)`")
    }
    pass(node)
    verbs(node)
    reminders(node)
    branches(node)
  }

  private func stepHint(_ key: SpecKey) -> Message? {
    let words = ["review", "fill", "parallel", "sub", "timer", "call", "spawn", "send", "set"]
    let fitting = words.filter { DocumentRules.stepKeys($0).allowed.contains(key) }
    guard !fitting.isEmpty else { return nil }
    let list = fitting.joined(separator: " ")
    return Message(zh: "`\(key.name)` 用于 `do`：\(list)", en: "`\(key.name)` belongs to `do`: \(list)")
  }

  private mutating func pass(_ node: SpecNode) {
    guard let pass = node[.pass], pass.kind == .scalar else { return }
    let parts = pass.text.split(separator: "/").compactMap { Double($0) }
    let value = parts.count == 2 && parts[1] != 0 ? parts[0] / parts[1] : parts.first ?? 0
    guard value <= 0 || value > 1 else { return }
    report(.numberBad, pass.range, "通过比例要大于 0、不超过 1", "The share lies above 0 and is at most 1")
  }

  private mutating func verbs(_ node: SpecNode) {
    guard let then = node[.then], then.kind == .map else { return }
    for target in then.children {
      guard let name = target.name, tree.table.word(name, in: "verb") == nil else { continue }
      unknownName(target, "办理动作", "verb", tree.table.words("verb"))
    }
  }

  private mutating func branches(_ node: SpecNode) {
    guard let branches = node[.branches], branches.kind == .named else { return }
    if branches.children.isEmpty {
      report(.nothingInside, branches.nameRange, "并行没有分支", "There are no branches")
    }
    var count = 0
    for branch in branches.children {
      count += 1
      if branch.kind == .named, branch.children.isEmpty {
        report(
          .nothingInside, branch.nameRange, "分支「\(branch.name ?? "")」没有步骤",
          "The branch `\(branch.name ?? "")` has no steps")
      }
    }
    if count > 16 { report(.limitExceeded, branches.nameRange, "最多 16 个分支", "At most 16 branches") }
  }

  /// A name of the author's that should be a word: a verb or an event.
  private mutating func unknownName(_ node: SpecNode, _ zh: String, _ en: String, _ words: [SpecTable.Word]) {
    let name = node.name ?? ""
    let near = Suggestion.nearest(name, among: words.flatMap { [$0.name, $0.alias] })
    let chinese = name.utf8.contains { $0 >= 0x80 }
    let all = words.prefix(14).map { chinese ? $0.alias : $0.name }.joined(separator: " ")
    report(
      .unknownWord, node.nameRange,
      "没有「\(name)」这个\(zh)" + (near.map { "，您是不是想写 `\($0)`？" } ?? ""),
      "`\(name)` is no \(en)" + (near.map { "; did you mean `\($0)`?" } ?? ""),
      hint: Message(zh: "可以是：\(all)", en: "One of: \(all)"),
      fix: near.map { SourceFix(replace: node.nameRange, with: $0) })
  }

  // MARK: Reminders

  mutating func remind(_ node: SpecNode) {
    guard node[.before] == nil, node[.after] == nil else { return }
    report(
      .missingKey, node.children.isEmpty ? node.range : DocumentRules.first(node).nameRange,
      "提醒要写 `before`（之前）或 `after`（之后）", "A reminder needs `before` or `after`")
  }

  private static func first(_ node: SpecNode) -> SpecNode { node.children.first { _ in true } ?? node }

  /// A reminder `before` the deadline that comes before the time allowed has begun.
  mutating func reminders(_ node: SpecNode) {
    guard let within = node[.within]?.duration, let list = node[.remind], list.kind == .list else { return }
    for remind in list.children {
      guard let before = remind[.before], let early = before.duration, early.isWorking == within.isWorking
      else {
        continue
      }
      guard early.roughSeconds >= within.roughSeconds else { continue }
      report(
        .remindOrder, before.range, "时限只有 \(node[.within]?.text ?? "")，提前 \(before.text) 提醒时还没有开始",
        "The time allowed is \(node[.within]?.text ?? ""); \(before.text) before its end it has not begun")
    }
  }

  // MARK: Acts

  mutating func action(_ node: SpecNode) {
    if let kind = node[.do], kind.isInvalid { return }
    let word = node[.do]?.word ?? "put"
    let needed: [SpecKey]
    switch word {
    case "put", "end": needed = [.ledger]
    case "link", "unlink": needed = word == "link" ? [.link, .to] : [.link]
    case "send": needed = [.to, .say]
    case "call": needed = [.connector]
    case "spawn": needed = node.has(.notice) ? [] : [.task]
    default: needed = []
    }
    let place = node.children.isEmpty ? node.range : DocumentRules.first(node).nameRange
    for key in needed where !node.has(key) {
      report(.missingKey, place, "动作 `\(word)` 缺少 `\(key.name)`", "The act `\(word)` needs `\(key.name)`")
    }
  }

  // MARK: Tables

  mutating func cells(_ node: SpecNode) {
    guard let inputs = node[.inputs], let rules = node[.rules], inputs.kind == .list, rules.kind == .list
    else { return }
    let wanted = inputs.children.reduce(0) { count, _ in count + 1 } + 1
    var rows = 0
    for row in rules.children where row.kind == .list {
      rows += 1
      let count = row.children.reduce(0) { count, _ in count + 1 }
      guard count != wanted else { continue }
      report(
        .cellCount, row.range, "这一行有 \(count) 格，应该是 \(wanted) 格：\(wanted - 1) 个输入和 1 个结果",
        "This row has \(count) cells; \(wanted - 1) inputs and a result make \(wanted)",
        notes: [DiagnosticNote(at: inputs.range, Message(zh: "输入在这里", en: "inputs"))])
    }
    if rows > 1_000 {
      report(.limitExceeded, rules.nameRange, "一张表最多 1,000 行", "A table has at most 1,000 rules")
    }
    if rows == 0 { report(.nothingInside, rules.nameRange, "决策表没有行", "The table has no rules") }
  }

  // MARK: Tasks and services

  mutating func each(_ node: SpecNode) {
    guard ![SpecKey.ledger, .level, .file, .of].contains(where: { node.has($0) }) else { return }
    report(
      .eachMissing, node.nameRange, "`each`（逐个）要写 `ledger`、`level`、`file`、`of` 中的一个",
      "`each` needs `ledger`, `level`, `file` or `of`")
  }

  mutating func taskRules(_ node: SpecNode) {
    reminders(node)
    guard let split = node[.split], split.kind == .list else { return }
    let order = tree.table.words("level").map(\.name)
    var last: SpecNode?
    for level in split.children {
      guard let word = level.word, let rank = order.firstIndex(of: word) else { continue }
      if let last, let above = last.word.flatMap({ order.firstIndex(of: $0) }), above >= rank {
        report(
          .levelOrder, level.range, "层级要从上到下，`\(level.text)` 不在 `\(last.text)` 之下",
          "Levels go from above to below; `\(level.text)` is not below `\(last.text)`")
      }
      last = level
    }
  }

  mutating func serviceRules(_ node: SpecNode) {
    reminders(node)
    guard !node.has(.form), !node.has(.connector), !node.has(.base) else { return }
    report(
      .nothingInside, (node[.id] ?? node[.title] ?? node[.hutong] ?? node).nameRange, "服务没有表单 `form`（表单）",
      "The service has no `form`",
      hint: Message(
        zh: "写上 `form`，或用 `connector`（连接）接到别的系统",
        en: "Write `form`, or `connector` for a service of another system"))
  }

  // MARK: Documents

  mutating func check(_ document: SpecDocument) {
    let root = document.root
    if let title = root[.title], title.kind == .keys, let zh = title[.zh], zh.text.allSatisfy(\.isWhitespace)
    {
      report(.titleMissing, title.range, "标题是空的", "The title is empty")
    }
    for key in [SpecKey.form, .add, .parts] { form(root[key], key) }
    var steps = FoundNames()
    flow(root[.flow], &steps)
    for flow in root[.flows]?.children ?? SpecChildren(tree: tree, at: 0) { self.flow(flow, &steps) }
    for variant in root[.variants]?.children ?? SpecChildren(tree: tree, at: 0) {
      var own = FoundNames()
      flow(variant[.flow], &own)
      steps.formUnion(own)
      form(variant[.add], .add)
    }
    if !document.isOverlay { events(root[.after], steps) }
    if let tree = root[.tree], tree.kind == .named { places(tree, above: nil) }
  }

  private mutating func form(_ form: SpecNode?, _ key: SpecKey) {
    guard let form, form.kind == .named else { return }
    if form.children.isEmpty, key == .form {
      return report(.nothingInside, form.nameRange, "表单里没有字段", "The form has no fields")
    }
    var names = FoundNames()
    var count = 0
    fields(form, &names, &count)
    if count > 500 {
      report(.limitExceeded, form.nameRange, "一个表单最多 500 个字段", "A form has at most 500 fields")
    }
  }

  /// One namespace for all pages; rows of a repeating group have their own. Twice in one list is reported by
  /// the list itself.
  private mutating func fields(_ list: SpecNode, _ names: inout FoundNames, _ count: inout Int) {
    for field in list.children where !field.isInvalid {
      count += 1
      if let first = names.insert(field, in: list) {
        report(
          .nameTwice, field.nameRange, "名称「\(field.name ?? "")」用了两次",
          "The name `\(field.name ?? "")` is used twice",
          notes: [DiagnosticNote(at: first.nameRange, Message(zh: "第一次用在这里", en: "first used here"))])
      }
      guard let inside = field[.fields], inside.kind == .named else { continue }
      if field[.repeat]?.kind == .keys {
        var rows = FoundNames()
        fields(inside, &rows, &count)
      } else {
        fields(inside, &names, &count)
      }
    }
  }

  private mutating func flow(_ flow: SpecNode?, _ names: inout FoundNames) {
    guard let flow, flow.kind == .named else { return }
    if flow.children.isEmpty {
      return report(
        .nothingInside, flow.nameRange, "流程里没有步骤", "The flow has no steps",
        hint: Message(zh: "不要人办理时写 `flow: none`（无）", en: "Write `flow: none` when nobody has to act"))
    }
    steps(flow, &names, depth: 0)
    if names.count > 100 {
      report(.limitExceeded, flow.nameRange, "一个流程最多 100 步", "A flow has at most 100 steps")
    }
  }

  private mutating func steps(_ list: SpecNode, _ names: inout FoundNames, depth: Int) {
    guard depth < YAMLLimits().depth else { return }
    for step in list.children where !step.isInvalid {
      if let first = names.insert(step, in: list) {
        report(
          .nameTwice, step.nameRange, "步骤「\(step.name ?? "")」用了两次",
          "The step `\(step.name ?? "")` is used twice",
          notes: [DiagnosticNote(at: first.nameRange, Message(zh: "第一次用在这里", en: "first used here"))])
      }
      for branch in step[.branches]?.children ?? SpecChildren(tree: tree, at: 0) where branch.kind == .named {
        steps(branch, &names, depth: depth + 1)
      }
    }
  }

  /// `after` names an event, or a step of this document.
  private mutating func events(_ after: SpecNode?, _ steps: FoundNames) {
    guard let after, after.kind == .map else { return }
    for entry in after.children {
      guard let name = entry.name, tree.table.word(name, in: "event") == nil, !steps.contains(entry) else {
        continue
      }
      unknownName(entry, "事件或步骤", "event or step", tree.table.words("event"))
    }
  }

  // MARK: Places

  private mutating func places(_ list: SpecNode, above: Int?, depth: Int = 0) {
    guard depth < YAMLLimits().depth else { return }
    let order = tree.table.words("level").map(\.name)
    for place in list.children where place.kind == .keys {
      let own = place[.level]?.word.flatMap { order.firstIndex(of: $0) }
      if let own, let above, own <= above, let level = place[.level] {
        report(
          .levelOrder, level.range, "「\(place.name ?? "")」的层级 `\(level.text)` 不在上级之下",
          "The level `\(level.text)` is not below the one above")
      }
      let level = own ?? above.map { $0 + 1 }
      if let parts = place[.parts], parts.kind == .named { places(parts, above: level, depth: depth + 1) }
    }
  }
}
