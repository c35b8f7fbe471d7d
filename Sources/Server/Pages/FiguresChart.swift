import Core

/// Bars drawn on the server, and the same as a table.
struct FiguresChart {
  struct Bar {
    let name: String
    let value: Int64
    /// As people read it.
    let shown: String
  }

  let layout: Layout
  let title: String
  /// What the numbers are.
  let measured: String
  let bars: [Bar]

  /// Bars of one drawing; the table has all.
  private static let most = 24

  /// - Parameter before: lines of the table that are no bars: what is not known, or is counted otherwise.
  /// - Parameter note: how the numbers were made.
  func write(before: [(name: String, shown: String)] = [], note: String? = nil, _ html: inout HTML) {
    html.tag("section", [.style("card chart")]) { html in
      html.tag("h2", [], title)
      let most = bars.map(\.value).max() ?? 0
      if bars.isEmpty { html.tag("p", [.style("sub")], layout.say("这段时间还没有数。", "No figures in this period.")) }
      if most > 0, !layout.choices.isElder { drawing(Array(bars.prefix(Self.most)), most, &html) }
      if let note { html.tag("p", [.style("foot")], note) }
      if !bars.isEmpty || !before.isEmpty { table(before, &html) }
    }
  }

  private func table(_ before: [(name: String, shown: String)], _ html: inout HTML) {
    html.tag("details", [.style("more")] + (layout.choices.isElder ? [.flag("open")] : [])) { html in
      html.tag("summary", [], layout.say("看表格", "As a table"))
      html.tag("table", [.style("table")]) { html in
        html.tag("thead") { html in
          html.tag("tr") { html in
            html.tag("th", [.of("scope", "col")], layout.say("名称", "Name"))
            html.tag("th", [.of("scope", "col"), .style("r")], measured)
          }
        }
        html.tag("tbody") { html in
          for line in before + bars.map({ ($0.name, $0.shown) }) {
            html.tag("tr") { html in
              html.tag("th", [.of("scope", "row")], line.name)
              html.tag("td", [.style("num r")], line.shown)
            }
          }
        }
      }
    }
  }

  private func drawing(_ bars: [Bar], _ most: Int64, _ html: inout HTML) {
    let top = bars.max { $0.value < $1.value }
    html.tag(
      "svg", [.of("viewBox", "0 0 420 \(bars.count * 40)"), .of("role", "img"), .of("aria-label", title)]
    ) { html in
      html.tag("title", [], title)
      html.tag(
        "desc", [],
        top.map { layout.say("最多的是\($0.name)：\($0.shown)", "Largest: \($0.name), \($0.shown)") } ?? "")
      for (row, bar) in bars.enumerated() { draw(bar, row, most, &html) }
    }
  }

  private func draw(_ bar: Bar, _ row: Int, _ most: Int64, _ html: inout HTML) {
    let length = bar.value <= 0 ? 0 : max(2, Int((Double(bar.value) / Double(most) * 300).rounded()))
    html.tag("text", [.of("x", "0"), .of("y", "\(row * 40 + 13)")], bar.name)
    html.tag(
      "rect",
      [
        .style("bar"), .of("x", "0"), .of("y", "\(row * 40 + 19)"), .of("width", "\(length)"),
        .of("height", "13"),
      ]
    ) { _ in }
    html.tag("text", [.style("t-b"), .of("x", "\(length + 6)"), .of("y", "\(row * 40 + 30)")], bar.shown)
  }
}
