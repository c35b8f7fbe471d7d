import Core
import Engine

/// My requests, newest first.
enum RequestsPage {
  static func mine(_ call: Call) throws -> Response {
    let cards = try call.site.desk.requests(call.caller())
    let layout = Layout(call)
    return layout.page(title: layout.say("我的申请", "My requests")) { html in
      html.tag("h1", [], layout.say("我的申请", "My requests"))
      if cards.isEmpty {
        html.tag("p", [.style("blank")], layout.say("您还没有申请过。", "You have not applied for anything yet."))
        html.tag("a", [.style("btn btn--primary"), .link("/")], layout.say("看看能办什么", "See what there is"))
      }
      html.tag("ul", [.style("list")]) { html in
        for card in cards {
          html.tag("li") { html in
            html.tag("a", [.style("list__link"), .link(PagePath.of("requests", card.code))]) { html in
              html.tag("span", [.style("list__t")], card.title.text(in: call.language))
              layout.stateTag(card.state, &html)
              html.tag("span", [.style("list__d num")], "\(card.code) · \(layout.time(card.opened))")
            }
          }
        }
      }
    }
  }
}
