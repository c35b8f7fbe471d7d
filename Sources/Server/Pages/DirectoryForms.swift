import Core
import Engine

/// The terms, leave and deputies of a post, with the forms that change them.
struct DirectoryForms {
  /// What a person or a post is chosen from.
  struct Choices {
    var who: String
    var `where`: String
    var people = DirectoryChoices<StaffMember>.nothing
    var posts = DirectoryChoices<PostLine>.nothing
  }

  let layout: Layout
  let detail: DirectoryPostDetail
  let choices: Choices
  /// The page answers an appointment: its way back stands open.
  var isJustAppointed = false

  private var chooser: DirectoryChooser { DirectoryChooser(layout: layout, post: detail.post.id) }

  private var id: String { String(detail.post.id) }

  private func action(_ act: String) -> HTML.Attribute { .action(PagePath.of("directory", "posts", id, act)) }

  // MARK: What there is

  func terms(_ html: inout HTML) {
    html.tag("h2", [], layout.say("任职", "Terms"))
    if detail.terms.isEmpty {
      return layout.blank(.contacts, layout.say("还没有人任过这个岗位。", "Nobody has held this post."), &html)
    }
    let table = DeskTable(
      layout: layout, title: layout.say("任职", "Terms"),
      heads: [
        layout.say("姓名", "Name"), layout.say("从", "From"), layout.say("最后一天", "Last day"),
        layout.say("结束", "End"),
      ])
    table.write(detail.terms, &html) { table, term, html in
      table.name(term.name, &html)
      table.cell(1, term.from ?? layout.say("一开始", "the beginning"), &html)
      table.cell(2, layout.lastDay(term.until) ?? layout.say("没有期限", "no end"), &html)
      table.cell(3, &html) { html in
        if term.isOver || !detail.mayEdit { return html.text("—") }
        form("dismiss", style: "row no-print", &html) { html in
          layout.hidden("term", String(term.id), &html)
          html.tag(
            "label", [.style("vh"), .of("for", "until-\(term.id)")],
            layout.say("\(term.name)从哪天起不再任职", "First day without \(term.name)"))
          html.open(
            "input",
            [.style("input input--sm"), .id("until-\(term.id)"), .of("type", "date"), .of("name", "until")])
          html.tag(
            "button", [.style("btn btn--sm btn--danger")], layout.say("结束（不填日期就是今天）", "End (no day: today)"))
        }
      }
    }
  }

  /// Leave or deputies that are not over.
  func spans(_ kind: StandInAct, _ html: inout HTML) {
    let isLeave = kind == .leave
    let spans = (isLeave ? detail.post.leave : detail.post.deputies).filter { !$0.isOver }
    if spans.isEmpty { return }
    html.tag("h2", [], isLeave ? layout.say("请假", "Leave") : layout.say("代理岗位", "Deputies"))
    html.tag("ul", [.style("stack stack--2")]) { html in
      for span in spans {
        html.tag("li", [.style("card row")]) { html in
          html.tag("span", [.style("grow num")]) { html in
            if !isLeave { html.text(span.title + layout.say("，", ", ")) }
            html.text(layout.days(span))
          }
          if span.isDeclared { html.tag("small", [.style("sub")], layout.say("文档里写的", "by the document")) }
          if detail.mayEdit, !span.isDeclared {
            form(isLeave ? "end-leave" : "end-deputy", style: "no-print", &html) { html in
              layout.hidden("record", String(span.id), &html)
              html.tag("button", [.style("btn btn--sm btn--danger")]) { html in
                html.text(layout.say("结束", "End"))
                html.tag("span", [.style("vh")], " " + layout.days(span))
              }
            }
          }
        }
      }
    }
  }

  // MARK: Changing

  func all(_ html: inout HTML) {
    html.tag("h2", [.style("no-print")], layout.say("变更", "Changes"))
    group(layout.say("任命", "Appoint"), isOpen: !choices.who.isEmpty || isJustAppointed, &html) { html in
      if let term = detail.appointed {
        form("undo-appoint", &html) { html in
          layout.hidden("term", String(term), &html)
          html.tag("button", [.style("btn btn--danger")]) { html in
            html.text(layout.say("撤回上一次任命", "Take the last appointment back"))
            html.tag("span", [.style("vh")], " " + (detail.terms.first { $0.id == term }?.name ?? ""))
          }
        }
      }
      chooser.search(.person, choices.who, &html)
      form("appoint", &html) { html in
        chooser.place(.person, &html) { chooser.people(choices.people, &$0) }
        day("appoint-from", "from", layout.say("从哪天起", "From"), layout.say("不填就是今天", "empty: today"), &html)
        day(
          "appoint-until", "until", layout.say("最后一天", "Last day"),
          layout.say("不填就没有期限", "empty: no end"), &html)
        button(layout.say("任命", "Appoint"), &html)
      }
    }
    transfer(&html)
    describe(&html)
    group(layout.say("登记请假", "Set leave"), isOpen: false, &html) { html in
      form("leave", &html) { html in
        span("leave", &html)
        button(layout.say("登记请假", "Set leave"), &html)
      }
    }
    group(layout.say("设代理", "Set a deputy"), isOpen: !choices.where.isEmpty, &html) { html in
      chooser.search(.deputy, choices.where, &html)
      form("deputy", &html) { html in
        chooser.place(.deputy, &html) { chooser.posts(.deputy, choices.posts, &$0) }
        span("deputy", &html)
        button(layout.say("设代理", "Set the deputy"), &html)
      }
    }
  }

  /// What the seat is like: all of it as it stands, to be written over.
  private func describe(_ html: inout HTML) {
    group(layout.say("改职级、职责、标签、电话", "Change rank, duties, tags, phone"), isOpen: false, &html) { html in
      if let change = detail.described {
        form("undo-describe", &html) { html in
          layout.hidden("record", String(change), &html)
          html.tag("button", [.style("btn btn--danger")], layout.say("撤回上一次改动", "Take the last change back"))
        }
      }
      form("describe", &html) { html in
        let post = detail.post
        text("rank", layout.say("职级", "Rank"), post.rank, &html)
        text("duties", layout.say("职责", "Duties"), post.duties, &html)
        text("tags", layout.say("标签（多个用 | 隔开）", "Tags (`|` between several)"), post.tags.joined(separator: "|"), &html)
        text("phone", layout.say("值班电话", "Duty phone"), post.phone, &html)
        button(layout.say("保存", "Save"), &html)
      }
    }
  }

  private func text(_ name: String, _ label: String, _ value: String?, _ html: inout HTML) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", "words-\(name)")], label)
      html.open(
        "input",
        [.style("input"), .id("words-\(name)"), .of("name", name), .of("value", value ?? ""), .of("maxlength", "2000")])
    }
  }

  private func transfer(_ html: inout HTML) {
    if detail.post.people.isEmpty { return }
    group(layout.say("调到别的岗位", "Transfer to another post"), isOpen: !choices.where.isEmpty, &html) { html in
      chooser.search(.target, choices.where, &html)
      form("transfer", &html) { html in
        html.tag("div", [.style("field")]) { html in
          html.tag("label", [.style("label"), .of("for", "transfer-person")], layout.say("谁", "Who"))
          html.tag("select", [.style("input"), .id("transfer-person"), .of("name", "person")]) { html in
            for person in detail.post.people { html.tag("option", [.of("value", String(person.id))], person.name) }
          }
        }
        chooser.place(.target, &html) { chooser.posts(.target, choices.posts, &$0) }
        day("transfer-from", "from", layout.say("从哪天起", "From"), layout.say("不填就是今天", "empty: today"), &html)
        button(layout.say("调动", "Transfer"), &html)
      }
    }
  }

  // MARK: Parts

  private func group(_ title: String, isOpen: Bool, _ html: inout HTML, _ body: (inout HTML) -> Void) {
    html.tag("details", [.style("card no-print")] + (isOpen ? [.flag("open")] : [])) { html in
      html.tag("summary", [.style("b")], title)
      html.tag("div", [.style("stack stack--3")], body)
    }
  }

  private func form(
    _ act: String, style: String = "stack stack--3", _ html: inout HTML, _ body: (inout HTML) -> Void
  ) {
    html.tag("form", [.style(style), .of("method", "post"), action(act)]) { html in
      layout.secret(layout.session, &html)
      body(&html)
    }
  }

  private func button(_ text: String, _ html: inout HTML) { html.tag("button", [.style("btn btn--primary")], text) }

  private func span(_ id: String, _ html: inout HTML) {
    day("\(id)-from", "from", layout.say("第一天", "First day"), layout.say("不填就是今天", "empty: today"), &html)
    day(
      "\(id)-until", "until", layout.say("最后一天", "Last day"), layout.say("不填就到结束为止", "empty: until it is ended"), &html)
  }

  private func day(_ id: String, _ name: String, _ label: String, _ help: String, _ html: inout HTML) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", id)]) { html in
        html.text(label + " ")
        html.tag("span", [.style("opt")], help)
      }
      html.open("input", [.style("input"), .id(id), .of("type", "date"), .of("name", name)])
    }
  }
}
