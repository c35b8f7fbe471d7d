import Core
import FEEL
import Spec

extension ControlLowering {
  /// A control's own shape: a composite answers with several values, everything else with one.
  mutating func checkOwn(_ type: ValueType, _ parts: [ControlProgram.Part]) {
    if !parts.isEmpty, type != .context {
      sink.report(
        Diagnostic(
          .typeMismatch, at: spec.type?.range ?? context.entry.nameRange,
          Message(zh: "有 `parts`（组成）的控件类型是 `context`（组合）", en: "A control with `parts` is of type `context`")))
    }
    if let base = spec.base, !base.isInvalid, parts.isEmpty, type == .context {
      sink.report(
        Diagnostic(
          .nothingInside, at: context.entry.nameRange,
          Message(zh: "组合控件没有组成部分", en: "A composite control without parts")))
    }
  }

  mutating func checkFit(_ type: ValueType, _ attributes: [String]) {
    for node in spec.attributes where !node.isInvalid {
      guard let attribute = context.knowledge.attribute(node.text), !type.canHold(attribute) else { continue }
      sink.report(
        Diagnostic(
          .bindTypeClash, at: node.range,
          Message(
            zh: "控件的值是\(type.alias)，存不进属性「\(attribute.title.zh)」（\(attribute.type.alias)）",
            en: "The control gives \(type.rawValue), which `\(attribute.qualifiedID)` (\(attribute.type.rawValue)) cannot hold")
        ))
    }
  }

  func typeChanged(_ base: ControlProgram, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .typeMismatch, at: context.entry.document?.root[.type]?.range ?? context.entry.nameRange,
      Message(
        zh: "母版 `\(base.id)` 的类型是\(base.type.alias)，这里是\(type.alias)",
        en: "The base `\(base.id)` is \(base.type.rawValue), this is \(type.rawValue)"))
  }

  func partWithoutControl(_ field: FieldSpec) -> Diagnostic {
    Diagnostic(
      .unboundField, at: field.nameRange,
      Message(zh: "组成部分「\(field.name)」没有控件，也没有绑定", en: "The part `\(field.name)` has neither control nor binding"))
  }

  func unbound(_ field: FieldSpec) -> Diagnostic {
    Diagnostic(
      .unboundField, at: field.nameRange,
      Message(zh: "组成部分「\(field.name)」没有绑定属性", en: "The part `\(field.name)` is bound to no attribute"),
      hint: Message(zh: "写 `bind`（绑定），或用 `local`（仅本表）说明原因", en: "Give a `bind`, or say why not in `local`"))
  }

  func clash(_ field: FieldSpec, _ control: ControlProgram, _ attribute: KnowledgeAttribute) -> Diagnostic {
    Diagnostic(
      .bindTypeClash, at: field.bind?.range ?? field.control?.range ?? field.nameRange,
      Message(
        zh: "控件「\(control.title.zh)」的值是\(control.type.alias)，存不进属性「\(attribute.title.zh)」（\(attribute.type.alias)）",
        en: "`\(control.id)` gives \(control.type.rawValue), which `\(attribute.qualifiedID)` cannot hold"))
  }

  func wrongResult(_ node: SpecNode, _ wanted: Type, _ result: Type) -> Diagnostic {
    Diagnostic(
      .typeMismatch, at: node.range,
      Message(zh: "规整的结果是\(result.zh)，控件要\(wanted.zh)", en: "`normalize` gives \(result.en), the control wants \(wanted.en)"))
  }

  func constant(_ rule: RuleSpec) -> Diagnostic {
    Diagnostic(
      .checkConstant, at: rule.check?.range ?? rule.range,
      Message(zh: "这个校验和值没有关系", en: "This check does not depend on the value"))
  }

  func attributeUnknown(_ node: SpecNode, _ name: String) -> Diagnostic {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    let root = parts.first.flatMap { context.knowledge.entityClass($0)?.root }
    let names = root.map { context.knowledge.attributes(of: $0).map { (parts.first ?? "") + "." + $0.id } } ?? []
    return Diagnostic(
      .unknownAttribute, at: node.nameRange,
      Message(zh: "知识体系里没有属性「\(name)」", en: "The knowledge schema has no attribute `\(name)`"),
      hint: Nearest.hint(name, among: names))
  }

  func settingType(_ node: SpecNode, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .typeMismatch, at: node.range,
      Message(zh: "`\(node.text)` 不是\(type.alias)", en: "`\(node.text)` is no \(type.rawValue)"))
  }
}
