import Core

/// An error for people: what happened, whose fault it is, what to do.
enum ProblemPage {
  static func response(_ problem: Problem, _ language: Language, _ session: SignedIn?) -> Response {
    let layout = Layout(language: language, session: session)
    return layout.page(problem.status, title: problem.title.text(in: language)) { html in
      html.tag("h1", [], problem.title.text(in: language))
      html.tag("p", [.style("lead")], problem.detail.text(in: language))
      for field in problem.fields { layout.call("bad", field.message.text(in: language), &html) }
      if problem.status >= 500 {
        html.tag(
          "p", [], layout.say("您已经提交成功的内容不会丢。", "What was already accepted is safe."))
      }
      html.tag("p", [.style("row")]) { html in
        if problem.status == 401 {
          html.tag("a", [.style("btn btn--primary"), .link("/sign-in")], layout.say("去登录", "Sign in"))
        }
        html.tag("a", [.style("btn"), .link("/")], layout.say("回到首页", "Back to the start"))
      }
    }
  }
}
