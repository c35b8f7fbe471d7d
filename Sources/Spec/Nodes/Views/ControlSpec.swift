package import Core

/// A form element that knows which attribute its answer is.
package struct ControlSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 类型: Type of the answer.
  package var type: SpecNode? { node[.type] }
  /// 母版: Starts from this control.
  package var base: SpecNode? { node[.base] }
  /// 组成: Composite: parts in order.
  package var parts: [FieldSpec] { views(.parts) }
  /// 设置: What a field may set.
  package var settings: [SettingSpec] { views(.settings) }
  /// 属性: Default binding, best first (the subject's class picks).
  package var attributes: [SpecNode] { nodes(.attributes) }
  /// 关系: Relation to the answered entity, likewise.
  package var relations: [SpecNode] { nodes(.relations) }
  /// 自动填: Other attributes set from the answer.
  package var fill: SpecNode? { node[.fill] }
  /// 规整: Typed text → stored value, name `value`. Default: value.
  package var normalize: SpecNode? { node[.normalize] }
  /// 校验: Tests of one value.
  package var check: [RuleSpec] { views(.check) }
  /// 选项: Fixed choices.
  package var options: SpecNode? { node[.options] }
  /// 样式: What is drawn. Default: by type.
  package var widget: String? { node[.widget]?.word }
  /// 遮盖: Masked form. Default: none.
  package var mask: SpecNode? { node[.mask] }
  /// 敏感级: At least. Default: attribute's.
  package var sensitivity: String? { node[.sensitivity]?.word }
  /// 合格例: Typed → stored; run as tests.
  package var accept: SpecNode? { node[.accept] }
  /// 不合格例: Typed → words that must appear.
  package var reject: SpecNode? { node[.reject] }
}

/// What a field may set on a control.
package struct SettingSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 类型: Its type.
  package var type: SpecNode? { node[.type] }
  /// 默认: When not set.
  package var `default`: SpecNode? { node[.`default`] }
  /// 说明: For the designer.
  package var help: Label? { node[.help]?.label }
}
