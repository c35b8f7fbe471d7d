import Core
import Engine

/// What a reader may do with a request: one small form for each verb that the desk offers, drawn from what it asks for.
struct VerbForms {
  let layout: Layout
  let code: String
  /// Where the browser goes afterwards: a path of ours.
  let after: String

  func write(_ offers: [OfferedVerb], _ html: inout HTML) {
    let steps = Set(offers.compactMap(\.step))
    // One button stands out: what ends the step, else what begins it.
    let main = offers.firstIndex { [.approve, .complete, .supplement, .rate].contains($0.verb) }
      ?? offers.firstIndex { $0.verb == .claim }
    html.tag("div", [.style("stack stack--3 no-print")]) { html in
      for (position, offer) in offers.enumerated() {
        if offer.verb == .supplement {
          html.tag(
            "a",
            [.style("btn btn--primary btn--wide"), .link(PagePath.of("requests", code, "supplement"))],
            layout.say("去补正", "Answer the return"))
        } else if offer.fields.isEmpty || offer.verb == .approve || offer.fields.contains(where: { $0.kind == .answers }) {
          form(offer, position, steps.count > 1, isMain: position == main, &html)
        } else {
          html.tag("details", [.style("more")]) { html in
            html.tag("summary", []) { html in
              html.icon(Self.icon(offer.verb))
              html.text(name(offer, steps.count > 1))
            }
            form(offer, position, steps.count > 1, isMain: position == main, &html)
          }
        }
      }
    }
  }

  private func name(_ offer: OfferedVerb, _ namesStep: Bool) -> String {
    let word = Self.word(offer.verb, layout)
    guard namesStep, let step = offer.stepTitle else { return word }
    return layout.say("\(word)（\(step.zh)）", "\(word) (\(step.text(in: .en)))")
  }

  static func word(_ verb: Verb, _ layout: Layout) -> String {
    layout.language == .zh
      ? verb.alias : verb.rawValue.prefix(1).uppercased() + verb.rawValue.dropFirst().replacing("-", with: " ")
  }

  private func form(
    _ offer: OfferedVerb, _ position: Int, _ namesStep: Bool, isMain: Bool, _ html: inout HTML
  ) {
    if offer.fields.contains(where: { $0.kind == .answers }) {
      let step = offer.step.map { "?step=" + PercentText.encode($0) } ?? ""
      html.tag(
        "a", [.style(Self.style(offer.verb, isMain)), .link(PagePath.of("requests", code, "fill") + step)],
        layout.say("去填写", "Fill in"))
      return
    }
    html.tag(
      "form",
      [
        .style("stack stack--3"), .of("method", "post"),
        .action(PagePath.of("requests", code, offer.verb.rawValue)),
      ]
    ) { html in
      layout.secret(layout.session, &html)
      layout.hidden("key", Secrets.hex(Secrets.random(16)), &html)
      layout.hidden("after", after, &html)
      if let step = offer.step { layout.hidden("step", step, &html) }
      for field in offer.fields {
        self.field(field, "\(offer.verb.rawValue)-\(position)-\(field.name)", offer.verb, &html)
      }
      html.tag("button", [.style(Self.style(offer.verb, isMain))]) { html in
        html.icon(Self.icon(offer.verb))
        html.text(name(offer, namesStep))
      }
    }
  }

  private func field(_ field: OfferedVerb.Field, _ id: String, _ verb: Verb, _ html: inout HTML) {
    if field.kind == .fields { return fields(field, &html) }
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", id)]) { html in
        html.text(field.title.text(in: layout.language) + " ")
        html.tag(
          "span", [.style("opt")],
          field.isRequired ? layout.say("必填", "required") : layout.say("选填", "optional"))
      }
      let common: [HTML.Attribute] = [.style("input"), .id(id), .of("name", field.name)]
      switch field.kind {
      case .text:
        html.tag("textarea", common + [.of("rows", "2"), .of("maxlength", "2000")], "")
        if let words = Self.templates[verb], layout.isStaff { template(words, id, &html) }
      case .date: html.open("input", common + [.of("type", "date")])
      case .number where field.options.isEmpty:
        html.open("input", common + [.of("inputmode", "numeric")])
      case .post, .step, .choice, .number, .answers, .fields:
        html.tag("select", common) { html in
          if field.isRequired { html.tag("option", [.of("value", "")], layout.say("请选择", "Choose")) }
          for option in field.options {
            html.tag("option", [.of("value", option.code)], option.title.text(in: layout.language))
          }
        }
      }
    }
  }

  /// What the applicant is asked to look at again.
  private func fields(_ field: OfferedVerb.Field, _ html: inout HTML) {
    if field.options.isEmpty { return }
    html.tag("fieldset", [.style("field")]) { html in
      html.tag("legend", [.style("label")], field.title.text(in: layout.language))
      html.tag("div", [.style("choices")]) { html in
        for option in field.options {
          html.tag("label", [.style("choice")]) { html in
            html.open("input", [.of("type", "checkbox"), .of("name", field.name), .of("value", option.code)])
            html.tag("span", [], option.title.text(in: layout.language))
          }
        }
      }
    }
  }

  private func template(_ words: [Label], _ id: String, _ html: inout HTML) {
    let own = id + "-template"
    html.tag("label", [.style("help"), .of("for", own)], layout.say("或者选一句常用的话", "or choose a usual sentence"))
    html.tag("select", [.style("input"), .id(own), .of("name", "template")]) { html in
      html.tag("option", [.of("value", "")], layout.say("不用", "None"))
      for text in words {
        let text = text.text(in: layout.language)
        html.tag("option", [.of("value", text)], text)
      }
    }
  }

  /// Sentences that offices write every day.
  private static let templates: [Verb: [Label]] = [
    .approve: [Label(zh: "材料齐全，同意。", en: "Complete; approved."), Label(zh: "已电话核实，同意。", en: "Confirmed by phone; approved.")],
    .return: [
      Label(zh: "照片看不清，请重新拍一张。", en: "The photo cannot be read; please take another one."),
      Label(zh: "联系电话打不通，请核对。", en: "The phone number does not answer; please check it."),
      Label(zh: "住址和登记的不一致，请核对。", en: "The address differs from the register; please check it."),
    ],
    .reject: [
      Label(zh: "不符合办理条件。", en: "The conditions are not met."),
      Label(zh: "与已有的申请重复。", en: "This repeats an earlier request."),
    ],
    .transfer: [Label(zh: "不属于本岗位职责，请办理。", en: "Not within this post's duties; please take it over.")],
  ]

  private static func style(_ verb: Verb, _ isMain: Bool) -> String {
    if isMain { return "btn btn--primary btn--wide" }
    return verb == .reject || verb == .withdraw ? "btn btn--wide btn--danger" : "btn btn--wide"
  }

  private static func icon(_ verb: Verb) -> Icon {
    switch verb {
    case .approve, .complete: .check
    case .reject, .withdraw: .x
    case .return, .reopen: .ret
    case .transfer: .transfer
    case .addSign: .sign
    case .help: .assist
    case .cc: .send
    case .urge: .bell
    case .extend: .clock
    case .rate: .star
    case .claim: .key
    case .submit, .draft, .supplement: .edit
    }
  }
}
