/// How long values are kept, and what then.
package struct RetainSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 时限: After close.
  package var within: SpecDuration? { node[.within]?.duration }
  /// 转到: What then. Default: erase.
  package var then: String? { node[.then]?.word }
}
