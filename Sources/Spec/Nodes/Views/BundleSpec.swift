package import Core

/// A folder of documents that belong together.
package struct BundleSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 版本: For people.
  package var version: SpecNode? { node[.version] }
  /// 引用: Other bundles, knowledge version.
  package var uses: [SpecNode] { nodes(.uses) }
  /// 版次: Sub-folders with later editions, for tests and for publishing in turn.
  package var editions: [SpecNode] { nodes(.editions) }
  /// 给定: Entities and places for tests.
  package var given: [SampleSpec] { views(.given) }
  /// 测试: Section 15.
  package var tests: SpecNode? { node[.tests] }
  /// 用途: Default for the documents inside.
  package var purpose: Label? { node[.purpose]?.label }
  /// 依据: Default for the documents inside.
  package var basis: String? { node[.basis]?.word }
  /// 保存期: Default for the documents inside.
  package var retain: RetainSpec? { view(.retain) }
  /// 备注: 备注.
  package var notes: SpecNode? { node[.notes] }
}

/// An entity made up for tests.
package struct SampleSpec: SpecView {
  package let node: SpecNode

  package init(_ node: SpecNode) { self.node = node }

  /// 类别: What. Default: person.
  package var `class`: SpecNode? { node[.`class`] }
  /// 在: Where it lives or stands.
  package var at: SpecNode? { node[.at] }
  /// 数量: So many alike, numbered. Default: 1.
  package var count: Int? { node[.count]?.int }
  /// 填入: Attribute or column → value.
  package var set: SpecNode? { node[.set] }
  /// 关联: Relation → other sample.
  package var link: SpecNode? { node[.link] }
  /// 台账: Put into it.
  package var ledger: SpecNode? { node[.ledger] }
}
