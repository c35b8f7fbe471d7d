import Core
import Engine

/// The pages of a form that is being filled, and its check page.
struct ApplyMarkup {
  let call: Call
  let form: FormView
  let draft: ApplyDraft
  let layout: Layout

  init(call: Call, form: FormView, draft: ApplyDraft) {
    self.call = call
    self.form = form
    self.draft = draft
    layout = Layout(call)
  }

  /// Positions of the pages that ask or show something now.
  var pages: [Int] { form.pages.indices.filter { form.pages[$0].fields.contains(where: \.isShown) } }

  static func field(of error: Refusal.FieldError) -> String {
    error.field.split(separator: ".").first.map(String.init) ?? ""
  }

  /// Mistakes of the fields of a page.
  func errors(of page: Int) -> [Refusal.FieldError] {
    form.errors.filter { error in form.pages[page].fields.contains { $0.id == Self.field(of: error) } }
  }

  static func anchor(_ path: [String]) -> String { "#" + PercentText.encode(FormMarkup.name(path)) }

  /// Where the row stands that was added last.
  func lastRow(of group: String) -> String {
    guard case .list(let rows)? = draft.answers[group], !rows.isEmpty else { return Self.anchor([group]) }
    return Self.anchor([group, String(rows.count - 1)])
  }

  private func markup(_ errors: [Refusal.FieldError]) -> FormMarkup {
    FormMarkup(
      layout: layout, answers: draft.answers, errors: errors, uploads: UploadPaths(service: form.id),
      isLive: true)
  }

  // MARK: A page

  func fill(_ page: Int, _ errors: [Refusal.FieldError], note: String?, isFirst: Bool = false) -> Response {
    let title = form.title.text(in: call.language), markup = markup(errors)
    let at = (pages.firstIndex(of: page) ?? 0) + 1
    let steps = layout.say("第 \(at) 页，共 \(pages.count) 页", "Page \(at) of \(pages.count)")
    let own = form.pages[page].title.text(in: call.language)
    let heading = pages.count > 1 && !own.isEmpty ? own : title
    let named = pages.count > 1 ? "\(heading)（\(steps)）" : title
    var response = layout.page(errors.isEmpty ? 200 : 422, title: named) { html in
      let earlier = pages.last { $0 < page }
      html.tag(
        "a", [.style("back"), .link(earlier.map { draft.path(page: $0) } ?? "/")], layout.say("返回", "Back"))
      if pages.count > 1 { html.tag("p", [.style("steps num")], "\(title)·\(steps)") }
      html.tag("h1", [], heading)
      if isFirst || at == 1, let help = form.help {
        html.tag("p", [.style("lead")], help.text(in: call.language))
      }
      if isFirst, let people = try? ForWhom(call, form.id, chosen: draft.person) {
        people.write(layout, offersSelf: true, isForFamily: form.isForFamily, &html)
      }
      if let note { layout.call("wait", note, &html) }
      markup.summary(form, &html)
      body(page, markup, &html)
    }
    response.program = form.program
    response.epoch = form.epoch
    return response
  }

  private func body(_ page: Int, _ markup: FormMarkup, _ html: inout HTML) {
    html.tag(
      "form",
      [
        .style("stack"), .of("method", "post"), .action(PagePath.of("services", form.id)),
        .flag("novalidate"), .flag("data-form"),
      ] + layout.program(form, page: form.pages[page])
    ) { html in
      layout.secret(call.session, &html)
      layout.owner(call.session, &html)
      if let person = draft.person { layout.hidden("for", String(person), &html) }
      layout.hidden("page", String(page), &html)
      if call.query["then"] == "check" { layout.hidden("then", "check", &html) }
      // Return in an input presses the first button, which must not be that of a row.
      html.tag("button", Self.press("vh", "next") + [.of("tabindex", "-1"), .of("aria-hidden", "true")], "")
      fields(page, markup, &html)
      html.tag("div", [.style("form-end stack")]) { html in
        html.tag("button", Self.press("btn btn--primary btn--wide", "next"), layout.say("继续", "Continue"))
        html.tag(
          "p", [.style("saved sub"), .of("role", "status"), .flag("data-saved")],
          layout.say("每到下一页都会自动存为草稿", "Kept as a draft with every page"))
      }
    }
    layout.formScripts(form, &html)
  }

  static func press(_ style: String, _ act: String) -> [HTML.Attribute] {
    [.style(style), .of("name", "act"), .of("value", act)]
  }

  private func fields(_ page: Int, _ markup: FormMarkup, _ html: inout HTML) {
    html.tag("div", [.style("card stack"), .flag("data-fields")]) { html in
      if let help = form.pages[page].help { html.tag("p", [.style("help")], help.text(in: call.language)) }
      markup.fields(form.pages[page], &html)
    }
  }

  /// What is said while somebody is still typing: nothing of what is only missing yet.
  static func sayable(_ errors: [Refusal.FieldError]) -> [Refusal.FieldError] {
    errors.filter { $0.code != "required" && $0.code != "too-small" && $0.code != "cannot-decide" }
  }

  /// The fields of a page as they are with what was typed so far, for the script: what is missing is not said
  /// yet.
  func look(_ page: Int) -> Response {
    let errors = Self.sayable(errors(of: page))
    var html = HTML()
    fields(page, markup(errors), &html)
    return Response(200, .html, html.bytes)
  }

  // MARK: The check page

  func check(_ errors: [Refusal.FieldError]) -> Response {
    let title = form.title.text(in: call.language)
    let named = layout.say("核对：\(title)", "Check: \(title)")
    var response = layout.page(errors.isEmpty ? 200 : 422, title: named) { html in
      html.tag(
        "a", [.style("back"), .link(draft.path(page: pages.last))], layout.say("返回", "Back"))
      html.tag("p", [.style("sub")], title)
      html.tag("h1", [], layout.say("提交前，请核对一遍", "Check before you send"))
      if let people = try? ForWhom(call, form.id, chosen: draft.person) { people.said(layout, &html) }
      markup(errors).summary(form, &html) { error in
        let page = form.pages.firstIndex { $0.fields.contains { $0.id == Self.field(of: error) } }
        return draft.path(page: page, then: "check") + Self.anchor([error.field])
      }
      for page in pages { lines(page, &html) }
      if errors.isEmpty { send(title, &html) }
    }
    response.program = form.program
    response.epoch = form.epoch
    return response
  }

  private func lines(_ page: Int, _ html: inout HTML) {
    html.tag("section", [.style("card")]) { html in
      let title = form.pages[page].title.text(in: call.language)
      if !title.isEmpty { html.tag("h2", [], title) }
      html.tag("dl", [.style("sum")]) { html in
        for field in form.pages[page].fields where field.isShown { line(field, page, &html) }
      }
    }
  }

  private func line(_ field: FormField, _ page: Int, _ html: inout HTML) {
    let title = field.title.text(in: call.language)
    html.tag("div") { html in
      html.tag("dt", [], title)
      html.tag("dd") { html in
        guard let rows = field.rows else {
          return answer(field, draft.answers[field.id] ?? field.value, &html)
        }
        html.tag("ol") { html in
          for (at, row) in rows.filled.enumerated() {
            let title =
              rows.titles.indices.contains(at)
              ? rows.titles[at].text(in: call.language) + layout.say("：", ": ") : ""
            html.tag("li") { html in
              html.text(title + AnswerText.shown(row: row, call.language))
              for field in row where field.isPicture && field.isShown { answer(field, field.value, &html) }
            }
          }
        }
      }
      if field.isLocked { return }
      html.tag("dd") { html in
        html.tag("a", [.link(draft.path(page: page, then: "check") + Self.anchor([field.id]))]) { html in
          html.text(layout.say("修改", "Change"))
          html.tag("span", [.style("vh")], " " + title)
        }
      }
    }
  }

  private func answer(_ field: FormField, _ value: Answer, _ html: inout HTML) {
    guard field.isPicture else { return html.text(AnswerText.shown(field, value, call.language)) }
    let uploads = UploadPaths(service: form.id)
    html.tag("span", [.style("row")]) { html in
      for (at, hash) in AnswerText.codes(value).enumerated() {
        layout.file(uploads.path(hash), layout.say("第 \(at + 1) 个", "file \(at + 1)"), isPicture: true, &html)
      }
    }
  }

  private func send(_ title: String, _ html: inout HTML) {
    html.tag(
      "form", [.style("stack"), .of("method", "post"), .action(PagePath.of("services", form.id, "send"))]
    ) { html in
      layout.secret(call.session, &html)
      layout.owner(call.session, &html)
      if let person = draft.person { layout.hidden("for", String(person), &html) }
      layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
      html.tag("button", [.style("btn btn--primary btn--wide")], layout.say("提交：\(title)", "Send: \(title)"))
    }
  }
}
