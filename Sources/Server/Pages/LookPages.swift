import Core
import Engine

/// Emergency looks: asking for one where a request or somebody's number is not shown, giving it back, and the list of who watches over them.
enum LookPages {
  /// Where a request is not there for a member of staff whose role may look in an emergency: the way to do so. It says
  /// nothing of whether there is such a request.
  static func refused(_ call: Call, _ refusal: Refusal) throws -> Response? {
    guard refusal.code == .notFound, call.session?.kind == .staff,
      try call.site.desk.rights.mayBreakGlass(call.caller())
    else { return nil }
    let code = try RequestRoutes.code(call.parameter(0)), layout = Layout(call)
    return layout.page(404, title: layout.say("看不到这件事", "Not yours to see")) { html in
      layout.back("/queue", layout.say("互通", "Queue"), &html)
      html.tag("h1", [], layout.say("看不到这件事", "Not yours to see"))
      html.tag("p", [.style("lead")], refusal.message.text(in: layout.language))
      html.tag("section", [.style("card stack stack--3")]) { html in
        html.tag("h2", [], layout.say("有急事", "An emergency"))
        form(PagePath.of("requests", code, "look"), layout, &html)
      }
    }
  }

  /// `POST /requests/{code}/look`
  static func open(_ call: Call) throws -> Response {
    let code = try RequestRoutes.code(call.parameter(0))
    return try open(call, to: PagePath.of("requests", code)) { .breakGlass(code: code, reason: $0, minutes: $1) }
  }

  /// `POST /directory/people/{person}/look`
  static func openNumbers(_ call: Call) throws -> Response {
    let person = try call.id(0)
    return try open(call, to: PagePath.of("directory", "people", String(person))) {
      .lookAtNumbers(person: person, reason: $0, minutes: $1)
    }
  }

  /// - Parameter act: of a reason and minutes.
  private static func open(_ call: Call, to path: String, _ act: (String?, Int64?) -> Command.Act) throws -> Response {
    let posted = try call.form()
    let command = Command(
      act: act(posted["reason"], minutes(posted)), caller: try call.caller(),
      key: posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil }, body: call.digest())
    do { _ = try call.site.performAndWait(command) } catch let refusal as Refusal
    where [.beyondAuthority, .reasonNeeded, .tooLarge].contains(refusal.code) {
      return again(call, posted, refusal, path)
    }
    return .redirect(to: path)
  }

  /// For how long, as it was typed; nil = as long as the role allows. What is no whole number is no time at all, and refused.
  private static func minutes(_ posted: FieldList) -> Int64? {
    let typed = (posted["minutes"] ?? "").filter { !$0.isWhitespace }
    return typed.isEmpty ? nil : Int64(typed) ?? 0
  }

  /// What was refused, with what was typed and what is in the way.
  private static func again(_ call: Call, _ posted: FieldList, _ refusal: Refusal, _ path: String) -> Response {
    let layout = Layout(call), title = layout.say("没有打开", "It was not opened")
    return layout.page(refusal.code.status, title: title) { html in
      layout.back(path, layout.say("返回", "Back"), &html)
      html.tag("h1", [], title)
      layout.call("bad", refusal.message.text(in: layout.language), &html)
      html.tag("section", [.style("card stack stack--3")]) { html in
        form(path + "/look", layout, typed: posted, wrong: refusal.fields.first?.field, &html)
      }
    }
  }

  /// `POST /looks/{id}/end`
  static func end(_ call: Call) throws -> Response {
    let id = try call.id(0)
    let command = Command(act: .endLook(id), caller: try call.caller(), key: nil, body: call.digest())
    _ = try call.site.performAndWait(command)
    if let person = try call.form()["person"].flatMap({ Int64($0) }) {
      return .redirect(to: PagePath.of("directory", "people", String(person)))
    }
    let isWatching = try call.session.map { try call.site.administers(.security, $0, call.language) } ?? false
    return .redirect(to: isWatching ? "/admin/looks" : "/queue")
  }

  /// `GET /admin/looks`
  static func list(_ call: Call) throws -> Response {
    let before = call.query["before"].flatMap { Int64($0) }
    let looks = try call.site.desk.rights.looks(call.caller(), before)
    let layout = Layout(call)
    return layout.page(title: layout.say("应急查看", "Emergency looks")) { html in
      html.tag("h1", [], layout.say("应急查看", "Emergency looks"))
      let open = looks.count(where: \.isOpen)
      html.tag(
        "p", [.style("sub num")],
        layout.say("现在开着 \(open) 次。每一次当时就告知了上级和当事人。", "\(open) open now. Superiors and the persons were told at once."))
      if looks.isEmpty { return layout.blank(.shield, layout.say("没有应急查看。", "There was none."), &html) }
      table(looks, layout, &html)
      let last = looks.count == Self.most ? looks.last : nil
      layout.turning(
        first: before == nil ? nil : "/admin/looks", next: last.map { "/admin/looks?before=\($0.id)" }, &html)
    }
  }

  static let most = 100

  private static func table(_ looks: [LookShown], _ layout: Layout, _ html: inout HTML) {
    let table = DeskTable(
      layout: layout, title: layout.say("应急查看", "Emergency looks"),
      heads: [
        layout.say("谁", "Who"), layout.say("看了什么", "What"), layout.say("原因", "Reason"), layout.say("时间", "When"),
        layout.say("告知", "Told"), layout.say("状态", "State"),
      ])
    table.write(looks, &html) { table, look, html in
      html.tag("th", [.of("scope", "row")]) { html in
        html.text(look.name)
        html.tag("small", [], look.post.text(in: layout.language))
      }
      table.cell(1, &html) { html in
        html.text(look.service.text(in: layout.language))
        if !look.code.isEmpty { html.tag("small", [.style("mono")], look.code) }
      }
      table.cell(2, look.reason, &html)
      table.cell(3, layout.say("\(layout.time(look.opened)) 起", "from \(layout.time(look.opened))"), &html)
      let told = look.told.map { $0.text(in: layout.language) }.joined(separator: layout.say("、", ", "))
      table.cell(4, told.isEmpty ? layout.say("安全管理员", "security administrator") : told, &html)
      table.cell(5, &html) { html in state(look, layout, &html) }
    }
  }

  private static func state(_ look: LookShown, _ layout: Layout, _ html: inout HTML) {
    guard look.isOpen else {
      let by = look.endedBy.map { layout.say("（\($0)）", " (\($0))") } ?? ""
      let end = layout.time(look.ended ?? look.until)
      return html.text(layout.say("\(end) 结束\(by)", "ended \(end)\(by)"))
    }
    html.tag("span", [.style("tag tag--wait")], layout.say("开着，到 \(layout.time(look.until))", "open until \(layout.time(look.until))"))
    ending(look.id, layout.say("收回", "Take away"), layout, &html)
  }

  /// `POST /requests/{code}/unmask`: one answer, whole; that somebody looked is written down.
  static func unmask(_ call: Call) throws -> Response {
    let code = try RequestRoutes.code(call.parameter(0))
    let answer = try call.site.desk.rights.unmasked(call.caller(), code, call.form()["field"] ?? "")
    let layout = Layout(call)
    let title = answer.title.text(in: layout.language)
    return layout.page(title: title) { html in
      layout.back(PagePath.of("requests", code), code, &html)
      html.tag("h1", [], title)
      for text in answer.texts { html.tag("p", [.style("lead pre")], text) }
      html.tag("p", [.style("foot")], layout.say("这次查看已记录，当事人看得到。", "That you looked is recorded, and the person sees it."))
    }
  }

  // MARK: Beside what is looked at

  /// What of an open or possible look a request's page says.
  static func beside(_ view: RequestView, _ layout: Layout, _ html: inout HTML) {
    let reason = view.look.map { layout.say("原因：\($0.reason)", "Reason: \($0.reason)") }
    beside(
      view.look.map { OpenLook(id: $0.id, until: $0.until) }, reason,
      view.offersLook ? layout.say("有急事要看全", "An emergency: see it whole") : nil,
      PagePath.of("requests", view.card.code, "look"), layout, &html)
  }

  /// What of an open or possible look a person's page says.
  static func beside(_ person: DirectoryPerson, _ layout: Layout, _ html: inout HTML) {
    beside(
      person.look, nil, person.offersLook ? layout.say("有急事要看号码", "An emergency: see the numbers") : nil,
      PagePath.of("directory", "people", String(person.id), "look"), of: person.id, layout, &html)
  }

  /// - Parameters:
  ///   - offer: what one would be for; nil where none is possible.
  ///   - path: where it is opened.
  ///   - person: on whose page it stands.
  private static func beside(
    _ look: OpenLook?, _ reason: String?, _ offer: String?, _ path: String, of person: Int64? = nil, _ layout: Layout,
    _ html: inout HTML
  ) {
    if let look {
      let until = layout.time(look.until)
      html.tag("section", [.style("card stack stack--3 no-print")]) { html in
        let words = [layout.say("应急查看中，到 \(until) 为止。", "Open for an emergency until \(until)."), reason]
        layout.call("wait", words.compactMap(\.self).joined(separator: layout.say("", " ")), &html)
        ending(look.id, layout.say("看完了，结束", "Done, end it"), of: person, layout, &html)
      }
    } else if let offer {
      html.tag("details", [.style("card stack stack--3 no-print")]) { html in
        html.tag("summary", [], offer)
        form(path, layout, &html)
      }
    }
  }

  /// - Parameters:
  ///   - path: where it is sent.
  ///   - wrong: the field that was refused.
  private static func form(
    _ path: String, _ layout: Layout, typed: FieldList = FieldList(), wrong: String? = nil, _ html: inout HTML
  ) {
    html.tag(
      "p", [.style("sub")],
      layout.say(
        "应急查看有时限，到点自动结束；打开时会当即告知您的上级和当事人，并且留下记录。",
        "A look ends by itself. Your superior and the person are told at once, and it is recorded."))
    html.tag(
      "form", [.style("stack stack--3"), .of("method", "post"), .action(path)]
    ) { html in
      layout.secret(layout.session, &html)
      layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
      html.tag("label", [.of("for", "look-reason")], layout.say("为什么现在必须看", "Why it must be now"))
      html.tag(
        "textarea",
        [
          .id("look-reason"), .of("name", "reason"), .of("rows", "3"), .of("maxlength", "600"), .flag("required"),
        ], typed["reason"] ?? "")
      html.tag("label", [.of("for", "look-minutes")]) { html in
        html.text(layout.say("看几分钟 ", "For how many minutes "))
        html.tag("span", [.style("opt")], layout.say("不填就到角色允许的最长时间", "empty: as long as the role allows"))
      }
      html.open(
        "input",
        [
          .style("input"), .id("look-minutes"), .of("type", "number"), .of("name", "minutes"), .of("min", "1"),
          .of("step", "1"), .of("inputmode", "numeric"), .of("value", typed["minutes"] ?? ""),
        ] + (wrong == "minutes" ? [.of("aria-invalid", "true")] : []))
      html.tag("button", [.style("btn btn--wide")]) { html in
        html.icon(.shield)
        html.text(layout.say("应急查看", "Look in an emergency"))
      }
    }
  }

  /// - Parameter person: on whose page it stands, and where it leads back to.
  private static func ending(
    _ id: Int64, _ words: String, of person: Int64? = nil, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("form", [.of("method", "post"), .action(PagePath.of("looks", String(id), "end"))]) { html in
      layout.secret(layout.session, &html)
      if let person { layout.hidden("person", String(person), &html) }
      html.tag("button", [.style("btn btn--sm")], words)
    }
  }
}
