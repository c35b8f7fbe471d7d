/// Who acts: holders of a role at a place, a line or inside an organisation.
package struct ActorSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 角色: Holders of this role.
  package var role: SpecNode? { node[.role] }
  /// 在: At that level above the place. Default: role's own.
  package var at: String? { node[.at]?.word }
  /// 沿: Which line of authority. Default: territory.
  package var along: String? { node[.along]?.word }
  /// 属于: Holders inside that organisation, e.g. `subject`.
  package var of: SpecNode? { node[.of] }
}
