import Core
import Engine

/// The tree of places with search, and what people reported that it does not have. For who sits on a post it begins at the
/// place that the post works for.
enum PlacesPage {
  static func show(_ call: Call) throws -> Response {
    let words = call.query["q"] ?? ""
    let places = call.site.desk.places
    let skipping = try PlaceRoutes.skipped(call)
    let day = words.isEmpty ? call.query["on"].flatMap { $0.isEmpty ? nil : $0 } : nil
    let isWhole = call.query["all"] == "1"
    let home = words.isEmpty && !isWhole ? try places.home(call.caller(), day) : nil
    let found =
      if let home, let itself = home.above.last {
        PlacesFound(lines: home.children.isEmpty ? [itself] : home.children, isMore: false)
      } else if words.isEmpty {
        PlacesFound(lines: try places.children(nil, day, nil), isMore: false)
      } else {
        try places.find(words, skipping)
      }
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
      if let home { begin(home, day, layout, &html) }
      if lines.isEmpty {
        layout.blank(.search, layout.say("没有这样的地方。", "No place is called so."), &html)
      } else {
        list(lines, isFound: !words.isEmpty, on: day, layout, &html)
      }
      if words.isEmpty { layout.dayForm(day, "/places", keeping: isWhole ? [("all", "1")] : [], &html) }
      let asked = "/places?q=\(PercentText.encode(words))"
      layout.turning(
        first: skipping > 0 ? asked : nil, next: found.isMore ? "\(asked)&cursor=\(skipping + lines.count)" : nil, &html)
      self.proposals(proposals, layout, &html)
    }
  }

  /// All places, from the top.
  static let top = "/places?all=1"

  /// The place at which the list begins, and the way up.
  private static func begin(_ home: PlaceHome, _ day: String?, _ layout: Layout, _ html: inout HTML) {
    guard let itself = home.above.last else { return }
    way(home.above.dropLast(), day, layout, &html)
    html.tag("h2") { html in
      html.tag("a", [.style("open"), .link(path(of: itself, day))], itself.name)
    }
  }

  /// The places above one, each a way up.
  static func way(_ above: ArraySlice<PlaceLine>, _ day: String?, _ layout: Layout, _ html: inout HTML) {
    html.tag("nav", [.of("aria-label", layout.say("上级", "Above"))]) { html in
      html.tag("ol", [.style("row sm")]) { html in
        html.tag("li") { $0.tag("a", [.link(top)], layout.say("地名", "Places")) }
        for line in above {
          html.tag("li") { html in
            html.text("/ ")
            html.tag("a", [.link(path(of: line, day))], line.name)
          }
        }
      }
    }
  }

  private static func path(of line: PlaceLine, _ day: String?) -> String {
    PagePath.of("places", line.code) + (day.map { "?on=\($0)" } ?? "")
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
        html.tag("a", [.style("open"), .link(path(of: line, day))], line.name)
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
    let id = try call.id(0)
    let posted = try call.form()
    guard let decision = posted["decision"], ["accept", "refuse"].contains(decision) else { throw Problem.notFound }
    try call.site.desk.places.decide(call.caller(), id, decision == "accept", posted["name"])
    return .redirect(to: "/places")
  }
}

extension Layout {
  /// As it stands, or as it stood on a day.
  ///
  /// - Parameters:
  ///   - path: of the page.
  ///   - kept: what of its address stays.
  func dayForm(_ day: String?, _ path: String, keeping kept: [(name: String, value: String)] = [], _ html: inout HTML) {
    if let day {
      let query = kept.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
      call("wait", say("这是 \(day) 的样子。", "This is how it was on \(day)."), &html)
      html.tag("p") { html in
        html.tag(
          "a", [.style("open"), .link(query.isEmpty ? path : path + "?" + query)], say("看现在的", "As it is now"))
      }
    }
    html.tag("form", [.style("toolbar no-print"), .of("method", "get"), .action(path)]) { html in
      for (name, value) in kept { hidden(name, value, &html) }
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
