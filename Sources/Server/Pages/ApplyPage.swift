import Core
import Engine

/// Filling a form, checking it, sending it.
enum ApplyPage {
  /// The empty form, with the values that are known already.
  static func show(_ call: Call) throws -> Response {
    let person = try ServiceRoutes.person(call.query["for"])
    let form = try call.site.desk.form(call.caller(), call.parameter(0), person, nil)
    return fill(call, form, [:], person, [])
  }

  /// The answers once more before they are sent; or back to the form.
  static func check(_ call: Call) throws -> Response {
    let posted = try call.form()
    let (form, answers, person) = try read(call, posted)
    if posted["act"] == "edit" { return fill(call, form, answers, person, []) }
    let fresh = try call.site.desk.form(call.caller(), call.parameter(0), person, answers)
    // Answers may have brought up questions that the page did not show.
    if asksMore(form, fresh, answers) {
      return fill(
        call, fresh, answers, person, [],
        note: call.language == .zh ? "根据您的回答，还有几项要填" : "Your answers bring up a few more questions")
    }
    return review(call, fresh, answers, person)
  }

  /// Sends it. The key in the page makes a second press the same request.
  static func send(_ call: Call) throws -> Response {
    let posted = try call.form()
    let (form, answers, person) = try read(call, posted)
    let key = posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil }
    let command = Command(
      act: .submit(service: call.parameter(0), answers: answers, forPerson: person),
      caller: try call.caller(),
      key: key, body: call.digest())
    do {
      let reply = try call.site.performAndWait(command)
      guard let code = (try? JSONReader.read(reply.json))?.members?["code"]?.text else {
        throw Problem.broken
      }
      return .redirect(to: PagePath.of("requests", code, "receipt"))
    } catch let refusal as Refusal where !refusal.fields.isEmpty {
      let fresh = (try? call.site.desk.form(call.caller(), call.parameter(0), person, answers)) ?? form
      return fill(call, fresh, answers, person, refusal.fields)
    }
  }

  private static func read(_ call: Call, _ posted: FieldList) throws -> (FormView, [String: Answer], Int64?) {
    let person = try ServiceRoutes.person(posted["for"])
    // Read twice: which fields there are may depend on the answers themselves.
    let first = try call.site.desk.form(call.caller(), call.parameter(0), person, nil)
    return (first, AnswerText.answers(posted, first), person)
  }

  private static func asksMore(_ old: FormView, _ new: FormView, _ answers: [String: Answer]) -> Bool {
    new.pages.contains { page in
      page.fields.contains { field in
        field.isVisible && field.isRequired && !field.isComputed && field.value == .null
          && answers[field.id] == nil
          && !(old.field(field.id)?.isVisible ?? false)
      }
    }
  }

  private static func fill(
    _ call: Call, _ form: FormView, _ answers: [String: Answer], _ person: Int64?,
    _ errors: [Refusal.FieldError],
    note: String? = nil
  ) -> Response {
    let layout = Layout(call)
    let markup = FormMarkup(layout: layout, answers: answers, errors: errors)
    var response = layout.page(errors.isEmpty ? 200 : 422, title: form.title.text(in: call.language)) {
      html in
      html.tag("a", [.style("back"), .link("/")], layout.say("返回", "Back"))
      html.tag("h1", [], form.title.text(in: call.language))
      if let help = form.help { html.tag("p", [.style("lead")], help.text(in: call.language)) }
      if let note { layout.call("wait", note, &html) }
      markup.summary(form, &html)
      html.tag(
        "form",
        [
          .style("stack"), .of("method", "post"), .action(PagePath.of("services", form.id)),
          .flag("novalidate"),
        ]
      ) { html in
        layout.secret(call.session, &html)
        if let person { layout.hidden("for", String(person), &html) }
        markup.pages(form, &html)
        html.tag("button", [.style("btn btn--primary btn--wide")], layout.say("下一步：核对", "Continue: check"))
      }
    }
    response.program = form.program
    response.epoch = form.epoch
    return response
  }

  private static func review(_ call: Call, _ form: FormView, _ answers: [String: Answer], _ person: Int64?)
    -> Response
  {
    let layout = Layout(call)
    let title = form.title.text(in: call.language)
    var response = layout.page(title: layout.say("核对：\(title)", "Check: \(title)")) { html in
      html.tag("h1", [], layout.say("请核对后提交", "Check before you send"))
      html.tag("dl", [.style("card sum")]) { html in
        for page in form.pages {
          for field in page.fields where field.isVisible && field.widget != .none {
            html.tag("div") { html in
              html.tag("dt", [], field.title.text(in: call.language))
              html.tag("dd", [], AnswerText.shown(field, answers[field.id] ?? field.value, call.language))
            }
          }
        }
      }
      html.tag(
        "form", [.style("stack"), .of("method", "post"), .action(PagePath.of("services", form.id, "send"))]
      ) { html in
        kept(call, form, answers, person, layout, &html)
        layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
        html.tag(
          "button", [.style("btn btn--primary btn--wide")], layout.say("提交：\(title)", "Send: \(title)"))
      }
      html.tag("form", [.style("stack"), .of("method", "post"), .action(PagePath.of("services", form.id))]) {
        html in
        kept(call, form, answers, person, layout, &html)
        layout.hidden("act", "edit", &html)
        html.tag("button", [.style("btn btn--wide")], layout.say("返回修改", "Go back and change"))
      }
    }
    response.program = form.program
    response.epoch = form.epoch
    return response
  }

  /// All answers as hidden inputs.
  private static func kept(
    _ call: Call, _ form: FormView, _ answers: [String: Answer], _ person: Int64?, _ layout: Layout,
    _ html: inout HTML
  ) {
    layout.secret(call.session, &html)
    if let person { layout.hidden("for", String(person), &html) }
    for (id, answer) in answers.sorted(by: { $0.key < $1.key }) {
      hide([id], answer, form.field(id), layout, &html)
    }
  }

  private static func hide(
    _ path: [String], _ answer: Answer, _ field: FormField?, _ layout: Layout, _ html: inout HTML
  ) {
    switch answer {
    case .object(let members):
      for (part, value) in members.sorted(by: { $0.key < $1.key }) {
        hide(path + [part], value, field?.parts.first { $0.id == part }, layout, &html)
      }
    case .list(let elements):
      for element in elements { layout.hidden(FormMarkup.name(path), AnswerText.typed(element), &html) }
    default:
      let isShown = field?.widget == .tree && answer == field?.value
      layout.hidden(
        FormMarkup.name(path), isShown ? field?.shown ?? AnswerText.typed(answer) : AnswerText.typed(answer),
        &html)
    }
  }
}

extension Site {
  /// Does a command for a page, on a worker thread. - Throws: what the engine refused.
  func performAndWait(_ command: Command) throws -> Reply {
    let answer = OneAnswer<Result<Reply, any Error>>()
    desk.perform(command) { answer.put($0) }
    let reply = try answer.take().get()
    saw(epoch: reply.epoch)
    commits.add(1, ordering: .relaxed)
    return reply
  }
}
