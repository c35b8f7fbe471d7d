import Core
import Engine

/// What a queue is narrowed to and in which order it stands: a form that works without scripts, and links.
struct QueueFilters {
  let filter: QueueFilter
  let address: QueueAddress
  let choices: InboxChoices
  let layout: Layout

  func write(_ html: inout HTML) {
    html.tag("div", [.style("stack stack--2 no-print")]) { html in
      html.tag(
        "form", [.style("toolbar"), .of("method", "get"), .action("/queue"), .of("role", "search")]
      ) { html in
        words(&html)
        selects(&html)
        for name in ["state", "sort", "tree"] {
          if let pair = address.pairs.first(where: { $0.name == name }) {
            layout.hidden(name, pair.value, &html)
          }
        }
        html.tag("button", [.style("btn btn--sm")], layout.say("筛选", "Filter"))
        if address.pairs.contains(where: { !["sort", "tree", "open"].contains($0.name) }) {
          html.tag(
            "a",
            [
              .style("btn btn--sm btn--quiet"),
              .link(QueueAddress(FieldList()).with("sort", filter.sort).text),
            ],
            layout.say("清除", "Clear"))
        }
      }
      states(&html)
      orders(&html)
      trees(&html)
    }
  }

  /// Whether lines also say where a request stood when it began.
  private func trees(_ html: inout HTML) {
    html.tag("nav", [.style("toolbar"), .of("aria-label", layout.say("按哪时的地名", "Places of which time"))]) { html in
      for view in PlaceView.allCases {
        chip(
          layout.placeView(view), address.with("open", nil).with("tree", view == .now ? nil : view.rawValue),
          isOn: view == filter.view, &html)
      }
    }
  }

  private func words(_ html: inout HTML) {
    html.tag("div", [.style("search search--sm")]) { html in
      html.icon(.search)
      html.tag("label", [.style("vh"), .of("for", "q")], layout.say("姓名或编号", "Name or number"))
      html.open(
        "input",
        [
          .id("q"), .of("name", "q"), .of("type", "search"), .of("value", filter.words ?? ""),
          .of("placeholder", layout.say("姓名或编号", "Name or number")),
        ])
    }
  }

  private func selects(_ html: inout HTML) {
    select(
      "service", layout.say("服务", "Service"), layout.say("所有服务", "All services"), filter.service,
      choices.services.map { ($0.id, $0.title.text(in: layout.language)) }, &html)
    if !choices.steps.isEmpty {
      select(
        "step", layout.say("步骤", "Step"), layout.say("所有步骤", "All steps"), filter.step,
        choices.steps.map { ($0.id, $0.title.text(in: layout.language)) }, &html)
    }
    if choices.places.count > 1 {
      select(
        "place", layout.say("地点", "Place"), layout.say("所有地点", "All places"), filter.place,
        choices.places.map { ($0.code, QueueTable.short($0.path)) }, &html)
    }
    select(
      "hands", layout.say("在谁手上", "In whose hands"), layout.say("谁手上都行", "Anybody's"), filter.hands,
      [
        (InboxFilter.Hands.mine.rawValue, layout.say("我领取的", "Claimed by me")),
        (InboxFilter.Hands.nobody.rawValue, layout.say("没人领取的", "Nobody's yet")),
      ], &html)
    html.tag("label", [.style("chip")]) { html in
      html.open(
        "input",
        [.of("type", "checkbox"), .of("name", "overdue"), .of("value", "true")]
          + (filter.isOverdue ? [.flag("checked")] : []))
      html.text(layout.say("只看超时的", "Only late ones"))
    }
  }

  private func select(
    _ name: String, _ label: String, _ all: String, _ chosen: String?,
    _ options: [(value: String, text: String)],
    _ html: inout HTML
  ) {
    html.tag("label", [.style("vh"), .of("for", "filter-\(name)")], label)
    html.tag("select", [.style("input input--sm"), .id("filter-\(name)"), .of("name", name)]) { html in
      html.tag("option", [.of("value", "")], all)
      for option in options {
        html.tag(
          "option", [.of("value", option.value)] + (option.value == chosen ? [.flag("selected")] : []),
          option.text)
      }
    }
  }

  private func states(_ html: inout HTML) {
    html.tag("nav", [.style("toolbar"), .of("aria-label", layout.say("状态", "State"))]) { html in
      chip(layout.say("全部", "All"), address.filtered("state", nil), isOn: filter.state == nil, &html)
      for state in [MatterState.waiting, .working, .held, .returned, .blocked] {
        chip(
          layout.state(state), address.filtered("state", state.rawValue),
          isOn: filter.state == state.rawValue, &html)
      }
    }
  }

  private func orders(_ html: inout HTML) {
    let order = filter.sort.flatMap { InboxOrder(word: $0) } ?? InboxOrder()
    html.tag("nav", [.style("toolbar"), .of("aria-label", layout.say("排序", "Order"))]) { html in
      for key in InboxOrder.Key.allCases {
        let isOn = key == order.key
        let next = InboxOrder(key, isDescending: isOn && !order.isDescending)
        let mark = isOn ? (order.isDescending ? " ↓" : " ↑") : ""
        chip(word(key) + mark, address.filtered("sort", next.word), isOn: isOn, &html)
      }
    }
  }

  private func word(_ key: InboxOrder.Key) -> String {
    switch key {
    case .arrived: layout.say("先到先办", "First come")
    case .urgency: layout.say("紧急程度", "Urgency")
    case .due: layout.say("期限", "Deadline")
    case .opened: layout.say("提交时间", "Sent")
    }
  }

  private func chip(_ text: String, _ target: QueueAddress, isOn: Bool, _ html: inout HTML) {
    html.tag("a", [.style("chip"), .link(target.text)] + (isOn ? [.of("aria-current", "true")] : []), text)
  }
}
