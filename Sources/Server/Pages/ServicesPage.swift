import Core
import Engine

/// What my place offers: the first page of residents, and the list of services for staff.
enum ServicesPage {
  static func home(_ call: Call) throws -> Response {
    guard let session = call.session else { return .redirect(to: "/sign-in") }
    return session.kind == .staff ? try StaffHomePage.show(call) : try list(call)
  }

  static func list(_ call: Call) throws -> Response {
    let caller = try call.caller()
    let layout = Layout(call)
    let words = call.query["q"] ?? ""
    let cards = try call.site.desk.services(caller, words.isEmpty ? nil : words)
    let waiting =
      layout.isStaff || !words.isEmpty
      ? [] : try call.site.desk.requests(caller).filter { $0.state == .returned }
    let who = try call.site.desk.who(caller)
    // Whoever has no family here is offered nothing for them.
    let hasFamily = try layout.isStaff || call.site.desk.represented(caller).contains { !$0.isOrganization }
    return layout.page(title: layout.say("服务", "Services")) { html in
      html.tag("h1", [.style(layout.isStaff ? "" : "vh")], layout.say("服务", "Services"))
      if !layout.isStaff { plate(who, layout, &html) }
      search(words, layout, &html)
      if let card = waiting.first { returned(card, layout, &html) }
      html.tag("section", [.style("stack stack--3"), .of("aria-labelledby", "offered")]) { html in
        html.tag(
          "h2", [.id("offered")],
          words.isEmpty
            ? layout.say("您这里能办的事", "What you can do here")
            : layout.say("“\(words)”找到 \(cards.count) 项", "\(cards.count) found for “\(words)”"))
        self.cards(cards, words, hasFamily: hasFamily, layout, &html)
        html.tag(
          "p", [.style("foot")], layout.say("这里只列出您的住处能办的事。", "Only what your place offers is listed."))
        if !layout.isStaff { layout.placesLink(&html) }
      }
    }
  }

  private static func plate(_ who: Who, _ layout: Layout, _ html: inout HTML) {
    let parts = (who.place ?? "").split(separator: "/")
    let isLong = parts.count > 5
    html.tag(
      "section", [.style("plate"), .of("aria-label", layout.say("我的住处", "My home"))]
    ) { html in
      html.tag(
        "p", [.style("plate__top")], (isLong ? parts[2..<5] : parts.dropLast()).joined(separator: " · "))
      html.tag(
        "p", [.style("plate__name num")], (isLong ? parts[5...] : parts.suffix(1)).joined(separator: " "))
      html.tag("p", [.style("sm")], who.name)
    }
  }

  private static func search(_ words: String, _ layout: Layout, _ html: inout HTML) {
    let action = layout.isStaff ? "/services" : "/"
    html.tag("form", [.style("search"), .of("method", "get"), .action(action), .of("role", "search")]) {
      html in
      html.icon(.search)
      html.tag("label", [.style("vh"), .of("for", "q")], layout.say("找服务", "Find a service"))
      html.open(
        "input",
        [
          .id("q"), .of("name", "q"), .of("type", "search"), .of("value", words), .of("autocomplete", "off"),
          .of("placeholder", layout.say("想办什么事，可用拼音", "What do you need?")),
        ])
      html.tag("button", [.style("btn")], layout.say("查找", "Find"))
    }
  }

  private static func returned(_ card: RequestCard, _ layout: Layout, _ html: inout HTML) {
    html.tag("a", [.style("call call--wait"), .link(PagePath.of("requests", card.code))]) { html in
      html.icon(.alert)
      html.tag("span", [.style("grow")]) { html in
        let title = card.title.text(in: layout.language)
        html.tag("span", [.style("b")], layout.say("\(title)：请您补正", "\(title): please answer"))
        if let due = card.due {
          html.open("br")
          html.tag(
            "span", [.style("sm num")], layout.say("\(layout.time(due)) 前补上", "by \(layout.time(due))"))
        }
      }
    }
  }

  private static func cards(
    _ cards: [ListedService], _ words: String, hasFamily: Bool, _ layout: Layout, _ html: inout HTML
  ) {
    if cards.isEmpty {
      layout.blank(
        .search,
        words.isEmpty
          ? layout.say("您所在的地方还没有开放的服务。", "No service is open at your place yet.")
          : layout.say("没有找到，换个词试试。", "Nothing found; try another word."), &html)
      return
    }
    html.tag("ul", [.style("list")]) { html in
      for card in cards {
        html.tag("li") { html in
          html.tag("a", [.style("list__link"), .link(PagePath.of("services", card.id))]) { html in
            html.tag("span", [.style("badge")]) { $0.icon(.file) }
            html.tag("span", [.style("grow")]) { html in
              html.tag("span", [.style("list__t")], card.title.text(in: layout.language))
              if let help = card.help {
                html.tag("span", [.style("list__d")], help.text(in: layout.language))
              }
              for fact in facts(card, hasFamily: hasFamily, layout) { html.tag("span", [.style("list__d num")], fact) }
            }
            html.icon(.next)
          }
        }
      }
    }
  }

  /// Who, when, how many are left, what happens then.
  private static func facts(_ card: ListedService, hasFamily: Bool, _ layout: Layout) -> [String] {
    var facts: [String] = []
    let who = card.audience.filter { hasFamily || $0 != .family }.map { layout.language == .zh ? $0.alias : $0.rawValue }
    var line = layout.say("谁能办：\(who.joined(separator: "、"))", "For: \(who.joined(separator: ", "))")
    if !card.isForCaller { line += layout.say("（您可以替家人办）", " (you may for your family)") }
    if !who.isEmpty { facts.append(line) }
    var when: [String] = []
    if let opens = card.opens {
      when.append(layout.say("\(layout.day(opens)) 开始", "opens \(layout.day(opens))"))
    }
    if let closes = card.closes {
      // The last day itself is still open.
      when.append(layout.say("\(layout.day(closes - 1)) 截止", "until \(layout.day(closes - 1))"))
    }
    if let left = card.left { when.append(layout.say("余 \(left) 个名额", "\(left) places left")) }
    if !when.isEmpty { facts.append(when.joined(separator: layout.say("，", ", "))) }
    let steps = card.steps.map { $0.text(in: layout.language) }
    if !steps.isEmpty {
      facts.append(
        layout.say(
          "\(steps.count) 步：\(steps.joined(separator: " → "))", "Steps: \(steps.joined(separator: " → "))"))
    }
    return facts
  }
}
