package import Core

/// Work sent down the tree.
package struct TaskSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 逐个: One work item per ….
  package var each: EachSpec? { view(.each) }
  /// 表单: What is filled.
  package var form: [FieldSpec] { views(.form) }
  /// 规则: Checks.
  package var rules: [RuleSpec] { views(.rules) }
  /// 对象: As in service. Default: the row.
  package var subject: SpecNode? { node[.subject] }
  /// 地点: As in service. Default: row's place.
  package var place: SpecNode? { node[.place] }
  /// 拆分: Levels that see it and may return it. Default: all between owner and holder.
  package var split: [SpecNode] { nodes(.split) }
  /// 派发: Who gets an item.
  package var dispatch: [SpecNode] { nodes(.dispatch) }
  /// 兜底: As in service. Default: next level up.
  package var fallback: SpecNode? { node[.fallback] }
  /// 流程: Steps in order; `none` = done at submit. Default: none.
  package var flow: SpecNode? { node[.flow] }
  /// 子流程: Named sub-flows.
  package var flows: SpecNode? { node[.flows] }
  /// 周期: Recurring; one set per period, never two. Default: once.
  package var every: EverySpec? { view(.every) }
  /// 续增: New rows join by themselves; otherwise by running it again. Default: false.
  package var grow: Bool? { node[.grow]?.bool }
  /// 开始: First day. Default: publishing.
  package var from: SpecNode? { node[.from] }
  /// 截止: Last day.
  package var until: SpecNode? { node[.until] }
  /// 变体: Several procedures for one form.
  package var variants: [VariantSpec] { views(.variants) }
  /// 优先级: 1 highest … 5; recomputed when an input changes. Default: 3.
  package var priority: SpecNode? { node[.priority] }
  /// 时限: Time for the whole matter.
  package var within: SpecDuration? { node[.within]?.duration }
  /// 提醒: Before and after the deadline.
  package var remind: [RemindSpec] { views(.remind) }
  /// 之后: Event → automatic acts, section 9.
  package var after: SpecNode? { node[.after] }
  /// 可重开: Applicant may reopen this long after done.
  package var reopen: SpecDuration? { node[.reopen]?.duration }
  /// 移交: When place or residence moves: who keeps running matters. Default: stay.
  package var handover: String? { node[.handover]?.word }
  /// 在办: Running matters at a new version; short word → `{policy: …}`. Default: pin.
  package var inflight: InflightSpec? { view(.inflight) }
  /// 指标: Own figures; short expression → `{value: …}`.
  package var measures: [MeasureSpec] { views(.measures) }
  /// 用途: Why personal data is asked. Default: bundle's.
  package var purpose: Label? { node[.purpose]?.label }
  /// 依据: Legal basis. Default: bundle's or consent.
  package var basis: String? { node[.basis]?.word }
  /// 单独同意: Words of the separate consent for sensitive data. Default: standard text.
  package var consent: Label? { node[.consent]?.label }
  /// 保存期: Keep after close, then erase; short duration → `{within: …, then: erase}`. Default: bundle's.
  package var retain: RetainSpec? { view(.retain) }
  /// 可改: Top keys and field ids that overlays may change. Default: nothing.
  package var mayChange: [SpecNode] { nodes(.mayChange) }
  /// 母版: This document is an overlay (section 11).
  package var base: SpecNode? { node[.base] }
  /// 适用: Overlay only: where it holds. Default: owner's territory.
  package var `for`: [SpecNode] { nodes(.`for`) }
  /// 改动: Overlay: id → keys to set.
  package var change: [ChangeSpec] { views(.change) }
  /// 增加: Overlay: fields put in after `after`, or last.
  package var add: [FieldSpec] { views(.add) }
}

/// What a task makes one work item of.
package struct EachSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 台账: A row of it.
  package var ledger: SpecNode? { node[.ledger] }
  /// 层级: A place of that level.
  package var level: String? { node[.level]?.word }
  /// 文件: A row of this table in the bundle.
  package var file: SpecNode? { node[.file] }
  /// 属于: An element.
  package var of: SpecNode? { node[.of] }
  /// 条件: Only these; null = no.
  package var `where`: SpecNode? { node[.`where`] }
  /// 列: File: heading → name.
  package var columns: SpecNode? { node[.columns] }
}

/// How often something recurs.
package struct EverySpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 每: How often.
  package var per: String? { node[.per]?.word }
  /// 在: When. Default: 00:00.
  package var at: SpecNode? { node[.at] }
  /// 开始: First. Default: document's.
  package var from: SpecNode? { node[.from] }
  /// 截止: Last. Default: document's.
  package var until: SpecNode? { node[.until] }
}
