import Core
import Engine
import FEEL

/// The first page at a desk: what waits for me by urgency, what falls due when, figures of my territory.
enum StaffHomePage {
  /// Rows that are put in order of urgency.
  private static let most = 200

  static func show(_ call: Call) throws -> Response {
    let caller = try call.caller()
    let desk = call.site.desk
    let who = try desk.who(caller)
    let now = try call.site.store.now()
    let (rows, isAll) = try waiting(call, caller)
    let counted = try desk.pages.countedServices(caller).prefix(8)
    let counts = try counted.map {
      (service: $0, view: try desk.counts(caller, $0.id, .init(by: "state", at: nil)))
    }
    let mandates = try desk.mandates.waitingCount(caller)
    let proposals = try desk.places.proposals(caller).count
    let layout = Layout(call)
    return layout.page(title: layout.say("首页", "Home")) { html in
      html.tag("div", [.style("bar-top")]) { html in
        html.tag("div", [.style("grow")]) { html in
          html.tag("h1", [], layout.say("\(who.name)，您好", "Hello, \(who.name)"))
          html.tag("p", [.style("sm sub num")], today(rows, now, layout))
        }
      }
      MandateQueuePage.beside(mandates, layout, &html)
      PlacesPage.beside(proposals, layout, &html)
      figures(rows, now, counts.map { ($0.service, $0.view) }, layout, &html)
      html.tag("div", [.style("cols")]) { html in
        todos(rows, isAll, now, layout, &html)
        deadlines(rows, now, layout, &html)
      }
    }
  }

  /// First due first, and whether that is all.
  private static func waiting(_ call: Call, _ caller: Caller) throws -> ([RequestCard], Bool) {
    var rows: [RequestCard] = []
    var filter = QueueFilter(service: nil, state: nil, place: nil, words: nil, cursor: nil)
    filter.sort = InboxOrder(.due).word
    repeat {
      let page = try call.site.desk.inbox(caller, filter)
      rows += page.rows
      filter.cursor = page.next == filter.cursor ? nil : page.next
    } while filter.cursor != nil && rows.count < most
    return (rows, filter.cursor == nil)
  }

  private static func late(_ rows: [RequestCard], _ now: Int64) -> Int {
    rows.count { $0.due.map { $0 < now } ?? false }
  }

  private static func dueToday(_ rows: [RequestCard], _ now: Int64) -> Int {
    let today = CivilDateTime(milliseconds: now).date
    return rows.count { $0.due.map { $0 >= now && CivilDateTime(milliseconds: $0).date == today } ?? false }
  }

  private static func today(_ rows: [RequestCard], _ now: Int64, _ layout: Layout) -> String {
    let late = late(rows, now)
    let soon = dueToday(rows, now)
    return layout.say(
      "\(layout.day(now))，今天有 \(soon) 件到期，\(late) 件已超时", "\(layout.day(now)): \(soon) due today, \(late) late"
    )
  }

  private static func figures(
    _ rows: [RequestCard], _ now: Int64, _ counts: [(service: (id: String, title: Label), view: CountsView)],
    _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("dl", [.style("stats")]) { html in
      stat(
        layout.say("要我办的", "Waiting for me"), rows.count,
        layout.say("其中 \(late(rows, now)) 件已超时", "\(late(rows, now)) of them late"), &html)
      for (service, view) in counts {
        let done = view.states.filter { MatterState(rawValue: $0.state)?.isFinal ?? false }
          .reduce(Int64(0)) { $0 + $1.count }
        stat(
          service.title.text(in: layout.language), Int(view.total),
          layout.say(
            "办完 \(done) 件，在办 \(view.total - done) 件", "\(done) finished, \(view.total - done) under way"),
          &html)
      }
    }
  }

  private static func stat(_ title: String, _ count: Int, _ beside: String, _ html: inout HTML) {
    html.tag("div", [.style("stat")]) { html in
      html.tag("dt", [], title)
      html.tag("dd", [], String(count))
      html.tag("dd", [.style("stat__d")], beside)
    }
  }

  private static func todos(
    _ rows: [RequestCard], _ isAll: Bool, _ now: Int64, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("section", [.style("stack stack--3")]) { html in
      html.tag("div", [.style("head")]) { html in
        html.tag("h2", [], layout.say("要我办的", "Waiting for me"))
        html.tag("a", [.link("/queue?sort=due")], layout.say("全部", "All"))
      }
      if rows.isEmpty {
        layout.blank(.ok, layout.say("现在没有要办的。", "Nothing waits right now."), &html)
        return
      }
      QueueTable(layout: layout, now: now).write(Array(rows.prefix(20)), &html)
      if !isAll {
        html.tag(
          "p", [.style("foot")],
          layout.say("上面的数只算最先到期的 \(rows.count) 件。", "Figures here are of the \(rows.count) first due."))
      }
    }
  }

  private static func deadlines(_ rows: [RequestCard], _ now: Int64, _ layout: Layout, _ html: inout HTML) {
    let days = rows.reduce(into: [(day: String, count: Int)]()) { days, card in
      guard let due = card.due else { return }
      let day = due < now ? layout.say("已超时", "Late") : layout.day(due)
      if days.last?.day == day { days[days.count - 1].count += 1 } else { days.append((day, 1)) }
    }
    html.tag("aside", [.style("card stack stack--3"), .of("aria-labelledby", "deadlines")]) { html in
      html.tag("h2", [.id("deadlines")], layout.say("期限", "Deadlines"))
      if days.isEmpty { html.tag("p", [.style("sub")], layout.say("近期没有。", "None soon.")) }
      html.tag("dl", [.style("facts")]) { html in
        for day in days.prefix(8) {
          html.tag("div") { html in
            html.tag("dt", [.style("num")], day.day)
            html.tag("dd", [.style("num b")], layout.say("\(day.count) 件", "\(day.count)"))
          }
        }
      }
    }
  }
}
