package import Core

/// The language as one table (Specs/language/keys.csv): what may stand where, in both spellings, with types,
/// defaults and codes. It drives the decoder; nothing of it is repeated in Swift. Immutable, shared.
package final class SpecTable: Sendable {
  /// A key in one place of the language.
  package struct Row: Sendable {
    package let position: SpecPosition
    package let key: SpecKey
    /// The Chinese spelling.
    package let alias: String
    /// The type as the table writes it.
    package let type: String
    package let required: Bool
    /// The default in words; empty for none.
    package let fallback: String
    package let meaning: String
    package let codes: [DiagnosticCode]
    let typeIndex: Int
  }

  /// A word of a group in both spellings.
  package struct Word: Sendable {
    package let name: String
    package let alias: String
  }

  package let rows: [Row]
  let types: ContiguousArray<SpecTypeEntry>
  let shapes: ContiguousArray<SpecShape>
  /// Texts that shapes name: result types of FEEL, kinds of references.
  let arguments: [String]
  /// By raw value of the position: spelling → row. Kinds of documents know the header keys too.
  let keyIndexes: ContiguousArray<SpellingIndex>
  /// By raw value of the position: the rows that may stand there, header keys first.
  let rowsByPosition: ContiguousArray<[Int]>
  let groupNames: [String]
  let wordIndexes: ContiguousArray<SpellingIndex>
  let wordsByGroup: ContiguousArray<[Word]>
  private let groupNumbers: [String: Int]

  /// The documents kinds of section 4, in order.
  package static let kinds: [SpecPosition] = [
    .service, .task, .ledger, .notice, .report, .role, .control, .knowledge, .places, .directory,
    .calendar, .connector, .bundle,
  ]

  /// The table in CSV text; nil when it is not a table this program understands.
  package init?(csv: [UInt8]) {
    var builder = SpecTableBuilder()
    guard builder.read(CSVLines.rows(csv)) else { return nil }
    rows = builder.rows
    types = builder.types
    shapes = builder.shapes
    arguments = builder.arguments
    groupNames = builder.groupNames
    groupNumbers = builder.groupNumbers
    wordsByGroup = builder.words
    wordIndexes = ContiguousArray(
      builder.words.map { words in
        SpellingIndex(words.indices.flatMap { [(words[$0].name, $0), (words[$0].alias, $0)] })
      })
    let byPosition = builder.rowsByPosition()
    rowsByPosition = byPosition
    let rows = builder.rows
    keyIndexes = ContiguousArray(
      byPosition.map { numbers in
        SpellingIndex(numbers.flatMap { [(rows[$0].key.name, $0), (rows[$0].alias, $0)] })
      })
  }

  /// The keys that may stand at a position, header keys first.
  package func keys(at position: SpecPosition) -> [Row] {
    rowsByPosition[Int(position.rawValue)].map { rows[$0] }
  }

  /// The row of a key, in either spelling; nil when it may not stand there.
  package func row(_ spelling: String, at position: SpecPosition) -> Row? {
    keyIndexes[Int(position.rawValue)].find(spelling).map { rows[$0] }
  }

  /// The row of a key at a position.
  package func row(_ key: SpecKey, at position: SpecPosition) -> Row? { row(key.name, at: position) }

  /// The words of a group such as `level`; empty for an unknown group.
  package func words(_ group: String) -> [Word] {
    groupNumbers[group].map { wordsByGroup[$0] } ?? []
  }

  /// The English spelling of a word of a group, given in either spelling; nil when it is none.
  package func word(_ text: String, in group: String) -> String? {
    guard let number = groupNumbers[group], let found = wordIndexes[number].find(text) else { return nil }
    return wordsByGroup[number][found].name
  }

  func group(_ name: String) -> Int? { groupNumbers[name] }
}
