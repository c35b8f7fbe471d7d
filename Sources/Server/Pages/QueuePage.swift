import Core
import Engine

/// What waits for me as staff: filter, look beside the list, act on one or on several.
enum QueuePage {
  /// What was just done, or why nothing was.
  private struct Outcome {
    var answers: [QueueBulk.Answer] = []
    var complaint: String?
    /// What was ticked and typed, where nothing was done.
    var typed: FieldList?

    var status: Int { complaint != nil || answers.contains { $0.refusal != nil } ? 409 : 200 }
  }

  static func show(_ call: Call) throws -> Response { try show(call, call.query, Outcome()) }

  /// The page with words that were typed and not carried out.
  static func show(_ call: Call, _ typed: FieldList) throws -> Response {
    try show(call, FieldList(QueueAddress(typed).pairs), Outcome(typed: typed))
  }

  /// `batch-close` sends lists on; other verbs act on every ticked request by itself. The page itself answers
  /// for each: sending it again gives the same answers, because the key is the same.
  static func act(_ call: Call) throws -> Response {
    let posted = try call.form()
    let back = FieldList(QueueAddress(posted).pairs)
    let codes = try posted.all("codes").map { try RequestRoutes.code($0) }
    guard !codes.isEmpty, codes.count <= InboxRoutes.most else {
      let complaint = call.language == .zh ? "请先勾选要办的事项" : "Tick the requests first"
      return try show(call, back, Outcome(complaint: complaint, typed: posted))
    }
    let answers = try QueueBulk(call: call, posted: posted).perform(codes)
    let refused = Set(answers.filter { $0.refusal != nil }.map(\.code))
    // What was not done stays ticked, with the words: what is in the way is put right, and it is sent once more.
    let typed = posted.pairs.filter { $0.name != "codes" || refused.contains($0.value) }
    return try show(call, back, Outcome(answers: answers, typed: refused.isEmpty ? nil : FieldList(typed)))
  }

  private static func show(_ call: Call, _ query: FieldList, _ outcome: Outcome) throws -> Response {
    let layout = Layout(call)
    let caller = try call.caller()
    var filter = InboxRoutes.filter(query)
    filter.view = query["tree"].flatMap { PlaceView(rawValue: $0) } ?? .now
    let address = QueueAddress(query)
    let desk = call.site.desk
    let page = try desk.inbox(caller, filter)
    let filters = QueueFilters(
      filter: filter, address: address,
      choices: try desk.pages.queueChoices(caller, filter.service, filter.place), layout: layout)
    let now = try call.site.store.now()
    let open = try query["open"].flatMap { $0.isEmpty ? nil : $0 }.flatMap { try beside(call, caller, $0) }
    let panel = try open.map { try RequestDesk($0, address, call) }
    return layout.page(outcome.status, title: layout.say("互通", "Queue")) { html in
      html.tag("h1", [], layout.say("互通", "Queue"))
      if let complaint = outcome.complaint { layout.call("bad", complaint, &html) }
      QueueBulk.write(outcome.answers, layout, &html)
      filters.write(&html)
      html.tag("div", [.style(panel == nil ? "stack" : "cols")]) { html in
        html.tag("div", [.style("stack stack--3")]) { html in
          list(page, filter, address, panel?.view.card.code, now, outcome.typed, filters.choices.posts, layout, &html)
        }
        panel?.panel(&html)
      }
      let isSent = outcome.typed != nil || outcome.complaint != nil || !outcome.answers.isEmpty
      if isSent { VerbTyped.address(address.text, &html) }
      DeskScript.write(&html)
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
    _ page: QueueRows, _ filter: QueueFilter, _ address: QueueAddress, _ open: String?, _ now: Int64,
    _ typed: FieldList?, _ posts: [(id: Int64, title: Label)], _ layout: Layout, _ html: inout HTML
  ) {
    if page.rows.isEmpty {
      let isNarrowed = address.pairs.contains { !["sort", "open"].contains($0.name) }
      layout.blank(
        .ok,
        isNarrowed
          ? layout.say("这样筛选，没有要办的。", "Nothing waits that fits these filters.")
          : layout.say("现在没有要办的。", "Nothing waits right now."), &html)
      return
    }
    var table = QueueTable(layout: layout, now: now, form: "bulk", open: open)
    table.ticked = Set(typed?.all("codes") ?? [])
    table.link = { address.with("open", $0).text }
    table.order = filter.sort.flatMap { InboxOrder(word: $0) } ?? InboxOrder()
    table.sort = { address.filtered("sort", $0.word).text }
    table.write(page.rows, &html)
    QueueBulk.form(address, typed, posts, layout, &html)
    let isLater = address.pairs.contains { $0.name == "cursor" }
    layout.turning(
      first: isLater ? address.filtered("cursor", nil).text : nil,
      next: page.next.map { address.filtered("cursor", $0).text }, &html)
  }
}
