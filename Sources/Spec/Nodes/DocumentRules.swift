internal import Core

/// Rules that need nothing but the document itself. What needs other documents, knowledge, places or the
/// meaning of an expression is Compile's.
struct DocumentRules {
  let tree: SpecTree
  var found: [Diagnostic] = []

  init(_ tree: SpecTree) {
    self.tree = tree
  }

  /// All findings of the documents of one file.
  static func check(_ tree: SpecTree, _ documents: [SpecDocument]) -> [Diagnostic] {
    var rules = DocumentRules(tree)
    for index in tree.records.indices where tree.records[index].kind == .keys {
      rules.check(SpecNode(tree, index))
    }
    for document in documents { rules.check(document) }
    return rules.found
  }

  /// The rules of one mapping: an exhaustive list of who has any.
  private mutating func check(_ node: SpecNode) {
    guard let position = node.position else { return }
    switch position {
    case .field, .column, .change: field(node, position)
    case .open, .every, .report, .place, .post: span(node)
    case .task:
      span(node)
      taskRules(node)
    case .service: serviceRules(node)
    case .notice, .variant: span(node)
    case .ledger: ledger(node)
    case .repeat: rows(node)
    case .quota, .sample, .measure, .block, .attribute: counts(node)
    case .connector: connector(node)
    case .step: step(node)
    case .action: action(node)
    case .remind: remind(node)
    case .table: cells(node)
    case .each: each(node)
    case .role: role(node)
    case .grant: grant(node)
    case .calendar: calendar(node)
    case .test: counts(node)
    case .control: if let options = node[.options] { optionList(options) }
    case .header, .label, .option, .rule, .merge, .inflight, .retain, .batch, .actor, .dispatchRule, .resend,
      .scope, .setting, .knowledge, .class, .relation, .places, .placeChange, .directory,
      .organization, .bundle:
      break
    }
  }

  mutating func report(
    _ code: DiagnosticCode, _ range: SourceRange, _ zh: String, _ en: String, hint: Message? = nil,
    fix: SourceFix? = nil, notes: [DiagnosticNote] = []
  ) {
    found.append(Diagnostic(code, at: range, Message(zh: zh, en: en), hint: hint, fix: fix, notes: notes))
  }

  // MARK: Fields

  private static let fieldKeys: SpecKeySet = [.local, .check, .repeat, .fields, .min, .scale, .options]

  private mutating func field(_ node: SpecNode, _ position: SpecPosition) {
    guard !node.keys.isDisjoint(with: DocumentRules.fieldKeys) else { return }
    if let options = node[.options] { optionList(options) }
    if let local = node[.local], !local.isInvalid {
      if let bind = node[.bind] {
        report(
          .localAndBound, local.nameRange, "`local`（仅本表）和 `bind`（绑定）只能写一个",
          "`local` and `bind` exclude each other",
          notes: [DiagnosticNote(at: bind.nameRange, Message(zh: "绑定在这里", en: "bound here"))])
      }
      if local.text.allSatisfy(\.isWhitespace) {
        report(
          .reasonMissing, local.range, "`local`（仅本表）要写明为什么不绑定",
          "`local` says in words why the answer is bound to nothing",
          hint: Message(zh: "例如 `local: 只用于当次排期`", en: "For example `local: only for this appointment`"))
      }
    }
    if position == .field, node[.check] != nil, node[.say] == nil, let check = node[.check] {
      report(
        .sayMissing, check.nameRange, "有 `check`（校验）就要有 `say`（提示），写明不通过时怎么说",
        "`check` needs `say`: the words when it fails",
        hint: Message(zh: "加上 `say: …`", en: "Add `say: …`"))
    }
    if position == .field, let rows = node[.repeat], rows.kind == .keys, node[.fields] == nil {
      report(
        .repeatOnField, rows.nameRange, "单个字段不能重复，`repeat`（重复）只用于有 `fields`（字段）的组",
        "`repeat` belongs to a group with `fields`",
        hint: Message(zh: "把字段放进一个组里，组写 `repeat: true`", en: "Put the field into a group that repeats"))
    }
    if let fields = node[.fields], fields.kind == .named, fields.children.isEmpty {
      report(
        .nothingInside, fields.nameRange, "「\(node.name ?? "")」里没有字段", "`\(node.name ?? "")` has no fields")
    }
    bounds(node)
    if let scale = node[.scale] { atLeast(scale, 0) }
  }

  private mutating func bounds(_ node: SpecNode) {
    guard let min = node[.min], let max = node[.max], min.kind == .scalar, max.kind == .scalar else { return }
    let wrong: Bool
    switch (min.type, max.type) {
    case (.number, .number), (.int, .int): wrong = (Double(min.text) ?? 0) > (Double(max.text) ?? 0)
    case (.date, .date): wrong = min.text > max.text
    default: wrong = false
    }
    guard wrong else { return }
    report(
      .minOverMax, min.range, "下限 `\(min.text)` 高于上限 `\(max.text)`",
      "The lower bound `\(min.text)` is above `\(max.text)`",
      notes: [DiagnosticNote(at: max.range, Message(zh: "上限在这里", en: "upper bound"))])
  }

  private mutating func rows(_ node: SpecNode) {
    bounds(node)
    if let min = node[.min] { atLeast(min, 0) }
    guard let max = node[.max], let count = max.int else { return }
    if count > DocumentRules.mostRows {
      report(.limitExceeded, max.range, "一组最多 1,000 行", "A group has at most 1,000 rows")
    }
  }

  private static let mostRows = 1_000
  private static let mostOptions = 300

  private mutating func optionList(_ options: SpecNode) {
    guard options.kind == .list else { return }
    var seen: [String: SourceRange] = [:]
    var count = 0
    for option in options.children where !option.isInvalid {
      count += 1
      let name = option[.value]?.text ?? option.name ?? ""
      let range = option[.value]?.range ?? option.nameRange
      if let first = seen[name] {
        report(
          .duplicateOption, range, "选项「\(name)」写了两次", "The option `\(name)` stands twice",
          notes: [DiagnosticNote(at: first, Message(zh: "第一次在这里", en: "first here"))])
      } else {
        seen[name] = range
      }
    }
    if count > DocumentRules.mostOptions {
      report(
        .limitExceeded, options.nameRange, "直接写的选项最多 300 个", "At most 300 options stand inline",
        hint: Message(zh: "改成知识文档里的代码表", en: "Make it a code list of a knowledge document"))
    }
  }

  // MARK: Numbers and dates

  /// Counts that cannot be negative, or zero where one is the least.
  private mutating func counts(_ node: SpecNode) {
    if let count = node[.count] { atLeast(count, 1) }
    if let times = node[.times] { atLeast(times, 1) }
    if let top = node[.top] { atLeast(top, 1) }
    if let scale = node[.scale] { atLeast(scale, 0) }
    if let group = node[.smallestGroup] { atLeast(group, 1) }
  }

  mutating func atLeast(_ node: SpecNode, _ least: Int) {
    guard let value = node.int, value < least else { return }
    report(
      .numberBad, node.range, "`\(node.text)` 太小，至少是 \(least)",
      "`\(node.text)` is too small; at least \(least)")
  }

  /// `until` is not before `from`.
  mutating func span(_ node: SpecNode) {
    if let limit = node[.limit] { atLeast(limit, 1) }
    guard let from = node[.from], let until = node[.until], DocumentRules.isDay(from),
      DocumentRules.isDay(until)
    else { return }
    let whole = from.type == .dateTime && until.type == .dateTime
    let (a, b) = (from.text, until.text)
    guard whole ? a > b : a.prefix(10) > b.prefix(10) else { return }
    report(
      .dateOrder, until.range, "截止 `\(b)` 早于开始 `\(a)`", "It ends on `\(b)`, before it starts on `\(a)`",
      notes: [DiagnosticNote(at: from.range, Message(zh: "开始在这里", en: "starts here"))])
  }

  private static func isDay(_ node: SpecNode) -> Bool { node.type == .date || node.type == .dateTime }

  private mutating func calendar(_ node: SpecNode) {
    guard let holidays = node[.holidays], let workdays = node[.workdays] else { return }
    let free = holidays.children.compactMap { day in DocumentRules.days(day).map { (day, $0) } }
    for day in workdays.children {
      guard let work = DocumentRules.days(day) else { continue }
      for (holiday, off) in free where off.from <= work.until && work.from <= off.until {
        report(
          .dateClash, day.range, "`\(day.text)` 既上班又放假", "`\(day.text)` is a working day and a day off",
          notes: [DiagnosticNote(at: holiday.range, Message(zh: "放假在这里", en: "day off here"))])
      }
    }
  }

  private static func days(_ node: SpecNode) -> (from: Int, until: Int)? {
    guard node.type == .dateRange else { return nil }
    var text = node.text
    return text.withUTF8 { LeafSyntax.days($0) }
  }

  // MARK: Rights

  private mutating func role(_ node: SpecNode) {
    if let may = node[.may], may.kind == .list, may.children.isEmpty {
      report(.nothingInside, may.nameRange, "角色没有任何权限", "The role has no rights")
    }
    guard let glass = node[.breakGlass], glass.kind == .keys, glass[.within] == nil else { return }
    report(
      .glassWithoutLimit, glass.nameRange, "应急查看要写时限 `within`（时限）",
      "An emergency look needs a time limit `within`",
      hint: Message(zh: "例如 `within: 30 分钟`", en: "For example `within: 30 minutes`"))
  }

  private mutating func grant(_ node: SpecNode) {
    span(node)
    for key in [SpecKey.do, .what] {
      if let list = node[key], list.kind == .list, list.children.isEmpty {
        report(
          .nothingInside, list.nameRange, "授权的 `\(list.name ?? "")` 是空的",
          "`\(list.name ?? "")` of the grant is empty")
      }
    }
    guard let see = node[.see], see.word == "sensitive-personal", node[.purpose] == nil else { return }
    report(
      .seeWithoutPurpose, see.nameRange, "看敏感个人信息要写用途 `purpose`（用途）",
      "Seeing sensitive personal data needs `purpose`",
      hint: Message(zh: "例如 `purpose: 核对体检资格`", en: "For example `purpose: checking eligibility`"))
  }

  // MARK: Connectors and ledgers

  private mutating func connector(_ node: SpecNode) {
    if let retry = node[.retry] { atLeast(retry, 0) }
    for key in [SpecKey.url, .secret] {
      guard let value = node[key], SecretText.looksSecret(value.text, isURL: key == .url) else { continue }
      report(
        .secretInText, value.range, "这里看起来有密码或密钥", "This looks like a password or key",
        hint: Message(
          zh: "密钥存进安装的密钥库，`secret` 只写它的名称", en: "Store it in the installation; `secret` is its name"))
    }
  }

  private mutating func ledger(_ node: SpecNode) {
    if let group = node[.smallestGroup] { atLeast(group, 1) }
    if let columns = node[.columns], columns.kind == .named, columns.children.isEmpty {
      report(.nothingInside, columns.nameRange, "台账没有列", "The ledger has no columns")
    }
    func ranked(_ holder: SpecNode) -> Bool { holder[.authority].map { !$0.children.isEmpty } ?? false }
    let own = ranked(node)
    for holder in [node] + (node[.columns].map { Array($0.children) } ?? []) {
      guard let update = holder[.update], update.word == "authority", !own, !ranked(holder) else { continue }
      report(
        .authorityMissing, update.nameRange, "按权威更新要写来源的排名 `authority`（权威）",
        "`update: authority` needs the rank of sources",
        hint: Message(zh: "例如 `authority: [公安户籍, 社区登记]`", en: "For example `authority: [police, community]`"))
    }
  }
}
