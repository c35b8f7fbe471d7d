import Core
import Engine

/// Messages to me, newest first, by day; what came since stays unread until I say so.
enum MessagesPage {
  static func show(_ call: Call) throws -> Response {
    let mail = try call.site.desk.pages.mail(call.caller())
    let layout = Layout(call)
    return layout.page(title: layout.say("消息", "Messages")) { html in
      html.tag("div", [.style("head")]) { html in
        html.tag("h1", [], layout.say("消息", "Messages"))
        if let newest = mail.first, mail.contains(where: { $0.read == nil }) {
          html.tag("form", [.of("method", "post"), .action("/messages/read")]) { html in
            layout.secret(call.session, &html)
            layout.hidden("upto", String(newest.id), &html)
            html.tag("button", [.style("btn")], layout.say("全部标为已读", "Mark all as read"))
          }
        }
      }
      if mail.isEmpty { layout.blank(.message, layout.say("还没有消息。", "No messages yet."), &html) }
      for day in days(mail, layout) {
        html.tag("section", [.style("stack stack--2")]) { html in
          html.tag("h2", [.style("sm sub num")], day.title)
          html.tag("ul", [.style("list")]) { html in
            for line in day.lines { message(line, layout, &html) }
          }
        }
      }
    }
  }

  /// Marks what the page showed.
  static func read(_ call: Call) throws -> Response {
    guard let upTo = try call.form()["upto"].flatMap({ Int64($0) }) else {
      throw Problem.malformed("upto 不对", "`upto` is not what the page gave")
    }
    try call.site.desk.pages.markRead(call.caller(), upTo)
    return .redirect(to: "/messages")
  }

  private static func days(_ mail: [MailLine], _ layout: Layout) -> [(title: String, lines: [MailLine])] {
    mail.reduce(into: [(title: String, lines: [MailLine])]()) { days, line in
      let title = layout.day(line.created)
      if days.last?.title == title {
        days[days.count - 1].lines.append(line)
      } else {
        days.append((title, [line]))
      }
    }
  }

  private static func message(_ line: MailLine, _ layout: Layout, _ html: inout HTML) {
    html.tag("li", [.style(line.read == nil ? "is-unread" : "is-read")]) { html in
      let link: [HTML.Attribute] = line.code.map { [.link(PagePath.of("requests", $0))] } ?? []
      html.tag(line.code == nil ? "div" : "a", [.style("msg")] + link) { html in
        html.tag("span", [.style(line.read == nil ? "badge" : "badge badge--mute")]) {
          $0.icon(line.code == nil ? .megaphone : .file)
        }
        html.tag("div") { html in
          html.tag("span", [.style("list__t")]) { html in
            html.text(line.title?.text(in: layout.language) ?? layout.say("通知", "Notice"))
            if line.read == nil { html.tag("span", [.style("vh")], layout.say("（未读）", " (unread)")) }
          }
          html.tag("p", [.style("pre")], line.text)
          html.tag("p", [.style("xs mute num")], layout.time(line.created))
        }
      }
    }
  }
}
