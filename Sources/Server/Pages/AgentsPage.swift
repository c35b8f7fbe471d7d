import Core
import Engine

/// Who files for an organisation: who they are, another one by name and phone, and ending it.
enum AgentsPage {
  /// `GET /organizations/{organization}/agents`
  static func show(_ call: Call) throws -> Response { try show(call, FieldList(), nil) }

  /// `POST /organizations/{organization}/agents`
  static func add(_ call: Call) throws -> Response {
    let typed = try call.form()
    return try perform(call, typed, "add") { try 
      // Rows and programs have the first day without it.
      try AgentRoutes.addition(call, typed["name"], typed["phone"], Layout.dayAfter(typed["until"]))
    }
  }

  /// `POST /organizations/{organization}/agents/{term}/end`
  static func end(_ call: Call) throws -> Response {
    let own = try AgentRoutes.agents(call).agents.first { String($0.term) == call.parameter(1) }?.isMe ?? false
    let response = try perform(call, FieldList(), "end") { try AgentRoutes.ending(call) }
    // Who has ended their own term sees the page no more.
    return own && response.status == 303 ? .redirect(to: "/me") : response
  }

  private static func perform(
    _ call: Call, _ typed: FieldList, _ done: String, _ act: () throws -> Command.Act
  ) throws -> Response {
    do {
      _ = try call.site.performAndWait(Command(act: act(), caller: try call.caller(), key: nil, body: call.digest()))
    } catch let refusal as Refusal where refusal.code != .unavailable && refusal.code != .notFound {
      return try show(call, typed, refusal)
    }
    return .redirect(to: PagePath.of("organizations", call.parameter(0), "agents") + "?done=" + done)
  }

  private static func show(_ call: Call, _ typed: FieldList, _ refusal: Refusal?) throws -> Response {
    let found = try AgentRoutes.agents(call)
    let layout = Layout(call)
    let title = layout.say("\(found.name)的经办人", "Agents of \(found.name)")
    return layout.page(refusal == nil ? 200 : 422, title: title) { html in
      if layout.isStaff {
        layout.back(PagePath.of("directory", String(found.organization)), found.name, &html)
      } else {
        layout.back("/me", layout.say("我的", "Me"), &html)
      }
      html.tag("h1", [], title)
      if let refusal {
        let words = refusal.fields.first?.message ?? refusal.message
        layout.call("bad", words.text(in: layout.language), &html)
      } else if let done = done(call.query["done"], layout) {
        layout.call("ok", done, &html)
      }
      html.tag(
        "p", [.style("lead")],
        layout.say(
          "经办人替单位提交申请，看得到单位的全部申请，谁办的都记下来。",
          "Agents file for the organisation and see all that it has filed; who did what is kept."))
      list(found, layout, &html)
      form(found, typed, refusal, layout, &html)
    }
  }

  private static func done(_ act: String?, _ layout: Layout) -> String? {
    switch act {
    case "add": layout.say("已登记，马上可以办事；已告诉对方。", "It is done and holds at once; they were told.")
    case "end": layout.say("已结束，马上不能再办。", "It has ended, at once.")
    default: nil
    }
  }

  private static func list(_ found: OrganizationAgents, _ layout: Layout, _ html: inout HTML) {
    if found.agents.isEmpty { return layout.blank(.contacts, layout.say("还没有经办人。", "There is no agent yet."), &html) }
    html.tag("ul", [.style("stack stack--2")]) { html in
      for agent in found.agents {
        html.tag("li", [.style("card row")]) { html in
          html.tag("span", [.style("grow")]) { html in
            html.tag("b", [], agent.name)
            if agent.isMe { html.tag("span", [.style("tag")], layout.say("我", "me")) }
            html.tag("span", [.style("sub sm num")], " " + days(agent, layout))
          }
          html.tag(
            "form",
            [
              .style("no-print"), .of("method", "post"),
              .action(PagePath.of("organizations", String(found.organization), "agents", String(agent.term), "end")),
            ]
          ) { html in
            layout.secret(layout.session, &html)
            html.tag("button", [.style("btn btn--sm btn--danger")]) { html in
              html.text(agent.isMe ? layout.say("我不再经办", "I stop") : layout.say("结束", "End"))
              html.tag("span", [.style("vh")], " " + agent.name)
            }
          }
        }
      }
    }
  }

  private static func days(_ agent: OrganizationAgents.Agent, _ layout: Layout) -> String {
    let from = agent.from.map { layout.say("\($0) 起", "from \($0)") }
    let until = layout.lastDay(agent.until).map { layout.say("到 \($0) 为止", "until \($0)") }
    return [from, until].compactMap { $0 }.joined(separator: layout.say("，", ", "))
  }

  private static func form(
    _ found: OrganizationAgents, _ typed: FieldList, _ refusal: Refusal?, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("section", [.style("card stack stack--3 no-print")]) { html in
      html.tag("h2", [], layout.say("添加经办人", "Add an agent"))
      html.tag(
        "form",
        [
          .style("stack"), .of("method", "post"),
          .action(PagePath.of("organizations", String(found.organization), "agents")),
        ]
      ) { html in
        layout.secret(layout.session, &html)
        let wrong = Set(refusal?.fields.map(\.field) ?? [])
        line("name", layout.say("姓名", "Name"), typed, wrong, [.of("autocomplete", "off"), .flag("required")], layout, &html)
        line(
          "phone", layout.say("登录用的手机号", "The phone they sign in by"), typed, wrong,
          [.of("type", "tel"), .of("autocomplete", "off"), .flag("required")], layout, &html)
        line(
          "until", layout.say("最后一天（不填就没有期限）", "Last day (empty: no end)"), typed, wrong,
          [.of("type", "date")], layout, &html)
        html.tag("button", [.style("btn btn--primary btn--wide")], layout.say("添加", "Add"))
      }
    }
  }

  private static func line(
    _ name: String, _ label: String, _ typed: FieldList, _ wrong: Set<String>, _ more: [HTML.Attribute],
    _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("div", [wrong.contains(name) ? .style("field field--error") : .style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", name)], label)
      html.open(
        "input",
        [.style("input"), .id(name), .of("name", name), .of("value", typed[name] ?? "")] + more
          + (wrong.contains(name) ? [.of("aria-invalid", "true")] : []))
    }
  }
}
