import Core
import Engine

/// What an operation would do; done when it is confirmed.
enum PlacePlanPage {
  static func act(_ call: Call) throws -> Response {
    guard let act = PlaceAct(rawValue: call.parameter(1)) else { throw Problem.notFound }
    let posted = try call.form()
    let operation = operation(act, call.parameter(0), posted)
    let places = call.site.desk.places
    do {
      if posted["confirmed"] == "yes" {
        _ = try places.change(call.caller(), operation)
        return .redirect(to: try path(of: call.parameter(0), call))
      }
      return page(call, act, posted, try places.plan(call.caller(), operation))
    } catch let refusal as Refusal where refusal.code != .unavailable {
      return try PlacePage.show(call, call.parameter(0), Problem(refusal))
    }
  }

  /// Takes an operation back, or what waits for its day.
  static func undo(_ call: Call) throws -> Response {
    let change = try call.id(0)
    let at = try call.form()["at"] ?? ""
    do {
      try call.site.desk.places.undo(call.caller(), change)
      return .redirect(to: try path(of: at, call) + "?undone=1")
    } catch let refusal as Refusal where refusal.code != .unavailable {
      return try PlacePage.show(call, at, Problem(refusal))
    }
  }

  /// The page of a place, which may be gone with what brought it.
  private static func path(of code: String, _ call: Call) throws -> String {
    let isThere = try !code.isEmpty && call.site.desk.places.one(call.caller(), code, nil, nil) != nil
    return isThere ? PagePath.of("places", code) : "/places"
  }

  /// Said on the page to which somebody comes who took something back.
  static func undone(_ call: Call, _ layout: Layout, _ html: inout HTML) {
    if call.query["undone"] == nil { return }
    let words = layout.say("已撤回：地名、在办的件和岗位的权限都回到变更以前。", "Taken back: places, running requests and rights are as before.")
    layout.call("ok", words, &html)
  }

  private static func list(_ text: String?) -> [String] {
    (text ?? "").split(whereSeparator: { ",，、\n".contains($0) })
      .map { String($0.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }.filter { !$0.isEmpty }
  }

  private static func operation(_ act: PlaceAct, _ code: String, _ posted: FieldList) -> PlaceOperation {
    func given(_ name: String) -> String? { posted[name].flatMap { $0.isEmpty ? nil : $0 } }
    var operation = PlaceOperation(act, what: [code], to: list(posted["to"]), from: given("from"), reason: given("reason"))
    operation.handover = given("handover").flatMap { Handover(rawValue: $0) } ?? .follow
    switch act {
    case .add:
      operation.what = []
      operation.to = [code]
      operation.name = given("name")
      operation.level = given("level").flatMap { PlaceLevel(word: $0) }
      operation.kind = given("kind").flatMap { PlaceKind(rawValue: $0) } ?? .area
      operation.code = given("code")
      operation.isOfficial = operation.code != nil
    case .merge: operation.what += list(posted["what"])
    case .split:
      for line in (posted["map"] ?? "").split(whereSeparator: \.isNewline) {
        guard let sign = line.lastIndex(of: "=") else { continue }
        let part = list(String(line[line.index(after: sign)...])).first
        let child = list(String(line[..<sign])).first
        if let child, let part { operation.map[child] = part }
      }
    case .rename, .move, .close: break
    }
    return operation
  }

  private static func page(_ call: Call, _ act: PlaceAct, _ posted: FieldList, _ plan: PlacePlan) -> Response {
    let layout = Layout(call)
    let title = layout.say("\(act.alias)会改变什么", "What this \(act.rawValue) changes")
    return layout.page(plan.issues.isEmpty ? 200 : 422, title: title) { html in
      layout.back(PagePath.of("places", call.parameter(0)), layout.say("返回", "Back"), &html)
      html.tag("h1", [], title)
      for issue in plan.issues { layout.call("bad", issue.message.text(in: layout.language), &html) }
      lines(plan, layout, &html)
      if plan.issues.isEmpty {
        facts(plan, layout, &html)
        governing(plan, layout, &html)
        overlays(plan, layout, &html)
        posts(plan, layout, &html)
        codes(plan, layout, &html)
        confirm(call, act, posted, layout, &html)
      }
    }
  }

  private static func lines(_ plan: PlacePlan, _ layout: Layout, _ html: inout HTML) {
    if plan.lines.isEmpty { return }
    html.tag("ul", [.style("card stack stack--2")]) { html in
      for line in plan.lines.prefix(200) {
        let text =
          switch line.kind {
          case .create: layout.say("新增 \(line.path)（\(line.code)）", "new: \(line.path) (\(line.code))")
          case .rename: layout.say("\(line.path) 改名为 \(line.to)", "\(line.path) is called \(line.to)")
          case .move: layout.say("\(line.path) 划到 \(line.to)", "\(line.path) goes to \(line.to)")
          case .end: layout.say("\(line.path) 撤销，由 \(line.to) 接管", "\(line.path) ends; \(line.to) takes over")
          }
        html.tag("li", [], text)
      }
    }
  }

  private static func facts(_ plan: PlacePlan, _ layout: Layout, _ html: inout HTML) {
    let handover = layout.say(plan.handover.alias, plan.handover.rawValue)
    html.tag("dl", [.style("card facts")]) { html in
      for (title, text) in [
        (layout.say("生效", "From"), plan.day + (plan.isWaiting ? layout.say("（到日子再执行）", " (kept until then)") : "")),
        (layout.say("涉及的地方", "Places"), String(plan.nodes)), (layout.say("改变的编码", "Codes that change"), String(plan.codeCount)),
        (layout.say("在办的件", "Running requests"), "\(plan.requests) · \(handover)"),
        (layout.say("台账里的人和物", "Ledger entries"), String(plan.entities)),
      ] {
        html.tag("div") { html in
          html.tag("dt", [], title)
          html.tag("dd", [.style("num")], text)
        }
      }
    }
  }

  private static func posts(_ plan: PlacePlan, _ layout: Layout, _ html: inout HTML) {
    if plan.posts.isEmpty { return }
    html.tag("h2", [], layout.say("岗位的权限", "Rights of posts"))
    html.tag("ul", [.style("card stack stack--2")]) { html in
      for post in plan.posts.prefix(100) {
        let what =
          switch post.kind {
          case .follows: layout.say("随地方走", "goes along")
          case .gains: layout.say("新管这里", "gains it")
          case .loses: layout.say("不再管这里", "loses it")
          case .ends:
            layout.say("管的地方撤销或划走，不再接新件", "its place ends or leaves it: it gets nothing new")
          }
        let vacant = post.isVacant ? layout.say("（空缺）", " (vacant)") : ""
        html.tag("li", [], "\(post.post)\(vacant)：\(what)")
      }
      if plan.posts.count > 100 {
        let more = plan.posts.count - 100
        html.tag("li", [.style("muted")], layout.say("另有 \(more) 个岗位", "\(more) more posts"))
      }
    }
  }

  private static func governing(_ plan: PlacePlan, _ layout: Layout, _ html: inout HTML) {
    if plan.governing.isEmpty { return }
    html.tag("h2", [], layout.say("由谁管理", "Who governs"))
    html.tag("ul", [.style("card stack stack--2")]) { html in
      for place in plan.governing {
        let names = place.bodies.joined(separator: layout.say("、", ", "))
        let text =
          if place.isOwn {
            layout.say("\(place.path) 由 \(names) 管理，另有安排时请在通讯录里改", "\(place.path): \(names), until the directory says otherwise")
          } else if place.bodies.isEmpty {
            layout.say("\(place.path) 还没有单位管理", "\(place.path): nobody yet")
          } else {
            layout.say("\(place.path) 还没有自己的单位，由上级 \(names) 管理", "\(place.path): nobody of its own, \(names) above it")
          }
        html.tag("li", [], text)
      }
    }
  }

  private static func overlays(_ plan: PlacePlan, _ layout: Layout, _ html: inout HTML) {
    if plan.overlays.isEmpty { return }
    html.tag("h2", [], layout.say("当地另有规定的服务", "Services with rules of their own there"))
    html.tag("ul", [.style("card stack stack--2")]) { html in
      for one in plan.overlays {
        let (service, title) = (one.service.text(in: layout.language), one.title.text(in: layout.language))
        let to = one.to.joined(separator: layout.say("、", ", "))
        let text =
          one.to.isEmpty
          ? layout.say("\(service)：\(one.from)的「\(title)」不再适用", "\(service): `\(title)` of \(one.from) holds no more")
          : layout.say("\(service)：\(one.from)的「\(title)」以后适用于整个 \(to)", "\(service): `\(title)` of \(one.from) holds for all of \(to) then")
        html.tag("li", [], text)
      }
    }
  }

  private static func codes(_ plan: PlacePlan, _ layout: Layout, _ html: inout HTML) {
    if plan.codes.isEmpty { return }
    html.tag("h2", [], layout.say("编码", "Codes"))
    let table = DeskTable(
      layout: layout, title: layout.say("编码", "Codes"),
      heads: [layout.say("地方", "Place"), layout.say("原编码", "Old"), layout.say("新编码", "New")])
    table.write(plan.codes, &html) { table, code, html in
      table.name(code.path, &html)
      table.cell(1, code.old, &html)
      table.cell(2, code.new, &html)
    }
  }

  private static func confirm(
    _ call: Call, _ act: PlaceAct, _ posted: FieldList, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag(
      "form",
      [.style("row no-print"), .of("method", "post"), .action(PagePath.of("places", call.parameter(0), act.rawValue))]
    ) { html in
      layout.secret(layout.session, &html)
      for name in ["to", "what", "from", "name", "level", "kind", "code", "handover", "map", "reason"] {
        if let value = posted[name], !value.isEmpty { layout.hidden(name, value, &html) }
      }
      layout.hidden("confirmed", "yes", &html)
      html.tag("button", [.style("btn btn--primary")], layout.say("确认执行", "Do it"))
      html.tag("a", [.style("btn"), .link(PagePath.of("places", call.parameter(0)))], layout.say("不执行", "Do not"))
    }
  }
}
