internal import Core

/// One checked node: 28 bytes in a flat array, children behind their parent.
struct SpecRecord: Sendable {
  /// The YAML node that says where it stands and, for a scalar, what it says.
  var yaml: UInt32
  /// The YAML node of the key or name left of the colon; `noName` where there is none.
  var name: UInt32 = SpecRecord.noName
  var next: UInt32 = 0
  var child: UInt32 = 0
  /// Words: number in the group. Expressions: bytes to skip at the front (`= `).
  var value: UInt32 = 0
  /// The canonical key, `noKey` where the author named it or it stands in a list.
  var key: UInt16 = SpecRecord.noKey
  /// Words: group. Keys: position. Leaves: argument of the type.
  var argument: UInt16 = 0
  var kind: SpecNode.Kind
  var type: SpecType = .any

  static let noName = UInt32.max
  static let noKey = UInt16.max
}

/// The checked documents of one file over its YAML tree. Immutable once decoded, therefore shared without a
/// lock; a node is this and an index.
package final class SpecTree: Sendable {
  package let yaml: YAMLTree
  package let table: SpecTable
  let records: ContiguousArray<SpecRecord>

  init(yaml: YAMLTree, table: SpecTable, records: ContiguousArray<SpecRecord>) {
    self.yaml = yaml
    self.table = table
    self.records = records
  }

  package var source: SourceText { yaml.source }
}
