import Core
import Engine

/// The choice by which of several posts something is done.
enum ActingPost {
  /// - Parameter isSmall: for a row of tools, its label unseen.
  static func write(
    _ posts: [(id: Int64, title: Label)], _ chosen: Int64?, _ layout: Layout, _ html: inout HTML, isSmall: Bool = false
  ) {
    html.tag("label", [.style(isSmall ? "vh" : "label"), .of("for", "as")]) { html in
      html.text(layout.say("以哪个岗位", "By which post") + " ")
      if !isSmall { html.tag("span", [.style("opt")], layout.say("选填", "optional")) }
    }
    html.tag("select", [.style(isSmall ? "input input--sm" : "input"), .id("as"), .of("name", "as")]) { html in
      html.tag(
        "option", [.of("value", "")], isSmall ? layout.say("任一岗位", "Any of my posts") : layout.say("由系统选", "Whichever fits"))
      for post in posts {
        html.tag(
          "option", [.of("value", String(post.id))] + (post.id == chosen ? [.flag("selected")] : []),
          post.title.text(in: layout.language))
      }
    }
  }
}
