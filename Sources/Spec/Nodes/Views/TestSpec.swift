/// One line of a test.
package struct TestSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 以: Sample person or post. Default: the system.
  package var `as`: SpecNode? { node[.`as`] }
  /// 做: What.
  package var `do`: SpecNode? { node[.`do`] }
  /// 事物: Document, matter name or place. Default: last one.
  package var what: SpecNode? { node[.what] }
  /// 对象: Submit: for this sample person.
  package var subject: SpecNode? { node[.subject] }
  /// 在: Only there.
  package var at: SpecNode? { node[.at] }
  /// 次数: With so many different samples. Default: 1.
  package var times: Int? { node[.times]?.int }
  /// 填写: Field → value.
  package var answers: SpecNode? { node[.answers] }
  /// 填入: Facts changed from outside.
  package var set: SpecNode? { node[.set] }
  /// 向: Target of a verb or move.
  package var to: SpecNode? { node[.to] }
  /// 原因: For return, reject, transfer.
  package var reason: SpecNode? { node[.reason] }
  /// 记为: Name this matter for later.
  package var name: SpecNode? { node[.name] }
  /// 时间: Move the clock on by, or to.
  package var clock: SpecNode? { node[.clock] }
  /// 期望: State, step, holder, field or measure → literal.
  package var expect: SpecNode? { node[.expect] }
  /// 校验: Any other truth.
  package var check: SpecNode? { node[.check] }
  /// 报错: The refusal that must come.
  package var fails: SpecNode? { node[.fails] }
}
