import Core
import Engine

/// One post: who sits there from when to when, appointing, dismissing, and what was done.
enum PostPage {
  static func show(_ call: Call) throws -> Response { try show(call, nil) }

  /// `appoint` and `dismiss`; what is refused is said on the page itself.
  static func act(_ call: Call) throws -> Response {
    let id = try post(call)
    let posted = try call.form()
    guard let act = AppointmentAct(rawValue: call.parameter(1)) else { throw Problem.notFound }
    func day(_ name: String) -> String? { posted[name].flatMap { $0.isEmpty ? nil : $0 } }
    let pages = call.site.desk.pages
    let caller = try call.caller()
    do {
      switch act {
      case .appoint:
        guard let person = posted["person"].flatMap({ Int64($0) }) else { return try show(call, Self.nobody) }
        try pages.appoint(caller, id, person, day("from"), day("until"))
      case .dismiss:
        guard let term = posted["term"].flatMap({ Int64($0) }) else { throw Problem.notFound }
        try pages.dismiss(caller, id, term, day("until"))
      }
    } catch let refusal as Refusal where refusal.code != .unavailable {
      return try show(call, Problem(refusal))
    }
    return .redirect(to: PagePath.of("admin", "posts", String(id)))
  }

  private static let nobody = Problem(
    Refusal(.malformed, Label(zh: "请选一个人", en: "Please choose a person")))

  private static func post(_ call: Call) throws -> Int64 {
    guard let id = Int64(call.parameter(0)) else { throw Problem.notFound }
    return id
  }

  private static func show(_ call: Call, _ problem: Problem?) throws -> Response {
    let caller = try call.caller()
    let pages = call.site.desk.pages
    guard let post = try pages.post(caller, post(call)) else { throw Problem.notFound }
    let words = call.query["who"] ?? ""
    let members = try pages.staffMembers(caller, words)
    let layout = Layout(call)
    let page = Page(layout: layout, post: post, words: words, members: members)
    return layout.page(problem?.status ?? 200, title: post.line.name) { html in
      layout.back("/admin/posts", layout.say("岗位", "Posts"), &html)
      html.tag(
        "h1", [],
        layout.say(
          "\(post.line.organization)/\(post.line.name)", "\(post.line.organization)/\(post.line.name)"))
      if let problem { layout.call("bad", problem.detail.text(in: layout.language), &html) }
      page.facts(&html)
      page.terms(&html)
      page.appointing(&html)
      page.log(&html)
    }
  }

  /// The parts of the page.
  private struct Page {
    let layout: Layout
    let post: PostDetail
    let words: String
    let members: [StaffMember]
    /// People in one list of choices.
    private let most = 200

    init(layout: Layout, post: PostDetail, words: String, members: [StaffMember]) {
      self.layout = layout
      self.post = post
      self.words = words
      self.members = members
    }

    func facts(_ html: inout HTML) {
      html.tag("dl", [.style("card facts")]) { html in
        let roles = post.line.roles.map { $0.text(in: layout.language) }.joined(
          separator: layout.say("、", ", "))
        for (title, text) in [
          (layout.say("地点", "Place"), post.line.placePath ?? "—"), (layout.say("角色", "Roles"), roles),
        ] {
          html.tag("div") { html in
            html.tag("dt", [], title)
            html.tag("dd", [], text)
          }
        }
        html.tag("div") { html in
          html.tag("dt", [], layout.say("今天在任", "Held today by"))
          html.tag("dd") { PostsPage.holders(post.line.staff, layout, &$0) }
        }
      }
    }

    func terms(_ html: inout HTML) {
      html.tag("h2", [], layout.say("任职", "Terms"))
      if post.terms.isEmpty {
        return layout.blank(.contacts, layout.say("还没有人任过这个岗位。", "Nobody has held this post."), &html)
      }
      let table = DeskTable(
        layout: layout, title: layout.say("任职", "Terms"),
        heads: [
          layout.say("姓名", "Name"), layout.say("从", "From"), layout.say("到（不含）", "Before"),
          layout.say("免去", "Dismiss"),
        ])
      table.write(post.terms, &html) { table, term, html in
        table.name(term.name, &html)
        table.cell(1, term.from ?? layout.say("一开始", "the beginning"), &html)
        table.cell(2, term.until ?? layout.say("没有期限", "no end"), &html)
        table.cell(3, &html) { html in
          if term.isOver { html.text("—") } else { dismissing(term, &html) }
        }
      }
    }

    private func dismissing(_ term: PostDetail.Term, _ html: inout HTML) {
      html.tag(
        "form",
        [
          .style("row no-print"), .of("method", "post"),
          .action(PagePath.of("admin", "posts", String(post.line.id), "dismiss")),
        ]
      ) { html in
        layout.secret(layout.session, &html)
        layout.hidden("term", String(term.id), &html)
        html.tag(
          "label", [.style("vh"), .of("for", "until-\(term.id)")],
          layout.say("\(term.name)从哪天起不再任职", "First day without \(term.name)"))
        html.open(
          "input",
          [.style("input input--sm"), .id("until-\(term.id)"), .of("type", "date"), .of("name", "until")])
        html.tag(
          "button", [.style("btn btn--sm btn--danger")],
          layout.say("免去（不填日期就是马上）", "Dismiss (no day: at once)"))
      }
    }

    func appointing(_ html: inout HTML) {
      html.tag("section", [.style("card stack stack--3 no-print")]) { html in
        html.tag("h2", [], layout.say("任命", "Appoint"))
        search(&html)
        if members.isEmpty {
          html.tag("p", [.style("sub")], layout.say("没有这个名字的工作人员。", "Nobody of staff has that name."))
          return
        }
        form(&html)
      }
    }

    private func search(_ html: inout HTML) {
      html.tag(
        "form",
        [
          .style("search search--sm"), .of("method", "get"),
          .action(PagePath.of("admin", "posts", String(post.line.id))),
          .of("role", "search"),
        ]
      ) { html in
        html.icon(.search)
        html.tag("label", [.style("vh"), .of("for", "who")], layout.say("按姓名找工作人员", "Find staff by name"))
        html.open(
          "input",
          [
            .id("who"), .of("name", "who"), .of("type", "search"), .of("value", words),
            .of("placeholder", layout.say("姓名", "Name")),
          ])
        html.tag("button", [.style("btn")], layout.say("查找", "Find"))
      }
    }

    private func form(_ html: inout HTML) {
      html.tag(
        "form",
        [
          .style("stack stack--3"), .of("method", "post"),
          .action(PagePath.of("admin", "posts", String(post.line.id), "appoint")),
        ]
      ) { html in
        layout.secret(layout.session, &html)
        html.tag("div", [.style("field")]) { html in
          html.tag("label", [.style("label"), .of("for", "person")], layout.say("谁", "Who"))
          html.tag("select", [.style("input"), .id("person"), .of("name", "person")]) { html in
            html.tag("option", [.of("value", "")], layout.say("请选择", "Choose"))
            for member in members.prefix(most) {
              let posts =
                member.posts.isEmpty ? layout.say("没有岗位", "no post") : member.posts.joined(separator: "、")
              html.tag("option", [.of("value", String(member.person))], "\(member.name) · \(posts)")
            }
          }
        }
        day("from", layout.say("从哪天起", "From"), layout.say("不填就是今天", "empty: today"), &html)
        day(
          "until", layout.say("到哪天为止（不含这一天）", "Until (that day not included)"),
          layout.say("不填就没有期限", "empty: no end"), &html)
        html.tag("button", [.style("btn btn--primary")], layout.say("任命", "Appoint"))
      }
    }

    private func day(_ name: String, _ label: String, _ help: String, _ html: inout HTML) {
      html.tag("div", [.style("field")]) { html in
        html.tag("label", [.style("label"), .of("for", name)]) { html in
          html.text(label + " ")
          html.tag("span", [.style("opt")], help)
        }
        html.open("input", [.style("input"), .id(name), .of("type", "date"), .of("name", name)])
      }
    }

    func log(_ html: inout HTML) {
      if post.log.isEmpty { return }
      html.tag("section", [.style("card stack stack--3")]) { html in
        html.tag("h2", [], layout.say("做过的改动", "What was changed"))
        html.tag("ul", [.style("stack stack--2")]) { html in
          for entry in post.log { html.tag("li", [.style("sm num")], layout.directoryEntry(entry)) }
        }
      }
    }
  }
}
