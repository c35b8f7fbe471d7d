import Core
import Engine

/// What my place offers.
enum ServicesPage {
  static func home(_ call: Call) throws -> Response {
    guard let session = call.session else { return .redirect(to: "/sign-in") }
    let caller = session.caller(call.language)
    let layout = Layout(call)
    let who = try call.site.desk.who(caller)
    let words = call.query["q"] ?? ""
    let cards = try call.site.desk.services(caller, words.isEmpty ? nil : words)
    return layout.page(title: layout.say("服务", "Services")) { html in
      html.tag("div", [.style("plate")]) { html in
        html.tag("span", [.style("plate__top")], who.name)
        html.tag("strong", [.style("plate__name")], who.place ?? who.posts.first?.organization ?? "")
      }
      html.tag("h1", [], layout.say("您这里能办的服务", "Services at your place"))
      search(words, layout, &html)
      if cards.isEmpty {
        html.tag(
          "p", [.style("blank")],
          words.isEmpty
            ? layout.say("您所在的地方还没有开放的服务。", "No service is open at your place yet.")
            : layout.say("没有找到，换个词试试。", "Nothing found; try another word."))
      }
      html.tag("ul", [.style("list")]) { html in
        for card in cards {
          html.tag("li") { html in
            html.tag("a", [.style("list__link"), .link(PagePath.of("services", card.id))]) { html in
              html.tag("span", [.style("list__t")], card.title.text(in: call.language))
              if let help = card.help { html.tag("span", [.style("list__d")], help.text(in: call.language)) }
              if let place = card.place { html.tag("span", [.style("list__d")], place) }
            }
          }
        }
      }
    }
  }

  private static func search(_ words: String, _ layout: Layout, _ html: inout HTML) {
    html.tag("form", [.style("search"), .of("method", "get"), .action("/"), .of("role", "search")]) { html in
      html.icon(.search)
      html.tag("label", [.style("vh"), .of("for", "q")], layout.say("找服务", "Find a service"))
      html.open(
        "input",
        [
          .id("q"), .of("name", "q"), .of("type", "search"), .of("value", words),
          .of("placeholder", layout.say("找服务，如：体检", "Find a service")),
        ])
      html.tag("button", [.style("btn")], layout.say("查找", "Find"))
    }
  }
}
