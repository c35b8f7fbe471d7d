import Core
import Engine

/// What waits for me as staff: filter, look beside the list, act on one or on several.
enum QueuePage {
  static func show(_ call: Call) throws -> Response { try show(call, call.query, []) }

  /// `batch-close` sends lists on; other verbs act on every ticked request by itself.
  static func act(_ call: Call) throws -> Response {
    let posted = try call.form()
    let back = FieldList(posted.pairs.filter { ["q", "state", "service", "open", "cursor"].contains($0.name) })
    let codes = try posted.all("codes").map { try RequestRoutes.code($0) }
    guard !codes.isEmpty, codes.count <= InboxRoutes.most else {
      return try show(call, back, [call.language == .zh ? "请先勾选要办的事项" : "Tick the requests first"])
    }
    let refused = try perform(call, posted, codes)
    return refused.isEmpty ? .redirect(to: QueueAddress(back).text) : try show(call, back, refused)
  }

  private static func perform(_ call: Call, _ posted: FieldList, _ codes: [String]) throws -> [String] {
    let caller = try call.caller()
    let digest = call.digest()
    let key = posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil }
    let reason = posted["reason"].flatMap { $0.isEmpty ? nil : $0 }
    if call.parameter(0) == "batch-close" {
      do {
        _ = try call.site.performAndWait(
          Command(act: .closeList(codes: codes), caller: caller, key: key, body: digest))
        return []
      } catch let refusal as Refusal {
        return [refusal.message.text(in: call.language)]
      }
    }
    guard let verb = Verb(rawValue: call.parameter(0)), bulk.contains(verb) else { throw Problem.notFound }
    var refused: [String] = []
    for code in codes {
      let act = Command.Act.verb(verb, code: code, reason: reason, answers: nil, to: nil)
      do {
        _ = try call.site.performAndWait(
          Command(act: act, caller: caller, key: key.map { "\($0)/\(code)" }, body: digest))
      } catch let refusal as Refusal {
        refused.append("\(code) \(refusal.message.text(in: call.language))")
      }
    }
    return refused
  }

  /// What may be done to several without looking at each.
  private static let bulk: [Verb] = [.claim, .approve, .return, .reject]

  // MARK: The page

  private static func show(_ call: Call, _ query: FieldList, _ refused: [String]) throws -> Response {
    let layout = Layout(call)
    let caller = try call.caller()
    let filter = InboxRoutes.filter(query)
    let address = QueueAddress(query)
    let page = try call.site.desk.inbox(caller, filter)
    let now = try call.site.store.now()
    let open = try query["open"].flatMap { $0.isEmpty ? nil : $0 }.flatMap { try beside(call, caller, $0) }
    return layout.page(refused.isEmpty ? 200 : 409, title: layout.say("互通", "Queue")) { html in
      html.tag("h1", [], layout.say("互通", "Queue"))
      for text in refused { layout.call("bad", text, &html) }
      self.filter(filter, address, layout, &html)
      html.tag("div", [.style(open == nil ? "stack" : "cols")]) { html in
        html.tag("div", [.style("stack stack--3")]) { html in
          list(page, address, open?.card.code, now, layout, &html)
        }
        if let open { panel(open, address, layout, &html) }
      }
    }
  }

  /// The request that is looked at beside the list; nil when it is gone or not the reader's.
  private static func beside(_ call: Call, _ caller: Caller, _ code: String) throws -> RequestView? {
    do {
      return try call.site.desk.request(caller, RequestRoutes.code(code))
    } catch let refusal as Refusal where refusal.code == .notFound {
      return nil
    } catch let problem as Problem where problem.status == 404 || problem.status == 400 {
      return nil
    }
  }

  private static func list(
    _ page: QueueRows, _ address: QueueAddress, _ open: String?, _ now: Int64, _ layout: Layout,
    _ html: inout HTML
  ) {
    if page.rows.isEmpty {
      layout.blank(.ok, layout.say("现在没有要办的。", "Nothing waits right now."), &html)
      return
    }
    var table = QueueTable(layout: layout, now: now, form: "bulk", open: open)
    table.link = { address.with("open", $0).text }
    table.write(page.rows, &html)
    bulk(address, layout, &html)
    if let next = page.next {
      html.tag("nav", [.of("aria-label", layout.say("翻页", "Pages"))]) { html in
        html.tag(
          "a", [.style("btn"), .link(address.with("open", nil).with("cursor", next).text)],
          layout.say("下一页", "Next page"))
      }
    }
  }

  private static func bulk(_ address: QueueAddress, _ layout: Layout, _ html: inout HTML) {
    html.tag(
      "form",
      [.id("bulk"), .of("method", "post"), .action("/queue/approve"), .style("toolbar toolbar--bulk no-print")]
    ) { html in
      layout.secret(layout.session, &html)
      layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
      for (name, value) in address.pairs { layout.hidden(name, value, &html) }
      html.tag("label", [.style("vh"), .of("for", "bulk-reason")], layout.say("给所选的话", "Words to all ticked"))
      html.open(
        "input",
        [
          .style("input input--sm grow"), .id("bulk-reason"), .of("name", "reason"),
          .of("placeholder", layout.say("给所选的话，退回时必填", "Words; needed to return")),
        ])
      html.tag("button", [.style("btn btn--sm btn--primary")]) { html in
        html.icon(.check)
        html.text(layout.say("同意所选", "Approve the ticked"))
      }
      for (verb, text) in [
        ("claim", layout.say("领取所选", "Claim")), ("return", layout.say("退回所选", "Return")),
        ("batch-close", layout.say("封单送出", "Close the list and send it on")),
      ] { html.tag("button", [.style("btn btn--sm"), .of("formaction", "/queue/\(verb)")], text) }
    }
  }

  private static func panel(
    _ view: RequestView, _ address: QueueAddress, _ layout: Layout, _ html: inout HTML
  ) {
    let parts = MatterParts(layout: layout, view: view)
    html.tag(
      "aside", [.style("panel sticky"), .id("panel"), .of("aria-label", view.card.code)]
    ) { html in
      html.tag("div", [.style("panel__head")]) { html in
        parts.head("h2", &html)
        html.tag("p", [.style("row")]) { html in
          html.tag(
            "a", [.style("btn btn--sm"), .link(PagePath.of("requests", view.card.code))],
            layout.say("打开全页", "Open the page"))
          html.tag(
            "a", [.style("btn btn--sm btn--quiet"), .link(address.with("open", nil).text)],
            layout.say("关上", "Close"))
        }
      }
      html.tag("div", [.style("panel__body")]) { parts.facts("facts", &$0) }
      if !view.offers.isEmpty {
        html.tag("div", [.style("panel__foot")]) { html in
          VerbForms(layout: layout, code: view.card.code, after: address.with("open", nil).text)
            .write(view.offers, &html)
        }
      }
    }
  }

  // MARK: Filters

  private static func filter(
    _ filter: QueueFilter, _ address: QueueAddress, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("div", [.style("toolbar no-print")]) { html in
      html.tag(
        "form",
        [.style("search search--sm"), .of("method", "get"), .action("/queue"), .of("role", "search")]
      ) { html in
        html.icon(.search)
        html.tag("label", [.style("vh"), .of("for", "q")], layout.say("姓名或编号", "Name or number"))
        html.open(
          "input",
          [
            .id("q"), .of("name", "q"), .of("type", "search"), .of("value", filter.words ?? ""),
            .of("placeholder", layout.say("姓名或编号", "Name or number")),
          ])
        if let state = filter.state { layout.hidden("state", state, &html) }
        if let service = filter.service { layout.hidden("service", service, &html) }
        html.tag("button", [.style("btn")], layout.say("查找", "Find"))
      }
      chip(layout.say("全部", "All"), nil, filter.state == nil, address, &html)
      for state in [MatterState.waiting, .working, .held, .returned, .blocked] {
        chip(layout.state(state), state.rawValue, filter.state == state.rawValue, address, &html)
      }
    }
  }

  private static func chip(
    _ text: String, _ state: String?, _ isOn: Bool, _ address: QueueAddress, _ html: inout HTML
  ) {
    let target = address.with("open", nil).with("cursor", nil).with("state", state).text
    html.tag("a", [.style("chip"), .link(target)] + (isOn ? [.of("aria-current", "true")] : []), text)
  }
}

/// Where somebody stands in the queue: filters, page and open row, as an address that keeps its place.
struct QueueAddress {
  private(set) var pairs: [(name: String, value: String)]

  init(_ query: FieldList) {
    pairs = ["q", "state", "service", "place", "cursor", "open"].compactMap { name in
      query[name].flatMap { $0.isEmpty ? nil : (name, $0) }
    }
  }

  /// With another value, or without one.
  func with(_ name: String, _ value: String?) -> QueueAddress {
    var copy = self
    copy.pairs.removeAll { $0.name == name }
    if let value { copy.pairs.append((name, value)) }
    return copy
  }

  var text: String {
    pairs.isEmpty
      ? "/queue"
      : "/queue?" + pairs.map { "\($0.name)=\(PercentText.encode($0.value))" }.joined(separator: "&")
  }
}
