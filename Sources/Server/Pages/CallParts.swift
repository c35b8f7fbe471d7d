import Core
import Engine

/// What a request has asked other systems, for who handles it.
extension MatterParts {
  private struct Line {
    let call: CallShown
    let attempt: CallShown.Attempt?
  }

  func calls(_ html: inout HTML) {
    let lines = view.calls.flatMap { call in
      call.attempts.isEmpty ? [Line(call: call, attempt: nil)] : call.attempts.map { Line(call: call, attempt: $0) }
    }
    if lines.isEmpty { return }
    html.tag("section", [.style("card stack stack--3")]) { html in
      let title = layout.say("和别的系统的往来", "Other systems")
      html.tag("h2", [], title)
      for call in view.calls {
        guard let next = call.next, !call.attempts.isEmpty else { continue }
        let name = call.connector.text(in: layout.language)
        layout.call(
          "wait",
          layout.say(
            "「\(name)」还没有答复，\(layout.time(next)) 再试", "`\(name)` has not answered; tried again at \(layout.time(next))"),
          &html)
      }
      let table = DeskTable(
        layout: layout, title: title,
        heads: [
          layout.say("系统", "System"), layout.say("环节", "Step"), layout.say("第几次", "Attempt"),
          layout.say("时间", "Time"), layout.say("结果", "Result"),
        ])
      table.write(lines, &html) { table, line, html in
        table.name(line.call.connector.text(in: layout.language), &html)
        table.cell(1, line.call.step?.text(in: layout.language) ?? layout.say("办结后", "afterwards"), &html)
        table.cell(2, line.attempt.map { "\($0.number)" } ?? "–", &html)
        table.cell(3, line.attempt.map { layout.time($0.at) } ?? "–", &html)
        table.cell(
          4, line.attempt?.result.label.text(in: layout.language) ?? layout.say("等着发出", "waiting to leave"), &html)
      }
    }
  }
}
