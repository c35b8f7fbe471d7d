package import Core

/// A check over several fields and its words.
package struct RuleSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 校验: Must be true.
  package var check: SpecNode? { node[.check] }
  /// 提示: Words when it is not.
  package var say: Label? { node[.say]?.label }
  /// 当: Only then.
  package var when: SpecNode? { node[.when] }
  /// 在: Where the words stand. Default: page end.
  package var at: SpecNode? { node[.at] }
}
