package import Core

/// One choice; `node.name` is its name.
package struct OptionSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 标题: Text. Default: the id.
  package var title: Label? { node[.title]?.label }
  /// 当: Offered if true.
  package var when: SpecNode? { node[.when] }
  /// 曾用: Former names.
  package var was: [SpecNode] { nodes(.was) }
  /// 计算: Stored code. Default: the id.
  package var value: SpecNode? { node[.value] }
}
