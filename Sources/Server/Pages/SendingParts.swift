import Core
import Engine

/// What became of messages that left Hutong, and which reached nobody, for who handles the request.
extension MatterParts {
  func sendings(_ html: inout HTML) {
    if view.sendings.isEmpty { return }
    html.tag("section", [.style("card stack stack--3")]) { html in
      let title = layout.say("短信和没有送到的消息", "Text messages, and what reached nobody")
      html.tag("h2", [], title)
      let table = DeskTable(
        layout: layout, title: title,
        heads: [
          layout.say("发给", "To"), layout.say("怎么发", "By"), layout.say("时间", "Time"), layout.say("结果", "Result"),
        ])
      table.write(view.sendings, &html) { table, line, html in
        table.name(line.recipient.text(in: layout.language), &html)
        table.cell(1, line.channel.text(in: layout.language), &html)
        table.cell(2, layout.time(line.ended ?? line.at), &html)
        let state = line.state.label.text(in: layout.language)
        table.cell(3, line.reason.map { layout.say("\(state)：\($0.zh)", "\(state): \($0.text(in: .en))") } ?? state, &html)
      }
    }
  }
}
