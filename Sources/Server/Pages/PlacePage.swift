import Core
import Engine

/// One place: where it stands and stood, who governs it, what is below, its boundary, and what may be done to it.
enum PlacePage {
  static func show(_ call: Call) throws -> Response { try show(call, call.parameter(0), nil) }

  /// - Parameter problem: why what was asked for was not done.
  static func show(_ call: Call, _ code: String, _ problem: Problem?) throws -> Response {
    let caller = try call.caller()
    let places = call.site.desk.places
    let day = call.query["on"].flatMap { $0.isEmpty ? nil : $0 }
    guard let place = try places.one(caller, code, day, nil) else { throw Problem.notFound }
    let counts = place.successor == nil && day == nil ? try places.counts(caller, place.id) : []
    let parent = place.above.dropLast().last
    let isStaff = caller.kind == .staff
    let isNow = place.successor == nil && day == nil
    let mayUndo = isStaff && day == nil ? try places.mayChange(caller, parent?.id ?? place.id) : false
    let may = mayUndo && isNow
    let mayAdd = isStaff && isNow ? try places.mayChange(caller, place.id) : false
    let layout = Layout(call)
    let page = Page(layout: layout, place: place, counts: counts, day: day)
    return layout.page(problem?.status ?? 200, title: page.name) { html in
      PlacesPage.way(place.above.dropLast(), day, layout, &html)
      html.tag("h1", [], page.name)
      if let problem { layout.call("bad", problem.detail.text(in: layout.language), &html) }
      PlacePlanPage.undone(call, layout, &html)
      page.ended(&html)
      layout.dayForm(day, PagePath.of("places", place.code), &html)
      page.facts(&html)
      page.coming(mayUndo: mayUndo, &html)
      page.map(&html)
      page.below(&html)
      page.history(&html)
      page.changes(mayUndo: mayUndo, &html)
      page.figures(&html)
      let forms = PlaceForms(layout: layout, place: place)
      if mayAdd { forms.add(&html) }
      if may { forms.changes(&html) }
      if !mayAdd, isNow, place.level >= .community { forms.propose(&html) }
    }
  }

  /// Reports a place that is missing below this one.
  static func propose(_ call: Call) throws -> Response {
    let posted = try call.form()
    let proposal = PlaceProposal(
      parent: call.parameter(0), name: posted["name"] ?? "", level: posted["level"].flatMap { PlaceLevel(word: $0) },
      note: posted["note"])
    do {
      try call.site.desk.places.propose(call.caller(), proposal)
    } catch let refusal as Refusal where refusal.code != .unavailable {
      return try show(call, call.parameter(0), Problem(refusal))
    }
    let layout = Layout(call)
    return layout.page(title: layout.say("已上报", "Reported")) { html in
      layout.back(PagePath.of("places", call.parameter(0)), layout.say("返回", "Back"), &html)
      html.tag("h1", [], layout.say("已上报，等社区核实", "Reported; the community will look at it"))
      html.tag("p", [], layout.say("核实的结果会发到您的消息里。", "You will get a message with the outcome."))
    }
  }

  /// Where a place's page tells of an operation.
  static func anchor(_ change: Int64) -> String { "change-\(change)" }

  private struct Page {
    let layout: Layout
    let place: PlaceDetail
    let counts: [PlaceCount]
    /// As it stood on that day.
    let day: String?

    var name: String { place.path.split(separator: "/").last.map(String.init) ?? place.path }

    func ended(_ html: inout HTML) {
      guard let successor = place.successor, let code = place.successorCode else { return }
      layout.call("wait", layout.say("这个地方已经撤销，现在由下面的地方接管。", "This place has ended; another stands for it now."), &html)
      html.tag("p") { $0.tag("a", [.style("open"), .link(PagePath.of("places", code))], successor) }
    }

    func facts(_ html: inout HTML) {
      let bodies = place.governedBy.joined(separator: layout.say("、", ", "))
      let check = PlaceCode(place.code).map { " · " + layout.say("校验 ", "check ") + String($0.checkCharacter) } ?? ""
      html.tag("dl", [.style("card facts")]) { html in
        for (title, text) in [
          (layout.say("层级", "Level"), layout.level(place.level)),
          (layout.say("编码", "Code"), place.code + (place.isOfficial ? "" : layout.say("（暂编）", " (provisional)")) + check),
          (
            layout.say("管辖单位", "Governed by"),
            bodies.isEmpty
              ? "—" : bodies + (place.governedAt.map { layout.say("（管\($0.name)）", " (of \($0.name))") } ?? "")
          ),
          (layout.say("曾用名和别名", "Other names"), place.aliases.isEmpty ? "—" : place.aliases.joined(separator: layout.say("、", ", "))),
        ] {
          html.tag("div") { html in
            html.tag("dt", [], title)
            html.tag("dd", [], text)
          }
        }
      }
    }

    func map(_ html: inout HTML) {
      PlaceMap(
        title: name, outline: place.shape, parts: place.shapesBelow.map { .init(name: $0.name, shape: $0.shape) }
      ).write(layout, &html)
    }

    func below(_ html: inout HTML) {
      if place.children.isEmpty { return }
      html.tag("h2", [], layout.say("下级（\(place.children.count)）", "Below (\(place.children.count))"))
      PlacesPage.list(place.children, isFound: false, on: day, layout, &html)
    }

    /// What is kept until its day.
    func coming(mayUndo: Bool, _ html: inout HTML) {
      let coming = place.changes.filter { $0.state == .waiting }
      if coming.isEmpty { return }
      html.tag("h2", [], layout.say("将要发生的变更", "Changes to come"))
      html.tag("ul", [.style("stack stack--2")]) { html in
        for change in coming {
          html.tag("li", [.style("card stack stack--2"), .id(PlacePage.anchor(change.id))]) { html in
            html.tag("p", [.style("b")], "\(change.day) \(words(change))")
            if let reason = change.reason { html.tag("p", [.style("sub")], reason) }
            if mayUndo { undo(change, layout.say("取消这次变更", "Cancel it"), &html) }
          }
        }
      }
    }

    private func undo(_ change: PlaceChangeLine, _ title: String, _ html: inout HTML) {
      html.tag(
        "form",
        [
          .style("no-print"), .of("method", "post"),
          .action(PagePath.of("places", "changes", String(change.id), "undo")),
        ]
      ) { html in
        layout.secret(layout.session, &html)
        layout.hidden("at", place.code, &html)
        html.tag("button", [.style("btn btn--sm btn--danger")]) { html in
          html.text(title)
          html.tag("span", [.style("vh")], " \(words(change)) \(change.day)")
        }
      }
    }

    private func words(_ change: PlaceChangeLine) -> String {
      let act = PlaceAct(rawValue: change.act).map { layout.say($0.alias, $0.rawValue) }
        ?? (change.act == "import" ? layout.say("导入", "import") : layout.say("撤回", "undo"))
      return change.to.isEmpty ? act : act + " → " + change.to
    }

    /// Who did what to it, and on which ground.
    func changes(mayUndo: Bool, _ html: inout HTML) {
      let done = place.changes.filter { $0.state != .waiting }
      if done.isEmpty { return }
      html.tag("h2", [], layout.say("变更记录", "Changes made"))
      let isTold = done.contains { $0.actor != nil }
      let last = done.first { $0.state == .done && $0.act != "undo" }
      let table = DeskTable(
        layout: layout, title: layout.say("变更记录", "Changes made"),
        heads: [layout.say("变更", "Change"), layout.say("生效", "From"), layout.say("依据", "Ground")]
          + (isTold ? [layout.say("由谁", "By")] : []) + (mayUndo ? [layout.say("撤回", "Take back")] : []))
      table.write(done, &html) { table, change, html in
        html.tag("th", [.of("scope", "row"), .style("b"), .id(PlacePage.anchor(change.id))]) { html in
          html.text(words(change) + (change.state == .undone ? layout.say("（已撤回）", " (taken back)") : ""))
        }
        table.cell(1, change.day, &html)
        table.cell(2, change.reason ?? "—", &html)
        if isTold {
          let actor = change.actor ?? ""
          table.cell(3, actor.isEmpty ? layout.say("管理部署的人", "who runs the installation") : actor, &html)
        }
        // Only the last one can go: others build on what came before.
        if mayUndo {
          table.cell(isTold ? 4 : 3, &html) { html in
            if change == last { undo(change, layout.say("撤回", "Take back"), &html) }
          }
        }
      }
    }

    func history(_ html: inout HTML) {
      html.tag("h2", [], layout.say("沿革", "History"))
      let table = DeskTable(
        layout: layout, title: layout.say("沿革", "History"),
        heads: [layout.say("当时", "As it was"), layout.say("从", "From"), layout.say("到（不含）", "Before"), layout.say("编码", "Code")])
      table.write(place.stretches.reversed(), &html) { table, stretch, html in
        table.name(stretch.path, &html)
        table.cell(1, stretch.from ?? layout.say("一开始", "the beginning"), &html)
        table.cell(2, stretch.until ?? layout.say("至今", "today"), &html)
        table.cell(3, stretch.code, &html)
      }
      if place.governors.isEmpty { return }
      let governing = DeskTable(
        layout: layout, title: layout.say("历来由谁管辖", "Who governed it"),
        heads: [layout.say("单位", "Body"), layout.say("从", "From"), layout.say("到（不含）", "Before")])
      html.tag("h3", [], layout.say("历来由谁管辖", "Who governed it"))
      governing.write(place.governors.reversed(), &html) { table, governor, html in
        table.name(governor.name, &html)
        table.cell(1, governor.from ?? layout.say("一开始", "the beginning"), &html)
        table.cell(2, governor.until ?? layout.say("至今", "today"), &html)
      }
    }

    func figures(_ html: inout HTML) {
      if counts.isEmpty { return }
      html.tag("h2", [], layout.say("办件", "Requests"))
      html.tag("ul", [.style("list")]) { html in
        for count in counts {
          html.tag("li") { html in
            html.tag("a", [.style("list__link"), .link(PagePath.of("figures", count.service))]) { html in
              html.tag("span", [.style("list__t grow")], count.title.text(in: layout.language))
              html.tag("span", [.style("num")], String(count.total))
            }
          }
        }
      }
    }
  }
}
