import Core
import FEEL
import Spec

/// Which control enters an attribute, whether it can, and the type that expressions see.
extension FormLowering {
  /// The control of an attribute without `control` (LANGUAGE.md 6).
  mutating func usualControl(
    _ attribute: KnowledgeAttribute, _ draft: DraftField, _ node: SpecNode
  ) -> ControlProgram? {
    let id = ControlProgram.usual(for: attribute)
    if let found = context.control(id) { return found }
    findings.notYet(
      node.range, "「\(draft.name)」要用的控件 `\(id)`", "control `\(id)` that `\(draft.name)` needs")
    return nil
  }

  /// The control that answers with the entity at the other end.
  mutating func usualControl(_ reading: RelationReading, _ draft: DraftField, _ node: SpecNode)
    -> ControlProgram?
  {
    let id = reading.relation.id == "resides_at" && !reading.isInverse ? "address" : reading.target.rawValue
    if let found = context.control(id) { return found }
    findings.notYet(node.range, "「\(draft.name)」要用的控件 `\(id)`", "control `\(id)` that `\(draft.name)` needs")
    return nil
  }

  mutating func checkFit(_ draft: DraftField, _ control: ControlProgram, _ attribute: KnowledgeAttribute) {
    guard !control.type.canHold(attribute) else { return }
    let range = draft[.control]?.range ?? draft[.bind]?.range ?? draft.nameRange
    findings.report(
      .bindTypeClash, range,
      "控件「\(control.title.zh)」的值是\(control.type.alias)，存不进属性「\(attribute.title.zh)」（\(attribute.type.alias)）",
      "Control `\(control.id)` gives \(control.type.rawValue), which `\(attribute.qualifiedID)` (\(attribute.type.rawValue)) cannot hold",
      hint: (
        "去掉 `control` 就会用合适的控件 `\(ControlProgram.usual(for: attribute))`",
        "Without `control` the fitting one is taken: `\(ControlProgram.usual(for: attribute))`"
      ),
      notes: draft[.control] == nil
        ? []
        : draft[.bind].map { [DiagnosticNote(at: $0.range, Message(zh: "绑定在这里", en: "bound here"))] } ?? [])
  }

  mutating func decideType(_ entry: FieldEntry) {
    guard var value = entry.control?.type ?? entry.attribute?.type else { return }
    // A control of files answers an attribute of one file with one.
    if value == .files, let attribute = entry.attribute, attribute.type == .file, !attribute.isMany { value = .file }
    entry.valueType = value
    entry.options = options(of: entry)
    entry.scale = scale(of: entry)
    entry.sensitivity = sensitivity(of: entry)
    entry.settings = settings(of: entry)
    entry.type = type(of: entry, value)
  }

  private func type(of entry: FieldEntry, _ value: ValueType) -> Type {
    if let options = entry.options, value == .code || value == .codes || value == .string {
      let closed = Type.code(closedValues(entry, options))
      return value == .codes ? .list(closed) : closed
    }
    if value == .entity { return entry.entityClass.map { .entity($0.rawValue) } ?? .unknown }
    if value == .context, let control = entry.control {
      return .context(
        Dictionary(
          control.parts.map { ($0.id, names.type(of: $0.control.type, list: $0.attribute?.list)) },
          uniquingKeysWith: { first, _ in first }))
    }
    if let attribute = entry.attribute, attribute.type == value { return names.type(of: attribute) }
    return names.type(of: value, list: nil)
  }

  private func closedValues(_ entry: FieldEntry, _ options: OptionsProgram) -> ClosedValues {
    let isOwn = entry.draft[.options] != nil
    // Those of the attribute's code list: `options(of:)`.
    if !isOwn, let list = entry.attribute?.list.flatMap({ context.knowledge.list($0) }) { return list.closedValues }
    return ClosedValues(
      name: isOwn ? "" : entry.attribute?.list ?? "",
      options: options.options.map {
        .init(code: $0.code, spellings: [$0.title.zh] + ($0.title.en.map { [$0] } ?? []) + $0.was)
      })
  }

  mutating func scale(of entry: FieldEntry) -> Int {
    let stored = entry.attribute?.scale
    let usual = stored ?? (entry.valueType == .money ? 2 : 0)
    guard let node = entry.draft[.scale], let scale = node.int else { return usual }
    if let stored, scale < stored {
      findings.report(
        .scaleLossy, node.range, "小数位 \(scale) 比属性「\(entry.attribute?.title.zh ?? "")」的 \(stored) 位少，会丢掉尾数",
        "\(scale) decimal places are fewer than the \(stored) that `\(entry.attribute?.qualifiedID ?? "")` keeps"
      )
    }
    if scale > 9 {
      findings.report(.numberBad, node.range, "小数位应在 0 到 9 之间", "Decimal places lie between 0 and 9")
    }
    return min(max(scale, 0), 9)
  }

  private mutating func sensitivity(of entry: FieldEntry) -> Sensitivity {
    var least = entry.control?.sensitivity ?? .public
    if let attribute = entry.attribute { least = max(least, attribute.sensitivity) }
    for part in entry.control?.parts ?? [] {
      least = max(least, part.attribute?.sensitivity ?? .public, part.control.sensitivity ?? .public)
    }
    if entry.attribute == nil, least == .public { least = .internal }
    guard let node = entry.draft[.sensitivity], let word = node.word, let written = Sensitivity(word: word)
    else {
      return least
    }
    if written < least, entry.attribute != nil || entry.control?.sensitivity != nil {
      findings.report(
        .sensitivityLowered, node.range, "敏感级只能提高：「\(entry.name)」至少是「\(least.alias)」",
        "Sensitivity may only be raised: `\(entry.name)` is at least `\(least.word)`")
    }
    return entry.attribute == nil && entry.control?.sensitivity == nil ? written : max(written, least)
  }

  // MARK: Settings

  private mutating func settings(of entry: FieldEntry) -> [String: Value] {
    guard let control = entry.control else { return [:] }
    var settings = control.settings
    guard let node = entry.draft[.settings], !node.isInvalid else { return settings }
    for child in node.children {
      guard let name = child.name else { continue }
      guard let usual = control.settings[name] else {
        let near = didYouMean(name, control.settings.keys.sorted())
        findings.report(
          .unknownSetting, child.nameRange, "控件「\(control.title.zh)」没有设置「\(name)」\(near.zh)",
          "Control `\(control.id)` has no setting `\(name)`\(near.en)",
          hint: control.settings.isEmpty
            ? nil
            : (
              "可以设置：\(control.settings.keys.sorted().joined(separator: " "))",
              "It has: \(control.settings.keys.sorted().joined(separator: " "))"
            ))
        continue
      }
      guard let value = setting(child, like: usual) else { continue }
      settings[name] = value
      if value.truth == true, name == "several" || name == "weekly", entry.draft.part == nil {
        findings.notYet(child.nameRange, "设置 `\(name)`", "the setting `\(name)`")
      }
    }
    return settings
  }

  private mutating func setting(_ node: SpecNode, like usual: Value) -> Value? {
    guard !node.isInvalid, node.kind == .scalar else { return node.isInvalid ? nil : .null }
    switch usual {
    case .boolean:
      if let word = context.table.word(node.text, in: "bool") { return .boolean(word == "true") }
      findings.report(.typeMismatch, node.range, "这里要写 是 或 否", "true or false is wanted here")
      return nil
    case .number:
      if let number = Int(node.text) { return .number(Number(number)) }
      findings.report(.typeMismatch, node.range, "这里要写数字", "A number is wanted here")
      return nil
    default: return .string(node.text)
    }
  }
}
