import Core
import Engine
import FEEL

// Small things that many pages show.
extension Layout {
  /// The hidden proof that this page is ours.
  func secret(_ session: SignedIn?, _ html: inout HTML) {
    if let session { hidden("csrf", session.csrf, &html) }
  }

  func hidden(_ name: String, _ value: String, _ html: inout HTML) {
    html.open("input", [.of("type", "hidden"), .of("name", name), .of("value", value)])
  }

  /// A way up: where this page belongs.
  func back(_ path: String, _ text: String, _ html: inout HTML) {
    html.tag("a", [.style("back"), .link(path)]) { html in
      html.icon(.back)
      html.text(text)
    }
  }

  /// Ways on through a long list: back to its first page and on to the next one. Nothing where all of it is there.
  ///
  /// - Parameter list: which one, where a page has several.
  func turning(_ list: String? = nil, first: String?, next: String?, _ html: inout HTML) {
    if first == nil, next == nil { return }
    let label = say("翻页", "Pages") + (list.map { say("：", ": ") + $0 } ?? "")
    html.tag("nav", [.style("row no-print"), .of("aria-label", label)]) { html in
      for (path, text) in [(first, say("回到第一页", "First page")), (next, say("下一页", "Next page"))] {
        if let path { html.tag("a", [.style("btn"), .link(path)], text) }
      }
    }
  }

  /// A strip of advice: `bad`, `wait`, `ok`, or plain with an empty kind.
  func call(_ kind: String, _ text: String, _ html: inout HTML) {
    let icon: Icon =
      switch kind {
      case "bad", "wait": .alert
      case "ok": .ok
      default: .info
      }
    let style = kind.isEmpty ? "call" : "call call--\(kind)"
    html.tag("div", [.style(style), .of("role", kind == "bad" ? "alert" : "status")]) { html in
      html.icon(icon)
      html.tag("p", [.style("grow")], text)
    }
  }

  /// What is missing, and what to do about it.
  func blank(_ icon: Icon, _ text: String, _ html: inout HTML, _ more: (inout HTML) -> Void = { _ in }) {
    html.tag("div", [.style("blank")]) { html in
      html.tag("span", [.style("badge badge--mute badge--xl")]) { $0.icon(icon) }
      html.tag("p", [], text)
      more(&html)
    }
  }

  /// A moment on the clocks of China.
  func time(_ milliseconds: Int64) -> String {
    let moment = CivilDateTime(milliseconds: milliseconds)
    let minutes = moment.time.nanoseconds / 60_000_000_000
    let hour = minutes / 60
    let minute = minutes % 60
    let clock = "\(hour):\(minute < 10 ? "0" : "")\(minute)"
    return language == .zh ? "\(day(milliseconds)) \(clock)" : "\(moment.date.text) \(clock)"
  }

  /// The day of a moment.
  func day(_ milliseconds: Int64) -> String {
    let day = CivilDateTime(milliseconds: milliseconds).date
    return language == .zh ? "\(day.year)年\(day.month)月\(day.day)日" : day.text
  }

  /// How long something took, in the largest unit that says it.
  func span(_ milliseconds: Int64) -> String {
    let minutes = max(0, milliseconds) / 60_000
    if minutes < 60 { return say("\(minutes) 分钟", "\(minutes) min") }
    let hours = minutes / 60
    if hours < 48 { return say("\(hours) 小时 \(minutes % 60) 分", "\(hours) h \(minutes % 60) min") }
    return say("\(hours / 24) 天 \(hours % 24) 小时", "\(hours / 24) d \(hours % 24) h")
  }

  func state(_ state: MatterState) -> String {
    // An office has it to do; whoever filed it waits.
    if language == .zh { return state == .waiting && !isStaff ? "等待办理" : state.alias }
    return state.rawValue.prefix(1).uppercased() + state.rawValue.dropFirst()
  }

  func stateTag(_ state: MatterState, _ html: inout HTML) {
    let look: (style: String, icon: Icon) =
      switch state {
      case .done: ("tag tag--ok", .check)
      case .rejected: ("tag tag--bad", .x)
      case .blocked: ("tag tag--bad", .block)
      case .returned: ("tag tag--wait", .ret)
      case .held: ("tag tag--wait", .list)
      case .waiting, .working: ("tag tag--act", .clock)
      case .drafting, .withdrawn, .merged, .closed: ("tag", .archive)
      }
    html.tag("span", [.style(look.style)]) { html in
      html.icon(look.icon)
      html.text(self.state(state))
    }
  }
}

extension HTML {
  /// A picture that only repeats what a word beside it says.
  mutating func icon(_ icon: Icon, _ classes: String = "i") {
    tag("svg", [.style(classes), .of("aria-hidden", "true")]) { html in
      html.tag("use", [.link("\(Icon.path)#\(icon.rawValue)")]) { _ in }
    }
  }
}

extension Layout {
  /// Which tree places are shown by, as a choice.
  func placeView(_ view: PlaceView) -> String {
    switch view {
    case .now: say("按现在的地名", "places as they are now")
    case .then: say("按当时的地名", "places as they were")
    }
  }

  /// Where a request stood when it began: from the first name that is another one than now, and never less than what a
  /// place is shown by.
  func placeThen(_ path: String, now: String?) -> String {
    let then = path.split(separator: "/")
    let alike = zip(then, (now ?? "").split(separator: "/")).prefix { $0 == $1 }.count
    let shown = then[min(alike, max(0, then.count - QueueTable.namesShown))...].joined(separator: " ")
    return say("提交时在 \(shown)", "then \(shown)")
  }

  /// An alarm in words: of which step, why, who is missing, when.
  func alarm(_ alarm: AlarmLine, _ html: inout HTML) {
    let step = alarm.step.isEmpty ? "" : say("「\(alarm.step)」：", "\(alarm.step): ")
    html.tag("p") { html in
      html.icon(.alert)
      html.text(" " + step + alarm.why)
    }
    if !alarm.posts.isEmpty {
      let posts = alarm.posts.joined(separator: say("、", ", "))
      html.tag("p", [.style("sub sm")], say("空缺：\(posts)", "vacant: \(posts)"))
    }
    html.tag("p", [.style("xs mute num")], time(alarm.at))
  }
}
