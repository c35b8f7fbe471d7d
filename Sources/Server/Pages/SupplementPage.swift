import Core
import Engine

/// Answering a return: the same form with the answers as they were.
enum SupplementPage {
  static func show(_ call: Call) throws -> Response {
    let (view, form, answers) = try open(call)
    return page(call, view, form, answers, [])
  }

  static func send(_ call: Call) throws -> Response {
    let posted = try call.form()
    let (view, form, _) = try open(call)
    let answers = AnswerText.answers(posted, form)
    let command = Command(
      act: .verb(.supplement, code: view.card.code, reason: nil, answers: answers, to: nil),
      caller: try call.caller(), key: posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil },
      body: call.digest())
    do {
      _ = try call.site.performAndWait(command)
      return .redirect(to: PagePath.of("requests", view.card.code))
    } catch let refusal as Refusal where !refusal.fields.isEmpty {
      return page(call, view, form, answers, refusal.fields)
    }
  }

  private static func open(_ call: Call) throws -> (RequestView, FormView, [String: Answer]) {
    let view = try call.site.desk.request(call.caller(), RequestRoutes.code(call.parameter(0)))
    guard view.verbs.contains(.supplement) else {
      throw Problem(
        Refusal(.verbNotHere, Label(zh: "这份申请现在不用补正", en: "This request waits for no answer of yours")))
    }
    let known = Dictionary(view.answers.map { ($0.field, $0.value) }, uniquingKeysWith: { a, _ in a })
    let form = try call.site.desk.form(call.caller(), view.card.service, nil, known)
    return (view, form, known)
  }

  private static func page(
    _ call: Call, _ view: RequestView, _ form: FormView, _ answers: [String: Answer],
    _ errors: [Refusal.FieldError]
  ) -> Response {
    let layout = Layout(call)
    let markup = FormMarkup(layout: layout, answers: answers, errors: errors)
    return layout.page(errors.isEmpty ? 200 : 422, title: layout.say("补正", "Answer the return")) { html in
      html.tag(
        "a", [.style("back"), .link(PagePath.of("requests", view.card.code))], layout.say("返回", "Back"))
      html.tag("h1", [], layout.say("补正：", "Answer the return: ") + form.title.text(in: call.language))
      if let reason = view.steps.last(where: { $0.reason != nil })?.reason {
        layout.call("wait", reason, &html)
      }
      markup.summary(form, &html)
      html.tag(
        "form",
        [
          .style("stack"), .of("method", "post"),
          .action(PagePath.of("requests", view.card.code, "supplement")),
          .flag("novalidate"),
        ]
      ) { html in
        layout.secret(call.session, &html)
        layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
        markup.pages(form, &html)
        html.tag("button", [.style("btn btn--primary btn--wide")], layout.say("提交补正", "Send"))
      }
    }
  }
}
