/// A text sent to a drawn territory, with receipts.
package struct NoticeSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 正文: Text; may hold several lines.
  package var body: SpecNode? { node[.body] }
  /// 适用: Territory; never beyond the sender's right. Default: sender draws it.
  package var `for`: [SpecNode] { nodes(.`for`) }
  /// 台账: Whose people. Default: residents.
  package var ledger: SpecNode? { node[.ledger] }
  /// 条件: Only these.
  package var `where`: SpecNode? { node[.`where`] }
  /// 由: Who may send it. Default: owner's staff.
  package var by: [SpecNode] { nodes(.by) }
  /// 受众: Fixed at sending, or follows who lives there. Default: frozen.
  package var audience: String? { node[.audience]?.word }
  /// 开始: First moment. Default: sending.
  package var from: SpecNode? { node[.from] }
  /// 截止: Taken down after.
  package var until: SpecNode? { node[.until] }
  /// 回执: What counts as received. Default: read.
  package var receipt: String? { node[.receipt]?.word }
  /// 表单: Short answer asked with it.
  package var form: [FieldSpec] { views(.form) }
  /// 代收: Who may read for somebody. Default: [self].
  package var proxy: [SpecNode] { nodes(.proxy) }
  /// 渠道: First sending. Default: [app].
  package var via: [SpecNode] { nodes(.via) }
  /// 补发: To those without receipt, in order.
  package var resend: [ResendSpec] { views(.resend) }
  /// 每: Smallest node of the read counts. Default: building.
  package var per: String? { node[.per]?.word }
  /// 指标: Over `receipts`.
  package var measures: [MeasureSpec] { views(.measures) }
  /// 保存期: As in service. Default: 1 year.
  package var retain: RetainSpec? { view(.retain) }
}

/// A further round to those without receipt.
package struct ResendSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 之后: So long after the last round. Default: by hand.
  package var after: SpecDuration? { node[.after]?.duration }
  /// 渠道: How.
  package var via: String? { node[.via]?.word }
  /// 条件: Only these.
  package var `where`: SpecNode? { node[.`where`] }
  /// 由: Door visit: who walks. Default: sender.
  package var by: SpecNode? { node[.by] }
  /// 每: Door visit: items grouped by. Default: door.
  package var per: String? { node[.per]?.word }
}
