package import Core

/// One step of a flow.
package struct StepSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 标题: Shown name. Default: the id.
  package var title: Label? { node[.title]?.label }
  /// 做: Kind of step. Default: review.
  package var `do`: String? { node[.`do`]?.word }
  /// 由: Who; short `- 初审: 社区工作者` → `{by: 社区工作者}`.
  package var by: [SpecNode] { nodes(.by) }
  /// 方式: Several holders: any, all, in turn, vote. Default: any.
  package var mode: String? { node[.mode]?.word }
  /// 通过比例: Vote: share of all voters that must agree; ends as soon as decided. Default: 1/2.
  package var pass: SpecNode? { node[.pass] }
  /// 当: Skip unless true; null = blocked with an alarm.
  package var when: SpecNode? { node[.when] }
  /// 时限: Deadline; stops while the resident has it.
  package var within: SpecDuration? { node[.within]?.duration }
  /// 提醒: Before and after. Default: matter's.
  package var remind: [RemindSpec] { views(.remind) }
  /// 可办: Verbs offered. Default: section 7.
  package var allow: [SpecNode] { nodes(.allow) }
  /// 转到: Verb → step, `end` or `applicant`. Default: section 7.
  package var then: SpecNode? { node[.then] }
  /// 页面: Fill: what is asked; review: what is shown. Default: all `by` this actor.
  package var pages: [SpecNode] { nodes(.pages) }
  /// 成批: Many matters go as one list, a decision per line.
  package var batch: BatchSpec? { view(.batch) }
  /// 分支: Parallel: named lists of steps.
  package var branches: SpecNode? { node[.branches] }
  /// 流程: Sub: named flow.
  package var flow: SpecNode? { node[.flow] }
  /// 截止: Timer: wait until or for.
  package var until: SpecNode? { node[.until] }
  /// 任务: Spawn: which task.
  package var task: SpecNode? { node[.task] }
  /// 逐个: Spawn: one per element, name `each`. Default: one.
  package var each: SpecNode? { node[.each] }
  /// 等结果: Spawn: go on only when all are closed. Default: true.
  package var wait: Bool? { node[.wait]?.bool }
  /// 连接: Call: which system.
  package var connector: SpecNode? { node[.connector] }
  /// 填入: Call, spawn, set: field ← expression.
  package var set: SpecNode? { node[.set] }
  /// 向: Send: to whom.
  package var to: SpecNode? { node[.to] }
  /// 提示: Send: text.
  package var say: SpecNode? { node[.say] }
  /// 渠道: Send: how. Default: app.
  package var via: [SpecNode] { nodes(.via) }
  /// 移交: As above, for this step. Default: document's.
  package var handover: String? { node[.handover]?.word }
  /// 曾用: Former ids: running matters follow.
  package var was: [SpecNode] { nodes(.was) }
}

/// A reminder before or after a deadline.
package struct RemindSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 之前: So long before due.
  package var before: SpecDuration? { node[.before]?.duration }
  /// 之后: So long after due.
  package var after: SpecDuration? { node[.after]?.duration }
  /// 向: Who is told. Default: holder.
  package var to: SpecNode? { node[.to] }
  /// 升级: The step moves there too.
  package var escalate: SpecNode? { node[.escalate] }
  /// 渠道: How. Default: app.
  package var via: [SpecNode] { nodes(.via) }
}

/// How many matters go as one list.
package struct BatchSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 每: One list for each. Default: holder.
  package var per: SpecNode? { node[.per] }
  /// 结单: Closed by hand, at n lines, or at a time of day. Default: hand.
  package var close: SpecNode? { node[.close] }
}
