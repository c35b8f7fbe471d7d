package import Core

/// Classes, attributes, relations and code lists.
package struct KnowledgeSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 版本: Of the schema.
  package var version: SpecNode? { node[.version] }
  /// 母版: Version that it extends.
  package var base: SpecNode? { node[.base] }
  /// 类: Subtypes.
  package var classes: [ClassSpec] { views(.classes) }
  /// 属性: `class.id` → ….
  package var attributes: [AttributeSpec] { views(.attributes) }
  /// 关系: Id → ….
  package var relations: [RelationSpec] { views(.relations) }
  /// 代码表: Code lists: `- 代码: 名`.
  package var lists: SpecNode? { node[.lists] }
}

/// A subtype of a class.
package struct ClassSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 标题: Name.
  package var title: Label? { node[.title]?.label }
  /// 上位: Above.
  package var parent: SpecNode? { node[.parent] }
  /// 条件: Computed subtype.
  package var `where`: SpecNode? { node[.`where`] }
}

/// An attribute of a class or relation.
package struct AttributeSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 标题: Name.
  package var title: Label? { node[.title]?.label }
  /// 类型: Type; changing it needs a new id.
  package var type: SpecNode? { node[.type] }
  /// 代码: For `code`.
  package var list: SpecNode? { node[.list] }
  /// 多值: Several values. Default: false.
  package var multi: Bool? { node[.multi]?.bool }
  /// 计量单位: 计量单位.
  package var unit: SpecNode? { node[.unit] }
  /// 小数位: Decimals. Default: 0.
  package var scale: Int? { node[.scale]?.int }
  /// 敏感级: Class of protection.
  package var sensitivity: String? { node[.sensitivity]?.word }
  /// 计算: Derived.
  package var value: SpecNode? { node[.value] }
  /// 保鲜: Half-life.
  package var fresh: SpecDuration? { node[.fresh]?.duration }
  /// 更新: Conflict policy. Default: ask.
  package var update: String? { node[.update]?.word }
  /// 停用: Since version.
  package var retired: SpecNode? { node[.retired] }
  /// 适用类: Subtypes that have it. Default: the class.
  package var applies: [SpecNode] { nodes(.applies) }
  /// 分组: Heading under which people find it.
  package var group: SpecNode? { node[.group] }
  /// 出处: Standard that fixes the code or lists the item. Default: own.
  package var source: SpecNode? { node[.source] }
  /// 改用: Use instead.
  package var replacedBy: SpecNode? { node[.replacedBy] }
}

/// A relation between two classes.
package struct RelationSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 标题: Name.
  package var title: Label? { node[.title]?.label }
  /// 两端: Two classes, read from the first to the second.
  package var ends: [SpecNode] { nodes(.ends) }
  /// 数量关系: At one moment. Default: N:M.
  package var cardinality: String? { node[.cardinality]?.word }
  /// 反向名: Name read from the other end.
  package var inverse: Label? { node[.inverse]?.label }
  /// 两端称呼: Who stands at each end, as `ends`; `x.role` reads the entities at that end.
  package var roles: [SpecNode] { nodes(.roles) }
  /// 对称: 对称. Default: false.
  package var symmetric: Bool? { node[.symmetric]?.bool }
  /// 属性: Of the relation.
  package var attributes: [AttributeSpec] { views(.attributes) }
}
