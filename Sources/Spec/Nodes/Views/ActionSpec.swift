/// An automatic act after an event.
package struct ActionSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 做: What. Default: put.
  package var `do`: String? { node[.`do`]?.word }
  /// 当: Only then.
  package var when: SpecNode? { node[.when] }
  /// 台账: Put, end: which register.
  package var ledger: SpecNode? { node[.ledger] }
  /// 匹配: Put, end: which row. Default: subject.
  package var match: [SpecNode] { nodes(.match) }
  /// 没有时: Put: no such row. Default: create.
  package var missing: String? { node[.missing]?.word }
  /// 填入: Put, spawn, call: column ← expression.
  package var set: SpecNode? { node[.set] }
  /// 增减: Put: add to the number in one statement, `min` of the column holds.
  package var adjust: SpecNode? { node[.adjust] }
  /// 属于: Link, unlink: one end. Default: subject.
  package var of: SpecNode? { node[.of] }
  /// 关联: Link, unlink: relation.
  package var link: SpecNode? { node[.link] }
  /// 向: Link: other end; send: to whom.
  package var to: SpecNode? { node[.to] }
  /// 提示: Send: text.
  package var say: SpecNode? { node[.say] }
  /// 渠道: Send: how. Default: app.
  package var via: [SpecNode] { nodes(.via) }
  /// 任务: Spawn: work item of this task.
  package var task: SpecNode? { node[.task] }
  /// 通知: Spawn: this notice.
  package var notice: SpecNode? { node[.notice] }
  /// 逐个: Spawn: per element, name `each`. Default: one.
  package var each: SpecNode? { node[.each] }
  /// 连接: Call.
  package var connector: SpecNode? { node[.connector] }
  /// 截止: End, unlink: last day. Default: today.
  package var until: SpecNode? { node[.until] }
}
