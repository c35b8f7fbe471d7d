import Core
import Engine

/// What somebody may do: with services, with other things, as an administrator, and with what is their own.
struct RightsHoldingParts {
  let layout: Layout
  let question: PageQuestion

  func write(_ holdings: [RightsHolding], _ beside: RightsBeside, _ who: String, _ html: inout HTML) {
    html.tag("h2", [], layout.say("\(who)能做什么", "What \(who) may do"))
    if let own = beside.own { self.own(own, &html) }
    if let kind = beside.administration { administration(kind, &html) }
    if !holdings.isEmpty {
      table(holdings, layout.say("服务", "Service"), layout.say("现有件数", "Requests now"), layout.say("权利", "Rights"), &html)
    }
    if !beside.things.isEmpty {
      table(
        beside.things, layout.say("其他事物", "Other things"), layout.say("现有个数", "Of them now"),
        layout.say("对其他事物的权利", "Rights over other things"), &html)
    }
    if holdings.isEmpty, beside.things.isEmpty, beside.administration == nil {
      layout.blank(
        .lock, layout.say("没有岗位给的权利。自己填报的、说到自己的申请，本人总能看。", "No post gives a right. What is one's own can always be read."),
        &html)
    }
  }

  private func own(_ own: RightsOwn, _ html: inout HTML) {
    html.tag("section", [.style("card stack stack--2"), .of("aria-labelledby", "own")]) { html in
      html.tag("h3", [.id("own")], layout.say("不靠岗位", "Without a post"))
      html.tag("ul", [.style("stack stack--2 num")]) { html in
        html.tag("li", [], layout.say("本人的申请 \(own.requests) 件", "Requests of their own: \(own.requests)"))
        html.tag("li", [], layout.say("可替家人办：\(own.family) 人", "Family they may file for: \(own.family)"))
        html.tag("li", [], layout.say("受委托可代办：\(own.mandates) 人", "Others by mandate: \(own.mandates)"))
        for body in own.agencies { html.tag("li", [], layout.say("「\(body)」的经办人", "Files for \(body)")) }
      }
    }
  }

  private func administration(_ kind: Administration, _ html: inout HTML) {
    html.tag("section", [.style("card stack stack--2"), .of("aria-labelledby", "administers")]) { html in
      html.tag("h3", [.id("administers")], kind.title.text(in: layout.language))
      html.tag("p", [], words(kind))
    }
  }

  private func words(_ kind: Administration) -> String {
    switch kind {
    case .system: layout.say("发布，看系统运行情况。", "Publishes, and sees how the system runs.")
    case .security:
      layout.say("任免、调动、设代理，解释所有权利，监督应急查看。", "Appoints, transfers, explains every right, watches over emergency looks.")
    case .audit: layout.say("看谁看过谁的、谁改过什么。", "Reads who looked at whom and who changed what.")
    }
  }

  private func table(
    _ holdings: [RightsHolding], _ head: String, _ counted: String, _ title: String, _ html: inout HTML
  ) {
    let table = DeskTable(
      layout: layout, title: title,
      heads: [head, layout.say("权利", "Right"), layout.say("到哪里", "Reach"), counted])
    let lines = holdings.flatMap { holding in holding.lines.map { (holding, $0) } }
    table.write(lines, &html) { table, row, html in
      let (holding, line) = row
      table.name(holding.title.text(in: layout.language), &html)
      table.cell(1, &html) { html in
        html.tag(
          "a",
          [.link(PageQuestion.path(.why, user: question.user, right: line.right, thing: holding.service))],
          line.right.text(in: layout.language))
      }
      table.cell(2, &html) { html in
        html.tag("ul", [.style("sm")]) { html in
          for reach in line.reaches { html.tag("li", [], reach.text(in: layout.language)) }
        }
      }
      table.cell(3, line.count.map(String.init) ?? "—", &html)
    }
  }
}
