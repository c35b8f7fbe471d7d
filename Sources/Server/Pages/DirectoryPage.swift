import Core
import Engine
import FEEL

/// The bodies at the top of the directory, or what words find.
enum DirectoryPage {
  static func show(_ call: Call) throws -> Response {
    let words = call.query["q"] ?? ""
    let isVacant = call.query["vacant"] == "1"
    let directory = call.site.desk.directory
    let caller = try call.caller()
    let vacant = try directory.vacant(caller)
    let found =
      isVacant
      ? vacant
      : words.isEmpty
        ? DirectoryFound(bodies: try directory.roots(caller), posts: [], isMore: false) : try directory.find(caller, words)
    let mayImport = try call.site.desk.imports(.directory).isOpen(caller, call.directoryAuthority())
    let layout = Layout(call)
    return layout.page(title: layout.say("通讯录", "Directory")) { html in
      html.tag("h1", [], layout.say("通讯录", "Directory"))
      layout.directorySearch("/directory", words, &html)
      ways(isVacant, vacant, layout, &html)
      layout.importLink(.directory, mayImport, &html)
      if found.bodies.isEmpty && found.posts.isEmpty {
        let text =
          isVacant
          ? layout.say("没有空缺的岗位。", "No post is vacant.")
          : words.isEmpty
          ? layout.say("还没有单位：在通讯录文档里写，或者用表格导入。", "No organisations yet: write a directory document or import a table.")
          : layout.say("没有这样的单位、岗位或人。", "No organisation, post or person is called so.")
        layout.blank(.contacts, text, &html)
      }
      if !found.bodies.isEmpty {
        html.tag("h2", [], layout.say("单位", "Organisations"))
        layout.organizations(found.bodies, isFound: !words.isEmpty, &html)
      }
      if !found.posts.isEmpty {
        html.tag("h2", [], isVacant ? layout.say("空缺的岗位", "Vacant posts") : layout.say("岗位", "Posts"))
        layout.directoryPosts(found.posts, withBody: true, &html)
      }
      if found.isMore {
        html.tag("p", [.style("foot")], layout.say("还有更多，请写得更具体。", "There is more: be more specific."))
      }
    }
  }

  /// To the contacts, and to the posts that nobody holds.
  private static func ways(_ isVacant: Bool, _ vacant: DirectoryFound, _ layout: Layout, _ html: inout HTML) {
    html.tag("p", [.style("row")]) { html in
      html.tag(
        "a", [.style("open"), .link("/directory/contacts")],
        layout.say("我单位和下级的电话", "Phones of my organisation and those below"))
      if isVacant {
        html.tag("a", [.style("open"), .link("/directory")], layout.say("全部单位", "All organisations"))
      } else if !vacant.posts.isEmpty {
        let count = "\(vacant.posts.count)\(vacant.isMore ? "+" : "")"
        html.tag(
          "a", [.style("open"), .link("/directory?vacant=1")], layout.say("空缺的岗位（\(count)）", "Vacant posts (\(count))"))
      }
    }
  }
}

// What several pages of the directory show.
extension Layout {
  func directorySearch(_ path: String, _ words: String, _ html: inout HTML) {
    html.tag(
      "form", [.style("search search--sm"), .of("method", "get"), .action(path), .of("role", "search")]
    ) { html in
      html.icon(.search)
      html.tag("label", [.style("vh"), .of("for", "q")], say("找单位、岗位或人", "Find an organisation, post or person"))
      html.open(
        "input",
        [
          .id("q"), .of("name", "q"), .of("type", "search"), .of("value", words),
          .of("placeholder", say("单位、岗位、姓名、拼音或首字母", "Organisation, post, name, pinyin or initials")),
        ])
      html.tag("button", [.style("btn")], say("查找", "Find"))
    }
  }

  func organizations(_ lines: [OrganizationLine], isFound: Bool, _ html: inout HTML) {
    let table = DeskTable(
      layout: self, title: say("单位", "Organisations"),
      heads: [say("名称", "Name"), say("类别", "Kind"), say("下级", "Below"), say("岗位", "Posts"), say("空缺", "Vacant")])
    table.write(lines, &html) { table, line, html in
      html.tag("th", [.of("scope", "row")]) { html in
        html.tag("a", [.style("open"), .link(PagePath.of("directory", String(line.id)))], line.name)
        if isFound, !line.above.isEmpty { html.tag("small", [], line.above) }
      }
      table.cell(1, line.kind.text(in: language), &html)
      table.cell(2, String(line.below), &html)
      table.cell(3, String(line.posts), &html)
      table.cell(4, &html) { html in
        if line.vacant == 0 { return html.text("0") }
        html.tag("span", [.style("tag tag--wait")]) { html in
          html.icon(.alert)
          html.text(String(line.vacant))
        }
      }
    }
  }

  func directoryPosts(_ posts: [DirectoryPost], withBody: Bool, _ html: inout HTML) {
    let table = DeskTable(
      layout: self, title: say("岗位", "Posts"),
      heads: [say("岗位", "Post"), say("在任", "Held by"), say("职级", "Rank"), say("值班电话", "Duty phone"), say("今天", "Today")])
    table.write(posts, &html) { table, post, html in
      html.tag("th", [.of("scope", "row")]) { html in
        html.tag("a", [.style("open"), .link(PagePath.of("directory", "posts", String(post.id)))], post.name)
        if withBody { html.tag("small", [], post.organizationName) }
        if let place = post.placePath { html.tag("small", [], QueueTable.short(place)) }
        if !post.tags.isEmpty { html.tag("small", [], post.tags.joined(separator: say("、", ", "))) }
      }
      table.cell(1, &html) { holders(post.people.map(\.name), &$0) }
      table.cell(2, post.rank ?? "—", &html)
      table.cell(3, post.phone ?? "—", &html)
      table.cell(4, &html) { today(post, &$0) }
    }
  }

  /// Who sits on a post, by name; nobody is said as what it is.
  func holders(_ staff: [String], _ html: inout HTML) {
    if !staff.isEmpty { return html.text(staff.joined(separator: say("、", ", "))) }
    html.tag("span", [.style("tag tag--wait")]) { html in
      html.icon(.alert)
      html.text(say("空缺", "vacant"))
    }
  }

  /// Leave and who stands in, in words.
  func today(_ post: DirectoryPost, _ html: inout HTML) {
    if post.isAway {
      html.tag("span", [.style("tag tag--wait")]) { html in
        html.icon(.calendar)
        html.text(say("请假", "on leave"))
      }
    }
    if !post.standIns.isEmpty {
      let names = post.standIns.map(\.name).joined(separator: say("、", ", "))
      html.tag("small", [], say("由\(names)代理", "\(names) stands in"))
    } else if post.isClosed {
      html.tag("small", [], say("不再接新件", "gets nothing new"))
    } else if !post.isAway {
      html.text(post.isVacant ? say("无人代理", "nobody stands in") : say("在岗", "there"))
    }
  }

  /// One line of what was changed at a post.
  func directoryEntry(_ entry: PostDetail.Entry) -> String {
    let what: (zh: String, en: String) =
      switch entry.kind {
      case AppointmentAct.appoint.rawValue: ("任命", "appointed")
      case AppointmentAct.undoAppoint.rawValue: ("撤回了任命：", "took back the appointment of")
      case AppointmentAct.dismiss.rawValue: ("免去", "dismissed")
      case StandInAct.leave.rawValue: ("登记了请假", "set leave")
      case StandInAct.endLeave.rawValue: ("结束了请假", "ended a leave")
      case StandInAct.deputy.rawValue: ("设了代理", "set a deputy")
      case DescribingAct.describe.rawValue: ("改了岗位说明", "described the post anew")
      case DescribingAct.undoDescribe.rawValue: ("撤回了岗位说明的改动", "took a description back")
      default: ("结束了代理", "ended a deputy")
      }
    return say(
      "\(time(entry.at))，\(entry.actor)\(what.zh)\(entry.name)",
      "\(time(entry.at)): \(entry.actor) \(what.en) \(entry.name)")
  }

  /// Days of a span: the first, and the last that belongs to it.
  func days(_ span: DirectorySpan) -> String {
    let from = span.from ?? say("一开始", "the beginning")
    let until = lastDay(span.until).map { say("到 \($0) 为止", "until \($0)") } ?? say("没有期限", "no end")
    return say("\(from) 起，\(until)", "from \(from), \(until)")
  }

  /// The last day of what rows keep with the first day that no longer belongs to it: days that people read are all of it.
  func lastDay(_ until: String?) -> String? {
    until.map { CivilDate(text: $0)?.adding(days: -1).text ?? $0 }
  }

  /// What rows keep of a last day that somebody typed; what is no day stays, to be refused as it is.
  static func dayAfter(_ last: String?) -> String? {
    last.map { CivilDate(text: $0)?.adding(days: 1).text ?? $0 }
  }
}
