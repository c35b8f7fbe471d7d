/// Diagnostics for programs, as CONTRACT.md gives them: one JSON array.
package struct JSONReport {
  private let language: Language

  package init(language: Language) {
    self.language = language
  }

  /// All diagnostics, sorted, as one array ending with a line break.
  package func print(_ diagnostics: [Diagnostic]) -> String {
    var json = JSONText()
    json.array { json in
      for diagnostic in diagnostics.sortedForPrinting() { write(diagnostic, to: &json) }
    }
    return json.text + "\n"
  }

  private func write(_ diagnostic: Diagnostic, to json: inout JSONText) {
    json.object { json in
      json.key("code"); json.string(diagnostic.code.rawValue)
      json.key("severity"); json.string(diagnostic.severity.rawValue)
      place(diagnostic.range, to: &json)
      json.key("message"); json.string(diagnostic.message.text(in: language))
      json.key("hint")
      if let hint = diagnostic.hint { json.string(hint.text(in: language)) } else { json.null() }
      json.key("fix")
      if let fix = diagnostic.fix { write(fix, to: &json) } else { json.null() }
      json.key("notes")
      json.array { json in
        for note in diagnostic.notes {
          json.object { json in
            place(note.range, to: &json)
            json.key("message"); json.string(note.message.text(in: language))
          }
        }
      }
    }
  }

  private func write(_ fix: SourceFix, to json: inout JSONText) {
    json.object { json in
      json.key("edits")
      json.array { json in
        for edit in fix.edits {
          json.object { json in
            place(edit.range, to: &json)
            json.key("text"); json.string(edit.text)
          }
        }
      }
    }
  }

  private func place(_ range: SourceRange, to json: inout JSONText) {
    json.key("file"); json.string(range.file)
    json.key("line"); json.number(range.start.line)
    json.key("column"); json.number(range.start.column)
    json.key("endLine"); json.number(range.end.line)
    json.key("endColumn"); json.number(range.end.column)
  }
}
