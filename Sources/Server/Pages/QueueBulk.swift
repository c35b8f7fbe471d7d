import Core
import Engine

/// One act on several requests, each a command of its own with an answer of its own.
struct QueueBulk {
  /// What came of it for one request; nil = done.
  struct Answer {
    let code: String
    let refusal: Label?
  }

  /// What may be done to several without looking at each.
  private static let verbs: [Verb] = [.claim, .approve, .return, .reject]

  let call: Call
  let posted: FieldList

  /// - Throws: `Problem`, also 404 for a verb that is not for several.
  func perform(_ codes: [String]) throws -> [Answer] {
    let caller = try call.caller()
    let key = posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil }
    if call.parameter(0) == "batch-close" { return try close(codes, caller, key) }
    guard let verb = Verb(rawValue: call.parameter(0)), Self.verbs.contains(verb) else {
      throw Problem.notFound
    }
    let reason = posted["reason"].flatMap { $0.isEmpty ? nil : $0 }
    let digest = call.digest()
    var details = VerbDetails()
    details.post = posted["as"].flatMap { Int64($0) }
    return try codes.map { code in
      let act = Command.Act.verb(verb, code: code, reason: reason, answers: nil, to: nil, details: details)
      return try answer(
        code, Command(act: act, caller: caller, key: key.map { "\($0)/\(code)" }, body: digest))
    }
  }

  /// A list goes on whole, or not at all.
  private func close(_ codes: [String], _ caller: Caller, _ key: String?) throws -> [Answer] {
    let command = Command(act: .closeList(codes: codes), caller: caller, key: key, body: call.digest())
    guard let first = codes.first else { return [] }
    let refusal = try answer(first, command).refusal
    return codes.map { Answer(code: $0, refusal: refusal) }
  }

  private func answer(_ code: String, _ command: Command) throws -> Answer {
    do {
      _ = try call.site.performAndWait(command)
      return Answer(code: code, refusal: nil)
    } catch let refusal as Refusal {
      return Answer(code: code, refusal: refusal.message)
    }
  }

  // MARK: Markup

  static func write(_ answers: [Answer], _ layout: Layout, _ html: inout HTML) {
    if answers.isEmpty { return }
    let refused = answers.count { $0.refusal != nil }
    html.tag(
      "section",
      [
        .style("card stack stack--2"), .id("answers"),
        .of("aria-label", layout.say("办理结果", "What came of it")),
      ]
    ) { html in
      layout.call(
        refused == 0 ? "ok" : "bad",
        layout.say(
          "办成 \(answers.count - refused) 件，没办成 \(refused) 件",
          "\(answers.count - refused) done, \(refused) not done"), &html)
      html.tag("ul", [.style("stack stack--2")]) { html in
        for answer in answers { line(answer, layout, &html) }
      }
    }
  }

  private static func line(_ answer: Answer, _ layout: Layout, _ html: inout HTML) {
    html.tag("li", [.style("row")]) { html in
      html.tag("span", [.style(answer.refusal == nil ? "tag tag--ok" : "tag tag--bad")]) { html in
        html.icon(answer.refusal == nil ? .check : .x)
        html.text(answer.refusal == nil ? layout.say("已办", "done") : layout.say("没办成", "not done"))
      }
      html.tag("a", [.style("num open"), .link(PagePath.of("requests", answer.code))], answer.code)
      if let refusal = answer.refusal { html.tag("span", [.style("sm")], refusal.text(in: layout.language)) }
    }
  }

  /// - Parameter posts: by any of which it may be done; empty where there is no choice.
  static func form(
    _ address: QueueAddress, _ typed: FieldList?, _ posts: [(id: Int64, title: Label)], _ layout: Layout,
    _ html: inout HTML
  ) {
    html.tag(
      "form",
      [
        .id("bulk"), .of("method", "post"), .action("/queue/approve"),
        .style("toolbar toolbar--bulk no-print"),
      ]
    ) { html in
      layout.secret(layout.session, &html)
      layout.owner(layout.session, &html)
      layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
      for (name, value) in address.pairs { layout.hidden(name, value, &html) }
      html.tag(
        "label", [.style("vh"), .of("for", "bulk-reason")], layout.say("给所选的话", "Words to all ticked"))
      html.open(
        "input",
        [
          .style("input input--sm grow"), .id("bulk-reason"), .of("name", "reason"), .of("value", typed?["reason"] ?? ""),
          .of("placeholder", layout.say("给所选的话，退回时必填", "Words; needed to return")),
        ])
      if !posts.isEmpty {
        ActingPost.write(posts, typed?["as"].flatMap { Int64($0) }, layout, &html, isSmall: true)
      }
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
}
