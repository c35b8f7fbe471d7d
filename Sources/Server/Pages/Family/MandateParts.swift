import Core
import Engine

/// Who acts for whom, on one's own page.
struct MandateParts {
  let layout: Layout
  let own: OwnMandates
  /// Family for whom the caller acts by what the register says.
  let family: [RepresentedPerson]

  static func powers(_ powers: [Mandate.Power], _ layout: Layout) -> String {
    powers.map { $0.label.text(in: layout.language) }.joined(separator: layout.say("、", ", "))
  }

  func write(_ html: inout HTML) {
    waiting(&html)
    acting(&html)
    actedFor(&html)
  }

  /// What asks for a word of the reader's.
  private func waiting(_ html: inout HTML) {
    for mandate in own.mandates where mandate.mayDecide {
      html.tag("section", [.style("card stack stack--3"), .id("m-\(mandate.id)")]) { html in
        html.tag(
          "h2", [],
          mandate.acts
            ? layout.say("\(mandate.name) 请您代办", "\(mandate.name) asks you to act for them")
            : layout.say("\(mandate.name) 想替您办事", "\(mandate.name) wants to act for you"))
        terms(mandate, &html)
        html.tag("div", [.style("row")]) { html in
          button(mandate, "confirm", layout.say("同意", "Agree"), "btn btn--primary", &html)
          button(mandate, "refuse", layout.say("不同意", "Refuse"), "btn", &html)
        }
      }
    }
  }

  private func acting(_ html: inout HTML) {
    let mine = own.mandates.filter { $0.acts && !$0.mayDecide }
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("我替谁办事", "For whom I act"))
      if family.isEmpty && mine.isEmpty && !own.expired.contains(where: \.acts) {
        html.tag(
          "p", [.style("sub")],
          layout.say("现在没有。家人或别人托您办事，先在这里登记。", "Nobody yet. Declare it here when family or others ask you."))
      }
      if !family.isEmpty {
        html.tag("p", [.style("sub sm")], layout.say("登记簿里的家人：", "Family of the register:"))
        html.tag("dl", [.style("facts")]) { html in
          for person in family {
            html.tag("div") { html in
              html.tag("dt", [], person.relation?.text(in: layout.language) ?? "")
              html.tag("dd", [], person.name)
            }
          }
        }
      }
      list(mine, &html)
      expired(own.expired.filter(\.acts), &html)
      html.tag("a", [.style("btn btn--wide"), .link("/me/mandates/new")]) { html in
        html.icon(.plus)
        html.text(layout.say("登记家人或代办人", "Declare family or a proxy"))
      }
    }
  }

  private func actedFor(_ html: inout HTML) {
    let others = own.mandates.filter { !$0.acts && !$0.mayDecide }
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("谁能替我办事", "Who may act for me"))
      if others.isEmpty && own.relatives.isEmpty && own.expired.allSatisfy(\.acts) {
        return html.tag("p", [.style("sub")], layout.say("没有人。", "Nobody."))
      }
      list(others, &html)
      expired(own.expired.filter { !$0.acts }, &html)
      html.tag("ul", [.style("stack stack--3")]) { html in
        for relative in own.relatives { html.tag("li", [.style("stack stack--2")]) { self.relative(relative, &$0) } }
      }
    }
  }

  private func list(_ mandates: [MandateShown], _ html: inout HTML) {
    if mandates.isEmpty { return }
    html.tag("ul", [.style("stack stack--4")]) { html in
      for mandate in mandates {
        html.tag("li", [.style("stack stack--2"), .id("m-\(mandate.id)")]) { html in
          html.tag("p", [.style("row")]) { html in
            html.tag("b", [], mandate.name)
            html.tag("span", [.style("sub")], mandate.relation.text(in: layout.language))
            let kind = mandate.state == .waiting ? "tag tag--wait" : "tag tag--ok"
            html.tag("span", [.style(kind)], mandate.state.label.text(in: layout.language))
          }
          terms(mandate, &html)
          let end = mandate.state == .waiting ? layout.say("取消登记", "Cancel") : layout.say("马上结束", "End it now")
          button(mandate, "end", end, "btn", &html)
        }
      }
    }
  }

  /// What ended by itself, and how it goes on.
  private func expired(_ mandates: [MandateShown], _ html: inout HTML) {
    if mandates.isEmpty { return }
    html.tag("ul", [.style("stack stack--4")]) { html in
      for mandate in mandates {
        html.tag("li", [.style("stack stack--2"), .id("m-\(mandate.id)")]) { html in
          html.tag("p", [.style("row")]) { html in
            html.tag("b", [], mandate.name)
            html.tag("span", [.style("sub")], mandate.relation.text(in: layout.language))
            html.tag("span", [.style("tag tag--wait")], layout.say("已到期", "Expired"))
          }
          html.tag("p", [.style("sm")]) { html in
            html.text(
              layout.say(
                "到 \(mandate.until) 为止，已经不能再办。要接着办，", "It held until \(mandate.until) and gives no right any more. To go on, "))
            html.tag(
              "a", [.style("open"), .link("/me/mandates/new")], layout.say("再登记一次，同意后生效", "declare it once more"))
          }
        }
      }
    }
  }

  private func terms(_ mandate: MandateShown, _ html: inout HTML) {
    html.tag(
      "p", [.style("sm")],
      layout.say(
        "可以\(Self.powers(mandate.powers, layout))，到 \(mandate.until) 为止",
        "May \(Self.powers(mandate.powers, layout)), until \(mandate.until)"))
    if let proof = mandate.proof { html.tag("p", [.style("sub sm")], proof.text(in: layout.language)) }
    if mandate.hasFile {
      html.tag(
        "a", [.style("open sm"), .link(PagePath.of("mandates", String(mandate.id), "proof"))],
        layout.say("看证明材料", "See the proof"))
    }
    if let used = mandate.used {
      html.tag("p", [.style("sub sm num")], layout.say("最近一次代办：\(layout.time(used))", "Last used \(layout.time(used))"))
    }
  }

  private func relative(_ relative: ActingRelative, _ html: inout HTML) {
    html.tag("p", [.style("row")]) { html in
      html.tag("b", [], relative.name)
      html.tag("span", [.style("sub")], layout.say("\(relative.relation)（登记簿）", "\(relative.relation) (register)"))
      if relative.isBarred { html.tag("span", [.style("tag tag--bad")], layout.say("不许代办", "barred")) }
    }
    if !relative.isBarred, !relative.mayBar { return }
    let act = relative.isBarred ? "allow" : "bar"
    let words = relative.isBarred ? layout.say("让 TA 再办", "Let them again") : layout.say("不让 TA 办", "Not any more")
    form(PagePath.of("me", "relatives", String(relative.person), act), words, "btn", &html)
  }

  private func button(_ mandate: MandateShown, _ act: String, _ words: String, _ style: String, _ html: inout HTML) {
    form(PagePath.of("me", "mandates", String(mandate.id), act), words, style, &html)
  }

  private func form(_ path: String, _ words: String, _ style: String, _ html: inout HTML) {
    html.tag("form", [.of("method", "post"), .action(path)]) { html in
      layout.secret(layout.session, &html)
      html.tag("button", [.style(style)], words)
    }
  }
}
