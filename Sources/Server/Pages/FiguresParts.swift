import Core
import Engine

/// The charts and tables of a service's figures.
struct FiguresParts {
  let layout: Layout
  let service: String
  let asked: FiguresQuestion
  let funnel: Funnel
  let times: [StepTime]
  let places: PlaceFigures

  /// Figures that the author declared, since the beginning.
  func own(_ view: CountsView, _ html: inout HTML) {
    let done = view.states.filter { MatterState(rawValue: $0.state)?.isFinal ?? false }
      .reduce(Int64(0)) { $0 + $1.count }
    html.tag("dl", [.style("stats")]) { html in
      stat(
        layout.say("开办以来", "Since the beginning"), String(view.total),
        layout.say("办完 \(done) 件", "\(done) finished"), &html)
      for measure in view.measures {
        stat(
          measure.title.text(in: layout.language), measure.value ?? layout.say("不显示", "not shown"),
          measure.unit ?? layout.say("作者定义的指标", "declared by the author"), &html)
      }
    }
  }

  private func stat(_ title: String, _ value: String, _ beside: String, _ html: inout HTML) {
    html.tag("div", [.style("stat")]) { html in
      html.tag("dt", [], title)
      html.tag("dd", [.style("num")], value)
      html.tag("dd", [.style("stat__d")], beside)
    }
  }

  /// Which place is looked at, and the way up.
  func way(_ html: inout HTML) {
    guard asked.place != nil else { return }
    html.tag("nav", [.style("row no-print"), .of("aria-label", layout.say("地点", "Place"))]) { html in
      html.tag(
        "a", [.style("chip"), .link(asked.link(service, "place", nil))], layout.say("我的全部地方", "All my places")
      )
      for place in places.path {
        let isHere = place.code == asked.place
        html.tag(
          "a",
          [.style("chip"), .link(asked.link(service, "place", place.code))]
            + (isHere ? [.of("aria-current", "true")] : []),
          place.name)
      }
    }
  }

  func funnelChart(_ html: inout HTML) {
    var bars = [
      FiguresChart.Bar(
        name: layout.say("提交", "Sent"), value: funnel.submitted, shown: String(funnel.submitted))
    ]
    for step in funnel.steps {
      let title = step.title.text(in: layout.language)
      bars.append(
        .init(
          name: layout.say("到「\(title)」", "Reached \(title)"), value: step.reached,
          shown: String(step.reached)))
      bars.append(
        .init(
          name: layout.say("过「\(title)」", "Passed \(title)"), value: step.passed, shown: String(step.passed)))
    }
    bars.append(.init(name: layout.say("办结", "Done"), value: funnel.done, shown: String(funnel.done)))
    let chart = FiguresChart(
      layout: layout, title: layout.say("走到哪里", "How far they came"), measured: layout.say("件数", "Requests"),
      bars: bars)
    let before = [
      (layout.say("打开表单", "Opened the form"), layout.say("没有记录", "not recorded")),
      (layout.say("草稿（现在还没提交的）", "Drafts (not sent yet)"), String(funnel.drafts)),
    ]
    chart.write(
      before: before,
      note: layout.say(
        "这段时间提交的 \(funnel.submitted) 件申请，现在各走到哪里。谁打开过表单不记录；草稿是现在还存着的，不分时间。“过”是到了后面的步骤或已经办结。退回重走的只算一次；不需要走的步骤不会到。",
        """
        Where the \(funnel.submitted) requests sent in this period stand now. Who opened the form is not recorded; \
        drafts are those kept now, of any time. Passed means a later step was reached or the request is done. \
        A request that came again counts once; a step that was not needed is not reached.
        """),
      &html)
  }

  func states(_ html: inout HTML) {
    let bars = MatterState.allCases.compactMap { state in
      funnel.states[state].map { FiguresChart.Bar(name: layout.state(state), value: $0, shown: String($0)) }
    }
    FiguresChart(
      layout: layout, title: layout.say("现在的状态", "State now"), measured: layout.say("件数", "Requests"),
      bars: bars
    ).write(&html)
  }

  func waits(_ html: inout HTML) {
    let bars = times.filter { $0.stays > 0 }.map {
      FiguresChart.Bar(
        name: $0.title.text(in: layout.language), value: $0.median, shown: layout.span($0.median))
    }
    let stays = times.reduce(Int64(0)) { $0 + $1.stays }
    let open = times.reduce(Int64(0)) { $0 + $1.open }
    FiguresChart(
      layout: layout, title: layout.say("每一步等多久（一半不超过）", "Waiting time per step (half took no longer)"),
      measured: layout.say("时间", "Time"), bars: bars
    ).write(
      note: layout.say(
        "按这段时间开始、已经结束的全部 \(stays) 次停留计算，两天以内精确到分钟，以上精确到小时；包括夜里和假日。还没结束的 \(open) 次不知道会多久，没有算进去。",
        """
        Over all \(stays) stays begun in this period that ended: exact to the minute up to two days, to the hour \
        above, nights and holidays included. The \(open) that go on are left out: how long they take is not known.
        """),
      &html)
    waitTable(&html)
  }

  private func waitTable(_ html: inout HTML) {
    let table = DeskTable(
      layout: layout, title: layout.say("每一步的用时", "Times of the steps"),
      heads: [
        layout.say("步骤", "Step"), layout.say("正在办", "Open"), layout.say("办过", "Ended"),
        layout.say("一半不超过", "Half within"), layout.say("九成不超过", "Nine in ten within"),
      ])
    table.write(times, &html) { table, time, html in
      table.name(time.title.text(in: layout.language), &html)
      table.cell(1, String(time.open), &html)
      table.cell(2, String(time.stays), &html)
      table.cell(3, time.stays == 0 ? "—" : layout.span(time.median), &html)
      table.cell(4, time.stays == 0 ? "—" : layout.span(time.ninth), &html)
    }
  }

  // MARK: By place

  /// Lines of one table.
  private static let most = 500

  func byPlace(_ html: inout HTML) {
    html.tag("span", [.id("places")]) { _ in }
    levels(&html)
    let lines = places.lines.prefix(Self.most)
    FiguresChart(
      layout: layout, title: layout.say("分地方（\(layout.placeView(asked.view))）", "By place (\(layout.placeView(asked.view)))"),
      measured: layout.say("件数", "Requests"),
      bars: lines.map { .init(name: $0.name, value: $0.total, shown: String($0.total)) }
    ).write(
      note: places.lines.count > Self.most
        ? layout.say("只列出前 \(Self.most) 个地方。", "The first \(Self.most) places are listed.") : nil, &html)
    if lines.isEmpty { return }
    let table = DeskTable(
      layout: layout, title: layout.say("分地方的件数", "Requests by place"),
      heads: [layout.say("地方", "Place"), layout.say("件数", "Requests"), layout.say("办结", "Done")])
    table.write(Array(lines), &html) { table, line, html in
      html.tag("th", [.of("scope", "row")]) {
        $0.tag("a", [.style("open"), .link(asked.link(service, "place", line.code))], line.name)
        if let today = line.isNow { $0.tag("small", [], layout.say("现在是 \(today)", "now \(today)")) }
      }
      table.cell(1, String(line.total), &html)
      table.cell(2, String(line.done), &html)
    }
  }

  private func levels(_ html: inout HTML) {
    if places.levels.count < 2 { return }
    html.tag("nav", [.style("toolbar no-print"), .of("aria-label", layout.say("层级", "Level"))]) { html in
      for level in places.levels {
        html.tag(
          "a",
          [.style("chip"), .link(asked.link(service, "at", level.word))]
            + (level == places.level ? [.of("aria-current", "true")] : []),
          layout.say("按\(level.alias)", "By \(level.word)"))
      }
    }
  }
}
