import Core
import Engine
import FEEL

/// The frame of every page: one heading, one way back, language, and who is signed in.
struct Layout {
  let language: Language
  let session: SignedIn?
  /// Where the language links lead: this page again.
  let path: String

  init(_ call: Call) {
    language = call.language
    session = call.session
    path = call.request.head.path.reduce(into: "") { $0 += "/" + PercentText.encode($1) }
  }

  init(language: Language, session: SignedIn?) {
    self.language = language
    self.session = session
    path = "/"
  }

  func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  /// A whole page.
  func page(_ status: Int = 200, title: String, _ body: (inout HTML) -> Void) -> Response {
    var html = HTML()
    html.fixed(HTML.Fixed(text: "<!doctype html>"))
    html.tag("html", [.of("lang", language == .zh ? "zh-CN" : "en")]) { html in
      html.tag("head") { html in
        html.open("meta", [.of("charset", "utf-8")])
        html.open(
          "meta",
          [
            .of("name", "viewport"),
            .of("content", "width=device-width, initial-scale=1, viewport-fit=cover"),
          ])
        html.open("meta", [.of("name", "color-scheme"), .of("content", "light dark")])
        html.tag("title", [], "\(title)·\(say("胡同", "Hutong"))")
        html.open("link", [.of("rel", "stylesheet"), .link(StyleSheet.path)])
      }
      html.tag("body") { html in
        html.tag("a", [.style("skip"), .link("#main")], say("跳到主要内容", "Skip to the content"))
        head(&html)
        html.tag("main", [.style("page"), .id("main"), .of("tabindex", "-1")], body)
        if session != nil { tabs(&html) }
      }
    }
    return Response(status, .html, html.bytes)
  }

  private func head(_ html: inout HTML) {
    html.tag("header", [.style("topbar")]) { html in
      html.tag("a", [.style("brand"), .link("/")], say("胡同", "Hutong"))
      html.tag("span", [.style("grow")], "")
      let other: Language = language == .zh ? .en : .zh
      html.tag(
        "a",
        [
          .style("switch"), .link("\(path.isEmpty ? "/" : path)?lang=\(other.rawValue)"),
          .of("lang", other == .zh ? "zh-CN" : "en"),
        ],
        other == .zh ? "中文" : "English")
      if let session {
        html.tag("form", [.of("method", "post"), .action("/sign-out")]) { html in
          secret(session, &html)
          html.tag("button", [.style("switch")], say("退出", "Sign out"))
        }
      }
    }
  }

  private func tabs(_ html: inout HTML) {
    let isStaff = session?.kind == .staff
    let all: [(path: String, text: String)] =
      isStaff
      ? [("/queue", say("待办", "Queue")), ("/", say("服务", "Services"))]
      : [("/", say("服务", "Services")), ("/requests", say("我的申请", "My requests"))]
    html.tag("nav", [.style("tabbar"), .of("aria-label", say("主导航", "Main"))]) { html in
      html.tag("ul") { html in
        for tab in all {
          let isHere = tab.path == "/" ? path.isEmpty || path == "/" : path.hasPrefix(tab.path)
          html.tag("li") { html in
            html.tag("a", [.link(tab.path)] + (isHere ? [.of("aria-current", "page")] : []), tab.text)
          }
        }
      }
    }
  }

  // MARK: Pieces

  /// The hidden proof that this page is ours.
  func secret(_ session: SignedIn?, _ html: inout HTML) {
    if let session { hidden("csrf", session.csrf, &html) }
  }

  func hidden(_ name: String, _ value: String, _ html: inout HTML) {
    html.open("input", [.of("type", "hidden"), .of("name", name), .of("value", value)])
  }

  /// A strip of advice: `bad`, `wait`, `ok`.
  func call(_ kind: String, _ text: String, _ html: inout HTML) {
    html.tag("p", [.style("call call--\(kind)"), .of("role", kind == "bad" ? "alert" : "status")], text)
  }

  /// A moment on the clocks of China.
  func time(_ milliseconds: Int64) -> String {
    let moment = CivilDateTime(milliseconds: milliseconds)
    let minutes = moment.time.nanoseconds / 60_000_000_000
    let hour = minutes / 60
    let minute = minutes % 60
    let clock = "\(hour):\(minute < 10 ? "0" : "")\(minute)"
    let day = moment.date
    return language == .zh ? "\(day.year)年\(day.month)月\(day.day)日 \(clock)" : "\(day.text) \(clock)"
  }

  func state(_ state: MatterState) -> String {
    if language == .zh { return state.alias }
    return state.rawValue.prefix(1).uppercased() + state.rawValue.dropFirst()
  }

  func stateTag(_ state: MatterState, _ html: inout HTML) {
    let kind =
      switch state {
      case .done: "ok"
      case .rejected, .blocked: "bad"
      case .returned, .held: "wait"
      case .drafting, .waiting, .working, .withdrawn, .merged, .closed: "plain"
      }
    html.tag("span", [.style("tag tag--\(kind)")], self.state(state))
  }
}
