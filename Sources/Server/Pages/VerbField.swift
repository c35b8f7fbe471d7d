import Core
import Engine

/// One thing that a verb asks for, with its usual sentences where it takes words.
struct VerbField {
  let layout: Layout
  let verb: Verb
  /// Sentences of the reader's posts for this step and verb, the most used first.
  let phrases: [String]
  /// What stood in the form before, and the field to go on with.
  var typed = FieldList()
  var next: String?

  func write(_ field: OfferedVerb.Field, _ id: String, _ html: inout HTML) {
    if field.kind == .fields { return fields(field, &html) }
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", id)]) { html in
        html.text(field.title.text(in: layout.language) + " ")
        html.tag(
          "span", [.style("opt")],
          field.isRequired ? layout.say("必填", "required") : layout.say("选填", "optional"))
      }
      var common: [HTML.Attribute] = [.style("input"), .id(id), .of("name", field.name)]
      // A usual sentence may stand for words of one's own: then the server tells.
      if field.isRequired, field.kind != .text || !hasUsual { common.append(.flag("required")) }
      if field.name == next { common.append(.flag("autofocus")) }
      let before = typed[field.name] ?? ""
      switch field.kind {
      case .text:
        html.tag("textarea", common + [.of("rows", "2"), .of("maxlength", "2000")], before)
        if layout.isStaff { usual(id, &html) }
      case .date: html.open("input", common + [.of("type", "date"), .of("value", before)])
      case .number where field.options.isEmpty:
        html.open("input", common + [.of("inputmode", "numeric"), .of("value", before)])
      case .post, .step, .choice, .number, .answers, .fields: choice(field, common, &html)
      }
      if field.left > 0 {
        html.tag(
          "p", [.style("help")],
          layout.say(
            "列出最近的 \(field.options.count) 个，还有 \(field.left) 个更远的没有列出。",
            "The nearest \(field.options.count) are listed; \(field.left) farther ones are not."))
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
            let isTicked = typed.all(field.name).contains(option.code)
            html.open(
              "input",
              [.of("type", "checkbox"), .of("name", field.name), .of("value", option.code)]
                + (isTicked ? [.flag("checked")] : []))
            html.tag("span", [], option.title.text(in: layout.language))
          }
        }
      }
    }
  }

  private func choice(_ field: OfferedVerb.Field, _ common: [HTML.Attribute], _ html: inout HTML) {
    html.tag("select", common) { html in
      if field.isRequired { html.tag("option", [.of("value", "")], layout.say("请选择", "Choose")) }
      for option in field.options {
        let isChosen = typed[field.name] == option.code
        html.tag(
          "option", [.of("value", option.code)] + (isChosen ? [.flag("selected")] : []), option.title.text(in: layout.language))
      }
    }
  }

  /// Whether sentences are offered beside the words.
  private var hasUsual: Bool { layout.isStaff && !(phrases.isEmpty && (Self.standard[verb] ?? []).isEmpty) }

  /// What the post itself wrote before, then what offices write every day.
  private func usual(_ id: String, _ html: inout HTML) {
    let known = (Self.standard[verb] ?? []).map { $0.text(in: layout.language) }.filter {
      !phrases.contains($0)
    }
    if phrases.isEmpty && known.isEmpty { return }
    let own = id + "-template"
    html.tag(
      "label", [.style("help"), .of("for", own)], layout.say("或者选一句常用的话", "or choose a usual sentence"))
    html.tag("select", [.style("input"), .id(own), .of("name", "template")]) { html in
      html.tag("option", [.of("value", "")], layout.say("不用", "None"))
      group(layout.say("本岗位用过的", "Used by this post"), phrases, &html)
      group(layout.say("通用的", "Common"), known, &html)
    }
  }

  private func group(_ title: String, _ sentences: [String], _ html: inout HTML) {
    if sentences.isEmpty { return }
    html.tag("optgroup", [.of("label", title)]) { html in
      for sentence in sentences {
        let isChosen = typed["template"] == sentence
        html.tag("option", [.of("value", sentence)] + (isChosen ? [.flag("selected")] : []), sentence)
      }
    }
  }

  /// Sentences that offices write every day.
  private static let standard: [Verb: [Label]] = [
    .approve: [
      Label(zh: "材料齐全，同意。", en: "Complete; approved."),
      Label(zh: "已电话核实，同意。", en: "Confirmed by phone; approved."),
    ],
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
}
