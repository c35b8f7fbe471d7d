/// One of several procedures for one form.
package struct VariantSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 适用: Territory; the only variant or overlay without it takes what is left. Default: the rest.
  package var `for`: [SpecNode] { nodes(.`for`) }
  /// 流程: Replaces the whole flow. Default: base's.
  package var flow: SpecNode? { node[.flow] }
  /// 开放: Replaces key by key. Default: base's.
  package var open: OpenSpec? { view(.open) }
  /// 时限: Replaces. Default: base's.
  package var within: SpecDuration? { node[.within]?.duration }
  /// 提醒: Replaces. Default: base's.
  package var remind: [RemindSpec] { views(.remind) }
  /// 之后: Replaces event by event. Default: base's.
  package var after: SpecNode? { node[.after] }
  /// 改动: Id → keys to set.
  package var change: [ChangeSpec] { views(.change) }
  /// 增加: More fields.
  package var add: [FieldSpec] { views(.add) }
}

/// What running matters do at a new version.
package struct InflightSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 策略: What running matters do. Default: pin.
  package var policy: String? { node[.policy]?.word }
  /// 对应: Old step → new step or `end`.
  package var map: SpecNode? { node[.map] }
}
