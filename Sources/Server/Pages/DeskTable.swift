import Core

/// A table at a desk that becomes cards on a phone: heads once, then cells that carry their head with them.
struct DeskTable {
  let layout: Layout
  /// What the table is of, for who cannot see it.
  let title: String
  let heads: [String]

  func write<Line>(_ lines: [Line], _ html: inout HTML, _ row: (DeskTable, Line, inout HTML) -> Void) {
    html.tag(
      "div",
      [.style("table-wrap"), .of("role", "region"), .of("tabindex", "0"), .of("aria-label", title)]
    ) { html in
      html.tag("table", [.style("table table--cards")]) { html in
        html.tag("thead") { html in
          html.tag("tr") { html in for head in heads { html.tag("th", [.of("scope", "col")], head) } }
        }
        html.tag("tbody") { html in
          for line in lines { html.tag("tr") { row(self, line, &$0) } }
        }
      }
    }
  }

  /// The cell that names the row.
  func name(_ text: String, _ html: inout HTML) { html.tag("th", [.of("scope", "row"), .style("b")], text) }

  /// A cell under the n-th head.
  func cell(_ head: Int, _ text: String, _ html: inout HTML) { cell(head, &html) { $0.text(text) } }

  func cell(_ head: Int, _ html: inout HTML, _ body: (inout HTML) -> Void) {
    html.tag("td", [.style("num"), .of("data-l", heads.indices.contains(head) ? heads[head] : "")], body)
  }
}
