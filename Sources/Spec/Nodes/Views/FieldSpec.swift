package import Core

/// A field, a page (with `fields`, at the first level) or a group (with `fields`, below).
package struct FieldSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 标题: Label on the screen. Default: the id.
  package var title: Label? { node[.title]?.label }
  /// 说明: Hint under the label.
  package var help: Label? { node[.help]?.label }
  /// 控件: How it is entered. Default: by bind or value.
  package var control: SpecNode? { node[.control] }
  /// 绑定: Knowledge attribute the answer is. Default: by control.
  package var bind: SpecNode? { node[.bind] }
  /// 属于: Whose attribute. Default: section 6.
  package var of: SpecNode? { node[.of] }
  /// 仅本表: Reason why it is bound to nothing.
  package var local: SpecNode? { node[.local] }
  /// 计算: Computed, read-only.
  package var value: SpecNode? { node[.value] }
  /// 默认: First value, may be changed.
  package var `default`: SpecNode? { node[.`default`] }
  /// 必填: Null = required. Default: true.
  package var required: SpecNode? { node[.required] }
  /// 当: Shown only if true; null = hidden.
  package var when: SpecNode? { node[.when] }
  /// 校验: Must be true; null = silent, refused at submit.
  package var check: SpecNode? { node[.check] }
  /// 提示: Words when `check` fails; needed with `check`.
  package var say: Label? { node[.say]?.label }
  /// 选项: Choices; a text names a code list; `- 名: {when, was}` is the long form. Default: attribute's list.
  package var options: SpecNode? { node[.options] }
  /// 最少: Smallest value, length or number of files or rows.
  package var min: SpecNode? { node[.min] }
  /// 最多: Largest, likewise.
  package var max: SpecNode? { node[.max] }
  /// 计量单位: Printed behind the number. Default: attribute's.
  package var unit: SpecNode? { node[.unit] }
  /// 小数位: Decimal places. Default: attribute's or 0.
  package var scale: Int? { node[.scale]?.int }
  /// 层级: Place: how deep. Default: door.
  package var level: String? { node[.level]?.word }
  /// 由: Who fills it (also on a page or group). Default: who fills the form.
  package var by: SpecNode? { node[.by] }
  /// 自动填: Fill from the ledger with source and age. Default: ledger.
  package var fill: String? { node[.fill]?.word }
  /// 锁定: Filled value cannot be changed; server compares. Default: false.
  package var lock: Bool? { node[.lock]?.bool }
  /// 隐藏时: What happens to a value that becomes hidden. Default: drop.
  package var hidden: String? { node[.hidden]?.word }
  /// 敏感级: For local fields; may only be raised. Default: attribute's.
  package var sensitivity: String? { node[.sensitivity]?.word }
  /// 设置: Settings that this control declares.
  package var settings: SpecNode? { node[.settings] }
  /// 曾用: Former ids.
  package var was: [SpecNode] { nodes(.was) }
  /// 转换: Old value → new, name `old`.
  package var convert: SpecNode? { node[.convert] }
  /// 字段: Makes it a page (first level) or a group (below); short list → `{fields: list}`.
  package var fields: [FieldSpec] { views(.fields) }
  /// 重复: Group with rows; `true` → `{min: 0, max: 100}`. Default: false.
  package var `repeat`: RepeatSpec? { view(.`repeat`) }
  /// 实体: Each row or the group is an entity of this class: matched, else created.
  package var entity: SpecNode? { node[.entity] }
  /// 关联: Relation from that entity to `to`; a kinship field picks it by the answer.
  package var link: SpecNode? { node[.link] }
  /// 向: Other end of `link`. Default: subject.
  package var to: SpecNode? { node[.to] }
  /// 之后: In `add` only: put in behind this field. Default: the end.
  package var after: SpecNode? { node[.after] }
}

/// How the rows of a group come about.
package struct RepeatSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 逐个: One fixed row per element, name `each`.
  package var each: SpecNode? { node[.each] }
  /// 最少: Rows at least. Default: 0.
  package var min: Int? { node[.min]?.int }
  /// 最多: Rows at most. Default: 100.
  package var max: Int? { node[.max]?.int }
}
