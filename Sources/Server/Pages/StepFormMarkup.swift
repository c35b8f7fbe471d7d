import Core
import Engine

/// The page of a form that a running request asks for, drawn of the same fields as the page it was filed on.
struct StepFormMarkup {
  let draft: StepDraft
  let form: FormView
  private let layout: Layout

  init(draft: StepDraft, form: FormView) {
    self.draft = draft
    self.form = form
    layout = Layout(draft.call)
  }

  private var isOwn: Bool { draft.verb == .supplement }

  private func markup(_ errors: [Refusal.FieldError]) -> FormMarkup {
    FormMarkup(layout: layout, answers: draft.typed.all, errors: errors, uploads: draft.uploads, isLive: true)
  }

  func page(_ errors: [Refusal.FieldError]) -> Response {
    let name = form.title.text(in: layout.language)
    let title = isOwn ? layout.say("补正：\(name)", "Answer: \(name)") : layout.say("填写：\(name)", "Fill in: \(name)")
    let markup = markup(errors)
    var response = layout.page(errors.isEmpty ? 200 : 422, title: title) { html in
      layout.back(PagePath.of("requests", draft.code), layout.say("返回", "Back"), &html)
      html.tag("h1", [], title)
      if let reason = draft.reason { layout.call("wait", layout.say("退回原因：\(reason)", "Why it came back: \(reason)"), &html) }
      if draft.isKept, errors.isEmpty {
        layout.call("", layout.say("这是您上次填到的地方，可以接着填", "This is what you filled in last time; go on from here"), &html)
      }
      markup.summary(form, &html)
      if !isOwn { known(&html) }
      body(markup, &html)
    }
    response.program = form.program
    response.epoch = form.epoch
    return response
  }

  private func body(_ markup: FormMarkup, _ html: inout HTML) {
    html.tag(
      "form",
      [
        .style("stack"), .of("method", "post"), .action(draft.action), .flag("novalidate"), .flag("data-form"),
      ] + layout.program(form, page: nil)
    ) { html in
      layout.secret(draft.call.session, &html)
      layout.owner(draft.call.session, &html)
      layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
      layout.hidden("step", draft.step, &html)
      // Return in an input presses the first button: it keeps the draft, and sends nothing.
      html.tag("button", ApplyMarkup.press("vh", "save") + [.of("tabindex", "-1"), .of("aria-hidden", "true")], "")
      fields(markup, &html)
      if !isOwn { words(&html) }
      if !draft.posts.isEmpty {
        html.tag("div", [.style("card field")]) { ActingPost.write(draft.posts, draft.post, layout, &$0) }
      }
      html.tag("div", [.style("form-end stack")]) { html in
        html.tag(
          "button", ApplyMarkup.press("btn btn--primary btn--wide", "next"),
          isOwn ? layout.say("提交补正", "Send") : layout.say("填好了，办完", "Done"))
        html.tag("button", ApplyMarkup.press("btn btn--wide", "save"), layout.say("先存着，以后再填", "Keep for later"))
        html.tag("p", [.style("saved sub"), .of("role", "status"), .flag("data-saved")], "")
      }
    }
    layout.formScripts(form, &html)
  }

  /// All pages that ask something, under each other; headings come and go with what stands under them.
  private func fields(_ markup: FormMarkup, _ html: inout HTML) {
    html.tag("div", [.style("card stack"), .flag("data-fields")]) { html in
      let pages = form.pages.filter { !$0.fields.isEmpty }
      if !pages.contains(where: { $0.fields.contains(where: \.isShown) }) {
        html.tag("p", [.style("sub")], layout.say("没有要改的内容，可以直接提交。", "Nothing to change; you may send it."))
      }
      for page in pages {
        let title = page.title.text(in: layout.language)
        if pages.count > 1, !title.isEmpty { heading(page, ["", page.id], &html) { $0.tag("h2", [$1], title) } }
        if let help = page.help {
          heading(page, ["", page.id, "help"], &html) {
            $0.tag("p", [.style("help"), $1], help.text(in: layout.language))
          }
        }
        markup.fields(page, &html)
      }
    }
  }

  /// What stands over the fields of a page; ready in a template while none of them is shown.
  private func heading(
    _ page: FormPage, _ path: [String], _ html: inout HTML, _ write: (inout HTML, HTML.Attribute) -> Void
  ) {
    if page.fields.contains(where: \.isShown) { return write(&html, FormMarkup.mark(path)) }
    html.tag("template", [.of("data-for", path.joined(separator: "."))]) { write(&$0, FormMarkup.mark(path)) }
  }

  /// The fields as they are with what was typed so far, for the script.
  func look() -> Response {
    var html = HTML()
    fields(markup(ApplyMarkup.sayable(form.errors)), &html)
    return Response(200, .html, html.bytes)
  }

  private func words(_ html: inout HTML) {
    html.tag("div", [.style("card field")]) { html in
      html.tag("label", [.style("label"), .of("for", "reason")]) { html in
        html.text(layout.say("说明", "Words") + " ")
        html.tag("span", [.style("opt")], layout.say("选填", "optional"))
      }
      html.tag(
        "textarea", [.style("input"), .id("reason"), .of("name", "reason"), .of("rows", "2"), .of("maxlength", "2000")],
        draft.words ?? "")
    }
  }

  /// What the request says already, for who fills in the rest.
  private func known(_ html: inout HTML) {
    guard let caller = try? draft.call.caller(), let view = try? draft.call.site.desk.request(caller, draft.code),
      !view.answers.isEmpty
    else { return }
    html.tag("details", [.style("card more")]) { html in
      html.tag("summary", [], layout.say("申请里填的内容", "What was answered"))
      MatterParts(layout: layout, view: view).facts("sum", &html)
    }
  }
}
