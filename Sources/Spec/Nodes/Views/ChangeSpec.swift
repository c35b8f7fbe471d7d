package import Core

/// Keys that an overlay or variant sets on a field or step.
package struct ChangeSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 标题: Label on the screen. Default: the id.
  package var title: Label? { node[.title]?.label }
  /// 说明: Hint under the label.
  package var help: Label? { node[.help]?.label }
  /// 默认: First value, may be changed.
  package var `default`: SpecNode? { node[.`default`] }
  /// 必填: Null = required. Default: true.
  package var required: SpecNode? { node[.required] }
  /// 当: Shown only if true; null = hidden.
  package var when: SpecNode? { node[.when] }
  /// 校验: Must be true; null = silent, refused at submit.
  package var check: SpecNode? { node[.check] }
  /// 提示: Words when `check` fails; needed with `check`.
  package var say: Label? { node[.say]?.label }
  /// 选项: Choices; a text names a code list; `- 名: {when, was}` is the long form. Default: attribute's list.
  package var options: SpecNode? { node[.options] }
  /// 最少: Smallest value, length or number of files or rows.
  package var min: SpecNode? { node[.min] }
  /// 最多: Largest, likewise.
  package var max: SpecNode? { node[.max] }
  /// 层级: Place: how deep. Default: door.
  package var level: String? { node[.level]?.word }
  /// 隐藏时: What happens to a value that becomes hidden. Default: drop.
  package var hidden: String? { node[.hidden]?.word }
  /// 由: Who; short `- 初审: 社区工作者` → `{by: 社区工作者}`.
  package var by: [SpecNode] { nodes(.by) }
  /// 方式: Several holders: any, all, in turn, vote. Default: any.
  package var mode: String? { node[.mode]?.word }
  /// 时限: Deadline; stops while the resident has it.
  package var within: SpecDuration? { node[.within]?.duration }
  /// 提醒: Before and after. Default: matter's.
  package var remind: [RemindSpec] { views(.remind) }
  /// 可办: Verbs offered. Default: section 7.
  package var allow: [SpecNode] { nodes(.allow) }
}
