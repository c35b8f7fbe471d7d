import Core
import Engine

/// One request: where it stands, what was answered, what can be done now.
enum MatterPage {
  static func show(_ call: Call) throws -> Response {
    do {
      return try show(call, view(call), nil, QueueAddress(call.query["queue"]))
    } catch let refusal as Refusal {
      guard let page = try LookPages.refused(call, refusal) else { throw refusal }
      return page
    }
  }

  /// The page with the words of a verb that was not carried out, its form open.
  static func show(_ call: Call, _ typed: VerbTyped) throws -> Response {
    try show(call, view(call), nil, QueueAddress(typed.typed["queue"]), typed)
  }

  /// A verb from the page; what is refused is said on the page itself.
  static func act(_ call: Call) throws -> Response {
    let posted = try call.form()
    let isRetry = call.parameter(1) == "retry"
    let verb = Verb(rawValue: call.parameter(1))
    guard isRetry || (verb != nil && verb != .submit && verb != .draft) else { throw Problem.notFound }
    func given(_ name: String) -> String? { posted[name].flatMap { $0.isEmpty ? nil : $0 } }
    let code = try RequestRoutes.code(call.parameter(0))
    var details = VerbDetails(step: given("step"))
    details.post = given("as").flatMap { Int64($0) }
    details.isBehind = given("where") == "behind"
    details.until = given("until")
    details.stars = given("stars").flatMap { Int($0) }
    details.fields = Array(posted.all("fields").prefix(500))
    let retry = Command.Act.retry(code: code, step: given("step"))
    let command = Command(
      act: verb.map {
        .verb(
          $0, code: code, reason: given("reason") ?? given("template"), answers: nil, to: given("to"),
          details: details)
      } ?? retry,
      caller: try call.caller(), key: given("key").flatMap { $0.utf8.count == 32 ? $0 : nil },
      body: call.digest())
    do {
      _ = try call.site.performAndWait(command)
    } catch let refusal as Refusal where refusal.code != .notFound {
      return try show(
        call, view(call), Problem(refusal), QueueAddress(given("queue")),
        VerbTyped(verb: call.parameter(1), typed: posted))
    }
    if let verb, let sentence = given("reason") ?? given("template"), call.session?.kind == .staff {
      // A sentence that is not remembered is no reason to say that the verb failed.
      try? call.site.desk.pages.said(call.caller(), code, given("step"), verb, sentence)
    }
    if let queue = QueueAddress(given("after")) { return .redirect(to: queue.text) }
    return .redirect(to: QueueAddress(given("queue"))?.page(of: code) ?? PagePath.of("requests", code))
  }

  static func view(_ call: Call) throws -> RequestView {
    try call.site.desk.request(call.caller(), RequestRoutes.code(call.parameter(0)))
  }

  private static func show(
    _ call: Call, _ view: RequestView, _ problem: Problem?, _ queue: QueueAddress?, _ typed: VerbTyped? = nil
  ) throws -> Response {
    let layout = Layout(call)
    let queue = queue ?? QueueAddress(FieldList())
    let desk = layout.isStaff ? try RequestDesk(view, queue, call, typed) : nil
    let title = view.card.title.text(in: call.language)
    let parts = MatterParts(layout: layout, view: view)
    var response = layout.page(problem?.status ?? 200, title: title) { html in
      layout.back(
        layout.isStaff ? queue.text : "/requests",
        layout.isStaff ? layout.say("互通", "Queue") : layout.say("我的申请", "My requests"), &html)
      parts.head("h1", &html)
      if let problem { refused(problem, layout, &html) }
      if let desk { self.desk(desk, parts, &html) } else { lane(view, parts, layout, typed, &html) }
      if typed != nil {
        VerbTyped.address(desk?.address.page(of: view.card.code) ?? PagePath.of("requests", view.card.code), &html)
        if desk == nil { DeskScript.write(&html) }
      }
    }
    response.program = view.program
    response.epoch = view.epoch
    return response
  }

  private static func refused(_ problem: Problem, _ layout: Layout, _ html: inout HTML) {
    let code = Refusal.Code(rawValue: problem.type)
    let heading = code?.heading ?? problem.title
    let advice = Refusal.Code(rawValue: problem.type)?.advice?.text(in: layout.language) ?? ""
    let detail = problem.detail.text(in: layout.language)
    let what = heading.text(in: layout.language)
    switch code {
    case .reasonNeeded, .movedOn, .notHolder:
      // What was refused says it all by itself.
      return layout.call("bad", layout.say("\(detail)。\(advice)", "\(detail). \(advice)"), &html)
    default: break
    }
    layout.call("bad", layout.say("\(what)：\(detail)。\(advice)", "\(what): \(detail). \(advice)"), &html)
  }

  /// A resident reads from top to bottom: what to do, where it stands, what was said, what was answered.
  private static func lane(
    _ view: RequestView, _ parts: MatterParts, _ layout: Layout, _ typed: VerbTyped?, _ html: inout HTML
  ) {
    if view.verbs.contains(.supplement) {
      let reason = view.steps.last { $0.outcome == Verb.return.rawValue }?.reason ?? ""
      layout.call("wait", layout.say("请您补正：\(reason)", "Please answer: \(reason)"), &html)
    }
    verbs(view.offers.filter { $0.verb == .supplement }, view, layout, nil, &html)
    parts.timeline(&html)
    parts.notes(&html)
    parts.answers(&html)
    verbs(view.offers.filter { $0.verb != .supplement }, view, layout, typed, &html)
  }

  /// Staff decide beside what they read.
  private static func desk(_ desk: RequestDesk, _ parts: MatterParts, _ html: inout HTML) {
    let layout = desk.layout
    desk.others(&html)
    html.tag("div", [.style("cols")]) { html in
      html.tag("div", [.style("stack")]) { html in
        parts.standing(&html)
        parts.alarms(&html)
        LookPages.beside(desk.view, layout, &html)
        parts.answers(&html)
        parts.register(&html)
        parts.timeline(&html)
        parts.calls(&html)
        parts.sendings(&html)
        parts.notes(&html)
      }
      html.tag("aside", [.style("stack sticky"), .of("aria-label", layout.say("办理", "Decide"))]) { html in
        if desk.view.offers.isEmpty && desk.view.retries.isEmpty {
          layout.blank(.lock, layout.say("这件事现在不等您办。", "This does not wait for you now."), &html)
        } else {
          html.tag("section", [.style("card stack stack--3 no-print")]) { html in
            html.tag("h2", [], layout.say("办理", "Decide"))
            desk.verbs(after: "", &html)
          }
        }
        parts.clocks(&html)
        html.tag("p", [.style("no-print")]) { html in
          html.tag(
            "a", [.style("open"), .link(PageQuestion.path(.why, thing: desk.view.card.code))],
            layout.say("为什么我能看，还有谁能看", "Why I may see this, and who else may"))
        }
      }
    }
    DeskScript.write(&html)
  }

  private static func verbs(
    _ offers: [OfferedVerb], _ view: RequestView, _ layout: Layout, _ typed: VerbTyped?, _ html: inout HTML
  ) {
    if offers.isEmpty { return }
    html.tag("section", [.style("card stack stack--3 no-print")]) { html in
      html.tag("h2", [], layout.say("您可以", "You may"))
      VerbForms(layout: layout, code: view.card.code, after: "", typed: typed).write(offers, &html)
    }
  }
}
