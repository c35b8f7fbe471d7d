import Core
import Engine

/// Declarations of who acts for whom, for the posts of where the represented people live.
enum MandateQueuePage {
  static let most = 100

  /// `GET /mandates`
  static func show(_ call: Call) throws -> Response { try show(call, nil) }

  private static func show(_ call: Call, _ problem: Problem?) throws -> Response {
    let caller = try call.caller(), mandates = call.site.desk.mandates
    guard try mandates.mayConfirm(caller) else { throw Problem.notFound }
    let after = call.query["after"].flatMap { Int64($0) }, lines = try mandates.waiting(caller, after ?? 0)
    let layout = Layout(call)
    let title = layout.say("核实家人和代办人", "Family and proxies to confirm")
    return layout.page(problem?.status ?? 200, title: title) { html in
      layout.back("/", layout.say("首页", "Home"), &html)
      html.tag("h1", [], title)
      if let problem { layout.call("bad", problem.detail.text(in: call.language), &html) }
      html.tag(
        "p", [.style("sub")],
        layout.say(
          "核实后，代办人在截止日期前可以替居民办事；居民本人会收到消息，随时可以结束。",
          "Once confirmed they may act until the day given. The person is told and can end it at any time."))
      if lines.isEmpty { return layout.blank(.ok, layout.say("没有等着核实的。", "Nothing waits."), &html) }
      html.tag("ul", [.style("stack stack--4")]) { html in for line in lines { item(line, layout, &html) } }
      let last = lines.count == most ? lines.last : nil
      layout.turning(
        first: after == nil ? nil : "/mandates", next: last.map { "/mandates?after=\($0.id)" }, &html)
    }
  }

  private static func item(_ line: MandateLine, _ layout: Layout, _ html: inout HTML) {
    html.tag("li", [.style("card stack stack--3"), .id("m-\(line.id)")]) { html in
      html.tag("h2", [], layout.say("\(line.proxy) 替 \(line.principal) 办事", "\(line.proxy) for \(line.principal)"))
      html.tag("dl", [.style("facts")]) { html in
        fact(layout.say("住处", "Home"), line.place, &html)
        let by = line.byPrincipal ? line.principal : line.proxy
        fact(
          layout.say("关系", "Relation"),
          layout.say("\(line.relation.zh)（\(by) 登记）", "\(line.relation.text(in: .en)) (declared by \(by))"), &html)
        fact(layout.say("可以", "May"), MandateParts.powers(line.powers, layout), &html)
        fact(layout.say("到哪天", "Until"), line.until, &html)
        fact(layout.say("登记时间", "Declared"), layout.time(line.declared), &html)
      }
      if let proof = line.proof {
        html.tag("p") { html in
          html.tag(
            "a", [.style("open"), .link(PagePath.of("mandates", String(line.id), "proof"))],
            proof.isEmpty ? layout.say("看证明材料", "See the proof") : layout.say("看证明材料：\(proof)", "See the proof: \(proof)"))
        }
      } else {
        html.tag("p", [.style("sub")], layout.say("没有证明材料：要当面核对，并写明核对了什么。", "No proof: check in person and write what."))
      }
      decision(line, layout, &html)
    }
  }

  private static func fact(_ title: String, _ text: String, _ html: inout HTML) {
    html.tag("div") { html in
      html.tag("dt", [], title)
      html.tag("dd", [], text)
    }
  }

  private static func decision(_ line: MandateLine, _ layout: Layout, _ html: inout HTML) {
    html.tag("form", [.style("stack stack--3 no-print"), .of("method", "post"), .action("/mandates/\(line.id)")]) { html in
      layout.secret(layout.session, &html)
      html.tag("div", [.style("field")]) { html in
        html.tag("label", [.style("label"), .of("for", "r-\(line.id)")]) { html in
          html.text(layout.say("核对了什么，或为什么不通过 ", "What you checked, or why not "))
          if line.proof != nil {
            html.tag("span", [.style("opt")], layout.say("通过时选填", "optional to confirm"))
          }
        }
        html.open(
          "input", [.style("input"), .id("r-\(line.id)"), .of("name", "reason"), .of("maxlength", "500")])
      }
      html.tag("p", [.style("row")]) { html in
        html.tag(
          "button", [.style("btn btn--primary"), .of("name", "act"), .of("value", "confirm")], layout.say("核实通过", "Confirm"))
        html.tag("button", [.style("btn"), .of("name", "act"), .of("value", "refuse")], layout.say("不通过", "Refuse"))
      }
    }
  }

  /// `POST /mandates/{id}`
  static func act(_ call: Call) throws -> Response {
    let posted = try call.form()
    let act = try MandateRoutes.act(call.parameter(0), posted["act"] ?? "", posted["reason"])
    do {
      _ = try call.site.performAndWait(
        Command(act: .mandate(act), caller: try call.caller(), key: nil, body: call.digest()))
    } catch let refusal as Refusal where refusal.code == .reasonNeeded || refusal.code == .movedOn {
      return try show(call, Problem(refusal))
    }
    return .redirect(to: "/mandates")
  }

  /// `GET /mandates/{id}/proof`
  static func proof(_ call: Call) throws -> Response {
    let id = try call.id(0)
    return try FilesPage.response(call.site.desk.mandates.proof(call.caller(), id), call)
  }

  /// On the first page at a desk: how many wait.
  static func beside(_ waiting: Int, _ layout: Layout, _ html: inout HTML) {
    if waiting == 0 { return }
    html.tag("a", [.style("call"), .link("/mandates")]) { html in
      html.icon(.sign)
      html.tag(
        "span", [.style("grow b")],
        layout.say(
          "有 \(waiting < most ? "\(waiting)" : "\(most) 份以上") 份家人、代办人登记等着核实",
          "\(waiting) declarations of family and proxies to confirm"))
    }
  }
}
