/// What may be done, to what, how far.
package struct GrantSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 做: Rights or verbs.
  package var `do`: [SpecNode] { nodes(.`do`) }
  /// 事物: Documents by id or title, `#tag`, or a kind word.
  package var what: [SpecNode] { nodes(.what) }
  /// 范围: Along which line; list = any of. Default: [territory].
  package var scope: [SpecNode] { nodes(.scope) }
  /// 当: Null = denied; must be pushable.
  package var when: SpecNode? { node[.when] }
  /// 字段: Only these. Default: all.
  package var fields: [SpecNode] { nodes(.fields) }
  /// 不可见: Never these.
  package var hide: [SpecNode] { nodes(.hide) }
  /// 可见: Unmasked up to here, masked above. Default: internal.
  package var see: String? { node[.see]?.word }
  /// 用途: Needed for sensitive data.
  package var purpose: SpecNode? { node[.purpose] }
  /// 时限: Break-glass: how long.
  package var within: SpecDuration? { node[.within]?.duration }
  /// 开始: Valid.
  package var from: SpecNode? { node[.from] }
  /// 截止: Valid.
  package var until: SpecNode? { node[.until] }
}

/// Several lines at once.
package struct ScopeSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 全部: Must lie in every one.
  package var all: [SpecNode] { nodes(.all) }
  /// 任一: In one of them.
  package var any: [SpecNode] { nodes(.any) }
}
