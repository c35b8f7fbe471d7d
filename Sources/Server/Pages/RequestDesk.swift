import Core
import Engine

/// A request as somebody at a desk has it: beside the queue or on its own page, with who else looks at it and
/// the sentences that their post uses.
struct RequestDesk {
  let view: RequestView
  /// The queue that it was opened from.
  let address: QueueAddress
  let layout: Layout
  private let onlookers: [Onlooker]
  private let phrases: [String: [Verb: [String]]]

  /// Words of a verb that was not done.
  private let typed: VerbTyped?

  init(_ view: RequestView, _ address: QueueAddress, _ call: Call, _ typed: VerbTyped? = nil) throws {
    self.typed = typed
    self.view = view
    self.address = address
    layout = Layout(call)
    let pages = call.site.desk.pages
    onlookers = try pages.look(call.caller(), view.card.code)
    phrases = view.offers.isEmpty ? [:] : try pages.phrases(call.caller(), view.card.service)
  }

  /// `GET /requests/{code}/presence`: who else looks at it, as one sentence; asking says that the asker still
  /// looks.
  static func presence(_ call: Call) throws -> Response {
    let others = try call.site.desk.pages.look(call.caller(), RequestRoutes.code(call.parameter(0)))
    let words = words(others, Layout(call))
    return call.json { json in json.object { $0.member("words", words) } }
  }

  private static func words(_ others: [Onlooker], _ layout: Layout) -> String {
    if others.isEmpty { return "" }
    let names = others.map { layout.say("\($0.name)（\($0.post)）", "\($0.name) (\($0.post))") }
    return layout.say(
      "\(names.joined(separator: "、"))也开着这件事", "\(names.joined(separator: ", ")) has this open too")
  }

  /// Room for who else looks: kept up to date by the script, and right at each loading without it.
  func others(_ html: inout HTML) {
    let words = Self.words(onlookers, layout)
    html.tag(
      "p",
      [
        .style("call call--wait"), .of("role", "status"),
        .of("data-presence", PagePath.of("requests", view.card.code, "presence")),
      ] + (words.isEmpty ? [.flag("hidden")] : []), words)
  }

  /// The verbs with the post's own sentences.
  func verbs(after: String, _ html: inout HTML) {
    VerbForms(layout: layout, code: view.card.code, after: after, queue: address.text, phrases: phrases, typed: typed)
      .write(view.offers, &html)
    for step in view.retries { again(step, after: after, &html) }
  }

  /// One button for a step that stands: whoever tends it has done what was missing.
  private func again(_ step: (step: String, title: Label), after: String, _ html: inout HTML) {
    html.tag(
      "form",
      [.style("no-print"), .of("method", "post"), .action(PagePath.of("requests", view.card.code, "retry"))]
    ) { html in
      layout.secret(layout.session, &html)
      layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
      layout.hidden("after", after, &html)
      layout.hidden("queue", address.text, &html)
      layout.hidden("step", step.step, &html)
      html.tag("button", [.style("btn btn--primary btn--wide")]) { html in
        html.icon(.ret)
        html.text(layout.say("再试一次（\(step.title.zh)）", "Try again (\(step.title.text(in: .en)))"))
      }
    }
  }

  func panel(_ html: inout HTML) {
    let parts = MatterParts(layout: layout, view: view)
    html.tag(
      "aside", [.style("panel sticky"), .id("panel"), .of("aria-label", view.card.code)]
    ) { html in
      html.tag("div", [.style("panel__head")]) { html in
        parts.head("h2", &html)
        others(&html)
        html.tag("p", [.style("row")]) { html in
          html.tag(
            "a", [.style("btn btn--sm"), .link(address.page(of: view.card.code))],
            layout.say("打开全页", "Open the page"))
          html.tag(
            "a", [.style("btn btn--sm btn--quiet"), .link(address.with("open", nil).text)],
            layout.say("关上", "Close"))
        }
      }
      html.tag("div", [.style("panel__body")]) { html in
        parts.standing(&html)
        parts.facts("facts", &html)
      }
      if !view.offers.isEmpty || !view.retries.isEmpty {
        html.tag("div", [.style("panel__foot")]) { verbs(after: address.with("open", nil).text, &$0) }
      }
    }
  }
}
