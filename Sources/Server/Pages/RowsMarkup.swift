import Core
import Engine

/// A repeating group on a page: its rows, each with a button that takes it away, and one that adds a row. The
/// buttons send the page, so that they work without a script.
extension FormMarkup {
  func rows(_ field: FormField, _ rows: FormField.Rows, _ html: inout HTML) {
    let error = errors.first { $0.field == field.id }
    let id = Self.name([field.id])
    html.tag(
      "fieldset",
      [
        .style(error == nil ? "field stack" : "field field--error stack"), .id(id), .of("tabindex", "-1"),
        Self.mark([field.id]),
      ]
    ) { html in
      html.tag("legend", [.style("label")]) { html in
        html.text(field.title.text(in: layout.language) + " ")
        if rows.titles.isEmpty { html.tag("span", [.style("opt")], limits(rows)) }
      }
      if let error {
        html.tag("p", [.style("error"), .id(id + "-e")], error.message.text(in: layout.language))
      }
      if let help = field.help { html.tag("p", [.style("help")], help.text(in: layout.language)) }
      let sent = shownRows(field, rows)
      layout.hidden("n." + field.id, String(sent.count), &html)
      for (at, row) in sent.enumerated() { self.row(field, rows, row, at, sent.count > rows.least, &html) }
      if sent.count < rows.most {
        html.tag("button", ApplyMarkup.press("btn", "add." + field.id), layout.say("添加一行", "Add a row"))
      }
    }
  }

  private func limits(_ rows: FormField.Rows) -> String {
    rows.least > 0
      ? layout.say("至少 \(rows.least) 行，最多 \(rows.most) 行", "\(rows.least) to \(rows.most) rows")
      : layout.say("选填，最多 \(rows.most) 行", "optional, up to \(rows.most) rows")
  }

  /// The rows there are; where some are demanded and none is there, empty ones to begin with.
  private func shownRows(_ field: FormField, _ rows: FormField.Rows) -> [[FormField]] {
    let missing = max(0, rows.least - rows.filled.count)
    let count = rows.titles.isEmpty ? min(missing, 20) : missing
    return rows.filled + [[FormField]](repeating: rows.fields, count: count)
  }

  private func row(
    _ group: FormField, _ rows: FormField.Rows, _ row: [FormField], _ at: Int, _ mayGo: Bool,
    _ html: inout HTML
  ) {
    let number =
      rows.titles.indices.contains(at)
      ? rows.titles[at].text(in: layout.language) : layout.say("第 \(at + 1) 行", "Row \(at + 1)")
    var typed: [String: Answer] = [:]
    if case .list(let rows)? = answers[group.id], rows.indices.contains(at),
      case .object(let members) = rows[at]
    {
      typed = members
    }
    let marks: [HTML.Attribute] = [
      .style("card stack"), .id(Self.name([group.id, String(at)])), .of("tabindex", "-1"),
    ]
    html.tag("fieldset", marks) { html in
      html.tag("legend", [.style("label")], number)
      for field in row {
        let path = [group.id, String(at), field.id]
        unit(field, path, typed[field.id], &html) { html in
          self.field(field, path, typed[field.id] ?? field.value, &html)
        }
      }
      if mayGo {
        html.tag("button", ApplyMarkup.press("btn btn--quiet", "remove.\(group.id).\(at)")) { html in
          html.text(layout.say("删去", "Remove "))
          html.text(number)
        }
      }
    }
  }
}
