import Core
import Engine

/// Requests as rows: dense at a desk, cards on a phone.
struct QueueTable {
  let layout: Layout
  let now: Int64
  /// With boxes to tick: the id of the form they belong to.
  var form: String?
  /// Requests whose box is ticked.
  var ticked: Set<String> = []
  /// The row that stands open beside the table.
  var open: String?
  /// Where a row leads.
  var link: (String) -> String = { PagePath.of("requests", $0) }
  /// How the rows stand, and where another order leads; nil = heads are words alone.
  var order = InboxOrder()
  var sort: ((InboxOrder) -> String)?

  func write(_ rows: [RequestCard], _ html: inout HTML) {
    html.tag(
      "div",
      [
        .style("table-wrap"), .of("role", "region"), .of("aria-label", layout.say("事项列表", "Requests")),
        .of("tabindex", "0"),
      ]
    ) { html in
      html.tag("table", [.style("table table--cards")]) { html in
        html.tag("thead") { html in
          html.tag("tr") { html in
            if form != nil {
              html.tag("th", [.of("scope", "col")]) {
                $0.tag("span", [.style("vh")], layout.say("选", "Tick"))
              }
            }
            head(layout.say("事项", "Request"), .opened, &html)
            html.tag("th", [.of("scope", "col")], layout.say("申请人", "Applicant"))
            html.tag("th", [.of("scope", "col")], layout.say("走到", "Step"))
            head(layout.say("期限", "Due"), .due, &html)
          }
        }
        html.tag("tbody") { html in for card in rows { row(card, &html) } }
      }
    }
  }

  /// The head of a column that rows can stand by.
  private func head(_ title: String, _ key: InboxOrder.Key, _ html: inout HTML) {
    guard let sort else { return html.tag("th", [.of("scope", "col")], title) }
    let isOn = order.key == key
    let way = isOn ? [HTML.Attribute.of("aria-sort", order.isDescending ? "descending" : "ascending")] : []
    html.tag("th", [.of("scope", "col")] + way) { html in
      let next = InboxOrder(key, isDescending: isOn && !order.isDescending)
      html.tag(
        "a", [.style("open"), .link(sort(next))], title + (isOn ? (order.isDescending ? " ↓" : " ↑") : ""))
    }
  }

  private func row(_ card: RequestCard, _ html: inout HTML) {
    let isOpen = card.code == open
    html.tag("tr", isOpen ? [.style("is-sel")] : []) { html in
      if let form {
        html.tag("td") { html in
          html.open(
            "input",
            [
              .of("type", "checkbox"), .of("name", "codes"), .of("value", card.code), .of("form", form),
              .of("aria-label", layout.say("选 \(card.code)", "Tick \(card.code)")),
            ] + (ticked.contains(card.code) ? [.flag("checked")] : []))
        }
      }
      html.tag("th", [.of("scope", "row")]) { html in
        html.tag(
          "a", [.style("open"), .link(link(card.code))] + (isOpen ? [.of("aria-current", "true")] : []),
          card.title.text(in: layout.language))
        html.tag("small", [.style("num nb")], "\(card.code) · \(layout.day(card.opened))")
      }
      html.tag("td", [.of("data-l", layout.say("申请人", "Applicant"))]) { html in
        html.text(card.subject ?? layout.say("（不显示）", "(not shown)"))
        if let place = card.place { html.tag("small", [.style("num")], Self.short(place)) }
        if let then = card.placeThen { html.tag("small", [.style("num")], layout.placeThen(then, now: card.place)) }
      }
      html.tag("td", [.of("data-l", layout.say("走到", "Step"))]) { html in
        html.text(card.step?.text(in: layout.language) ?? "")
        html.text(" ")
        layout.stateTag(card.state, &html)
        if card.isClaimable { html.tag("small", [], layout.say("未认领", "nobody has it yet")) }
      }
      html.tag("td", [.style("num \(urgency(card))"), .of("data-l", layout.say("期限", "Due"))], due(card))
    }
  }

  /// The last parts of a place: the rest is the reader's own territory.
  static func short(_ place: String) -> String {
    place.split(separator: "/").suffix(namesShown).joined(separator: " ")
  }

  /// How many names of a path are shown at most.
  static let namesShown = 4

  private func urgency(_ card: RequestCard) -> String {
    guard let due = card.due else { return "" }
    if due < now { return "due--bad" }
    return due - now < 86_400_000 ? "due--wait" : ""
  }

  private func due(_ card: RequestCard) -> String {
    guard let due = card.due else { return layout.say("没有期限", "none") }
    return due < now
      ? layout.say("超时 \(layout.span(now - due))", "late by \(layout.span(now - due))") : layout.time(due)
  }
}
