import Core
import Engine

/// The three questions, and what each asks for.
struct RightsForm {
  let layout: Layout
  let question: PageQuestion
  /// To choose from.
  let services: [(id: String, title: Label)]

  func write(_ html: inout HTML) {
    html.tag("nav", [.style("toolbar no-print"), .of("aria-label", layout.say("问什么", "The question"))]) { html in
      for ask in PageQuestion.Ask.allCases {
        html.tag(
          "a",
          [
            .style("chip"),
            .link(ask == .what ? PageQuestion.path(.what, user: isToken ? question.user : nil) : "/rights?ask=\(ask.rawValue)"),
          ] + (ask == question.ask ? [.of("aria-current", "true")] : []),
          word(ask))
      }
    }
    html.tag(
      "form", [.style("card stack stack--3 no-print"), .of("method", "post"), .action("/rights")]
    ) { html in
      layout.secret(layout.session, &html)
      layout.hidden("ask", question.ask.rawValue, &html)
      if question.isOfUser {
        field(
          "user", layout.say("谁（空着就是自己）", "Who (empty: yourself)"),
          layout.say("姓名、登录名、手机号、单位/岗位、单位、角色", "Name, login, phone, body/post, body, role"),
          isToken ? "" : question.user ?? "", nil, &html)
      }
      if question.ask != .what {
        action(&html)
        field(
          "thing", layout.say("哪件事", "Of what"),
          layout.say("申请编号、服务、#标签、「服务」「地名」「通讯录」或台账", "A request's code, a service, #tag, `service`, `places`, `directory` or a ledger"),
          question.thing.map(thing) ?? "", "services", &html)
        html.tag("datalist", [.id("services")]) { html in
          for service in services.prefix(500) { html.open("option", [.of("value", service.title.text(in: layout.language))]) }
        }
      }
      html.tag("button", [.style("btn btn--primary")], layout.say("看一看", "Show"))
    }
  }

  /// An address names somebody by a number, which nobody typed.
  private var isToken: Bool { question.user.map { RightsUser(token: $0) != nil } ?? false }

  /// A service by its title, everything else as it is written.
  private func thing(_ token: String) -> String {
    services.first { $0.id == token }?.title.text(in: layout.language) ?? token
  }

  private func word(_ ask: PageQuestion.Ask) -> String {
    switch ask {
    case .why: layout.say("为什么能、为什么不能", "Why, or why not")
    case .who: layout.say("谁可以", "Who may")
    case .what: layout.say("能做什么", "What somebody may")
    }
  }

  private func field(
    _ name: String, _ label: String, _ hint: String, _ value: String, _ list: String?, _ html: inout HTML
  ) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", name)], label)
      html.tag("p", [.style("help"), .id("\(name)-hint")], hint)
      html.open(
        "input",
        [
          .style("input"), .id(name), .of("type", "text"), .of("name", name), .of("value", value),
          .of("autocomplete", "off"), .of("aria-describedby", "\(name)-hint"),
        ] + (list.map { [.of("list", $0)] } ?? []))
    }
  }

  private func action(_ html: inout HTML) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", "action")], layout.say("做什么", "To do what"))
      html.tag("select", [.style("input"), .id("action"), .of("name", "action")]) { html in
        for right in Right.allCases {
          html.tag(
            "option", [.of("value", right.rawValue)] + (right == question.right ? [.flag("selected")] : []),
            right.text(in: layout.language))
        }
      }
    }
  }
}
