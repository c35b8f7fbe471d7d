/// A row of the short form of dispatch.
package struct DispatchRuleSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 当: Null = next rule. Default: always.
  package var when: SpecNode? { node[.when] }
  /// 由: Who gets it.
  package var by: [SpecNode] { nodes(.by) }
  /// 方式: Several. Default: any.
  package var mode: String? { node[.mode]?.word }
}

/// A DMN decision table.
package struct TableSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 命中: Hit policy. Default: first.
  package var hit: String? { node[.hit]?.word }
  /// 输入: One per column.
  package var inputs: [SpecNode] { nodes(.inputs) }
  /// 规则: Unary tests, the result last; `'-'` = any.
  package var rules: [SpecNode] { nodes(.rules) }
  /// 默认: When no row hits.
  package var `default`: SpecNode? { node[.`default`] }
}
