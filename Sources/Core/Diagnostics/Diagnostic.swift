/// One finding in a bundle: a value with a name, a place and words; never a printed line.
package struct Diagnostic: Sendable, Hashable {
  package var code: DiagnosticCode
  package var severity: Severity
  package var range: SourceRange
  package var message: Message
  /// What to do next, or what is allowed here.
  package var hint: Message?
  /// A repair that a machine can make without asking.
  package var fix: SourceFix?
  /// Other places that belong to the finding ("defined here").
  package var notes: [DiagnosticNote]

  package init(
    _ code: DiagnosticCode, at range: SourceRange, _ message: Message, severity: Severity? = nil,
    hint: Message? = nil, fix: SourceFix? = nil, notes: [DiagnosticNote] = []
  ) {
    self.code = code
    self.severity = severity ?? code.severity
    self.range = range
    self.message = message
    self.hint = hint
    self.fix = fix
    self.notes = notes
  }
}

/// Another place that a finding speaks of.
package struct DiagnosticNote: Sendable, Hashable {
  package var range: SourceRange
  package var message: Message

  package init(at range: SourceRange, _ message: Message) {
    self.range = range
    self.message = message
  }
}

/// Replacements in one file that repair a finding; ranges do not overlap.
package struct SourceFix: Sendable, Hashable {
  /// One replacement: the text of `range` becomes `text`.
  package struct Edit: Sendable, Hashable {
    package var range: SourceRange
    package var text: String

    package init(_ range: SourceRange, _ text: String) {
      self.range = range
      self.text = text
    }
  }

  package var edits: [Edit]

  package init(_ edits: [Edit]) {
    self.edits = edits
  }

  /// The text of `range` becomes `text`.
  package init(replace range: SourceRange, with text: String) {
    self.edits = [Edit(range, text)]
  }
}

extension Sequence where Element == Diagnostic {
  /// In the order they are printed: by file, then by place, then by code; none twice.
  package func sortedForPrinting() -> [Diagnostic] {
    let sorted = self.sorted { a, b in
      if a.range.file != b.range.file { return a.range.file < b.range.file }
      if a.range.start != b.range.start { return a.range.start < b.range.start }
      if a.code != b.code { return a.code.rawValue < b.code.rawValue }
      return a.message.zh < b.message.zh
    }
    var seen = Set<Diagnostic>()
    return sorted.filter { seen.insert($0).inserted }
  }
}
