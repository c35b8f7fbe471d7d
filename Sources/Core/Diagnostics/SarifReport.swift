/// Diagnostics as SARIF 2.1.0 (OASIS), for code hosts and editors.
package struct SarifReport {
  private let language: Language

  package init(language: Language) {
    self.language = language
  }

  /// One log with one run, ending with a line break.
  package func print(_ diagnostics: [Diagnostic]) -> String {
    let sorted = diagnostics.sortedForPrinting()
    var json = JSONText()
    json.object { json in
      json.key("$schema"); json.string("https://json.schemastore.org/sarif-2.1.0.json")
      json.key("version"); json.string("2.1.0")
      json.key("runs")
      json.array { json in
        json.object { json in
          tool(sorted, to: &json)
          json.key("columnKind"); json.string("unicodeCodePoints")
          json.key("results")
          json.array { json in for diagnostic in sorted { result(diagnostic, to: &json) } }
        }
      }
    }
    return json.text + "\n"
  }

  private func tool(_ diagnostics: [Diagnostic], to json: inout JSONText) {
    json.key("tool")
    json.object { json in
      json.key("driver")
      json.object { json in
        json.key("name"); json.string("hutong")
        json.key("rules")
        json.array { json in
          let codes = Set(diagnostics.map(\.code)).sorted { $0.rawValue < $1.rawValue }
          for code in codes {
            json.object { json in
              json.key("id"); json.string(code.rawValue)
              json.key("shortDescription")
              json.object {
                $0.key("text"); $0.string(code.meaning.text(in: language))
              }
            }
          }
        }
      }
    }
  }

  private func result(_ diagnostic: Diagnostic, to json: inout JSONText) {
    json.object { json in
      json.key("ruleId"); json.string(diagnostic.code.rawValue)
      json.key("level"); json.string(diagnostic.severity.rawValue)
      json.key("message")
      json.object {
        $0.key("text"); $0.string(diagnostic.message.text(in: language))
      }
      json.key("locations")
      json.array { $0.object { location(diagnostic.range, nil, to: &$0) } }
      guard !diagnostic.notes.isEmpty else { return }
      json.key("relatedLocations")
      json.array { json in
        for note in diagnostic.notes {
          json.object { location(note.range, note.message, to: &$0) }
        }
      }
    }
  }

  private func location(_ range: SourceRange, _ message: Message?, to json: inout JSONText) {
    json.key("physicalLocation")
    json.object { json in
      json.key("artifactLocation")
      json.object {
        $0.key("uri"); $0.string(SarifReport.uri(range.file))
      }
      json.key("region")
      json.object { json in
        json.key("startLine"); json.number(range.start.line)
        json.key("startColumn"); json.number(range.start.column)
        json.key("endLine"); json.number(range.end.line)
        json.key("endColumn"); json.number(range.end.column)
      }
    }
    guard let message else { return }
    json.key("message")
    json.object {
      $0.key("text"); $0.string(message.text(in: language))
    }
  }

  /// A relative reference of RFC 3986: everything but unreserved characters and `/` is escaped.
  private static func uri(_ path: String) -> String {
    var out = ""
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        out += "%" + (hex.utf8.count == 1 ? "0" : "") + hex
      }
    }
    return out
  }
}
