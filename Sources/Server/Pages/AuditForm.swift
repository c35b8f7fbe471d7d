import Core
import Engine
import FEEL

/// What of the audit is asked for: a form that works without scripts and keeps what was typed.
struct AuditForm {
  let layout: Layout
  let asked: AuditAsked
  /// What it means; nil where some of it means nothing.
  let question: AuditQuestion?
  let errors: [Refusal.FieldError]

  func write(_ html: inout HTML) {
    html.tag(
      "form",
      [
        .style("card stack stack--3 no-print"), .of("method", "post"), .action(AuditPage.path), .of("role", "search"),
        .of("aria-label", layout.say("查找审计记录", "Search the audit")),
      ]
    ) { html in
      layout.secret(layout.session, &html)
      if let other = errors.first(where: { !AuditAsked.fields.contains($0.field) }) {
        layout.call("bad", other.message.text(in: layout.language), &html)
      }
      html.tag("div", [.style("filters")]) { html in
        named(
          "actor", layout.say("谁做的", "Who did it"),
          layout.say("姓名、拼音、登录名、手机号、单位/岗位", "Name, pinyin, login, phone, body/post"), asked.actor, actors, &html)
        kinds(&html)
        named(
          "about", layout.say("对什么、对谁", "To what, to whom"),
          layout.say("申请编号、工作人员、单位/岗位", "Code of a request, member of staff, body/post"), asked.about, about, &html)
        Self.field(
          "place", layout.say("地点（连同下级）", "Place, with all below it"),
          layout.say("名称、路径或编码", "Name, path or code"), question?.place?.path ?? asked.place ?? "", error("place"), [], &html)
        day("from", layout.say("从", "From"), asked.from, &html)
        day("to", layout.say("到（含）", "Until (included)"), asked.until, &html)
      }
      html.tag("div", [.style("row")]) { html in
        html.tag("button", [.style("btn btn--primary")], layout.say("查找", "Search"))
        if !Self.pairs(asked).isEmpty {
          html.tag("a", [.style("btn btn--quiet"), .link(AuditPage.path)], layout.say("清除条件", "Clear the filters"))
        }
      }
      several(&html)
    }
  }

  // MARK: What was typed

  static func pairs(_ asked: AuditAsked) -> [(name: String, value: String)] {
    let all = [
      ("actor", asked.actor), ("kind", asked.kind), ("about", asked.about), ("place", asked.place), ("from", asked.from),
      ("to", asked.until),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// What somebody sent; a name that was left as the page wrote it still means whom it meant.
  static func asked(_ posted: FieldList) -> AuditAsked {
    AuditRoutes.asked(nil) { name in
      let typed = posted[name]
      if let meant = posted[name + "-is"], typed == posted[name + "-was"] { return meant }
      return typed
    }
  }

  private func error(_ field: String) -> String? {
    errors.first { $0.field == field }?.message.text(in: layout.language)
  }

  private var actors: String? {
    question?.people.map { people in
      var names: [String] = []
      for person in people where !names.contains(person.name) { names.append(person.name) }
      return names.joined(separator: layout.say("、", ", "))
    }
  }

  private var about: String? {
    switch question?.about {
    case .request(let row): row.code
    case .person(let member): member.name
    case .post(_, let title): title
    case nil: nil
    }
  }

  // MARK: Fields

  /// A field that names somebody: shown by name, carried by number.
  private func named(
    _ name: String, _ label: String, _ help: String, _ asked: String?, _ shown: String?, _ html: inout HTML
  ) {
    let text = shown ?? asked ?? ""
    Self.field(name, label, help, text, error(name), [], &html)
    if let asked, let shown, asked != shown {
      layout.hidden(name + "-was", shown, &html)
      layout.hidden(name + "-is", asked, &html)
    }
  }

  /// A date field of a browser would drop what is no date: where it was refused it is text.
  private func day(_ name: String, _ label: String, _ value: String?, _ html: inout HTML) {
    let error = error(name), isDay = error == nil || CivilDate(text: value ?? "") != nil
    Self.field(
      name, label, nil, value ?? "", error, isDay ? [] : [.of("placeholder", "2026-03-05")],
      type: isDay ? "date" : "text", &html)
  }

  private func kinds(_ html: inout HTML) {
    let error = error("kind")
    html.tag("div", [.style(error == nil ? "field" : "field field--error")]) { html in
      html.tag("label", [.style("label"), .of("for", "kind")], layout.say("做了什么", "What was done"))
      if let error { html.tag("p", [.style("error"), .id("kind-e")], error) }
      html.tag(
        "select",
        [.style("input"), .id("kind"), .of("name", "kind")]
          + (error == nil ? [] : [.of("aria-invalid", "true"), .of("aria-describedby", "kind-e")])
      ) { html in
        option("", layout.say("所有操作", "Everything"), &html)
        if let kind = asked.kind, error != nil { option(kind, kind, &html) }
        for area in AuditArea.allCases {
          let title = area.label.text(in: layout.language)
          html.tag("optgroup", [.of("label", title)]) { html in
            option(area.rawValue, layout.say("\(title)（全部）", "\(title) (all)"), &html)
            for kind in AuditKind.all where kind.area == area {
              option(kind.word, kind.label.text(in: layout.language), &html)
            }
          }
        }
      }
    }
  }

  private func option(_ value: String, _ text: String, _ html: inout HTML) {
    html.tag("option", [.of("value", value)] + (value == asked.kind ?? "" ? [.flag("selected")] : []), text)
  }

  /// Several of one name: each is a way to narrow it.
  private func several(_ html: inout HTML) {
    guard let people = question?.people, people.count > 1 else { return }
    html.tag("p", [.style("sub sm")], layout.say("找到 \(people.count) 个人，只看其中一个：", "\(people.count) people; only one of them:"))
    html.tag("ul", [.style("list")]) { html in
      for person in people {
        var one = asked
        one.actor = RightsUser.person(person.person).token
        html.tag("li") { html in
          html.tag("a", [.style("open"), .link(AuditPage.address(one))], person.name)
          html.tag(
            "small", [.style("sub")],
            " " + (person.posts.isEmpty ? layout.say("现在没有岗位", "on no post now") : person.posts.joined(separator: layout.say("、", ", "))))
        }
      }
    }
  }

  /// One line to type in, with what is wrong beside it.
  static func field(
    _ name: String, _ label: String, _ help: String?, _ value: String, _ error: String?, _ more: [HTML.Attribute],
    type: String = "text", _ html: inout HTML
  ) {
    html.tag("div", [.style(error == nil ? "field" : "field field--error")]) { html in
      html.tag("label", [.style("label"), .of("for", name)], label)
      if let help { html.tag("p", [.style("help"), .id(name + "-h")], help) }
      if let error { html.tag("p", [.style("error"), .id(name + "-e"), .of("role", "alert")], error) }
      let describing = [help.map { _ in name + "-h" }, error.map { _ in name + "-e" }].compactMap { $0 }.joined(separator: " ")
      html.open(
        "input",
        [
          .style("input"), .id(name), .of("name", name), .of("type", type), .of("value", value), .of("autocomplete", "off"),
        ] + (describing.isEmpty ? [] : [.of("aria-describedby", describing)])
          + (error == nil ? [] : [.of("aria-invalid", "true")]) + more)
    }
  }
}
