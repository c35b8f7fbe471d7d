import Core
import Engine

/// Choosing somebody or a post among thousands: words find them on the server, the best are listed, and how many more there
/// are is said. The button finds without a script; with it the list follows what is typed.
struct DirectoryChooser {
  /// What is chosen on the page of a post.
  enum Choice: String, CaseIterable {
    /// Who is appointed.
    case person
    /// The post to which somebody is transferred.
    case target
    /// The post that stands in.
    case deputy

    /// The words in the address of the page.
    var query: String { self == .person ? "who" : "where" }
    /// The field of the form that takes the choice.
    var field: String { self == .target ? "to" : rawValue }
  }

  let layout: Layout
  /// The post that is changed.
  let post: Int64

  /// The words that find it and the button; the list stands in the form that takes it.
  func search(_ choice: Choice, _ words: String, _ html: inout HTML) {
    let id = "find-\(choice)", page = PagePath.of("directory", "posts", String(post)), label = searching(choice)
    html.tag(
      "form",
      [
        .style("search search--sm"), .of("method", "get"), .action(page), .of("role", "search"),
        .of("aria-label", label), .of("data-finds", "\(page)/choices?for=\(choice)&words="), .of("data-into", Self.list(choice)),
      ]
    ) { html in
      html.icon(.search)
      html.tag("label", [.style("vh"), .of("for", id)], label)
      html.open(
        "input",
        [
          .id(id), .of("name", choice.query), .of("type", "search"), .of("value", words), .of("placeholder", label),
          .of("autocomplete", "off"), .of("maxlength", "64"),
        ])
      html.tag("button", [.style("btn")], layout.say("查找", "Find"))
      html.tag("span", [.style("vh"), .of("role", "status")], "")
    }
  }

  /// Where the list stands.
  func place(_ choice: Choice, _ html: inout HTML, _ list: (inout HTML) -> Void) {
    html.tag("div", [.style("stack stack--2"), .id(Self.list(choice))], list)
  }

  private static func list(_ choice: Choice) -> String { "found-\(choice)" }

  func people(_ found: DirectoryChoices<StaffMember>, _ html: inout HTML) {
    let comma = layout.say("、", ", "), none = layout.say("没有岗位", "no post")
    list(.person, found, &html) { member in
      (member.person, "\(member.name) · \(member.posts.isEmpty ? none : member.posts.joined(separator: comma))")
    }
  }

  func posts(_ choice: Choice, _ found: DirectoryChoices<PostLine>, _ html: inout HTML) {
    list(choice, found, &html) { ($0.id, "\($0.organization)/\($0.name)") }
  }

  private func list<Line>(
    _ choice: Choice, _ found: DirectoryChoices<Line>, _ html: inout HTML, _ option: (Line) -> (id: Int64, text: String)
  ) {
    let id = "choose-\(choice)", note = "\(id)-note"
    if !found.lines.isEmpty {
      html.tag("div", [.style("field")]) { html in
        html.tag("label", [.style("label"), .of("for", id)], asking(choice))
        html.tag(
          "select", [.style("input"), .id(id), .of("name", choice.field), .of("aria-describedby", note)]
        ) { html in
          html.tag("option", [.of("value", "")], layout.say("请选择", "Choose"))
          for line in found.lines {
            let option = option(line)
            html.tag("option", [.of("value", String(option.id))], option.text)
          }
        }
      }
    }
    html.tag("p", [.style("sub sm"), .id(note)], said(choice, found.lines.count, found.left))
  }

  private func asking(_ choice: Choice) -> String {
    switch choice {
    case .person: layout.say("谁", "Who")
    case .target: layout.say("调到哪个岗位", "To which post")
    case .deputy: layout.say("由哪个岗位代理", "Which post stands in")
    }
  }

  private func searching(_ choice: Choice) -> String {
    switch choice {
    case .person: layout.say("找人：姓名、拼音或首字母", "Find staff: name, pinyin or initials")
    case .target: layout.say("找调去的岗位：单位或岗位名", "Find where to: organisation or post")
    case .deputy: layout.say("找代理的岗位：单位或岗位名", "Find who stands in: organisation or post")
    }
  }

  /// What the list holds, and what it does not.
  private func said(_ choice: Choice, _ listed: Int, _ left: Int) -> String {
    switch (choice, listed) {
    case (.person, 0): layout.say("没有这个名字的工作人员。", "Nobody of staff has that name.")
    case (_, 0): layout.say("没有这样的岗位。", "There is no such post.")
    case (.person, _) where left > 0:
      layout.say(
        "列出 \(listed) 人，还有 \(left) 人没有列出。在上面查找：姓名写全些，或者加上单位，如「王芳 一号社区」。",
        "\(listed) are listed, \(left) more are not. Find them above: write more of the name, or add the organisation.")
    case (_, _) where left > 0:
      layout.say(
        "列出 \(listed) 个，还有 \(left) 个没有列出。在上面查找：写单位和岗位，如「一号社区 主任」。",
        "\(listed) are listed, \(left) more are not. Find them above by organisation and post.")
    case (.person, _): layout.say("共 \(listed) 人。", "\(listed) in all.")
    default: layout.say("共 \(listed) 个。", "\(listed) in all.")
    }
  }
}
