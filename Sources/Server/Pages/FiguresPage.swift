import Core
import Engine

/// Live figures of a service: how many came how far, how long each step takes, by place.
enum FiguresPage {
  static func list(_ call: Call) throws -> Response {
    let services = try call.site.desk.pages.countedServices(call.caller())
    let layout = Layout(call)
    return layout.page(title: layout.say("统计", "Figures")) { html in
      html.tag("h1", [], layout.say("统计", "Figures"))
      if services.isEmpty {
        layout.blank(.lock, layout.say("您的角色不含“看统计”。", "Your roles do not grant figures."), &html)
      }
      html.tag("ul", [.style("list")]) { html in
        for service in services {
          html.tag("li") { html in
            html.tag("a", [.style("list__link"), .link(PagePath.of("figures", service.id))]) { html in
              html.tag("span", [.style("list__t grow")], service.title.text(in: layout.language))
              html.icon(.next)
            }
          }
        }
      }
    }
  }

  static func show(_ call: Call) throws -> Response {
    let caller = try call.caller()
    let id = call.parameter(0)
    let pages = call.site.desk.pages
    let asked = FiguresQuestion(call.query, now: try call.site.store.now())
    let all = try call.site.desk.counts(caller, id, .init(by: "state", at: nil, view: asked.view))
    let parts = FiguresParts(
      layout: Layout(call), service: id, asked: asked, funnel: try pages.funnel(caller, id, asked.question),
      times: try pages.stepTimes(caller, id, asked.question),
      places: try pages.placeFigures(caller, id, asked.question, asked.level))
    let title = try pages.countedServices(caller).first { $0.id == id }?.title ?? Label(zh: id)
    let layout = parts.layout
    return layout.page(title: layout.say("统计", "Figures")) { html in
      layout.back("/figures", layout.say("统计", "Figures"), &html)
      html.tag("h1", [], title.text(in: layout.language))
      parts.own(all, &html)
      asked.write(id, layout, &html)
      asked.writeView(id, layout, &html)
      parts.way(&html)
      parts.funnelChart(&html)
      parts.states(&html)
      parts.waits(&html)
      parts.byPlace(&html)
    }
  }
}
