import Core
import Engine

/// What waits for me as staff: filter, open, close a list, or act on several.
enum QueuePage {
  static func show(_ call: Call) throws -> Response { try show(call, []) }

  /// `batch-close` sends lists on; other verbs act on every ticked request by itself.
  static func act(_ call: Call) throws -> Response {
    let posted = try call.form()
    let codes = try posted.all("codes").map { try RequestRoutes.code($0) }
    guard !codes.isEmpty, codes.count <= InboxRoutes.most else {
      return try show(call, [call.language == .zh ? "请先勾选要办的事项" : "Tick the requests first"])
    }
    let caller = try call.caller()
    let digest = call.digest()
    let key = posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil }
    var refused: [String] = []
    if call.parameter(0) == "batch-close" {
      do {
        _ = try call.site.performAndWait(
          Command(act: .closeList(codes: codes), caller: caller, key: key, body: digest))
      } catch let refusal as Refusal {
        refused = [refusal.message.text(in: call.language)]
      }
    } else if let verb = Verb(rawValue: call.parameter(0)), verb == .approve || verb == .claim {
      for code in codes {
        let act = Command.Act.verb(verb, code: code, reason: nil, answers: nil, to: nil)
        do {
          _ = try call.site.performAndWait(
            Command(act: act, caller: caller, key: key.map { "\($0)/\(code)" }, body: digest))
        } catch let refusal as Refusal {
          refused.append("\(code) \(refusal.message.text(in: call.language))")
        }
      }
    } else {
      throw Problem.notFound
    }
    return refused.isEmpty ? .redirect(to: "/queue") : try show(call, refused)
  }

  private static func show(_ call: Call, _ refused: [String]) throws -> Response {
    let layout = Layout(call)
    let filter = InboxRoutes.filter(call.query)
    let page = try call.site.desk.inbox(call.caller(), filter)
    return layout.page(refused.isEmpty ? 200 : 409, title: layout.say("待办", "Queue")) { html in
      html.tag("h1", [], layout.say("待办", "Queue"))
      for text in refused { layout.call("bad", text, &html) }
      self.filter(filter, layout, &html)
      if page.rows.isEmpty {
        html.tag("p", [.style("blank")], layout.say("现在没有要办的。", "Nothing waits right now."))
        return
      }
      html.tag("form", [.of("method", "post"), .action("/queue/approve"), .style("stack")]) { html in
        layout.secret(call.session, &html)
        layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
        html.tag("ul", [.style("list")]) { html in
          for card in page.rows { row(card, layout, &html) }
        }
        html.tag("div", [.style("row no-print")]) { html in
          html.tag("button", [.style("btn btn--primary")], layout.say("同意所选", "Approve the ticked"))
          html.tag(
            "button", [.style("btn"), .of("formaction", "/queue/claim")],
            layout.say("领取所选", "Claim the ticked"))
          html.tag(
            "button", [.style("btn"), .of("formaction", "/queue/batch-close")],
            layout.say("封单送出", "Close the list and send it on"))
        }
      }
      if let next = page.next { more(filter, next, layout, &html) }
    }
  }

  private static func row(_ card: RequestCard, _ layout: Layout, _ html: inout HTML) {
    html.tag("li", [.style("list__row")]) { html in
      html.tag("label", [.style("tick")]) { html in
        html.open("input", [.of("type", "checkbox"), .of("name", "codes"), .of("value", card.code)])
        html.tag("span", [.style("vh")], layout.say("选 \(card.code)", "Tick \(card.code)"))
      }
      html.tag("a", [.style("list__link"), .link(PagePath.of("requests", card.code))]) { html in
        html.tag("span", [.style("list__t")], card.title.text(in: layout.language))
        layout.stateTag(card.state, &html)
        let facts = [card.subject, card.place, card.step?.text(in: layout.language)].compactMap { $0 }
        html.tag("span", [.style("list__d")], facts.joined(separator: " · "))
        let due = card.due.map { layout.say("，期限 \(layout.time($0))", ", due \(layout.time($0))") } ?? ""
        html.tag("span", [.style("list__d num")], "\(card.code) · \(layout.time(card.opened))\(due)")
      }
    }
  }

  private static func filter(_ filter: QueueFilter, _ layout: Layout, _ html: inout HTML) {
    html.tag("form", [.style("row no-print"), .of("method", "get"), .action("/queue")]) { html in
      html.tag("label", [.style("vh"), .of("for", "q")], layout.say("姓名或编号", "Name or number"))
      html.open(
        "input",
        [
          .style("input"), .id("q"), .of("name", "q"), .of("type", "search"),
          .of("value", filter.words ?? ""),
          .of("placeholder", layout.say("编号或姓名", "Number or name")),
        ])
      html.tag("label", [.style("vh"), .of("for", "state")], layout.say("状态", "State"))
      html.tag("select", [.style("input"), .id("state"), .of("name", "state")]) { html in
        html.tag("option", [.of("value", "")], layout.say("全部状态", "All states"))
        for state in [MatterState.waiting, .working, .held, .returned, .done, .rejected] {
          html.tag(
            "option",
            [.of("value", state.rawValue)] + (filter.state == state.rawValue ? [.flag("selected")] : []),
            layout.state(state))
        }
      }
      html.tag("button", [.style("btn")], layout.say("筛选", "Filter"))
    }
  }

  private static func more(_ filter: QueueFilter, _ next: String, _ layout: Layout, _ html: inout HTML) {
    var target = "/queue?cursor=\(PercentText.encode(next))"
    if let state = filter.state { target += "&state=\(PercentText.encode(state))" }
    if let words = filter.words { target += "&q=\(PercentText.encode(words))" }
    if let service = filter.service { target += "&service=\(PercentText.encode(service))" }
    html.tag("a", [.style("btn"), .link(target)], layout.say("下一页", "Next page"))
  }
}
