import Core
import Engine

/// What somebody takes home after sending: the number, until when an answer comes, and a code that leads
/// back.
enum ReceiptPage {
  static func show(_ call: Call) throws -> Response {
    let view = try MatterPage.view(call)
    let layout = Layout(call)
    let path = PagePath.of("requests", view.card.code)
    return layout.page(title: layout.say("已提交", "Sent")) { html in
      number(view, address(call, path), layout, &html)
      let isOver = view.card.state.isFinal
      html.tag("h2", [], isOver ? layout.say("结果", "Outcome") : layout.say("接下来", "What happens next"))
      next(view, layout, &html)
      html.tag("div", [.style("stack no-print")]) { html in
        html.tag("a", [.style("btn btn--primary btn--wide"), .link(path)], layout.say("看办到哪一步", "Follow it"))
        html.tag("a", [.style("btn btn--wide"), .link("/")], layout.say("回到服务", "Back to services"))
      }
    }
  }

  private static func number(
    _ view: RequestView, _ address: String, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("section", [.style("card receipt")]) { html in
      html.tag("h1", [], layout.say("已提交", "Sent"))
      html.tag("p", [], view.card.title.text(in: layout.language))
      MatterParts(layout: layout, view: view).filing(&html)
      html.tag("p", [.style("sm sub")], layout.say("受理编号", "Your number"))
      html.tag("p", [.style("receipt__no num")], view.card.code)
      if let due = view.card.due {
        html.tag("p", [], layout.say("最迟 \(layout.time(due)) 答复", "Answer by \(layout.time(due))"))
      }
      QRCode(address)?.draw(layout.say("二维码：扫一扫看这份申请", "QR code that leads to this request"), &html)
      html.tag(
        "p", [.style("sm sub")],
        layout.say("扫码看进度，要用您自己的手机号登录", "Scan it to follow the request; you sign in with your own phone"))
    }
  }

  private static func next(_ view: RequestView, _ layout: Layout, _ html: inout HTML) {
    html.tag("ol", [.style("timeline card")]) { html in
      html.tag("li", [.style("is-done")]) { html in
        html.tag("h3", [], layout.say("您已提交", "You sent it"))
        html.tag("p", [.style("sub num")], layout.time(view.card.opened))
      }
      for step in view.steps {
        html.tag("li", [.style(step.done == nil ? "is-now" : "is-done")]) { html in
          html.tag("h3", [], step.title.text(in: layout.language))
          if let holder = step.holder { html.tag("p", [.style("sub")], holder) }
        }
      }
      if view.card.state.isFinal { MatterParts(layout: layout, view: view).end(&html) }
    }
  }

  /// The page's whole address as the browser knows this server; the number alone where it does not say.
  private static func address(_ call: Call, _ path: String) -> String {
    let host = call.request.head.header(.host) ?? ""
    let isName = !host.isEmpty && host.utf8.count < 256 && host.utf8.allSatisfy { $0 > 32 && $0 < 127 }
    return isName ? (call.site.options.isBehindHTTPS ? "https://" : "http://") + host + path : path
  }
}
