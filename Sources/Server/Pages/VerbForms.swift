import Core
import Engine

/// What a reader may do with a request: one small form for each verb that the desk offers, drawn from what it
/// asks for.
struct VerbForms {
  let layout: Layout
  let code: String
  /// Where the browser goes afterwards: a path of ours; empty = the request's own page.
  let after: String
  /// The queue that the request was opened from, for the way back.
  var queue = ""
  /// Sentences that the reader's posts use, by step and verb.
  var phrases: [String: [Verb: [String]]] = [:]
  /// Words of a verb that was not done, shown again in its form.
  var typed: VerbTyped?

  func write(_ offers: [OfferedVerb], _ html: inout HTML) {
    let namesStep = Set(offers.compactMap(\.step)).count > 1
    // One button stands out: what ends the step, else what begins it.
    let main =
      offers.firstIndex { [.approve, .complete, .supplement, .rate].contains($0.verb) }
      ?? offers.firstIndex { $0.verb == .claim }
    html.tag("div", [.style("stack stack--3 no-print")]) { html in
      for (position, offer) in offers.enumerated() {
        self.offer(offer, position, namesStep, isMain: position == main, &html)
      }
    }
  }

  private func offer(
    _ offer: OfferedVerb, _ position: Int, _ namesStep: Bool, isMain: Bool, _ html: inout HTML
  ) {
    if offer.verb == .supplement {
      html.tag(
        "a",
        [.style("btn btn--primary btn--wide"), .link(PagePath.of("requests", code, "supplement"))],
        layout.say("去补正", "Answer the return"))
    } else if offer.fields.contains(where: { $0.kind == .answers }) {
      let step = offer.step.map { "?step=" + PercentText.encode($0) } ?? ""
      html.tag(
        "a", [.style(Self.style(offer.verb, isMain)), .link(PagePath.of("requests", code, "fill") + step)],
        layout.say("去填写", "Fill in"))
    } else if offer.fields.isEmpty || offer.verb == .approve {
      form(offer, position, namesStep, isMain: isMain, &html)
    } else {
      let isOpen = typed?.isOf(offer) ?? false
      html.tag("details", [.style("more")] + (isOpen ? [.flag("open")] : [])) { html in
        html.tag("summary", []) { html in
          html.icon(Self.icon(offer.verb))
          html.text(name(offer, namesStep))
        }
        form(offer, position, namesStep, isMain: isMain, &html)
      }
    }
  }

  private func name(_ offer: OfferedVerb, _ namesStep: Bool) -> String {
    var word = Self.word(offer.verb, layout)
    if offer.isForTime { word = layout.say("\(word)延期", "\(word) more time") }
    guard namesStep, let step = offer.stepTitle else { return word }
    return layout.say("\(word)（\(step.zh)）", "\(word) (\(step.text(in: .en)))")
  }

  static func word(_ verb: Verb, _ layout: Layout) -> String {
    layout.language == .zh
      ? verb.alias
      : verb.rawValue.prefix(1).uppercased() + verb.rawValue.dropFirst().replacing("-", with: " ")
  }

  private func form(
    _ offer: OfferedVerb, _ position: Int, _ namesStep: Bool, isMain: Bool, _ html: inout HTML
  ) {
    html.tag(
      "form",
      [
        .style("stack stack--3"), .of("method", "post"),
        .action(PagePath.of("requests", code, offer.verb.rawValue)),
      ]
    ) { html in
      layout.secret(layout.session, &html)
      layout.owner(layout.session, &html)
      layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
      layout.hidden("after", after, &html)
      if !queue.isEmpty { layout.hidden("queue", queue, &html) }
      if let step = offer.step { layout.hidden("step", step, &html) }
      var field = VerbField(
        layout: layout, verb: offer.verb, phrases: offer.isForTime ? [] : offer.step.flatMap { phrases[$0]?[offer.verb] } ?? [])
      if let typed, typed.isOf(offer) { (field.typed, field.next) = (typed.typed, typed.next(offer)) }
      for one in offer.fields {
        field.write(one, "\(offer.verb.rawValue)-\(position)-\(one.name)", &html)
      }
      html.tag("button", [.style(Self.style(offer.verb, isMain))]) { html in
        html.icon(Self.icon(offer.verb))
        html.text(name(offer, namesStep))
      }
    }
  }

  private static func style(_ verb: Verb, _ isMain: Bool) -> String {
    if isMain { return "btn btn--primary btn--wide" }
    return verb == .reject || verb == .withdraw ? "btn btn--wide btn--danger" : "btn btn--wide"
  }

  private static func icon(_ verb: Verb) -> Icon {
    switch verb {
    case .approve, .complete: .check
    case .reject, .withdraw: .x
    case .return, .reopen: .ret
    case .transfer: .transfer
    case .addSign: .sign
    case .help: .assist
    case .cc: .send
    case .urge: .bell
    case .extend: .clock
    case .rate: .star
    case .claim: .key
    case .submit, .draft, .supplement: .edit
    }
  }
}
