package import Core

/// Tables and charts over several documents.
package struct ReportSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 来源: Services, tasks, ledgers, notices.
  package var sources: [SpecNode] { nodes(.sources) }
  /// 条件: Only these matters.
  package var `where`: SpecNode? { node[.`where`] }
  /// 指标: More figures.
  package var measures: [MeasureSpec] { views(.measures) }
  /// 展示: Tables and charts in order.
  package var show: [BlockSpec] { views(.show) }
  /// 适用: Where. Default: reader's territory.
  package var `for`: [SpecNode] { nodes(.`for`) }
  /// 开始: Period.
  package var from: SpecNode? { node[.from] }
  /// 截止: Period.
  package var until: SpecNode? { node[.until] }
  /// 口径: Places as they were then, or as now. Default: now.
  package var view: String? { node[.view]?.word }
  /// 定稿: Signed snapshot. Default: by hand.
  package var freeze: EverySpec? { view(.freeze) }
}

/// One table or chart of a report.
package struct BlockSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 标题: Heading. Default: the id.
  package var title: Label? { node[.title]?.label }
  /// 看指标: Own, or built-in (section 10).
  package var measure: [SpecNode] { nodes(.measure) }
  /// 每: Rows. Default: next level down.
  package var per: [SpecNode] { nodes(.per) }
  /// 条件: Only these.
  package var `where`: SpecNode? { node[.`where`] }
  /// 图: How. Default: table.
  package var chart: String? { node[.chart]?.word }
  /// 排序: Largest first. Default: place order.
  package var sort: SpecNode? { node[.sort] }
  /// 前几: Only so many. Default: all.
  package var top: Int? { node[.top]?.int }
}
