import Core
import Engine

/// What a step asks its holder for: the fields of the step, then done.
enum FillPage {
  static func show(_ call: Call) throws -> Response {
    let (code, view) = try open(call, call.query["step"])
    return page(call, code, view, [:], [], nil)
  }

  static func send(_ call: Call) throws -> Response {
    let posted = try call.form()
    let (code, view) = try open(call, posted["step"])
    let answers = AnswerText.answers(posted, view.form)
    let reason = posted["reason"].flatMap { $0.isEmpty ? nil : $0 }
    let command = Command(
      act: .verb(
        .complete, code: code, reason: reason, answers: answers, to: nil,
        details: VerbDetails(step: view.step)),
      caller: try call.caller(), key: posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil },
      body: call.digest())
    do {
      _ = try call.site.performAndWait(command)
      return .redirect(to: PagePath.of("requests", code))
    } catch let refusal as Refusal where !refusal.fields.isEmpty {
      return page(call, code, view, answers, refusal.fields, reason)
    }
  }

  private static func open(_ call: Call, _ step: String?) throws -> (String, StepFormView) {
    let code = try RequestRoutes.code(call.parameter(0))
    let wanted = step.flatMap { $0.isEmpty ? nil : $0 }
    return (code, try call.site.desk.stepForm(call.caller(), code, wanted))
  }

  private static func page(
    _ call: Call, _ code: String, _ view: StepFormView, _ answers: [String: Answer],
    _ errors: [Refusal.FieldError], _ reason: String?
  ) -> Response {
    let layout = Layout(call)
    let markup = FormMarkup(layout: layout, answers: answers, errors: errors)
    let title = view.form.title.text(in: call.language)
    return layout.page(errors.isEmpty ? 200 : 422, title: title) { html in
      layout.back(PagePath.of("requests", code), layout.say("返回", "Back"), &html)
      html.tag("h1", [], title)
      markup.summary(view.form, &html)
      html.tag(
        "form",
        [
          .style("stack"), .of("method", "post"), .action(PagePath.of("requests", code, "fill")),
          .flag("novalidate"),
        ]
      ) { html in
        layout.secret(call.session, &html)
        layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
        layout.hidden("step", view.step, &html)
        markup.pages(view.form, &html)
        html.tag("div", [.style("field")]) { html in
          html.tag("label", [.style("label"), .of("for", "reason")], layout.say("说明", "Words"))
          html.tag("textarea", [.style("input"), .id("reason"), .of("name", "reason"), .of("rows", "2")], reason ?? "")
        }
        html.tag("button", [.style("btn btn--primary btn--wide")], layout.say("填好了，办完", "Done"))
      }
    }
  }
}
