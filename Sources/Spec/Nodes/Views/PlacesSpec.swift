/// Nodes of the place hierarchy.
package struct PlacesSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 树: Nodes.
  package var tree: [PlaceSpec] { views(.tree) }
  /// 文件: The same as a table: code, level, name, parent, kind, from, until.
  package var file: SpecNode? { node[.file] }
  /// 边界: Boundaries (GeoJSON).
  package var bounds: SpecNode? { node[.bounds] }
  /// 变更: Operations, planned before done.
  package var changes: [PlaceChangeSpec] { views(.changes) }
}

/// One node of the place hierarchy.
package struct PlaceSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 层级: Level. Default: next below.
  package var level: String? { node[.level]?.word }
  /// 种类: 种类. Default: area.
  package var kind: String? { node[.kind]?.word }
  /// 编码: Place code. Default: issued.
  package var code: SpecNode? { node[.code] }
  /// 组成: Children; short list → `{parts: list}`.
  package var parts: [PlaceSpec] { views(.parts) }
  /// 数量: Test data: so many children per level.
  package var count: SpecNode? { node[.count] }
  /// 曾用: Aliases and old names.
  package var was: [SpecNode] { nodes(.was) }
  /// 开始: Valid from.
  package var from: SpecNode? { node[.from] }
  /// 截止: Valid until.
  package var until: SpecNode? { node[.until] }
}

/// A planned change of the place hierarchy.
package struct PlaceChangeSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 做: 做.
  package var `do`: String? { node[.`do`]?.word }
  /// 事物: Which.
  package var what: [SpecNode] { nodes(.what) }
  /// 向: New parent, name or parts.
  package var to: [SpecNode] { nodes(.to) }
  /// 开始: From this day.
  package var from: SpecNode? { node[.from] }
  /// 对应: Split: which child goes where.
  package var map: SpecNode? { node[.map] }
  /// 移交: Running matters. Default: follow.
  package var handover: String? { node[.handover]?.word }
}
