import Core
import Engine
import FEEL

/// What somebody asks of a service's figures: a period, a place, a level; kept in the address.
struct FiguresQuestion {
  /// Whole days counted back from today; nil = from the beginning.
  private static let usual: [(word: String, days: Int?)] = [
    ("7", 7), ("30", 30), ("90", 90), ("365", 365), ("all", nil),
  ]

  let period: String
  let place: String?
  let level: PlaceLevel?
  /// Along which tree the places are shown.
  let view: PlaceView
  /// Days as they were typed, where they were.
  let from: String
  let until: String
  let question: StatisticsQuestion

  /// What is not understood is taken as not asked: an address that was cut still shows figures.
  init(_ query: FieldList, now: Int64) {
    let first = CivilDate(text: query["from"] ?? "")
    let last = CivilDate(text: query["until"] ?? "")
    place = query["place"].flatMap { $0.isEmpty ? nil : $0 }
    level = query["at"].flatMap { word in PlaceLevel.allCases.first { $0.word == word } }
    view = query["tree"].flatMap { PlaceView(rawValue: $0) } ?? .now
    from = first?.text ?? ""
    until = last?.text ?? ""
    if first != nil || last != nil {
      period = ""
      question = StatisticsQuestion(
        from: first?.midnight, until: last?.adding(days: 1).midnight, place: place,
        view: view)
      return
    }
    let chosen = Self.usual.first { $0.word == query["period"] } ?? Self.usual[1]
    period = chosen.word
    let today = CivilDateTime(milliseconds: now).date
    question = StatisticsQuestion(
      from: chosen.days.map { today.adding(days: 1 - $0).midnight }, place: place, view: view)
  }

  /// The same question with another value of one name.
  func link(_ service: String, _ name: String, _ value: String?) -> String {
    var pairs = [
      ("period", period), ("from", from), ("until", until), ("place", place ?? ""), ("at", level?.word ?? ""),
      ("tree", view == .now ? "" : view.rawValue),
    ]
    pairs.removeAll { $0.0 == name || $0.1.isEmpty }
    if name == "period" { pairs.removeAll { ["from", "until"].contains($0.0) } }
    if let value { pairs.append((name, value)) }
    return PagePath.of("figures", service) + "?"
      + pairs.map { "\($0.0)=\(PercentText.encode($0.1))" }.joined(separator: "&")
  }

  func write(_ service: String, _ layout: Layout, _ html: inout HTML) {
    html.tag("div", [.style("stack stack--2 no-print")]) { html in
      html.tag("nav", [.style("toolbar"), .of("aria-label", layout.say("时间段", "Period"))]) { html in
        for (word, days) in Self.usual {
          let text = days.map { layout.say("近 \($0) 天", "\($0) days") } ?? layout.say("全部", "All")
          html.tag(
            "a",
            [.style("chip"), .link(link(service, "period", word))]
              + (word == period ? [.of("aria-current", "true")] : []),
            text)
        }
      }
      html.tag(
        "form", [.style("toolbar"), .of("method", "get"), .action(PagePath.of("figures", service))]
      ) { html in
        if let place { layout.hidden("place", place, &html) }
        if let level { layout.hidden("at", level.word, &html) }
        if view != .now { layout.hidden("tree", view.rawValue, &html) }
        day("from", layout.say("从", "From"), from, &html)
        day("until", layout.say("到", "To"), until, &html)
        html.tag("button", [.style("btn btn--sm")], layout.say("看这一段", "Show"))
      }
    }
  }

  /// Whether places count as they are today or as they were on the day of each request.
  func writeView(_ service: String, _ layout: Layout, _ html: inout HTML) {
    html.tag("nav", [.style("toolbar no-print"), .of("aria-label", layout.say("按哪时的地名", "Places of which time"))]) { html in
      for each in PlaceView.allCases {
        html.tag(
          "a",
          [.style("chip"), .link(link(service, "tree", each == .now ? nil : each.rawValue))]
            + (each == view ? [.of("aria-current", "true")] : []),
          layout.placeView(each))
      }
    }
  }

  private func day(_ name: String, _ label: String, _ value: String, _ html: inout HTML) {
    html.tag("label", [.style("sm"), .of("for", name)], label)
    html.open(
      "input",
      [.style("input input--sm"), .id(name), .of("type", "date"), .of("name", name), .of("value", value)])
  }
}
