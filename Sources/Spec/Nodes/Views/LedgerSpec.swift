package import Core

/// A living register of entities.
package struct LedgerSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 类别: What a row is (subtype allowed).
  package var `class`: SpecNode? { node[.`class`] }
  /// 适用: Whose rows. Default: owner's territory.
  package var `for`: [SpecNode] { nodes(.`for`) }
  /// 条件: Who belongs, computed; without it rows are put in and ended. Default: by hand.
  package var `where`: SpecNode? { node[.`where`] }
  /// 列: What is shown and kept; own columns say `local`.
  package var columns: [ColumnSpec] { views(.columns) }
  /// 匹配: What makes two rows the same. Default: strong keys of the class.
  package var match: [SpecNode] { nodes(.match) }
  /// 地点: Where a row is. Default: class's place relation.
  package var place: SpecNode? { node[.place] }
  /// 管理人: Who confirms proposals and doubles. Default: owner's staff.
  package var keeper: SpecNode? { node[.keeper] }
  /// 更新: When a form brings another value. Default: ask.
  package var update: String? { node[.update]?.word }
  /// 权威: Rank of sources, best first (documents, organisations).
  package var authority: [SpecNode] { nodes(.authority) }
  /// 过期后: What happens when `fresh` has run out. Default: ask.
  package var stale: String? { node[.stale]?.word }
  /// 任务: Stale check: which task. Default: built-in check.
  package var task: SpecNode? { node[.task] }
  /// 导入: Heading of a file → column. Default: titles.
  package var `import`: SpecNode? { node[.`import`] }
  /// 之后: Created, changed, ended → acts.
  package var after: SpecNode? { node[.after] }
  /// 指标: Over `rows`.
  package var measures: [MeasureSpec] { views(.measures) }
  /// 最小组: Smaller cells hidden. Default: 1; sensitive 5.
  package var smallestGroup: Int? { node[.smallestGroup]?.int }
  /// 用途: Why personal data is asked. Default: bundle's.
  package var purpose: Label? { node[.purpose]?.label }
  /// 依据: Legal basis. Default: bundle's or consent.
  package var basis: String? { node[.basis]?.word }
  /// 单独同意: Words of the separate consent for sensitive data. Default: standard text.
  package var consent: Label? { node[.consent]?.label }
  /// 保存期: Keep after close, then erase; short duration → `{within: …, then: erase}`. Default: bundle's.
  package var retain: RetainSpec? { view(.retain) }
}

/// A column of a ledger: a field with freshness and conflict policy.
package struct ColumnSpec: SpecView {
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
  /// 仅本表: Reason why it is bound to nothing.
  package var local: SpecNode? { node[.local] }
  /// 计算: Computed, read-only.
  package var value: SpecNode? { node[.value] }
  /// 必填: Null = required. Default: true.
  package var required: SpecNode? { node[.required] }
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
  /// 敏感级: For local fields; may only be raised. Default: attribute's.
  package var sensitivity: String? { node[.sensitivity]?.word }
  /// 设置: Settings that this control declares.
  package var settings: SpecNode? { node[.settings] }
  /// 曾用: Former ids.
  package var was: [SpecNode] { nodes(.was) }
  /// 转换: Old value → new, name `old`.
  package var convert: SpecNode? { node[.convert] }
  /// 保鲜: Half-life: after it the value is stale.
  package var fresh: SpecDuration? { node[.fresh]?.duration }
  /// 更新: For this column. Default: ledger's.
  package var update: String? { node[.update]?.word }
  /// 权威: For this column. Default: ledger's.
  package var authority: [SpecNode] { nodes(.authority) }
}
