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
    let caller = try call.caller(), id = call.parameter(0), desk = call.site.desk
    let states = try desk.counts(caller, id, .init(by: "state", at: nil))
    let places = try desk.counts(caller, id, .init(by: "place", at: nil))
    let times = try desk.pages.stepTimes(caller, id)
    let title = try desk.pages.countedServices(caller).first { $0.id == id }?.title ?? Label(zh: id)
    let layout = Layout(call)
    return layout.page(title: layout.say("统计", "Figures")) { html in
      layout.back("/figures", layout.say("统计", "Figures"), &html)
      html.tag("h1", [], title.text(in: layout.language))
      measures(states, layout, &html)
      chart(
        layout.say("走到哪里", "How far they came"), layout.say("件数", "Requests"),
        states.rows.map { ($0.title.text(in: layout.language), $0.count, String($0.count)) }, layout, &html)
      chart(
        layout.say("每一步等多久（一半的申请不超过）", "Waiting time per step (half took no longer)"),
        layout.say("时间", "Time"),
        times.map { ($0.title.text(in: layout.language), $0.median, layout.span($0.median)) }, layout, &html)
      waits(times, layout, &html)
      chart(
        layout.say("分地方", "By place"), layout.say("件数", "Requests"),
        places.rows.map { ($0.title.text(in: layout.language), $0.count, String($0.count)) }, layout, &html)
    }
  }

  private static func measures(_ view: CountsView, _ layout: Layout, _ html: inout HTML) {
    let done = view.states.filter { MatterState(rawValue: $0.state)?.isFinal ?? false }
      .reduce(Int64(0)) { $0 + $1.count }
    html.tag("dl", [.style("stats")]) { html in
      html.tag("div", [.style("stat")]) { html in
        html.tag("dt", [], layout.say("一共", "All"))
        html.tag("dd", [.style("num")], String(view.total))
        html.tag("dd", [.style("stat__d")], layout.say("办完 \(done) 件", "\(done) finished"))
      }
      for measure in view.measures {
        html.tag("div", [.style("stat")]) { html in
          html.tag("dt", [], measure.title.text(in: layout.language))
          html.tag("dd", [.style("num")], measure.value ?? layout.say("不显示", "not shown"))
          html.tag("dd", [.style("stat__d")], measure.unit ?? layout.say("作者定义的指标", "declared by the author"))
        }
      }
    }
  }

  /// Bars drawn on the server, and the same as a table.
  private static func chart(
    _ title: String, _ measured: String, _ bars: [(name: String, value: Int64, shown: String)],
    _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("section", [.style("card chart")]) { html in
      html.tag("h2", [], title)
      guard let most = bars.map(\.value).max(), most > 0 else {
        html.tag("p", [.style("sub")], layout.say("还没有数。", "No figures yet."))
        return
      }
      let shown = Array(bars.prefix(24))
      if !layout.choices.isElder { drawing(title, shown, most, layout, &html) }
      html.tag("details", [.style("more")] + (layout.choices.isElder ? [.flag("open")] : [])) { html in
        html.tag("summary", [], layout.say("看表格", "As a table"))
        html.tag("table", [.style("table")]) { html in
          html.tag("thead") { html in
            html.tag("tr") { html in
              html.tag("th", [.of("scope", "col")], layout.say("名称", "Name"))
              html.tag("th", [.of("scope", "col"), .style("r")], measured)
            }
          }
          html.tag("tbody") { html in
            for bar in bars {
              html.tag("tr") { html in
                html.tag("th", [.of("scope", "row")], bar.name)
                html.tag("td", [.style("num r")], bar.shown)
              }
            }
          }
        }
      }
    }
  }

  private static func drawing(
    _ title: String, _ bars: [(name: String, value: Int64, shown: String)], _ most: Int64, _ layout: Layout,
    _ html: inout HTML
  ) {
    let top = bars.max { $0.value < $1.value }
    let height = bars.count * 40
    html.tag(
      "svg",
      [.of("viewBox", "0 0 420 \(height)"), .of("role", "img"), .of("aria-label", title)]
    ) { html in
      html.tag("title", [], title)
      html.tag("desc", [], top.map { layout.say("最多的是\($0.name)：\($0.shown)", "Largest: \($0.name), \($0.shown)") } ?? "")
      for (row, bar) in bars.enumerated() {
        let length = bar.value == 0 ? 0 : max(2, Int((Double(bar.value) / Double(most) * 300).rounded()))
        html.tag("text", [.of("x", "0"), .of("y", "\(row * 40 + 13)")], bar.name)
        html.tag(
          "rect",
          [
            .style("bar"), .of("x", "0"), .of("y", "\(row * 40 + 19)"), .of("width", "\(length)"),
            .of("height", "13"),
          ]
        ) { _ in }
        html.tag(
          "text", [.style("t-b"), .of("x", "\(length + 6)"), .of("y", "\(row * 40 + 30)")], bar.shown)
      }
    }
  }

  private static func waits(_ times: [StepTime], _ layout: Layout, _ html: inout HTML) {
    html.tag(
      "div",
      [
        .style("table-wrap"), .of("role", "region"), .of("tabindex", "0"),
        .of("aria-label", layout.say("每一步的用时", "Times of the steps")),
      ]
    ) { html in
      html.tag("table", [.style("table table--cards")]) { html in
        let heads = [
          layout.say("步骤", "Step"), layout.say("正在办", "Open"), layout.say("办过", "Ended"),
          layout.say("一半不超过", "Half within"), layout.say("九成不超过", "Nine in ten within"),
        ]
        html.tag("thead") { html in
          html.tag("tr") { html in for head in heads { html.tag("th", [.of("scope", "col")], head) } }
        }
        html.tag("tbody") { html in
          for time in times {
            html.tag("tr") { html in
              html.tag("th", [.of("scope", "row"), .style("b")], time.title.text(in: layout.language))
              let cells = [
                String(time.open), String(time.stays), time.stays == 0 ? "—" : layout.span(time.median),
                time.stays == 0 ? "—" : layout.span(time.ninth),
              ]
              for (head, cell) in zip(heads.dropFirst(), cells) {
                html.tag("td", [.style("num"), .of("data-l", head)], cell)
              }
            }
          }
        }
      }
    }
  }
}
