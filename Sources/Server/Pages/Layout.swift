import Core
import Engine
import FEEL

/// The frame of every page: one heading, one way back, language and elder view in one press, and who is
/// signed in.
struct Layout {
  let language: Language
  let session: SignedIn?
  let choices: PageChoices
  /// Where the links of language and view lead: this page again, or the nearest one that can be asked for.
  let path: String
  /// What of the query belongs to the page itself (filters), for the same links.
  private let query: String
  let frame: PageFrame

  init(_ call: Call) {
    language = call.language
    session = call.session
    choices = PageChoices(call.request.head, call.language)
    path = Self.readable(call.request.head.path, call.site.router)
    let isRead = call.request.head.method == .get || call.request.head.method == .head
    query = isRead ? Self.kept(call.query) : ""
    frame = PageFrame(call)
  }

  init(choices: PageChoices, session: SignedIn?) {
    language = choices.language
    self.session = session
    self.choices = choices
    path = "/"
    query = ""
    frame = PageFrame()
  }

  /// The path, shortened until a page answers to GET there.
  static func readable(_ path: [String], _ router: Router) -> String {
    var parts = path[...]
    while !parts.isEmpty {
      if case .route = router.match(.get, Array(parts)) { break }
      parts = parts.dropLast()
    }
    return parts.isEmpty ? "/" : parts.reduce(into: "") { $0 += "/" + PercentText.encode($1) }
  }

  private static func kept(_ query: FieldList) -> String {
    query.pairs.filter { !["lang", "view", "theme"].contains($0.name) }
      .map { "&\(PercentText.encode($0.name))=\(PercentText.encode($0.value))" }.joined()
  }

  func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  /// This page with another choice.
  func choosing(_ name: String, _ value: String) -> String { "\(path)?\(name)=\(value)\(query)" }

  var isStaff: Bool { session?.kind == .staff }

  // MARK: The page

  /// A whole page.
  func page(_ status: Int = 200, title: String, _ body: (inout HTML) -> Void) -> Response {
    var html = HTML()
    html.fixed(HTML.Fixed(text: "<!doctype html>"))
    var root: [HTML.Attribute] = [.of("lang", language == .zh ? "zh-CN" : "en")]
    if choices.isElder { root.append(.of("data-view", "elder")) }
    if choices.theme != .device { root.append(.of("data-theme", choices.theme.rawValue)) }
    html.tag("html", root) { html in
      html.tag("head") { head(title, &$0) }
      html.tag("body") { html in
        html.tag("a", [.style("skip"), .link("#main")], say("跳到主要内容", "Skip to the content"))
        if isStaff { desk(body, &html) } else { lane(body, &html) }
      }
    }
    return Response(status, .html, html.bytes)
  }

  private func head(_ title: String, _ html: inout HTML) {
    html.open("meta", [.of("charset", "utf-8")])
    html.open(
      "meta",
      [.of("name", "viewport"), .of("content", "width=device-width, initial-scale=1, viewport-fit=cover")])
    html.open("meta", [.of("name", "color-scheme"), .of("content", "light dark")])
    html.tag("title", [], "\(title)·\(say("胡同", "Hutong"))")
    html.open("link", [.of("rel", "stylesheet"), .link(StyleSheet.path)])
    html.open("link", [.of("rel", "icon"), .of("type", "image/svg+xml"), .link(Icon.markPath)])
  }

  /// The frame of residents and of whoever has not signed in.
  private func lane(_ body: (inout HTML) -> Void, _ html: inout HTML) {
    html.tag("header", [.style("topbar")]) { html in
      brand(say("胡同", "Hutong"), &html)
      html.tag("span", [.style("sp")], "")
      switches(&html)
    }
    html.tag("main", [.style("page stack stack--5"), .id("main"), .of("tabindex", "-1")], body)
    if session != nil {
      html.tag("nav", [.style("tabbar"), .of("aria-label", say("主导航", "Main"))]) { tabs(residentTabs, &$0) }
    }
  }

  /// The frame of staff: a strip of tabs on phones, a side with everything at desks.
  private func desk(_ body: (inout HTML) -> Void, _ html: inout HTML) {
    html.tag("div", [.style("shell")]) { html in
      html.tag("header", [.style("row phone-head")]) { html in
        brand(say("胡同", "Hutong"), &html)
        html.tag("span", [.style("sp")], "")
        switches(&html)
      }
      html.tag("nav", [.style("side"), .of("aria-label", say("主导航", "Main"))]) { html in
        brand(say("胡同", "Hutong"), &html)
        frame.plate(&html)
        tabs(staffTabs, &html)
        html.tag("div", [.style("side__foot")]) { html in
          html.tag("span") { html in
            html.icon(.person)
            html.text(" " + frame.name)
          }
          html.tag("span", [.style("row")]) { switches(&$0) }
        }
      }
      html.tag("main", [.style("work"), .id("main"), .of("tabindex", "-1")], body)
    }
  }

  private func brand(_ name: String, _ html: inout HTML) {
    html.tag("a", [.style("brand"), .link("/")]) { html in
      html.icon(.logo)
      html.tag("span", [], name)
    }
  }

  private func switches(_ html: inout HTML) {
    let view = choices.isElder ? "plain" : "elder"
    html.tag("a", [.style("switch"), .link(choosing("view", view))]) { html in
      html.icon(.elder)
      html.text(choices.isElder ? say("标准版", "Standard") : say("长辈版", "Larger"))
    }
    let other: Language = language == .zh ? .en : .zh
    html.tag(
      "a",
      [
        .style("switch"), .link(choosing("lang", other.rawValue)),
        .of("lang", other == .zh ? "zh-CN" : "en"),
      ], other == .zh ? "中文" : "English")
  }

  // MARK: Tabs

  private struct Tab {
    let path: String
    let icon: Icon
    let text: String
    var count = 0
  }

  private var residentTabs: [Tab] {
    [
      Tab(path: "/", icon: .service, text: say("服务", "Services")),
      Tab(path: "/requests", icon: .file, text: say("申请", "Requests")),
      Tab(path: "/messages", icon: .message, text: say("消息", "Messages"), count: frame.unread),
      Tab(path: "/me", icon: .me, text: say("我的", "Me")),
    ]
  }

  private var staffTabs: [Tab] {
    var tabs = [
      Tab(path: "/", icon: .home, text: say("首页", "Home")),
      Tab(path: "/queue", icon: .link, text: say("互通", "Queue")),
      Tab(path: "/figures", icon: .chart, text: say("统计", "Figures")),
      Tab(path: "/places", icon: .building, text: say("地名", "Places")),
      Tab(path: "/directory", icon: .contacts, text: say("通讯录", "Directory")),
      Tab(path: "/services", icon: .service, text: say("服务", "Services")),
      Tab(path: "/messages", icon: .message, text: say("消息", "Messages"), count: frame.unread),
    ]
    switch frame.administration {
    case .system?:
      tabs += [
        Tab(path: "/admin/releases", icon: .upload, text: say("发布", "Publish")),
        Tab(path: "/admin/system", icon: .pulse, text: say("系统", "System")),
      ]
    case .security?:
      tabs += [
        Tab(path: "/rights", icon: .shield, text: say("权限", "Rights")),
        Tab(path: "/admin/looks", icon: .bell, text: say("应急", "Emergency")),
      ]
    case .audit?: tabs.append(Tab(path: "/admin/audit", icon: .list, text: say("审计", "Audit")))
    case nil: break
    }
    return tabs + [Tab(path: "/me", icon: .me, text: say("我的", "Me"))]
  }

  private func tabs(_ all: [Tab], _ html: inout HTML) {
    html.tag("ul") { html in
      for tab in all {
        let isHere = tab.path == "/" ? path == "/" : path == tab.path || path.hasPrefix(tab.path + "/")
        let here: [HTML.Attribute] = isHere ? [.of("aria-current", "page")] : []
        html.tag("li") { html in
          html.tag("a", [.style("nav"), .link(tab.path)] + here) { html in
            html.icon(tab.icon)
            html.text(tab.text)
            if tab.count > 0 {
              html.tag("span", [.style("dot")]) { html in
                html.text(tab.count > 99 ? "99+" : String(tab.count))
                html.tag("span", [.style("vh")], say(" 条未读", " unread"))
              }
            }
          }
        }
      }
    }
  }
}
