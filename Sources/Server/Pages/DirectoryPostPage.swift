import Core
import Engine

/// One post in the directory: who sits there, leave, who stands in; with the forms for who may change it.
enum DirectoryPostPage {
  static func show(_ call: Call) throws -> Response { try show(call, nil) }

  /// The acts of `DirectoryRoutes`; what is refused is said on the page itself.
  static func act(_ call: Call) throws -> Response {
    let id = try post(call)
    let posted = try call.form()
    do {
      guard let change = try Self.change(call.parameter(1), posted) else { throw Problem.notFound }
      try call.site.desk.directory.change(call.caller(), id, change, call.directoryAuthority())
    } catch let refusal as Refusal where refusal.code != .unavailable {
      return try show(call, Problem(refusal))
    } catch let problem as Problem where problem.status == 400 {
      return try show(call, problem)
    }
    return .redirect(to: PagePath.of("directory", "posts", String(id)) + "?done=\(call.parameter(1))")
  }

  /// People write the last day of a term, rows and programs have the first one without it.
  private static func change(_ act: String, _ posted: FieldList) throws -> PostChange? {
    try DirectoryRoutes.change(act) { name in
      act == "appoint" && name == "until" ? Layout.dayAfter(posted[name]) : posted[name]
    }
  }

  private static func post(_ call: Call) throws -> Int64 {
    let id = try call.id(0)
    return id
  }

  private static func show(_ call: Call, _ problem: Problem?) throws -> Response {
    let caller = try call.caller()
    let directory = call.site.desk.directory
    guard let detail = try directory.post(caller, post(call), call.directoryAuthority()) else { throw Problem.notFound }
    let layout = Layout(call)
    let post = detail.post
    var choices = DirectoryForms.Choices(who: call.query["who"] ?? "", where: call.query["where"] ?? "")
    if detail.mayEdit {
      choices.people = try directory.people(caller, post.id, choices.who, call.directoryAuthority())
      choices.posts = try directory.posts(caller, post.id, choices.where, call.directoryAuthority())
    }
    var forms = DirectoryForms(layout: layout, detail: detail, choices: choices)
    forms.isJustAppointed = problem == nil && call.query["done"] == "appoint"
    return layout.page(problem?.status ?? 200, title: post.name) { html in
      layout.back(PagePath.of("directory", String(post.organization)), post.organizationName, &html)
      html.tag("h1", [], "\(post.organizationName)/\(post.name)")
      if let problem { layout.call("bad", problem.detail.text(in: layout.language), &html) }
      if problem == nil, let done = done(call.query["done"], detail, layout) { layout.call("ok", done, &html) }
      stranded(detail, layout, &html)
      facts(post, layout, &html)
      html.tag("p") { html in
        html.tag(
          "a", [.style("open"), .link(PageQuestion.path(.what, user: RightsUser.post(post.id).token))],
          layout.say("这个岗位能做什么", "What this post may do"))
      }
      people(post, layout, &html)
      forms.terms(&html)
      forms.spans(.leave, &html)
      forms.spans(.deputy, &html)
      if detail.mayEdit { forms.all(&html) }
      log(detail, layout, &html)
      if detail.mayEdit { DeskScript.write(&html) }
    }
  }

  /// The list of one choice alone, as the script asks for it while somebody types.
  static func choices(_ call: Call) throws -> Response {
    guard let choice = call.query["for"].flatMap(DirectoryChooser.Choice.init(rawValue:)) else { throw Problem.notFound }
    let post = try post(call), words = call.query["words"] ?? "", directory = call.site.desk.directory
    let chooser = DirectoryChooser(layout: Layout(call), post: post)
    var html = HTML()
    switch choice {
    case .person: chooser.people(try directory.people(call.caller(), post, words, call.directoryAuthority()), &html)
    case .target, .deputy:
      chooser.posts(choice, try directory.posts(call.caller(), post, words, call.directoryAuthority()), &html)
    }
    return Response(200, .html, html.bytes)
  }

  /// What was just done, and how it is taken back.
  private static func done(_ act: String?, _ detail: DirectoryPostDetail, _ layout: Layout) -> String? {
    switch act {
    case "appoint": appointed(detail, layout)
    case "undo-appoint": layout.say("已撤回这次任命。", "The appointment is taken back.")
    case "dismiss": layout.say("任职已结束，权限已收回。", "The term has ended, and with it the rights.")
    case "transfer":
      layout.say("已调动，两边同时生效。在办的件留在原岗位。要撤回，从新岗位调回。", "Transferred, on both sides at once. Open work stays with the post. To take it back, transfer back.")
    case "leave": layout.say("已登记请假。要撤回，结束这次请假。", "Leave is set. To take it back, end it.")
    case "end-leave": layout.say("请假已结束。", "The leave has ended.")
    case "deputy": layout.say("已设代理。要撤回，结束这次代理。", "The deputy is set. To take it back, end it.")
    case "describe":
      layout.say(
        "已改好。要撤回，在「改职级、职责、标签、电话」里点「撤回上一次改动」。",
        "It is changed. To take it back, press `Take the last change back` under `Change rank, duties, tags, phone`.")
    case "undo-describe": layout.say("已撤回。", "Taken back.")
    case "end-deputy": layout.say("代理已结束。", "The deputy has ended.")
    default: nil
    }
  }

  /// From which day on a term is written, and since when there are rights.
  private static func appointed(_ detail: DirectoryPostDetail, _ layout: Layout) -> String {
    let back = layout.say(
      "要撤回，在「任命」里点「撤回上一次任命」。", "To take it back, press `Take the last appointment back` under `Appoint`.")
    let day = detail.terms.first { $0.id == detail.appointed }?.from ?? detail.today
    if day > detail.today {
      return layout.say("已任命，从 \(day) 起在任，到那天才有权限。", "Appointed from \(day) on; there are no rights before that day. ") + back
    }
    if day == detail.today { return layout.say("已任命，从现在起有权限。", "Appointed; rights hold from now on. ") + back }
    return layout.say(
      "已任命：任职记为从 \(day) 起，这一天写在任职和岗位的历史里；权限从现在起才有，以前的事不受影响。",
      "Appointed: the term is written as from \(day) on, which its history shows; rights hold from now on and change nothing of what was. "
    ) + back
  }

  /// Which services stand still, or would, without somebody here.
  private static func stranded(_ detail: DirectoryPostDetail, _ layout: Layout, _ html: inout HTML) {
    if detail.stranded.isEmpty { return }
    let names = detail.stranded.prefix(6).map { $0.text(in: layout.language) }
      .joined(separator: layout.say("、", ", ")) + (detail.stranded.count > 6 ? layout.say("等", " and others") : "")
    if detail.post.people.isEmpty {
      layout.call(
        "bad",
        layout.say(
          "岗位空缺，也没有代理：\(names)现在没有人能办。在办的件留在这里，任命以后接着办。",
          "Vacant, without a deputy: nobody can process \(names) now. Open work stays here for whoever is appointed."),
        &html)
    } else if detail.mayEdit {
      layout.call(
        "wait",
        layout.say(
          "没有代理：这里一旦空缺，\(names)就没有人能办。", "No deputy: with nobody here, nobody could process \(names)."), &html)
    }
  }

  private static func facts(_ post: DirectoryPost, _ layout: Layout, _ html: inout HTML) {
    let comma = layout.say("、", ", ")
    var facts = [
      (layout.say("角色", "Roles"), post.roles.map { $0.text(in: layout.language) }.joined(separator: comma)),
      (layout.say("地点", "Place"), post.placePath ?? "—"), (layout.say("职级", "Rank"), post.rank ?? "—"),
      (layout.say("职责", "Duties"), post.duties ?? "—"),
      (layout.say("值班电话", "Duty phone"), post.phone ?? "—"),
    ]
    if !post.tags.isEmpty { facts.append((layout.say("标签", "Tags"), post.tags.joined(separator: comma))) }
    if post.from != nil || post.until != nil {
      let span = DirectorySpan(
        id: 0, title: "", from: post.from, until: post.until, isOver: false, isDeclared: true)
      facts.append((layout.say("设置期间", "Exists"), layout.days(span)))
    }
    layout.factList(facts, &html)
  }

  private static func people(_ post: DirectoryPost, _ layout: Layout, _ html: inout HTML) {
    html.tag("h2", [], layout.say("今天", "Today"))
    html.tag("div", [.style("card stack stack--3")]) { html in
      html.tag("p") { layout.holders(post.people.map(\.name), &$0) }
      html.tag("p") { layout.today(post, &$0) }
    }
    let seen = post.people + post.standIns
    if !seen.isEmpty { ContactsPage.table(seen.map { ($0, post) }, layout, &html) }
  }

  private static func log(_ detail: DirectoryPostDetail, _ layout: Layout, _ html: inout HTML) {
    if detail.log.isEmpty { return }
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("做过的改动", "What was changed"))
      html.tag("ul", [.style("stack stack--2")]) { html in
        for entry in detail.log { html.tag("li", [.style("sm num")], layout.directoryEntry(entry)) }
      }
    }
  }
}
