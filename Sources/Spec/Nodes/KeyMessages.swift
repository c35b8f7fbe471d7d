internal import Core

// Texts about keys, names and shapes, and the nodes that stand for what was wrong.

extension SpecDecoder {
  /// What the author is writing here: 「字段「电话」」, or the kind of thing alone.
  func subject(_ position: SpecPosition) -> Message {
    let noun = position.noun
    guard let last = place.last(where: { $0.position == position }) ?? place.last else { return noun }
    let name = yaml.text(Int(last.name))
    let holder = last.position.noun
    if last.position == position {
      return Message(zh: "\(noun.zh)「\(name)」", en: "\(noun.en) `\(name)`")
    }
    return Message(zh: "\(holder.zh)「\(name)」的\(noun.zh)", en: "\(noun.en) of \(holder.en) `\(name)`")
  }

  private func isChinese(_ text: String) -> Bool { text.utf8.contains { $0 >= 0x80 } }

  /// A key as this author writes keys, with the other spelling behind it.
  func spelled(_ row: SpecTable.Row, like text: String) -> String {
    isChinese(text) ? "`\(row.alias)`" : "`\(row.key.name)`（\(row.alias)）"
  }

  func spelledEnglish(_ row: SpecTable.Row, like text: String) -> String {
    isChinese(text) ? "`\(row.alias)` (\(row.key.name))" : "`\(row.key.name)`"
  }

  // MARK: Header

  func headerMissing(_ node: Int?) -> Diagnostic {
    Diagnostic(
      .headerMissing, at: node.map(yaml.range) ?? yaml.source.range(0, 1),
      Message(zh: "文档的第一个键应该是 `hutong`（胡同）", en: "The first key of a document is `hutong`"),
      hint: Message(
        zh: "例如 `hutong: service/1`，中文写 `胡同: 服务/1`", en: "For example `hutong: service/1`"))
  }

  func wrongDocument(_ node: Int) -> Diagnostic {
    var found = headerMissing(node)
    found.message = Message(
      zh: "文档应该是一行行的 `键: 值`，第一个键是 `hutong`（胡同）",
      en: "A document is made of `key: value` lines, `hutong` first")
    return found
  }

  func headerShape(_ node: Int) -> Diagnostic {
    Diagnostic(
      .headerMissing, at: yaml.range(node),
      Message(zh: "`\(yaml.text(node))` 不是 `种类/版本`", en: "`\(yaml.text(node))` is not `kind/version`"),
      hint: Message(zh: "例如 `service/1` 或 `服务/1`", en: "For example `service/1`"))
  }

  func kindUnknown(_ node: Int, _ kind: String) -> Diagnostic {
    let words = table.words("kind")
    let near = Suggestion.nearest(kind, among: words.flatMap { [$0.name, $0.alias] })
    let also = near.map { Message(zh: "，您是不是想写 `\($0)`？", en: "; did you mean `\($0)`?") }
    let all = words.map { isChinese(kind) ? $0.alias : $0.name }.joined(separator: " ")
    return Diagnostic(
      .kindUnknown, at: yaml.range(node),
      Message(
        zh: "没有「\(kind)」这种文档\(also?.zh ?? "")", en: "No kind of document is called `\(kind)`\(also?.en ?? "")"
      ),
      hint: Message(zh: "可以是：\(all)", en: "One of: \(all)"))
  }

  func versionUnsupported(_ node: Int, _ version: String) -> Diagnostic {
    Diagnostic(
      .versionUnsupported, at: yaml.range(node),
      Message(
        zh: "本程序只认识语言版本 1，这里写的是 `\(version)`",
        en: "This program knows version 1 of the language, not `\(version)`"))
  }

  // MARK: Keys

  /// Reports a key that the table does not know here; the key that was probably meant.
  mutating func unknownKey(
    _ key: Int, _ value: Int, _ position: SpecPosition, mapping: Int
  ) -> SpecKey? {
    let node = yaml.nodes[key]
    guard node.kind == .scalar, node.count > 0 else {
      if node.kind != .invalid { report(keyNotWord(key)) }
      return nil
    }
    let text = yaml.text(key)
    if let slip = text == "<<" ? mergeKey(key) : keySlip(key, value, position) {
      report(slip)
      return ColonSlip.find(text).flatMap { table.row($0.key, at: position)?.key }
    }
    let rows = table.keys(at: position)
    let near = Suggestion.nearest(text, among: rows.flatMap { [$0.key.name, $0.alias] })
    let row = near.flatMap { table.row($0, at: position) }
    let subject = subject(position)
    let zh = row.map { "，您是不是想写 \(spelled($0, like: text))？" } ?? ""
    let en = row.map { "; did you mean \(spelledEnglish($0, like: text))?" } ?? ""
    let fix = row.map { SourceFix(replace: yaml.range(key), with: isChinese(text) ? $0.alias : $0.key.name) }
    report(
      Diagnostic(
        .unknownKey, at: yaml.range(key),
        Message(zh: "\(subject.zh)不认识 `\(text)`\(zh)", en: "\(subject.en) has no key `\(text)`\(en)"),
        hint: allowedKeys(rows, mapping, like: text), fix: fix))
    return row?.key
  }

  /// The keys that may still be written here, the first of them.
  private func allowedKeys(_ rows: [SpecTable.Row], _ mapping: Int, like text: String) -> Message {
    var written = Set<SpecKey>()
    var key = mapping + 1
    for _ in 0..<Int(yaml.nodes[mapping].count / 2) {
      if let row = rows.first.flatMap({ table.row(yaml.text(key), at: $0.position) }) {
        written.insert(row.key)
      }
      key = Int(yaml.nodes[Int(yaml.nodes[key].next)].next)
    }
    let unwritten = rows.filter { !written.contains($0.key) && $0.key != .hutong }
    let free = unwritten.isEmpty ? rows : unwritten
    let names = free.prefix(10).map { isChinese(text) ? $0.alias : $0.key.name }.joined(separator: " ")
    let more = free.count > 10 ? " …" : ""
    return Message(zh: "这里可以写：\(names)\(more)", en: "Allowed here: \(names)\(more)")
  }

  func keyTwice(_ key: Int, _ first: Int) -> Diagnostic {
    let text = yaml.text(key)
    let other = yaml.text(first)
    let same = text == other
    return Diagnostic(
      .keyTwice, at: yaml.range(key),
      Message(
        zh: same ? "`\(text)` 写了两次" : "`\(text)` 和 `\(other)` 是同一个键，只能写一次",
        en: same ? "`\(text)` is written twice" : "`\(text)` and `\(other)` are the same key"),
      notes: [DiagnosticNote(at: yaml.range(first), Message(zh: "第一次写在这里", en: "first written here"))])
  }

  func quotedKey(_ key: Int) -> Diagnostic {
    let text = yaml.text(key)
    return Diagnostic(
      .yamlFeature, at: yaml.range(key),
      Message(zh: "键 `\(text)` 不加引号", en: "The key `\(text)` is written without quotes"),
      fix: SourceFix(replace: yaml.range(key), with: text))
  }

  func mergeKey(_ key: Int) -> Diagnostic {
    Diagnostic(
      .yamlFeature, at: yaml.range(key),
      Message(zh: "这里不用 YAML 的合并键 `<<`", en: "The merge key `<<` is not used"),
      hint: Message(zh: "把内容直接写在这里", en: "Write it out"))
  }

  func keyNotWord(_ key: Int) -> Diagnostic {
    Diagnostic(
      .wrongShape, at: yaml.range(key),
      Message(zh: "冒号左边应该是一个词", en: "One word stands left of the colon"))
  }

  func missingKey(_ node: Int, _ row: SpecTable.Row) -> Diagnostic {
    let own = row.codes.first { $0.rawValue == row.key.name + "-missing" }
    let subject = subject(row.position == .header ? .header : row.position)
    let chinese = place.last.map { isChinese(yaml.text(Int($0.name))) } ?? false
    let name = chinese ? "`\(row.alias)`（\(row.key.name)）" : "`\(row.key.name)`（\(row.alias)）"
    return Diagnostic(
      own ?? .missingKey, at: missingRange(node),
      Message(zh: "\(subject.zh)缺少 \(name)", en: "The \(subject.en) needs `\(row.key.name)`"),
      hint: Message(zh: "加上 `\(row.key.name): …`，中文写 `\(row.alias): …`", en: "Add `\(row.key.name): …`"))
  }

  /// A missing key is reported where the mapping begins: at its first key, not over the whole of it.
  func missingRange(_ node: Int) -> SourceRange {
    let holder = yaml.nodes[node]
    guard holder.kind == .mapping, holder.count > 0 else { return yaml.range(node) }
    if let last = place.last, Int(last.name) + 1 == node || Int(yaml.nodes[Int(last.name)].next) == node {
      return yaml.range(Int(last.name))
    }
    return yaml.range(node + 1)
  }

  // MARK: Values and shapes

  func emptyValue(_ node: Int, _ key: Int?) -> Diagnostic {
    guard let key else {
      return Diagnostic(
        .emptyValue, at: yaml.range(node), Message(zh: "这里没有写内容", en: "Nothing is written here"))
    }
    let text = yaml.text(key)
    return Diagnostic(
      .emptyValue, at: yaml.range(key),
      Message(zh: "`\(text)` 后面没有值", en: "`\(text)` has no value"),
      hint: Message(zh: "写上值，或删掉这一行", en: "Write a value, or take the line out"))
  }

  enum WantedShape {
    case text, map, named, option, row
  }

  mutating func wrongShape(_ node: Int, _ wanted: WantedShape, _ context: SpecContext) -> Int {
    if yaml.nodes[node].kind == .invalid { return invalid(node) }
    let found = yaml.nodes[node].kind
    if found == .scalar, wanted == .map || wanted == .named, let slip = structureSlip(node) {
      report(slip)
      return invalid(node)
    }
    let key = context.key.map { key in "`\(key.name)` " } ?? ""
    let words: Message
    switch wanted {
    case .text: words = Message(zh: "一段文字", en: "a text")
    case .map: words = Message(zh: "几行 `名称: 值`", en: "lines of `name: value`")
    case .named: words = Message(zh: "一个列表，每一项是 `- 名称: …`", en: "a list of `- name: …`")
    case .option: words = Message(zh: "选项的文字，或 `- 名称: …`", en: "the text of an option, or `- name: …`")
    case .row: words = Message(zh: "一行格子 `[…, …]`", en: "a row of cells `[…, …]`")
    }
    report(
      Diagnostic(
        .wrongShape, at: shapeRange(node),
        Message(
          zh: "\(key)这里要写\(words.zh)，不是\(SpecDecoder.noun(found).zh)",
          en: "\(key.isEmpty ? "This " : key)wants \(words.en), not \(SpecDecoder.noun(found).en)")))
    return invalid(node)
  }

  static func noun(_ kind: YAMLNode.Kind) -> Message {
    switch kind {
    case .sequence: Message(zh: "列表", en: "a list")
    case .mapping: Message(zh: "键值", en: "keys")
    case .scalar, .invalid: Message(zh: "一段文字", en: "a text")
    }
  }

  /// A collection of many lines is pointed at by its first line.
  func shapeRange(_ node: Int) -> SourceRange {
    let holder = yaml.nodes[node]
    return holder.kind == .mapping && holder.style == .block ? yaml.range(node + 1) : yaml.range(node)
  }

  mutating func notKeys(_ node: Int, _ position: SpecPosition) -> Int {
    if yaml.nodes[node].kind == .invalid { return invalid(node) }
    if let slip = structureSlip(node) {
      report(slip)
      return invalid(node)
    }
    let noun = position.noun
    let names = table.keys(at: position).prefix(6).map(\.key.name).joined(separator: " ")
    report(
      Diagnostic(
        .wrongShape, at: shapeRange(node),
        Message(zh: "\(noun.zh)要写成几行 `键: 值`", en: "The \(noun.en) is made of `key: value` lines"),
        hint: Message(zh: "这里可以写：\(names) …", en: "Allowed here: \(names) …")))
    return invalid(node)
  }

  mutating func notNamed(_ item: Int, _ context: SpecContext) {
    let node = yaml.nodes[item]
    if node.kind == .invalid { return }
    if node.isAbsent { return report(emptyValue(item, nil)) }
    if let slip = structureSlip(item) { return report(slip) }
    let several = node.kind == .mapping && node.count > 2
    report(
      Diagnostic(
        .wrongShape,
        at: several ? yaml.range(Int(yaml.nodes[Int(yaml.nodes[item + 1].next)].next)) : shapeRange(item),
        Message(
          zh: several ? "一个「- 」后面只能有一个名称" : "这里要写 `- 名称: …`",
          en: several ? "One name stands behind a dash" : "`- name: …` is wanted here"),
        hint: several
          ? Message(zh: "名称下面的内容要缩进到名称里面，或另起一个「- 」", en: "Indent it below the name, or begin a new dash")
          : nil))
  }

  // MARK: Names

  func nameTwice(_ key: Int, _ first: Int) -> Diagnostic {
    let text = yaml.text(key)
    return Diagnostic(
      .nameTwice, at: yaml.range(key), Message(zh: "名称「\(text)」用了两次", en: "The name `\(text)` is used twice"),
      notes: [DiagnosticNote(at: yaml.range(first), Message(zh: "第一次用在这里", en: "first used here"))])
  }

  /// Fields, columns and steps are spoken of in expressions: their names are one word.
  mutating func checkName(_ key: Int, _ position: SpecPosition) {
    guard position == .field || position == .column || position == .step else { return }
    if with(key, { NameSyntax.isName($0) }) {
      if position == .step { reservedStep(key) }
      return
    }
    let text = yaml.text(key)
    let noun = position.noun
    report(
      Diagnostic(
        .idBad, at: yaml.range(key),
        Message(zh: "「\(text)」不能作\(noun.zh)的名称", en: "`\(text)` cannot be the name of a \(noun.en)"),
        hint: Message(
          zh: "以文字开头，后面是文字、数字或 `_`，最多 40 个，没有空格、点和连字符；要显示别的字请写 `title`（标题）",
          en: "A letter, then letters, digits and `_`, at most 40; another text to show goes into `title`")))
  }

  private mutating func reservedStep(_ key: Int) {
    for group in ["event", "target"] {
      guard let number = table.group(group), with(key, { table.wordIndexes[number].find($0) }) != nil else {
        continue
      }
      let text = yaml.text(key)
      report(
        Diagnostic(
          .reservedName, at: yaml.range(key),
          Message(
            zh: "步骤不能叫「\(text)」，这是语言自己的词",
            en: "A step cannot be called `\(text)`: it is a word of the language")))
    }
  }
}
