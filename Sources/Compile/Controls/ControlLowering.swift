import Core
import FEEL
import Spec

/// One control document → `ControlProgram`.
struct ControlLowering {
  let context: CompileContext
  let spec: ControlSpec
  private let document: SpecDocument
  var sink = DiagnosticSink()
  private let slots = SlotTable([.value])

  init(_ context: CompileContext, _ document: SpecDocument) {
    self.context = context
    self.document = document
    spec = ControlSpec(document.root)
  }

  mutating func lower() -> ControlProgram? {
    guard let type = spec.type?.word.flatMap({ ValueType(word: $0) }) else { return nil }
    var base: ControlProgram?
    if let node = spec.base {
      guard !node.isInvalid, let found = context.control(node.text) else { return nil }
      base = found
      if found.type != type { sink.report(typeChanged(found, type)) }
    }
    for part in base?.parts ?? [] { _ = slots.slot(.part(part.id)) }
    let parts = parts(after: base)
    for part in parts { _ = slots.slot(.part(part.id)) }
    checkOwn(type, parts)
    let normalize = normalized(type, parts) ?? base?.normalize
    let checks = spec.node.has(.check) ? checks(type, parts) : base?.checks ?? []
    let fill = spec.node.has(.fill) ? fill(type, parts) : base?.fill ?? []
    let mask = sink.formula(spec.mask, scope(type, parts), expecting: .string) ?? base?.mask
    let attributes = spec.node.has(.attributes) ? attributes() : base?.attributes ?? []
    checkFit(type, attributes)
    return ControlProgram(
      id: document.id, title: document.title ?? Label(zh: document.id), type: type,
      widget: spec.widget.flatMap { Widget(rawValue: $0) } ?? base?.widget ?? Widget.usual(type), parts: parts,
      settings: (base?.settings ?? [:]).merging(settings()) { $1 }, layout: slots.layout, normalize: normalize,
      checks: checks, fill: fill, mask: mask, options: options(spec.options) ?? base?.options, attributes: attributes,
      relations: spec.node.has(.relations) ? relations() : base?.relations ?? [],
      sensitivity: sensitivity(parts, base), accept: examples(spec.accept), reject: examples(spec.reject))
  }

  // MARK: Parts

  private mutating func parts(after base: ControlProgram?) -> [ControlProgram.Part] {
    var parts = base?.parts ?? []
    for field in spec.parts where !field.isInvalid {
      guard let part = part(field) else { continue }
      if let at = parts.firstIndex(where: { $0.id == part.id }) { parts[at] = part } else { parts.append(part) }
    }
    return parts
  }

  private mutating func part(_ field: FieldSpec) -> ControlProgram.Part? {
    for key in [SpecKey.when, .value, .default, .check, .options, .min, .max, .repeat, .fields] where field.node.has(key) {
      sink.notYet(field.node[key]?.range ?? field.range, "组成部分里的 `\(key.name)`", "`\(key.name)` of a part")
    }
    let bound = field.bind.flatMap { $0.isInvalid ? nil : context.knowledge.attribute($0.text) }
    var control: ControlProgram?
    if let node = field.control {
      guard !node.isInvalid else { return nil }
      control = context.control(node.text)
    } else if let bound {
      control = context.control(ControlProgram.usual(for: bound))
    }
    guard let control else {
      if field.control == nil { sink.report(partWithoutControl(field)) }
      return nil
    }
    let own = bound ?? control.attributes.first.flatMap { context.knowledge.attribute($0) }
    let attribute = field.local == nil ? own : nil
    if let attribute, !control.type.canHold(attribute) { sink.report(clash(field, control, attribute)) }
    if attribute == nil, field.local == nil { sink.report(unbound(field)) }
    return ControlProgram.Part(
      id: field.name, title: field.title ?? Label(zh: field.name), control: control, attribute: attribute,
      required: field.required?.bool ?? true)
  }

  // MARK: Expressions

  private func scope(_ type: ValueType, _ parts: [ControlProgram.Part], typed: Bool = false) -> DocumentScope {
    var scope = DocumentScope(context, slots: slots)
    let value: Type =
      if !parts.isEmpty {
        .context(
          Dictionary(parts.map { ($0.id, partType($0)) }, uniquingKeysWith: { first, _ in first }))
      } else if typed {
        .string
      } else {
        context.knowledge.feelType(of: type)
      }
    scope.add(word: "value", .value, value)
    for part in parts { scope.add(name: part.id, .part(part.id), partType(part)) }
    return scope
  }

  private func partType(_ part: ControlProgram.Part) -> Type {
    if let attribute = part.attribute, attribute.type == part.control.type { return context.knowledge.feelType(of: attribute) }
    return context.knowledge.feelType(of: part.control.type)
  }

  private mutating func normalized(_ type: ValueType, _ parts: [ControlProgram.Part]) -> Formula? {
    guard let node = spec.normalize else { return nil }
    guard let formula = sink.formula(node, scope(type, parts, typed: true)) else { return nil }
    let result = formula.expression.type
    let own = context.knowledge.feelType(of: type)
    // Text that comes out is read once more as the type.
    guard parts.isEmpty ? result.fits(own) || result.isText : result.isContext || result.isUnknown else {
      sink.report(wrongResult(node, own, result))
      return nil
    }
    return formula
  }

  private mutating func checks(_ type: ValueType, _ parts: [ControlProgram.Part]) -> [ControlProgram.Check] {
    let scope = scope(type, parts)
    var checks: [ControlProgram.Check] = []
    for rule in spec.check where !rule.isInvalid {
      let when = sink.formula(rule.when, scope, expecting: .boolean)
      guard let formula = sink.formula(rule.check, scope, expecting: .boolean), let say = rule.say else { continue }
      if formula.expression.slots.isEmpty { sink.report(constant(rule)) }
      checks.append(ControlProgram.Check(formula: formula, say: say, when: when))
    }
    return checks
  }

  private mutating func fill(
    _ type: ValueType, _ parts: [ControlProgram.Part]
  ) -> [(attribute: String, formula: Formula)] {
    let scope = scope(type, parts)
    var filled: [(attribute: String, formula: Formula)] = []
    for node in spec.fill?.children.map({ $0 }) ?? [] where !node.isInvalid {
      guard let name = node.name else { continue }
      guard let attribute = context.knowledge.attribute(name) else {
        sink.report(attributeUnknown(node, name))
        continue
      }
      if let formula = sink.formula(node, scope, expecting: context.knowledge.feelType(of: attribute)) {
        filled.append((attribute.qualifiedID, formula))
      }
    }
    return filled
  }

  // MARK: The rest

  private func attributes() -> [String] {
    spec.attributes.compactMap { $0.isInvalid ? nil : context.knowledge.attribute($0.text)?.qualifiedID }
  }

  private func relations() -> [String] {
    spec.relations.compactMap { $0.isInvalid ? nil : context.knowledge.reading($0.text)?.name }
  }

  private func sensitivity(_ parts: [ControlProgram.Part], _ base: ControlProgram?) -> Sensitivity? {
    let own = spec.sensitivity.flatMap { Sensitivity(word: $0) }
    let levels = [own, base?.sensitivity] + parts.map { $0.control.sensitivity }
    return levels.compactMap { $0 }.max()
  }

  private mutating func settings() -> [String: Value] {
    var settings: [String: Value] = [:]
    for setting in spec.settings where !setting.isInvalid {
      guard let type = setting.type?.word.flatMap({ ValueType(word: $0) }) else { continue }
      settings[setting.name] = setting.default.map { value($0, type) } ?? .null
    }
    return settings
  }

  private mutating func value(_ node: SpecNode, _ type: ValueType) -> Value {
    guard !node.isInvalid, node.kind == .scalar else { return .null }
    switch type {
    case .boolean:
      if let word = context.table.word(node.text, in: "bool") { return .boolean(word == "true") }
    case .number, .integer, .money:
      if let number = Number(text: node.text) { return .number(number) }
    default: return .string(node.text)
    }
    sink.report(settingType(node, type))
    return .null
  }

  mutating func options(_ node: SpecNode?) -> OptionsProgram? {
    guard let node, !node.isInvalid else { return nil }
    if node.kind == .scalar { return context.knowledge.list(node.text)?.program }
    return OptionsProgram(
      node.children.filter { !$0.isInvalid }.map { child in
        let option = OptionSpec(child)
        return OptionsProgram.Option(
          code: option.value.map(\.text) ?? option.name, title: option.title ?? Label(zh: option.name), when: nil,
          was: option.was.map(\.text))
      })
  }

  private func examples(_ node: SpecNode?) -> [(typed: String, stored: String)] {
    node.map { $0.children.compactMap { child in child.name.map { (typed: $0, stored: child.plainText) } } } ?? []
  }

  private func examples(_ node: SpecNode?) -> [(typed: String, words: String)] {
    node.map { $0.children.compactMap { child in child.name.map { (typed: $0, words: child.plainText) } } } ?? []
  }
}
