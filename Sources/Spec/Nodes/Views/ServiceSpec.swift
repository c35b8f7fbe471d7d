package import Core

/// A channel residents use towards government.
package struct ServiceSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 开放: Who may use it, where, when.
  package var open: OpenSpec? { view(.open) }
  /// 表单: Pages, groups, fields (section 5). Default: unless `connector`.
  package var form: [FieldSpec] { views(.form) }
  /// 连接: The service runs in another system: card, sign-on and receipt only, no form.
  package var connector: SpecNode? { node[.connector] }
  /// 规则: Checks over several fields.
  package var rules: [RuleSpec] { views(.rules) }
  /// 对象: What the request is about. Default: applicant.
  package var subject: SpecNode? { node[.subject] }
  /// 地点: Which answer says where. Default: subject's place.
  package var place: SpecNode? { node[.place] }
  /// 流程: Steps in order; `none` = done at submit. Default: none.
  package var flow: SpecNode? { node[.flow] }
  /// 子流程: Named sub-flows.
  package var flows: SpecNode? { node[.flows] }
  /// 派发: Who gets the first step; section 8. Default: by step.
  package var dispatch: [SpecNode] { nodes(.dispatch) }
  /// 兜底: Who gets it when no rule or post is found; the alarm always sounds. Default: next level up.
  package var fallback: SpecNode? { node[.fallback] }
  /// 变体: Several procedures for one form.
  package var variants: [VariantSpec] { views(.variants) }
  /// 并单: Join repeated requests; the first leads, others link 重复并案.
  package var merge: MergeSpec? { view(.merge) }
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
  /// 可评价: Ask for a rating at the end. Default: true.
  package var rate: Bool? { node[.rate]?.bool }
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

/// Who may use a service, where and when.
package struct OpenSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 向: Who may file. Default: [self].
  package var to: [SpecNode] { nodes(.to) }
  /// 适用: Where. Default: owner's territory.
  package var `for`: [SpecNode] { nodes(.`for`) }
  /// 条件: Which of them; null = shown and asked.
  package var `where`: SpecNode? { node[.`where`] }
  /// 提示: Why one is not eligible. Default: standard text.
  package var say: Label? { node[.say]?.label }
  /// 开始: First day. Default: publishing.
  package var from: SpecNode? { node[.from] }
  /// 截止: Last day inclusive; after it a clear refusal, reports stay.
  package var until: SpecNode? { node[.until] }
  /// 名额: Short number → `{count: n}`.
  package var quota: QuotaSpec? { view(.quota) }
  /// 每人限次: Open requests per subject.
  package var limit: Int? { node[.limit]?.int }
  /// 身份核验: Assurance level needed. Default: phone.
  package var identity: String? { node[.identity]?.word }
}

/// How many requests, counted for each of what.
package struct QuotaSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 数量: How many.
  package var count: Int? { node[.count]?.int }
  /// 每: Counted for each of. Default: whole service.
  package var per: SpecNode? { node[.per] }
}

/// When repeated requests are one.
package struct MergeSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 相同: Equal answers = the same.
  package var same: [SpecNode] { nodes(.same) }
  /// 时限: Time window. Default: while open.
  package var within: SpecDuration? { node[.within]?.duration }
}
