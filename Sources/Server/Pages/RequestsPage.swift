import Core
import Engine

/// My requests, newest first; what waits for me stands above.
enum RequestsPage {
  static func mine(_ call: Call) throws -> Response {
    let cards = try call.site.desk.requests(call.caller())
    let layout = Layout(call)
    return layout.page(title: layout.say("我的申请", "My requests")) { html in
      html.tag("h1", [], layout.say("我的申请", "My requests"))
      if cards.isEmpty {
        layout.blank(.file, layout.say("您还没有申请过。", "You have not applied for anything yet."), &html) { html in
          html.tag(
            "a", [.style("btn btn--primary"), .link("/")], layout.say("看看能办什么", "See what there is"))
        }
        return
      }
      section(layout.say("等您办", "Waiting for you"), cards.filter { $0.state == .returned }, layout, &html)
      section(
        layout.say("正在办", "Under way"), cards.filter { !$0.state.isFinal && $0.state != .returned }, layout,
        &html)
      section(layout.say("办完的", "Finished"), cards.filter(\.state.isFinal), layout, &html)
    }
  }

  private static func section(
    _ title: String, _ cards: [RequestCard], _ layout: Layout, _ html: inout HTML
  ) {
    if cards.isEmpty { return }
    html.tag("section", [.style("stack stack--3")]) { html in
      html.tag("h2", [], title)
      html.tag("ul", [.style("list")]) { html in
        for card in cards {
          html.tag("li") { html in
            html.tag("a", [.style("list__link"), .link(PagePath.of("requests", card.code))]) { html in
              html.tag("span", [.style("grow")]) { html in
                html.tag("span", [.style("list__t")], card.title.text(in: layout.language))
                if let filing = card.filing {
                  html.tag("span", [.style("list__d")], filing.words.text(in: layout.language))
                }
                html.tag("span", [.style("list__d num")], facts(card, layout))
                layout.stateTag(card.state, &html)
              }
              html.icon(.next)
            }
          }
        }
      }
    }
  }

  private static func facts(_ card: RequestCard, _ layout: Layout) -> String {
    var facts = [card.code]
    if let step = card.step, !card.state.isFinal { facts.append(step.text(in: layout.language)) }
    if let due = card.due, !card.state.isFinal {
      facts.append(layout.say("期限 \(layout.time(due))", "due \(layout.time(due))"))
    } else {
      facts.append(layout.time(card.opened))
    }
    return facts.joined(separator: " · ")
  }
}
