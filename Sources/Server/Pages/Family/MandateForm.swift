import Core
import Engine

/// The form that declares who acts for whom.
struct MandateForm {
  let layout: Layout
  let typed: FieldList
  let errors: [Refusal.FieldError]
  let kinships: [(code: String, title: Label)]

  func write(_ html: inout HTML) {
    summary(&html)
    html.tag(
      "form",
      [
        .style("stack stack--5"), .of("method", "post"), .action("/me/mandates"), .of("enctype", "multipart/form-data"),
      ]
    ) { html in
      layout.secret(layout.session, &html)
      radios(
        "direction", layout.say("谁替谁办事", "Who acts for whom"),
        [
          ("act-for", layout.say("我替对方办事", "I act for the other")),
          ("acted-for-by", layout.say("对方替我办事", "The other acts for me")),
        ], &html)
      line("name", layout.say("对方姓名", "Name of the other"), [.of("autocomplete", "off")], &html)
      line(
        "id-number", layout.say("对方身份证号码", "Number of their identity card"),
        [.of("autocomplete", "off"), .of("maxlength", "18")], &html)
      radios(
        "kind", layout.say("什么关系", "Relation"),
        [
          (Mandate.Kind.family.rawValue, layout.say("家人", "Family")),
          (Mandate.Kind.proxy.rawValue, layout.say("不是家人，受托代办", "Not family: a proxy")),
        ], &html)
      kinship(&html)
      powers(&html)
      line("until", layout.say("到哪天为止（含当天，最多五年）", "Last day (at most five years ahead)"), [.of("type", "date")], &html)
      proof(&html)
      html.tag("button", [.style("btn btn--primary btn--wide")], layout.say("提交登记", "Declare"))
    }
  }

  private func summary(_ html: inout HTML) {
    if errors.isEmpty { return }
    html.tag("div", [.style("error-summary"), .of("role", "alert"), .of("tabindex", "-1")]) { html in
      html.tag("h2", [], layout.say("有 \(errors.count) 处需要改一下", "\(errors.count) answers need a change"))
      html.tag("ul") { html in
        for error in errors {
          html.tag("li") { $0.tag("a", [.link("#" + error.field)], error.message.text(in: layout.language)) }
        }
      }
    }
  }

  private func error(_ field: String) -> Refusal.FieldError? { errors.first { $0.field == field } }

  private func note(_ field: String, _ html: inout HTML) {
    if let error = error(field) {
      html.tag("p", [.style("error"), .id("\(field)-e")], error.message.text(in: layout.language))
    }
  }

  private func described(_ field: String) -> [HTML.Attribute] {
    error(field) == nil ? [] : [.of("aria-describedby", "\(field)-e"), .of("aria-invalid", "true")]
  }

  private func style(_ field: String) -> HTML.Attribute {
    error(field) == nil ? .style("field") : .style("field field--error")
  }

  private func line(_ name: String, _ label: String, _ more: [HTML.Attribute], _ html: inout HTML) {
    html.tag("div", [style(name)]) { html in
      html.tag("label", [.style("label"), .of("for", name)], label)
      note(name, &html)
      html.open(
        "input",
        [.style("input"), .id(name), .of("name", name), .of("value", typed[name] ?? ""), .flag("required")] + more
          + described(name))
    }
  }

  private func radios(_ name: String, _ legend: String, _ options: [(String, String)], _ html: inout HTML) {
    html.tag("fieldset", [style(name), .id(name), .of("tabindex", "-1")]) { html in
      html.tag("legend", [.style("label")], legend)
      note(name, &html)
      html.tag("div", [.style("choices")]) { html in
        for (code, title) in options {
          let isOn = (typed[name] ?? options.first?.0) == code
          choice("radio", name, code, title, isOn, &html)
        }
      }
    }
  }

  private func choice(
    _ type: String, _ name: String, _ code: String, _ title: String, _ isOn: Bool, _ html: inout HTML
  ) {
    html.tag("label", [.style("choice")]) { html in
      html.open(
        "input",
        [.of("type", type), .of("name", name), .of("value", code)] + (isOn ? [.flag("checked")] : []))
      html.tag("span", [], title)
    }
  }

  private func kinship(_ html: inout HTML) {
    html.tag("div", [style("kinship")]) { html in
      html.tag("label", [.style("label"), .of("for", "kinship")]) { html in
        html.text(layout.say("对方是我的 ", "To me the other is "))
        html.tag("span", [.style("opt")], layout.say("家人才填", "family only"))
      }
      note("kinship", &html)
      html.tag("select", [.style("input"), .id("kinship"), .of("name", "kinship")] + described("kinship")) { html in
        html.tag("option", [.of("value", "")], layout.say("请选择", "Choose"))
        for (code, title) in kinships {
          html.tag(
            "option", [.of("value", code)] + (typed["kinship"] == code ? [.flag("selected")] : []),
            title.text(in: layout.language))
        }
      }
    }
  }

  private func powers(_ html: inout HTML) {
    html.tag("fieldset", [style("powers"), .id("powers"), .of("tabindex", "-1")]) { html in
      html.tag("legend", [.style("label")], layout.say("可以办什么", "What may be done"))
      note("powers", &html)
      html.tag("div", [.style("choices")]) { html in
        for power in Mandate.Power.allCases {
          let isOn = typed.pairs.isEmpty ? power == .apply : typed.all("power").contains(power.rawValue)
          choice("checkbox", "power", power.rawValue, words(power), isOn, &html)
        }
      }
    }
  }

  private func words(_ power: Mandate.Power) -> String {
    switch power {
    case .apply: layout.say("代为申请：提交申请，办自己提交的", "Apply, and tend what was filed so")
    case .see: layout.say("查看申请：看被代办人的全部申请", "See all their requests")
    case .follow: layout.say("跟进办理：补正、催办、撤回、评价", "Follow up: answer, urge, withdraw, rate")
    }
  }

  private func proof(_ html: inout HTML) {
    html.tag("div", [style("proof")]) { html in
      html.tag("label", [.style("label"), .of("for", "proof")]) { html in
        html.text(layout.say("证明材料 ", "Proof "))
        html.tag("span", [.style("opt")], layout.say("选填", "optional"))
      }
      html.tag(
        "p", [.style("help")],
        layout.say("户口本、结婚证、委托书的照片或 PDF，社区凭它核实。", "A photo or PDF of a register, certificate or letter; the community confirms by it."))
      note("proof", &html)
      html.open(
        "input",
        [
          .style("input"), .of("type", "file"), .id("proof"), .of("name", "proof"),
          .of("accept", "image/jpeg,image/png,application/pdf"),
        ] + described("proof"))
    }
  }
}
