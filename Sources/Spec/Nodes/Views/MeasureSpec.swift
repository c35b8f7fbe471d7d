package import Core

/// A figure of its own.
package struct MeasureSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 标题: Shown. Default: the name.
  package var title: Label? { node[.title]?.label }
  /// 计算: Over `items` or `requests`.
  package var value: SpecNode? { node[.value] }
  /// 每: Level words, `state`, `variant`, `step`, or field ids with closed values. Default: place levels,
  /// state.
  package var per: [SpecNode] { nodes(.per) }
  /// 计量单位: Printed.
  package var unit: SpecNode? { node[.unit] }
  /// 小数位: Decimals. Default: 0; ratio 3.
  package var scale: Int? { node[.scale]?.int }
  /// 最小组: Smaller cells hidden. Default: 1; sensitive 5.
  package var smallestGroup: Int? { node[.smallestGroup]?.int }
}
