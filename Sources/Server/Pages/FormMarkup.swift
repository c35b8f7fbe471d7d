import Core
import Engine
import FEEL

/// The fields of a form as inputs of a page, one kind of input for each widget, values kept, errors beside
/// their field.
struct FormMarkup {
  let layout: Layout
  let answers: [String: Answer]
  let errors: [Refusal.FieldError]
  /// Where its files are sent to and seen; nil where a page takes no files.
  var uploads: UploadPaths?
  /// The form's program runs on the page: what is hidden now stands ready in templates.
  var isLive = false

  /// By what the script finds a field again; fields of rows and parts carry their whole path.
  static func mark(_ path: [String]) -> HTML.Attribute { .of("data-field", path.joined(separator: ".")) }

  /// Names of inputs: `f.` and the field's id, then the part's.
  static func name(_ path: [String]) -> String { (["f"] + path).joined(separator: ".") }

  /// Every mistake first, each a link to its field, on this page or where `target` says.
  func summary(_ form: FormView, _ html: inout HTML, _ target: ((Refusal.FieldError) -> String)? = nil) {
    if errors.isEmpty { return }
    html.tag("div", [.style("error-summary"), .of("role", "alert"), .of("tabindex", "-1")]) { html in
      html.tag("h2", [], layout.say("有 \(errors.count) 处需要改一下", "\(errors.count) answers need a change"))
      html.tag("ul") { html in
        for error in errors {
          let name = Self.spoken(error.field, form, layout)
          html.tag("li") { html in
            html.tag(
              "a", [.link(target?(error) ?? ApplyMarkup.anchor([error.field]))],
              (name.isEmpty ? "" : name + layout.say("：", ": ")) + error.message.text(in: layout.language))
          }
        }
      }
    }
  }

  /// A field as people call it: 明细第 2 行单价.
  private static func spoken(_ path: String, _ form: FormView, _ layout: Layout) -> String {
    let parts = path.split(separator: ".").map(String.init)
    guard let first = parts.first, let field = form.field(first) else { return "" }
    let title = field.title.text(in: layout.language)
    guard let rows = field.rows, parts.count > 1, let row = Int(parts[1]) else { return title }
    if rows.titles.indices.contains(row) {
      let item = rows.titles[row].text(in: layout.language)
      let member = parts.count > 2 ? rows.fields.first { $0.id == parts[2] } : nil
      let own = member?.title.text(in: layout.language)
      return item + (own.map { layout.say("的\($0)", ": \($0)") } ?? "")
    }
    let member = parts.count > 2 ? rows.fields.first { $0.id == parts[2] } : nil
    let inner = member?.title.text(in: layout.language)
    return layout.say("\(title)第 \(row + 1) 行", "\(title) \(row + 1)")
      + (inner.map { layout.say($0, " \($0)") } ?? "")
  }

  func fields(_ page: FormPage, _ html: inout HTML) {
    for field in page.fields {
      unit(field, [field.id], answers[field.id], &html) { html in
        if let rows = field.rows {
          self.rows(field, rows, &html)
        } else {
          self.field(field, [field.id], answers[field.id] ?? field.value, &html)
        }
      }
    }
  }

  /// A field with the note that the page held it; one that is hidden now in a template, where its program
  /// runs, so that it can be shown at once. What the ledger would put into it comes from the server, and only
  /// when it is shown.
  func unit(
    _ field: FormField, _ path: [String], _ answer: Answer?, _ html: inout HTML, _ body: (inout HTML) -> Void
  ) {
    func held(_ html: inout HTML) {
      let isWritten = !field.isLocked && !field.isComputed && field.rows == nil
      if isWritten { layout.hidden("s", path.joined(separator: "."), &html) }
      body(&html)
    }
    if field.isShown { return held(&html) }
    guard isLive, field.widget != .none || field.rows != nil else { return }
    let isOurs = field.isFilled || field.isFile
    let kept: [HTML.Attribute] = isOurs ? [.flag("data-asks")] : answer == nil ? [] : [.flag("data-kept")]
    html.tag("template", [.of("data-for", path.joined(separator: "."))] + kept) { html in
      if !isOurs { held(&html) }
    }
  }

  func field(_ field: FormField, _ path: [String], _ value: Answer, _ html: inout HTML) {
    let id = Self.name(path)
    let error = errors.first { $0.field == path.joined(separator: ".") }
    if field.isComputed || field.isLocked { return shown(field, path, value, error, &html) }
    if !field.parts.isEmpty { return group(field, path, value, error, &html) }
    switch field.widget {
    case .camera, .files, .sign: files(field, path, value, error, &html)
    case .radio, .checks, .toggle: choices(field, path, value, error, &html)
    default:
      html.tag("div", [.style(error == nil ? "field" : "field field--error"), Self.mark(path)]) { html in
        html.tag("label", [.style("label"), .of("for", id)]) { title(field, &$0) }
        notes(field, id, error, &html)
        single(field, id, value, error != nil, &html)
      }
    }
  }

  private func group(
    _ field: FormField, _ path: [String], _ value: Answer, _ error: Refusal.FieldError?, _ html: inout HTML
  ) {
    let id = Self.name(path)
    html.tag(
      "fieldset",
      [.style(error == nil ? "field" : "field field--error"), .id(id), .of("tabindex", "-1"), Self.mark(path)]
    ) { html in
      html.tag("legend", [.style("label")]) { title(field, &$0) }
      notes(field, id, error, &html)
      for part in field.parts {
        self.field(part, path + [part.id], value.members?[part.id] ?? part.value, &html)
      }
    }
  }

  func title(_ field: FormField, _ html: inout HTML) {
    html.text(field.title.text(in: layout.language))
    html.text(" ")
    html.tag(
      "span", [.style("opt")], field.isRequired ? layout.say("必填", "required") : layout.say("选填", "optional"))
  }

  /// Help, where the value comes from, and what is wrong with it.
  func notes(_ field: FormField, _ id: String, _ error: Refusal.FieldError?, _ html: inout HTML) {
    if let error {
      html.tag("p", [.style("error"), .id(id + "-e")], error.message.text(in: layout.language))
    }
    html.tag("div", [.id(id + "-h")]) { html in
      if let help = field.help { html.tag("p", [.style("help")], help.text(in: layout.language)) }
      if field.isAsked {
        html.tag(
          "p", [.style("source")],
          layout.say(
            "按您的其他回答，这一项不用填了，可以清空",
            "Your other answers make this one unnecessary; you may clear it"))
      }
      if let source = field.source { html.tag("p", [.style("source num")], from(source, field)) }
    }
  }

  private func shown(
    _ field: FormField, _ path: [String], _ value: Answer, _ error: Refusal.FieldError?, _ html: inout HTML
  ) {
    let id = Self.name(path)
    let marks: [HTML.Attribute] = [
      .style("field"), Self.mark(path), .of("data-value", AnswerText.typed(field.value)),
    ]
    html.tag("div", marks) { html in
      html.tag("span", [.style("label"), .id(id)], field.title.text(in: layout.language))
      html.tag("p", [.style("input input--ro")], AnswerText.shown(field, field.value, layout.language))
      if let source = field.source { html.tag("p", [.style("source num")], from(source, field)) }
      if let error { html.tag("p", [.style("error")], error.message.text(in: layout.language)) }
    }
  }

  /// 来自您的档案（2026-03-02），可修改.
  private func from(_ source: Label, _ field: FormField) -> String {
    let day = field.sourced.map { CivilDateTime(milliseconds: $0).date.text }
    let dated = day.map { layout.say("（\($0)）", " (\($0))") } ?? ""
    if field.isLocked {
      return layout.say(
        "来自\(source.zh)\(dated)，已核实，不能改", "From \(source.text(in: .en))\(dated), verified, fixed")
    }
    return layout.say("来自\(source.zh)\(dated)，可修改", "From \(source.text(in: .en))\(dated); you may change it")
  }

  private func single(_ field: FormField, _ id: String, _ value: Answer, _ isWrong: Bool, _ html: inout HTML)
  {
    let typed = AnswerText.typed(value)
    var attributes: [HTML.Attribute] = [
      .style("input"), .id(id), .of("name", id),
      .of("aria-describedby", isWrong ? "\(id)-e \(id)-h" : "\(id)-h"),
    ]
    if isWrong { attributes.append(.of("aria-invalid", "true")) }
    switch field.widget {
    case .area: html.tag("textarea", attributes + [.of("rows", "4")], typed)
    case .select: select(field, attributes, typed, &html)
    case .number, .stepper:
      html.open("input", attributes + [.of("inputmode", "decimal"), .of("value", typed)])
    case .date: html.open("input", attributes + [.of("type", "date"), .of("value", typed)])
    case .time: html.open("input", attributes + [.of("type", "time"), .of("value", typed)])
    case .map: position(attributes, value, &html)
    default:
      // A place is written as its path.
      let inputs: [HTML.Attribute] =
        field.control == "phone"
        ? [.of("type", "tel"), .of("inputmode", "tel"), .of("autocomplete", "tel")] : []
      let text = field.widget == .tree ? field.shown ?? typed : typed
      let list: [HTML.Attribute] = field.near.isEmpty ? [] : [.of("list", id + "-near")]
      html.open("input", attributes + inputs + list + [.of("value", text)])
      near(field, id + "-near", &html)
      if field.widget == .tree { report(&html) }
    }
    if let unit = field.unit { html.tag("span", [.style("help")], unit) }
  }

  /// The way on for whoever stands at a place that the tree does not have; what is typed is kept.
  private func report(_ html: inout HTML) {
    html.tag("p", [.style("help")]) { html in
      html.tag(
        "button", [.style("btn btn--sm"), .of("name", "act"), .of("value", "report"), .flag("formnovalidate")],
        layout.say("找不到？报告新地点", "Not there? Report a new place"))
    }
  }

  /// Places that may be meant, to choose from or to write another.
  private func near(_ field: FormField, _ id: String, _ html: inout HTML) {
    if field.near.isEmpty { return }
    html.tag("datalist", [.id(id)]) { html in
      for name in field.near { html.tag("option", [.of("value", name)], "") }
    }
  }

  private func select(_ field: FormField, _ attributes: [HTML.Attribute], _ typed: String, _ html: inout HTML)
  {
    html.tag("select", attributes) { html in
      html.tag("option", [.of("value", "")], layout.say("请选择", "Choose"))
      for choice in field.choices {
        html.tag(
          "option", [.of("value", choice.code)] + (choice.code == typed ? [.flag("selected")] : []),
          choice.title.text(in: layout.language))
      }
    }
  }

  private func choices(
    _ field: FormField, _ path: [String], _ value: Answer, _ error: Refusal.FieldError?, _ html: inout HTML
  ) {
    let id = Self.name(path)
    let isMany = field.widget == .checks
    let chosen = AnswerText.codes(value)
    let all: [(code: String, title: String)] =
      field.isYesNo
      ? [("true", layout.say("是", "Yes")), ("false", layout.say("否", "No"))]
      : field.choices.map { ($0.code, $0.title.text(in: layout.language)) }
    html.tag(
      "fieldset",
      [
        .style(error == nil ? "field" : "field field--error"), .id(id), .of("tabindex", "-1"),
        .of("aria-describedby", error == nil ? "\(id)-h" : "\(id)-e \(id)-h"), Self.mark(path),
      ]
    ) { html in
      html.tag("legend", [.style("label")]) { title(field, &$0) }
      notes(field, id, error, &html)
      html.tag("div", [.style("choices")]) { html in
        for choice in all {
          html.tag("label", [.style("choice")]) { html in
            html.open(
              "input",
              [
                .of("type", isMany ? "checkbox" : "radio"), .of("name", id), .of("value", choice.code),
              ] + (chosen.contains(choice.code) ? [.flag("checked")] : []))
            html.tag("span", [], choice.title)
          }
        }
      }
    }
  }
}
