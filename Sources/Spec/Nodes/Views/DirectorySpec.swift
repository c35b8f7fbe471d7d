/// Organisations with their posts.
package struct DirectorySpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 单位: Bodies with their posts.
  package var organizations: [OrganizationSpec] { views(.organizations) }
  /// 文件: The same as a table.
  package var file: SpecNode? { node[.file] }
}

/// A body with its posts.
package struct OrganizationSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 类别: Kind of body. Default: government_body.
  package var `class`: SpecNode? { node[.`class`] }
  /// 上级: Superior.
  package var under: SpecNode? { node[.under] }
  /// 管辖: Territory.
  package var governs: [SpecNode] { nodes(.governs) }
  /// 主管行业: Which organisations it regulates (name `organization`).
  package var regulates: SpecNode? { node[.regulates] }
  /// 在: Where it sits.
  package var at: SpecNode? { node[.at] }
  /// 逐个: One such body per place of that level; `{place}` in names.
  package var each: String? { node[.each]?.word }
  /// 岗位: Seats; short text → `{role: text}`.
  package var posts: [PostSpec] { views(.posts) }
  /// 经办人: Persons who may file for it.
  package var agents: [SpecNode] { nodes(.agents) }
  /// 编码: Credit code.
  package var code: SpecNode? { node[.code] }
}

/// A seat in an organisation.
package struct PostSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 角色: Roles it holds.
  package var role: [SpecNode] { nodes(.role) }
  /// 管辖: Part of the territory. Default: organisation's.
  package var governs: [SpecNode] { nodes(.governs) }
  /// 逐个: One post per place of that level.
  package var each: String? { node[.each]?.word }
  /// 人员: Who sits there. Default: vacant.
  package var staff: [SpecNode] { nodes(.staff) }
  /// 代理: Stands in.
  package var deputy: [SpecNode] { nodes(.deputy) }
  /// 请假: Away.
  package var leave: [SpecNode] { nodes(.leave) }
  /// 开始: 开始.
  package var from: SpecNode? { node[.from] }
  /// 截止: 截止.
  package var until: SpecNode? { node[.until] }
  /// 电话: Duty phone.
  package var phone: SpecNode? { node[.phone] }
  /// 职级: Rank of the seat.
  package var rank: SpecNode? { node[.rank] }
  /// 职责: What the seat is for.
  package var duties: SpecNode? { node[.duties] }
  /// 标签: To find it by, in the directory.
  package var tags: [SpecNode] { nodes(.tags) }
}
