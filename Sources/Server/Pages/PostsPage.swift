import Core
import Engine

/// All posts of the city with who sits there.
enum PostsPage {
  private static let most = 500

  static func show(_ call: Call) throws -> Response {
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
      search(words, layout, &html)
      table(Array(posts.prefix(most)), layout, &html)
      if posts.count > most {
        html.tag("p", [.style("foot")], layout.say("只列出前 \(most) 个。", "The first \(most) are listed."))
      }
    }
  }

  private static func search(_ words: String, _ layout: Layout, _ html: inout HTML) {
    html.tag(
      "form",
      [.style("search search--sm"), .of("method", "get"), .action("/admin/posts"), .of("role", "search")]
    ) { html in
      html.icon(.search)
      html.tag(
        "label", [.style("vh"), .of("for", "q")], layout.say("找单位、岗位或人", "Find a body, post or person"))
      html.open(
        "input",
        [
          .id("q"), .of("name", "q"), .of("type", "search"), .of("value", words),
          .of("placeholder", layout.say("单位、岗位或姓名", "Body, post or name")),
        ])
      html.tag("button", [.style("btn")], layout.say("查找", "Find"))
    }
  }

  private static func table(_ posts: [PostLine], _ layout: Layout, _ html: inout HTML) {
    let table = DeskTable(
      layout: layout, title: layout.say("岗位列表", "Posts"),
      heads: [
        layout.say("岗位", "Post"), layout.say("单位", "Body"), layout.say("角色", "Roles"),
        layout.say("在任", "Held by"),
      ])
    table.write(posts, &html) { table, post, html in
      html.tag("th", [.of("scope", "row")]) { html in
        html.tag("a", [.style("open"), .link(PagePath.of("admin", "posts", String(post.id)))], post.name)
      }
      table.cell(1, &html) { html in
        html.text(post.organization)
        if let place = post.placePath { html.tag("small", [], QueueTable.short(place)) }
      }
      table.cell(
        2, post.roles.map { $0.text(in: layout.language) }.joined(separator: layout.say("、", ", ")), &html)
      table.cell(3, &html) { holders(post.staff, layout, &$0) }
    }
  }

  static func holders(_ staff: [String], _ layout: Layout, _ html: inout HTML) {
    if !staff.isEmpty { return html.text(staff.joined(separator: layout.say("、", ", "))) }
    html.tag("span", [.style("tag tag--wait")]) { html in
      html.icon(.alert)
      html.text(layout.say("空缺", "vacant"))
    }
  }
}
