import Core
import Engine

/// The tree of places with search, and what people reported that it does not have.
enum PlacesPage {
  static func show(_ call: Call) throws -> Response {
    let words = call.query["q"] ?? ""
    let places = call.site.desk.places
    let skipping = try PlaceRoutes.skipped(call)
    let day = words.isEmpty ? call.query["on"].flatMap { $0.isEmpty ? nil : $0 } : nil
    let found =
      words.isEmpty
      ? PlacesFound(lines: try places.children(nil, day, nil), isMore: false) : try places.find(words, skipping)
    let lines = found.lines
    let proposals = try places.proposals(call.caller())
    let mayImport = try call.site.desk.imports(.places).isOpen(call.caller(), call.directoryAuthority())
    let layout = Layout(call)
    return layout.page(title: layout.say("地名", "Places")) { html in
      if let back = back(call) { layout.back(back, layout.say("回到填了一半的表", "Back to the form"), &html) }
      html.tag("h1", [], layout.say("地名", "Places"))
      PlacePlanPage.undone(call, layout, &html)
      if proposals.isEmpty, !mayImport {
        html.tag(
          "p", [.style("sub")],
          layout.say(
            "这里没有您说的地方？先找到它所在的社区、小区或楼栋，打开，在那一页的下面报上来；社区核实以后告诉您。",
            "A place is missing? Find the community, estate or building that it lies in, open it and report it at the foot of that page; you will hear what became of it."
          ))
      }
      search(words, layout, &html)
      layout.importLink(.places, mayImport, &html)
      if lines.isEmpty {
        layout.blank(.search, layout.say("没有这样的地方。", "No place is called so."), &html)
      } else {
        list(lines, isFound: !words.isEmpty, on: day, layout, &html)
      }
      if words.isEmpty { layout.dayForm(day, "/places", &html) }
      if found.isMore {
        let next = skipping + lines.count
        html.tag("p", [.style("no-print")]) { html in
          html.tag(
            "a", [.style("btn"), .link("/places?q=\(PercentText.encode(words))&cursor=\(next)")],
            layout.say("再看后面的（已列 \(next) 个）", "More (\(next) so far)"))
        }
      }
      self.proposals(proposals, layout, &html)
    }
  }

  /// The list of places, with the way back to a form.
  static func path(backTo form: String) -> String {
    "/places?back=" + PercentText.encode(form)
  }

  /// A page of ours: a form of a service or of a step.
  private static func back(_ call: Call) -> String? {
    guard let path = call.query["back"], !path.contains("//"), !path.contains("\\"),
      path.hasPrefix("/services/") || path.hasPrefix("/requests/")
    else { return nil }
    return path
  }

  static func search(_ words: String, _ layout: Layout, _ html: inout HTML) {
    html.tag(
      "form", [.style("search search--sm"), .of("method", "get"), .action("/places"), .of("role", "search")]
    ) { html in
      html.icon(.search)
      html.tag("label", [.style("vh"), .of("for", "q")], layout.say("找地方", "Find a place"))
      html.open(
        "input",
        [
          .id("q"), .of("name", "q"), .of("type", "search"), .of("value", words),
          .of("placeholder", layout.say("名称、曾用名、编码、拼音或首字母", "Name, former name, code, pinyin or initials")),
        ])
      html.tag("button", [.style("btn")], layout.say("查找", "Find"))
    }
  }

  static func list(
    _ lines: [PlaceLine], isFound: Bool, on day: String? = nil, _ layout: Layout, _ html: inout HTML
  ) {
    let table = DeskTable(
      layout: layout, title: layout.say("地方", "Places"),
      heads: [
        layout.say("名称", "Name"), layout.say("层级", "Level"), layout.say("编码", "Code"), layout.say("下级", "Below"),
      ])
    table.write(lines, &html) { table, line, html in
      html.tag("th", [.of("scope", "row")]) { html in
        html.tag("a", [.style("open"), .link(PagePath.of("places", line.code) + (day.map { "?on=\($0)" } ?? ""))], line.name)
        if isFound { html.tag("small", [], line.path) }
      }
      table.cell(1, layout.level(line.level), &html)
      table.cell(2, line.isOfficial ? line.code : line.code + layout.say("（暂编）", " (provisional)"), &html)
      table.cell(3, String(line.children), &html)
    }
  }

  private static func proposals(_ lines: [PlaceProposalLine], _ layout: Layout, _ html: inout HTML) {
    if lines.isEmpty { return }
    html.tag("h2", [.id("proposals")], layout.say("有人报的新地方", "Places that people reported"))
    html.tag("ul", [.style("stack stack--3")]) { html in
      for line in lines {
        html.tag("li", [.style("card stack stack--2")]) { html in
          html.tag("p", [.style("b")], "\(line.parentPath)/\(line.name)")
          html.tag("p", [.style("sub num")], "\(layout.level(line.level)) · \(layout.time(line.at))")
          if let note = line.note, !note.isEmpty { html.tag("p", [], note) }
          html.tag(
            "form", [.style("row no-print"), .of("method", "post"), .action(PagePath.of("places", "proposals", String(line.id)))]
          ) { html in
            layout.secret(layout.session, &html)
            html.tag("label", [.style("vh"), .of("for", "name-\(line.id)")], layout.say("名称", "Name"))
            html.open(
              "input",
              [.style("input input--sm"), .id("name-\(line.id)"), .of("name", "name"), .of("value", line.name)])
            html.tag(
              "button", [.style("btn btn--sm btn--primary"), .of("name", "decision"), .of("value", "accept")],
              layout.say("加进地名", "Add it"))
            html.tag(
              "button", [.style("btn btn--sm"), .of("name", "decision"), .of("value", "refuse")],
              layout.say("不加", "Refuse"))
          }
        }
      }
    }
  }

  /// On the first page of whoever decides on what was reported.
  static func beside(_ waiting: Int, _ layout: Layout, _ html: inout HTML) {
    if waiting == 0 { return }
    html.tag("a", [.style("call"), .link("/places#proposals")]) { html in
      html.icon(.search)
      html.tag(
        "span", [.style("grow b")],
        layout.say("有 \(waiting) 个新报的地方等着核实", "\(waiting) reported places to confirm"))
    }
  }

  /// Accepts or refuses a proposal.
  static func decide(_ call: Call) throws -> Response {
    guard let id = Int64(call.parameter(0)) else { throw Problem.notFound }
    let posted = try call.form()
    guard let decision = posted["decision"], ["accept", "refuse"].contains(decision) else { throw Problem.notFound }
    try call.site.desk.places.decide(call.caller(), id, decision == "accept", posted["name"])
    return .redirect(to: "/places")
  }
}

extension Layout {
  /// As it stands, or as it stood on a day.
  ///
  /// - Parameter path: of the page.
  func dayForm(_ day: String?, _ path: String, _ html: inout HTML) {
    if let day {
      call("wait", say("这是 \(day) 的样子。", "This is how it was on \(day)."), &html)
      html.tag("p") { $0.tag("a", [.style("open"), .link(path)], say("看现在的", "As it is now")) }
    }
    html.tag("form", [.style("toolbar no-print"), .of("method", "get"), .action(path)]) { html in
      html.tag("label", [.style("sm"), .of("for", "on")], say("看哪一天的样子", "As it was on"))
      html.open(
        "input",
        [.style("input input--sm"), .id("on"), .of("type", "date"), .of("name", "on"), .of("value", day ?? "")])
      html.tag("button", [.style("btn btn--sm")], say("看", "Show"))
    }
  }

  func level(_ level: PlaceLevel) -> String { say(level.alias, level.word) }

  /// Where a resident looks up a place, and reports one that is missing.
  func placesLink(_ html: inout HTML) {
    html.tag("p") { html in
      html.tag(
        "a", [.style("open"), .link("/places")],
        say("地名：查地方，报告没有收录的楼", "Places: look one up, report one that is missing"))
    }
  }
}
