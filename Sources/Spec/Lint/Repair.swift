package import Core

/// Machine repairs put into a text; everything else, comments too, stays byte for byte.
package enum Repair {
  /// One line that was changed.
  package struct Change: Sendable, Hashable {
    package let code: DiagnosticCode
    package let line: Int
    package let before: String
    package let after: String
  }

  /// The text after all repairs that its own reading offers; `changes` is empty when there are none.
  ///
  /// A repair may uncover the next mistake, so the text is read again until nothing more changes.
  package static func all(
    _ source: SourceText, table: SpecTable
  ) -> (source: SourceText, changes: [Change]) {
    var source = source
    var changes: [Change] = []
    for _ in 0..<mostRounds {
      let file = SpecFile.read(source, table: table)
      guard let (next, made) = apply(file.diagnostics, to: source) else { break }
      source = next
      changes += made
    }
    return (source, changes)
  }

  private static let mostRounds = 8

  /// One round: repairs that do not touch each other, the earlier first; nil when there are none.
  package static func apply(
    _ diagnostics: [Diagnostic], to source: SourceText
  ) -> (source: SourceText, changes: [Change])? {
    var edits: [(start: Int, end: Int, text: String)] = []
    var taken: [Diagnostic] = []
    for diagnostic in diagnostics.sortedForPrinting() {
      guard let fix = diagnostic.fix, diagnostic.range.file == source.file else { continue }
      let places = fix.edits.compactMap { edit -> (start: Int, end: Int, text: String)? in
        guard let start = source.offset(of: edit.range.start), let end = source.offset(of: edit.range.end),
          start <= end
        else { return nil }
        return (start, end, edit.text)
      }
      let clash = places.contains { new in edits.contains { new.start < $0.end && $0.start < new.end } }
      guard places.count == fix.edits.count, !clash else { continue }
      edits += places
      taken.append(diagnostic)
    }
    edits.sort { $0.start < $1.start }
    var bytes: [UInt8] = []
    var at = 0
    for edit in edits {
      bytes += source.bytes[at..<edit.start]
      bytes += Array(edit.text.utf8)
      at = edit.end
    }
    bytes += source.bytes[at...]
    guard !taken.isEmpty, bytes != source.bytes else { return nil }
    let mark: [UInt8] = source.hadByteOrderMark ? [0xEF, 0xBB, 0xBF] : []
    let next = SourceText(file: source.file, bytes: mark + bytes)
    return (next, taken.map { change($0, source, next) })
  }

  private static func change(_ diagnostic: Diagnostic, _ before: SourceText, _ after: SourceText) -> Change {
    let line = diagnostic.fix?.edits.first?.range.start.line ?? diagnostic.range.start.line
    return Change(
      code: diagnostic.code, line: line, before: before.line(line) ?? "", after: after.line(line) ?? "")
  }
}
