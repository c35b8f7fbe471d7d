import Core
import Engine

/// One request: where it stands, what was answered, what can be done now.
enum MatterPage {
  static func show(_ call: Call) throws -> Response {
    try show(call, view(call), nil)
  }

  /// A verb from the page; what is refused is said on the page itself.
  static func act(_ call: Call) throws -> Response {
    let posted = try call.form()
    guard let verb = Verb(rawValue: call.parameter(1)), verb != .submit, verb != .draft else {
      throw Problem.notFound
    }
    let code = try RequestRoutes.code(call.parameter(0))
    let reason = posted["reason"].flatMap { $0.isEmpty ? nil : $0 }
    let command = Command(
      act: .verb(verb, code: code, reason: reason, answers: nil, to: nil), caller: try call.caller(),
      key: posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil }, body: call.digest())
    do {
      _ = try call.site.performAndWait(command)
    } catch let refusal as Refusal where refusal.code != .notFound {
      return try show(call, view(call), Problem(refusal))
    }
    return .redirect(to: PagePath.of("requests", code))
  }

  static func view(_ call: Call) throws -> RequestView {
    try call.site.desk.request(call.caller(), RequestRoutes.code(call.parameter(0)))
  }

  private static func show(_ call: Call, _ view: RequestView, _ problem: Problem?) throws -> Response {
    let layout = Layout(call)
    let title = view.card.title.text(in: call.language)
    var response = layout.page(problem?.status ?? 200, title: title) { html in
      let isStaff = call.session?.kind == .staff
      html.tag(
        "a", [.style("back"), .link(isStaff ? "/queue" : "/requests")],
        isStaff ? layout.say("待办", "Queue") : layout.say("我的申请", "My requests"))
      html.tag("p", [.style("sub num")], layout.say("受理编号 ", "Number ") + view.card.code)
      html.tag("h1", [], title)
      html.tag("p") { layout.stateTag(view.card.state, &$0) }
      if let problem { layout.call("bad", problem.detail.text(in: call.language), &html) }
      for note in view.notes { layout.call("wait", note.text, &html) }
      steps(view, layout, &html)
      answers(view, layout, &html)
      verbs(call, view, layout, &html)
    }
    response.program = view.program
    response.epoch = view.epoch
    return response
  }

  private static func steps(_ view: RequestView, _ layout: Layout, _ html: inout HTML) {
    html.tag("h2", [], layout.say("办到哪一步", "Where it stands"))
    html.tag("ol", [.style("timeline card")]) { html in
      html.tag("li", [.style("is-done")]) { html in
        html.tag("h3", [], layout.say("提交了申请", "Sent"))
        html.tag("p", [.style("sub num")], layout.time(view.card.opened))
      }
      for step in view.steps {
        html.tag("li", [.style(step.done == nil ? "is-now" : "is-done")]) { html in
          html.tag("h3", [], step.title.text(in: layout.language) + outcome(step, layout))
          let day = layout.time(step.done ?? step.opened)
          html.tag("p", [.style("sub num")], [step.holder, day].compactMap { $0 }.joined(separator: " · "))
          if step.done == nil, let due = step.due {
            html.tag(
              "p", [.style("sub num")], layout.say("期限 \(layout.time(due))", "Due \(layout.time(due))"))
          }
          if let reason = step.reason { html.tag("p", [], layout.say("“\(reason)”", "“\(reason)”")) }
        }
      }
    }
  }

  private static func outcome(_ step: RequestView.Step, _ layout: Layout) -> String {
    guard let outcome = step.outcome else { return "" }
    let word = Verb(rawValue: outcome)?.text(in: layout.language) ?? outcome
    return layout.say("：\(word)", ": \(word)")
  }

  private static func answers(_ view: RequestView, _ layout: Layout, _ html: inout HTML) {
    html.tag("h2", [], layout.say("填写的内容", "What was answered"))
    html.tag("dl", [.style("card sum")]) { html in
      for line in view.answers {
        html.tag("div") { html in
          html.tag("dt", [], line.title.text(in: layout.language))
          html.tag("dd") { html in
            html.text(line.shown)
            for hash in line.files {
              html.text(" ")
              html.tag(
                "a", [.link(PagePath.of("requests", view.card.code, "files", hash))], layout.say("查看", "See it"))
            }
          }
        }
      }
    }
  }

  private static func verbs(_ call: Call, _ view: RequestView, _ layout: Layout, _ html: inout HTML) {
    let offered = view.verbs.filter { plain.contains($0) }
    if offered.isEmpty { return }
    html.tag("h2", [.style("no-print")], layout.say("您可以", "You may"))
    html.tag("div", [.style("stack no-print")]) { html in
      for verb in offered {
        if verb == .supplement {
          html.tag(
            "a",
            [
              .style("btn btn--primary btn--wide"),
              .link(PagePath.of("requests", view.card.code, "supplement")),
            ],
            layout.say("去补正", "Answer the return"))
          continue
        }
        form(call, verb, view.card.code, layout, &html)
      }
    }
  }

  /// Verbs that a plain page can send: those with a reason at most.
  private static let plain: [Verb] = [
    .supplement, .claim, .approve, .return, .reject, .complete, .withdraw, .urge,
  ]

  private static func form(_ call: Call, _ verb: Verb, _ code: String, _ layout: Layout, _ html: inout HTML) {
    let word =
      layout.language == .zh ? verb.alias : verb.rawValue.prefix(1).uppercased() + verb.rawValue.dropFirst()
    let asksReason = verb == .reject || verb == .return
    html.tag(
      "form",
      [.style("card stack"), .of("method", "post"), .action(PagePath.of("requests", code, verb.rawValue))]
    ) { html in
      layout.secret(call.session, &html)
      layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
      if asksReason {
        let id = "reason-\(verb.rawValue)"
        html.tag("div", [.style("field")]) { html in
          html.tag("label", [.style("label"), .of("for", id)]) { html in
            html.text(layout.say("\(word)的原因 ", "Reason to \(verb.rawValue) "))
            html.tag("span", [.style("opt")], layout.say("必填，申请人会看到", "required; the applicant reads it"))
          }
          html.tag("textarea", [.style("input"), .id(id), .of("name", "reason"), .of("rows", "2")], "")
        }
      }
      let style = verb == .approve || verb == .claim ? "btn btn--primary btn--wide" : "btn btn--wide"
      html.tag("button", [.style(style)], word)
    }
  }
}
