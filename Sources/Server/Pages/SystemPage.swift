import Core
import Engine

/// How the system runs: what is in the store, which servers there are, how long requests take here.
enum SystemPage {
  private struct Figure {
    let title: String
    let value: String
    let beside: String
  }

  private typealias Use = (route: Route, reading: RouteMeter.Reading)

  static func show(_ call: Call) throws -> Response {
    let site = call.site
    let figures = try site.desk.pages.system(call.caller())
    let uses: [Use] = zip(site.router.routes, site.meters).map { ($0, $1.reading) }
      .filter { $0.1.count > 0 }.sorted { $0.1.count > $1.1.count }
    let vacant = try site.desk.directory.vacant(call.caller())
    let layout = Layout(call)
    let running = try process(site, uses, layout)
    return layout.page(title: layout.say("系统", "System")) { html in
      html.tag("h1", [], layout.say("系统", "System"))
      html.tag("h2", [], layout.say("这个进程", "This process"))
      self.figures(running, &html)
      html.tag("h2", [], layout.say("存储里", "In the store"))
      self.figures(store(figures, layout), &html)
      alarms(figures.alarms.map { AlarmLine($0) }, vacant, layout, &html)
      servers(figures.servers, layout, &html)
      connectors(figures.connectors, layout, &html)
      use(uses, layout, &html)
    }
  }

  private static func process(_ site: Site, _ uses: [Use], _ layout: Layout) throws -> [Figure] {
    let counters = site.desk.counters()
    let all = uses.reduce(0) { $0 + $1.reading.count }
    let broken = uses.reduce(0) { $0 + failed($1.reading) }
    return [
      Figure(
        title: layout.say("版本", "Release"), value: "\(try site.desk.epoch())",
        beside: layout.say("正在运行", "running")),
      Figure(
        title: layout.say("已运行", "Up for"), value: layout.span(SteadyClock.milliseconds - site.started),
        beside: layout.say("从启动算起", "since the start")),
      Figure(
        title: layout.say("请求", "Requests"), value: "\(all)",
        beside: layout.say("\(broken) 次出错", "\(broken) failed")),
      Figure(
        title: layout.say("办成的事", "Commands"), value: "\(site.commits.load(ordering: .relaxed))",
        beside: layout.say("已写入磁盘", "written to disk")),
      Figure(
        title: layout.say("编译过的文档", "Documents compiled"), value: "\(counters.parsed)",
        beside: layout.say("\(counters.lowered) 个服务成形", "\(counters.lowered) lowered")),
    ]
  }

  private static func store(_ figures: SystemFigures, _ layout: Layout) -> [Figure] {
    [
      Figure(
        title: layout.say("在办的步骤", "Open steps"), value: "\(figures.openStays)",
        beside: layout.say("其中 \(figures.lateStays) 步超时", "\(figures.lateStays) of them late")),
      Figure(
        title: layout.say("空缺岗位上的", "On vacant posts"), value: "\(figures.vacantStays)",
        beside: layout.say("会自动上送", "they go up by themselves")),
      Figure(
        title: layout.say("还没归总的统计", "Figures to fold"), value: "\(figures.deltas)",
        beside: layout.say("已经算在页面上", "counted on pages already")),
      Figure(
        title: layout.say("等着发出的", "Waiting to leave"), value: "\(figures.outbox)",
        beside: layout.say("短信等外部消息", "texts and other messages")),
      Figure(
        title: layout.say("登录着的", "Signed in"), value: "\(figures.sessions)",
        beside: layout.say("居民和工作人员", "residents and staff")),
    ]
  }

  private static func figures(_ all: [Figure], _ html: inout HTML) {
    html.tag("dl", [.style("stats")]) { html in
      for figure in all {
        html.tag("div", [.style("stat")]) { html in
          html.tag("dt", [], figure.title)
          html.tag("dd", [.style("num")], figure.value)
          html.tag("dd", [.style("stat__d")], figure.beside)
        }
      }
    }
  }

  private static func alarms(_ alarms: [AlarmLine], _ vacant: DirectoryFound, _ layout: Layout, _ html: inout HTML) {
    html.tag("h2", [], layout.say("最近的警报", "Latest alarms"))
    if alarms.isEmpty { return layout.blank(.ok, layout.say("没有警报。", "No alarms."), &html) }
    let table = DeskTable(
      layout: layout, title: layout.say("最近的警报", "Latest alarms"),
      heads: [
        layout.say("受理编号", "Request"), layout.say("步骤", "Step"), layout.say("为什么", "Why"),
        layout.say("空缺的岗位", "Vacant posts"), layout.say("时间", "When"),
      ])
    table.write(alarms, &html) { table, alarm, html in
      table.name(alarm.code, &html)
      table.cell(1, alarm.step.isEmpty ? "—" : alarm.step, &html)
      table.cell(2, alarm.why, &html)
      table.cell(3, alarm.posts.isEmpty ? "—" : alarm.posts.joined(separator: layout.say("、", ", ")), &html)
      table.cell(4, layout.time(alarm.at), &html)
    }
    html.tag("p") { html in
      if vacant.posts.isEmpty { return html.text(layout.say("现在没有空缺的岗位。", "No post is vacant now.")) }
      let count = "\(vacant.posts.count)\(vacant.isMore ? "+" : "")"
      html.tag(
        "a", [.style("open"), .link("/directory?vacant=1")],
        layout.say("看现在空缺的 \(count) 个岗位", "See the \(count) posts that are vacant now"))
    }
  }

  private static func servers(_ servers: [SystemFigures.Server], _ layout: Layout, _ html: inout HTML) {
    html.tag("h2", [], layout.say("服务器", "Servers"))
    let table = DeskTable(
      layout: layout, title: layout.say("服务器", "Servers"),
      heads: [
        layout.say("名称", "Name"), layout.say("编号", "Number"), layout.say("已载入版本", "Release loaded"),
        layout.say("最近一次报到", "Last heard of"),
      ])
    table.write(servers, &html) { table, server, html in
      table.name(server.name, &html)
      table.cell(1, "\(server.number)", &html)
      table.cell(2, "\(server.epoch)", &html)
      table.cell(3, layout.say("\(layout.span(server.silent))前", "\(layout.span(server.silent)) ago"), &html)
    }
  }

  private static func connectors(
    _ connectors: [SystemFigures.Connector], _ layout: Layout, _ html: inout HTML
  ) {
    if connectors.isEmpty { return }
    let title = layout.say("别的系统", "Other systems")
    html.tag("h2", [], title)
    let table = DeskTable(
      layout: layout, title: title,
      heads: [
        layout.say("连接", "Connector"), layout.say("等着答复", "Waiting"), layout.say("一天内发送", "Attempts in a day"),
        layout.say("没有成功", "Failed"),
      ])
    table.write(connectors, &html) { table, connector, html in
      table.name(connector.title.text(in: layout.language), &html)
      table.cell(1, "\(connector.waiting)", &html)
      table.cell(2, "\(connector.attempts)", &html)
      table.cell(3, "\(connector.failed)", &html)
    }
  }

  private static func failed(_ reading: RouteMeter.Reading) -> Int {
    reading.statuses.reduce(0) { $0 + ($1.0 == "5xx" ? Int($1.1) : 0) }
  }

  private static func use(_ uses: [Use], _ layout: Layout, _ html: inout HTML) {
    html.tag("h2", [], layout.say("各地址的用量", "Use by address"))
    let table = DeskTable(
      layout: layout, title: layout.say("各地址的用量", "Use by address"),
      heads: [
        layout.say("地址", "Address"), layout.say("次数", "Requests"), layout.say("平均毫秒", "Mean ms"),
        layout.say("出错", "Failed"),
      ])
    table.write(Array(uses.prefix(40)), &html) { table, use, html in
      let mean = Int(use.reading.microseconds) / max(1, Int(use.reading.count)) / 100
      html.tag(
        "th", [.of("scope", "row"), .style("mono")], "\(use.route.method.rawValue) \(use.route.pattern)")
      table.cell(1, "\(use.reading.count)", &html)
      table.cell(2, "\(mean / 10).\(mean % 10)", &html)
      table.cell(3, "\(failed(use.reading))", &html)
    }
  }
}
