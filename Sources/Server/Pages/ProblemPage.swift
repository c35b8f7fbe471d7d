import Core
import Engine

/// An error for people: what happened, whose fault it is, what is safe, what to do.
enum ProblemPage {
  /// - Parameter form: the page that was sent, where the way back leads there.
  static func response(
    _ problem: Problem, _ choices: PageChoices, _ session: SignedIn?, form: String? = nil
  ) -> Response {
    let layout = Layout(choices: choices, session: session)
    let code = Refusal.Code(rawValue: problem.type)
    let heading = layout.isStaff ? code?.heading : code?.headingToResidents
    let title = (heading ?? problem.title).text(in: choices.language)
    return layout.page(problem.status, title: title) { html in
      html.tag("section", [.style("stack stack--5")]) { html in
        html.tag("span", [.style("badge badge--xl \(look(problem.status).style)")]) {
          $0.icon(look(problem.status).icon)
        }
        html.tag("div", [.style("stack stack--3")]) { html in
          html.tag("h1", [], title)
          html.tag("p", [.style("lead")], problem.detail.text(in: choices.language))
          if let advice = layout.isStaff ? code?.advice : code?.adviceToResidents { html.tag("p", [], advice.text(in: choices.language)) }
          if let safe = safe(problem, layout) { html.tag("p", [.style("sub")], safe) }
        }
        for field in problem.fields { layout.call("bad", field.message.text(in: choices.language), &html) }
        ways(problem, form, layout, &html)
      }
    }
  }

  private static func look(_ status: Int) -> (style: String, icon: Icon) {
    switch status {
    case 401: ("", .key)
    case 403: ("badge--wait", .lock)
    case 404, 410: ("badge--mute", .search)
    case 409: ("badge--wait", .transfer)
    case 429: ("badge--wait", .clock)
    case 500...: ("badge--bad", .alert)
    default: ("badge--wait", .info)
    }
  }

  /// What people fear for, and need not.
  private static func safe(_ problem: Problem, _ layout: Layout) -> String? {
    switch problem.status {
    case 403 where problem.type == "csrf":
      layout.say(
        "什么都没有提交。返回上一页，您填的内容还在那里；刷新以后再交一次。",
        "Nothing was sent. Go back: what you typed is still there; reload and send it again.")
    case 404:
      layout.say("地址可能写错了，也可能这件事不归您看。", "The address may be wrong, or this is not yours to see.")
    case 409:
      layout.say("没有改动任何内容。看一下现在的情况，再决定怎么办。", "Nothing was changed. Look at how things stand, then decide.")
    case 413:
      layout.say("什么都没有提交，存过的草稿还在。请选小一点的文件再交一次，表格可以分几次导入。",
        "Nothing was sent; what was kept as a draft is there. Choose a smaller file; a table can come in parts.")
    case 422:
      layout.say("什么都没有提交。返回上一页，您填的内容还在那里。", "Nothing was sent. Go back: what you typed is still there.")
    case 500...:
      layout.say(
        "您以前提交成功的申请都还在。这一次如果没有看到受理编号，就是没有提交，再交一次不会重复。",
        """
        Everything sent earlier is safe. Without a receipt number this one was not sent; \
        sending again makes no double.
        """)
    default: nil
    }
  }

  private static func ways(_ problem: Problem, _ form: String?, _ layout: Layout, _ html: inout HTML) {
    html.tag("div", [.style("stack stack--2")]) { html in
      if problem.status == 401 {
        html.tag(
          "a", [.style("btn btn--primary btn--wide"), .link("/sign-in")], layout.say("去登录", "Sign in"))
      }
      if let form {
        html.tag(
          "a", [.style("btn btn--primary btn--wide"), .link(form)], layout.say("回到刚才那一页", "Back to the page"))
      }
      let main = problem.status == 401 || form != nil ? "btn btn--wide" : "btn btn--primary btn--wide"
      html.tag("a", [.style(main), .link("/")], layout.say("回到首页", "Back to the start"))
      if layout.session != nil {
        let own: (path: String, text: String) =
          layout.isStaff
          ? ("/queue", layout.say("看待办", "See the queue"))
          : ("/requests", layout.say("看我的申请", "See my requests"))
        html.tag("a", [.style("btn btn--wide"), .link(own.path)], own.text)
      }
    }
  }
}
