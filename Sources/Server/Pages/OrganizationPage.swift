import Core
import Engine

/// One body: what is above and below it, what it governs, its posts and who sits there.
enum OrganizationPage {
  static func show(_ call: Call) throws -> Response {
    guard let id = Int64(call.parameter(0)), let body = try call.site.desk.directory.one(call.caller(), id) else {
      throw Problem.notFound
    }
    let layout = Layout(call)
    let maySayAgents = try AgentRoutes.maySay(call)
    return layout.page(title: body.line.name) { html in
      above(body, layout, &html)
      html.tag("h1", [], body.line.name)
      facts(body, layout, &html)
      if maySayAgents {
        html.tag("p") { html in
          html.tag(
            "a", [.style("open"), .link(PagePath.of("organizations", String(id), "agents"))],
            layout.say("经办人：添加、结束", "Agents: add and end"))
        }
      }
      html.tag("h2", [], layout.say("岗位", "Posts"))
      if body.posts.isEmpty {
        layout.blank(.contacts, layout.say("这个单位还没有岗位。", "This organisation has no posts."), &html)
      } else {
        layout.directoryPosts(body.posts, withBody: false, &html)
        let contacts = "/directory/contacts?under=\(body.line.id)"
        html.tag("p") { $0.tag("a", [.style("open"), .link(contacts)], layout.say("这里和下级的电话", "Phones here and below")) }
      }
      if body.below.isEmpty { return }
      html.tag("h2", [], layout.say("下级单位（\(body.below.count)）", "Below (\(body.below.count))"))
      layout.organizations(body.below, isFound: false, &html)
    }
  }

  private static func above(_ body: OrganizationDetail, _ layout: Layout, _ html: inout HTML) {
    html.tag("nav", [.of("aria-label", layout.say("上级", "Above"))]) { html in
      html.tag("ol", [.style("row sm")]) { html in
        html.tag("li") { $0.tag("a", [.link("/directory")], layout.say("通讯录", "Directory")) }
        for line in body.above {
          html.tag("li") { html in
            html.text("/ ")
            html.tag("a", [.link(PagePath.of("directory", String(line.id)))], line.name)
          }
        }
      }
    }
  }

  /// Places named one by one; of more, how many.
  private static let mostPlaces = 12

  private static func facts(_ body: OrganizationDetail, _ layout: Layout, _ html: inout HTML) {
    let governs = body.governs.prefix(mostPlaces).joined(separator: layout.say("、", ", "))
    let more = body.governs.count - mostPlaces
    let places = more > 0 ? governs + layout.say(" 等 \(body.governs.count) 处", " and \(more) more") : governs
    let line = body.line
    layout.factList(
      [
        (layout.say("类别", "Kind"), line.kind.text(in: layout.language)),
        (layout.say("管辖", "Governs"), places.isEmpty ? "—" : places), (layout.say("地址", "Sits at"), body.at ?? "—"),
        (layout.say("单位电话", "Phone"), body.phone ?? "—"),
        (
          layout.say("岗位", "Posts"),
          layout.say("\(line.posts) 个，空缺 \(line.vacant) 个", "\(line.posts), \(line.vacant) vacant")
        ),
      ], &html)
  }
}

extension Layout {
  /// Titles with texts.
  func factList(_ facts: [(title: String, text: String)], _ html: inout HTML) {
    html.tag("dl", [.style("card facts")]) { html in
      for (title, text) in facts {
        html.tag("div") { html in
          html.tag("dt", [], title)
          html.tag("dd", [], text)
        }
      }
    }
  }
}
