import Core
import Engine

/// Telephone numbers: of seats for all of staff, of people masked until somebody with the right looks at them.
enum ContactsPage {
  static func show(_ call: Call) throws -> Response {
    let directory = call.site.desk.directory
    let caller = try call.caller()
    let words = call.query["q"] ?? ""
    let under = call.query["under"].flatMap { Int64($0) }
    let found = words.isEmpty ? try directory.contacts(caller, under) : try directory.find(caller, words)
    let layout = Layout(call)
    return layout.page(title: layout.say("电话", "Phones")) { html in
      layout.back("/directory", layout.say("通讯录", "Directory"), &html)
      html.tag("h1", [], layout.say("电话", "Phones"))
      layout.directorySearch("/directory/contacts", words, &html)
      html.tag(
        "p", [.style("sub")],
        layout.say(
          "值班电话所有工作人员都能看；同单位的办公电话能看；其他号码遮住中间，有权限的人可以查看，查看会记录。",
          "Duty phones are for all of staff, office phones for the same organisation; other numbers are masked. Who may look at them is recorded."))
      let people = found.posts.flatMap { post in (post.people + post.standIns).map { ($0, post) } }
      if people.isEmpty {
        layout.blank(.phone, layout.say("没有在任的人。", "Nobody holds a post here."), &html)
      } else {
        table(people, layout, &html)
      }
      if found.isMore {
        html.tag("p", [.style("foot")], layout.say("还有更多，请写得更具体。", "There is more: be more specific."))
      }
    }
  }

  /// One member of staff: where they sit, the numbers as far as the reader sees them, and the way to see more.
  static func person(_ call: Call) throws -> Response {
    guard let id = Int64(call.parameter(0)), let detail = try call.site.desk.directory.person(call.caller(), id) else {
      throw Problem.notFound
    }
    let layout = Layout(call), person = detail.person
    return layout.page(title: person.name) { html in
      layout.back("/directory/contacts", layout.say("电话", "Phones"), &html)
      html.tag("h1", [], person.name)
      html.tag("ul", [.style("list")]) { html in
        for post in detail.posts {
          html.tag("li") { html in
            html.tag(
              "a", [.style("open"), .link(PagePath.of("directory", "posts", String(post.id)))],
              "\(post.organizationName)/\(post.name)")
          }
        }
      }
      layout.factList(
        [
          (layout.say("值班电话", "Duty phone"), detail.posts.compactMap(\.phone).joined(separator: layout.say("、", ", "))),
          (layout.say("办公电话", "Office"), person.office ?? "—"), (layout.say("手机", "Mobile"), person.mobile ?? "—"),
        ].map { ($0, $1.isEmpty ? "—" : $1) }, &html)
      if person.offersNumbers { reveal(person, layout, &html) }
      LookPages.beside(person, layout, &html)
    }
  }

  /// The numbers of one person, whole; that somebody looked is written down.
  static func numbers(_ call: Call) throws -> Response {
    let person = try call.id(0)
    let found = try call.site.desk.directory.numbers(call.caller(), person)
    let layout = Layout(call)
    return layout.page(title: found.name) { html in
      layout.back("/directory/contacts", layout.say("电话", "Phones"), &html)
      html.tag("h1", [], found.name)
      if found.numbers.isEmpty {
        layout.blank(.phone, layout.say("没有登记号码。", "No number is known."), &html)
      } else {
        layout.factList(found.numbers.map { ($0.title.text(in: layout.language), $0.number) }, &html)
      }
      html.tag("p", [.style("foot")], layout.say("这次查看已记录。", "That you looked is recorded."))
    }
  }

  static func table(_ people: [(DirectoryPerson, DirectoryPost)], _ layout: Layout, _ html: inout HTML) {
    let table = DeskTable(
      layout: layout, title: layout.say("电话", "Phones"),
      heads: [
        layout.say("姓名", "Name"), layout.say("岗位", "Post"), layout.say("值班电话", "Duty phone"),
        layout.say("办公电话", "Office"), layout.say("手机", "Mobile"), layout.say("号码", "Numbers"),
      ])
    table.write(people, &html) { table, row, html in
      let (person, post) = row
      html.tag("th", [.of("scope", "row"), .style("b")]) { html in
        html.tag("a", [.link(PagePath.of("directory", "people", String(person.id)))], person.name)
      }
      table.cell(1, &html) { html in
        html.tag("a", [.link(PagePath.of("directory", "posts", String(post.id)))], post.name)
        html.tag("small", [], post.organizationName)
      }
      table.cell(2, post.phone ?? "—", &html)
      table.cell(3, person.office ?? "—", &html)
      table.cell(4, person.mobile ?? "—", &html)
      table.cell(5, &html) { html in
        if person.offersNumbers { reveal(person, layout, &html) } else { html.text("—") }
      }
    }
  }

  private static func reveal(_ person: DirectoryPerson, _ layout: Layout, _ html: inout HTML) {
    html.tag(
      "form", [.of("method", "post"), .action(PagePath.of("directory", "people", String(person.id), "numbers"))]
    ) { html in
      layout.secret(layout.session, &html)
      html.tag("button", [.style("btn btn--sm")]) { html in
        html.text(layout.say("看完整号码", "Show numbers"))
        html.tag("span", [.style("vh")], layout.say("：", ": ") + person.name)
      }
    }
  }
}
