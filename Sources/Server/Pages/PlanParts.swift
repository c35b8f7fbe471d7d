import Core
import Engine

/// What publishing would do, and what the compiler found.
struct PlanParts {
  let layout: Layout

  func write(_ view: ReleaseView, _ html: inout HTML) {
    html.tag("section", [.style("card stack stack--3")]) { html in
      if view.items.isEmpty {
        html.tag("p", [], layout.say("没有任何改变。", "Nothing changes."))
      }
      html.tag("ul", [.style("stack stack--2")]) { html in
        for item in view.items {
          html.tag("li", [.style("row")]) { html in
            html.tag("span", [.style(Self.style(item.change))], word(item.change))
            html.tag("span", [.style("mono")], "\(item.document)/\(item.id)")
          }
        }
      }
      html.tag("dl", [.style("facts")]) { html in
        fact(layout.say("新表", "New tables"), "\(view.tables.count)", &html)
        fact(layout.say("新列", "New columns"), "\(view.columns)", &html)
        fact(
          layout.say("在办的申请", "Running requests"),
          layout.say(
            "\(view.kept) 件照旧，\(view.moved) 件换到新版，\(view.blocked) 件只能留在旧版",
            "\(view.kept) kept, \(view.moved) moved, \(view.blocked) cannot move"), &html)
      }
    }
  }

  private func fact(_ title: String, _ text: String, _ html: inout HTML) {
    html.tag("div") { html in
      html.tag("dt", [], title)
      html.tag("dd", [.style("num")], text)
    }
  }

  static func style(_ change: String) -> String {
    switch change {
    case "added": "tag tag--ok"
    case "removed": "tag tag--bad"
    default: "tag tag--wait"
    }
  }

  func word(_ change: String) -> String {
    switch change {
    case "added": layout.say("新增", "added")
    case "removed": layout.say("去掉", "removed")
    case "changed": layout.say("改动", "changed")
    default: change
    }
  }

  /// Every finding with its place, the worst first.
  func diagnostics(_ found: [Diagnostic], _ html: inout HTML) {
    if found.isEmpty { return }
    html.tag("ul", [.style("list")]) { html in
      for diagnostic in found.sortedForPrinting() {
        html.tag("li", [.style("diag")]) { html in
          html.icon(diagnostic.severity == .error ? .alert : .info)
          html.tag("div", [.style("grow stack stack--2")]) { html in
            html.tag("p", [.style("b")], diagnostic.message.text(in: layout.language))
            if let hint = diagnostic.hint {
              html.tag("p", [.style("sub sm")], hint.text(in: layout.language))
            }
            let start = diagnostic.range.start
            html.tag(
              "p", [.style("mono xs sub")],
              "\(diagnostic.range.file):\(start.line):\(start.column) \(diagnostic.code.rawValue)")
          }
        }
      }
    }
  }
}
