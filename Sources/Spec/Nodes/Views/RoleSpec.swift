/// Rights that posts hold.
package struct RoleSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 母版: Adds rights to that role; the way a bundle gives rights to roles of another.
  package var base: SpecNode? { node[.base] }
  /// 在: Level of the posts that hold it. Default: any.
  package var at: String? { node[.at]?.word }
  /// 管理: System, security or audit; nobody holds two.
  package var administers: SpecNode? { node[.administers] }
  /// 可以: Rights; nothing is allowed that stands nowhere.
  package var may: [GrantSpec] { views(.may) }
  /// 应急查看: Emergency look: reason, time limit, notice to supervisor and person.
  package var breakGlass: GrantSpec? { view(.breakGlass) }
}
