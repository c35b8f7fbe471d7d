import Core
import Engine

/// Posts with who sits there, and how the system runs.
enum AdminPages {
  static func posts(_ call: Call) throws -> Response {
    let words = call.query["q"] ?? ""
    let all = try call.site.desk.pages.posts(call.caller())
    let posts = all.filter { post in
      words.isEmpty || post.name.contains(words) || post.organization.contains(words)
        || post.staff.contains { $0.contains(words) }
    }
    let vacant = all.count(where: \.staff.isEmpty)
    let layout = Layout(call)
    return layout.page(title: layout.say("岗位", "Posts")) { html in
      html.tag("h1", [], layout.say("岗位和任职", "Posts and who holds them"))
      html.tag(
        "p", [.style("sub num")],
        layout.say("共 \(all.count) 个岗位，\(vacant) 个空缺。", "\(all.count) posts, \(vacant) vacant."))
      html.tag(
        "form",
        [.style("search search--sm"), .of("method", "get"), .action("/admin/posts"), .of("role", "search")]
      ) { html in
        html.icon(.search)
        html.tag("label", [.style("vh"), .of("for", "q")], layout.say("找单位、岗位或人", "Find a body, post or person"))
        html.open(
          "input",
          [
            .id("q"), .of("name", "q"), .of("type", "search"), .of("value", words),
            .of("placeholder", layout.say("单位、岗位或姓名", "Body, post or name")),
          ])
        html.tag("button", [.style("btn")], layout.say("查找", "Find"))
      }
      table(Array(posts.prefix(500)), layout, &html)
      if posts.count > 500 {
        html.tag("p", [.style("foot")], layout.say("只列出前 500 个。", "The first 500 are listed."))
      }
    }
  }

  private static func table(_ posts: [PostLine], _ layout: Layout, _ html: inout HTML) {
    let heads = [
      layout.say("岗位", "Post"), layout.say("单位", "Body"), layout.say("角色", "Roles"),
      layout.say("在任", "Held by"),
    ]
    html.tag(
      "div",
      [
        .style("table-wrap"), .of("role", "region"), .of("tabindex", "0"),
        .of("aria-label", layout.say("岗位列表", "Posts")),
      ]
    ) { html in
      html.tag("table", [.style("table table--cards")]) { html in
        html.tag("thead") { html in
          html.tag("tr") { html in for head in heads { html.tag("th", [.of("scope", "col")], head) } }
        }
        html.tag("tbody") { html in
          for post in posts {
            html.tag("tr") { html in
              html.tag("th", [.of("scope", "row"), .style("b")], post.name)
              html.tag("td", [.of("data-l", heads[1])]) { html in
                html.text(post.organization)
                if let place = post.placePath { html.tag("small", [], QueueTable.short(place)) }
              }
              let roles = post.roles.map { $0.text(in: layout.language) }
              html.tag("td", [.of("data-l", heads[2])], roles.joined(separator: layout.say("、", ", ")))
              html.tag("td", [.of("data-l", heads[3])]) { html in
                if post.staff.isEmpty {
                  html.tag("span", [.style("tag tag--wait")]) { html in
                    html.icon(.alert)
                    html.text(layout.say("空缺", "vacant"))
                  }
                } else {
                  html.text(post.staff.joined(separator: layout.say("、", ", ")))
                }
              }
            }
          }
        }
      }
    }
  }

  // MARK: The system

  static func system(_ call: Call) throws -> Response {
    let site = call.site
    let epoch = try site.desk.epoch()
    let counters = site.desk.counters()
    let readings = zip(site.router.routes, site.meters).map { (route: $0, reading: $1.reading) }
      .filter { $0.reading.count > 0 }.sorted { $0.reading.count > $1.reading.count }
    let all = readings.reduce(0) { $0 + $1.reading.count }
    let broken = readings.reduce(0) { sum, line in
      sum + line.reading.statuses.reduce(0) { $0 + ($1.0 == "5xx" ? Int($1.1) : 0) }
    }
    let layout = Layout(call)
    return layout.page(title: layout.say("系统", "System")) { html in
      html.tag("h1", [], layout.say("系统", "System"))
      html.tag("dl", [.style("stats")]) { html in
        for (title, value, beside) in [
          (layout.say("版本", "Release"), "\(epoch)", layout.say("正在运行", "running")),
          (
            layout.say("已运行", "Up for"), layout.span(SteadyClock.milliseconds - site.started),
            layout.say("这个进程", "this process")
          ),
          (layout.say("请求", "Requests"), "\(all)", layout.say("\(broken) 次出错", "\(broken) failed")),
          (
            layout.say("办成的事", "Commands"), "\(site.commits.load(ordering: .relaxed))",
            layout.say("已写入磁盘", "written to disk")
          ),
          (
            layout.say("编译过的文档", "Documents compiled"), "\(counters.parsed)",
            layout.say("\(counters.lowered) 个服务成形", "\(counters.lowered) lowered")
          ),
        ] {
          html.tag("div", [.style("stat")]) { html in
            html.tag("dt", [], title)
            html.tag("dd", [.style("num")], value)
            html.tag("dd", [.style("stat__d")], beside)
          }
        }
      }
      routes(readings, layout, &html)
    }
  }

  private static func routes(
    _ readings: [(route: Route, reading: RouteMeter.Reading)], _ layout: Layout, _ html: inout HTML
  ) {
    let heads = [
      layout.say("地址", "Address"), layout.say("次数", "Requests"), layout.say("平均毫秒", "Mean ms"),
      layout.say("出错", "Failed"),
    ]
    html.tag(
      "div",
      [
        .style("table-wrap"), .of("role", "region"), .of("tabindex", "0"),
        .of("aria-label", layout.say("各地址的用量", "Use by address")),
      ]
    ) { html in
      html.tag("table", [.style("table table--cards")]) { html in
        html.tag("thead") { html in
          html.tag("tr") { html in for head in heads { html.tag("th", [.of("scope", "col")], head) } }
        }
        html.tag("tbody") { html in
          for (route, reading) in readings.prefix(40) {
            let failed = reading.statuses.reduce(0) { $0 + ($1.0 == "5xx" ? Int($1.1) : 0) }
            let mean = Int(reading.microseconds) / max(1, Int(reading.count)) / 100
            html.tag("tr") { html in
              html.tag("th", [.of("scope", "row"), .style("mono")], "\(route.method.rawValue) \(route.pattern)")
              html.tag("td", [.style("num"), .of("data-l", heads[1])], "\(reading.count)")
              html.tag("td", [.style("num"), .of("data-l", heads[2])], "\(mean / 10).\(mean % 10)")
              html.tag("td", [.style("num"), .of("data-l", heads[3])], "\(failed)")
            }
          }
        }
      }
    }
  }
}
