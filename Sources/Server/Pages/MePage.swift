import Core
import Engine

/// What is known of me, whom I may act for, how pages look.
enum MePage {
  static func show(_ call: Call) throws -> Response {
    let caller = try call.caller()
    let who = try call.site.desk.who(caller)
    let family = try call.site.desk.represented(caller)
    let facts = try call.site.desk.pages.ownFacts(caller)
    let responsible = try call.site.desk.pages.responsible(caller)
    let looks = try call.site.desk.rights.looksAtMe(caller)
    let homes = try call.site.desk.pages.homes(caller)
    let layout = Layout(call)
    let mandates = layout.isStaff ? nil : try call.site.desk.mandates.own(caller)
    return layout.page(title: layout.say("我的", "Me")) { html in
      html.tag("h1", [], layout.say("我的", "Me"))
      html.tag("section", [.style("plate")]) { html in
        html.tag("p", [.style("plate__name")], who.name)
        if let place = who.place { html.tag("p", [.style("sm num")], place) }
        for post in who.posts { html.tag("p", [.style("sm")], "\(post.organization) · \(post.name)") }
      }
      if !layout.isStaff, let responsible {
        html.tag("p") { html in
          html.text(layout.say("找谁：", "Who answers for you: "))
          html.tag("b", [], responsible.name)
          html.tag("span", [.style("sub")], layout.say("（\(responsible.reason.zh)）", " (\(responsible.reason.text(in: .en)))"))
        }
      }
      if homes.count > 1 { self.homes(homes, layout, &html) }
      if !layout.isStaff { layout.placesLink(&html) }
      organizations(family.filter(\.isOrganization), layout, &html)
      if let mandates {
        let kin = family.filter { !$0.isOrganization && $0.until == nil }
        MandateParts(layout: layout, own: mandates, family: kin).write(&html)
      }
      if layout.isStaff {
        html.tag("p") { html in
          html.tag("a", [.style("open"), .link(PageQuestion.path(.what))], layout.say("我能做什么（权限）", "What I may do (rights)"))
        }
      }
      data(facts, layout, &html)
      self.looks(looks, layout, &html)
      look(layout, &html)
      html.tag("form", [.of("method", "post"), .action("/sign-out")]) { html in
        layout.secret(call.session, &html)
        html.tag("button", [.style("btn btn--wide")], layout.say("退出登录", "Sign out"))
      }
    }
  }

  private static func organizations(_ bodies: [RepresentedPerson], _ layout: Layout, _ html: inout HTML) {
    if bodies.isEmpty { return }
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("我经办的单位", "Organisations I file for"))
      html.tag("ul", [.style("stack")]) { html in
        for body in bodies {
          html.tag("li", [.style("row")]) { html in
            html.tag("span", [.style("grow")], body.name)
            html.tag("a", [.style("open"), .link(PagePath.of("organizations", String(body.id), "agents"))]) { html in
              html.text(layout.say("经办人", "Agents"))
              html.tag("span", [.style("vh")], " " + body.name)
            }
          }
        }
      }
    }
  }

  /// Only of who has several.
  private static func homes(_ homes: [OwnHome], _ layout: Layout, _ html: inout HTML) {
    html.tag("section", [.style("card stack stack--3"), .id("homes")]) { html in
      html.tag("h2", [], layout.say("我住的地方", "Where I live"))
      html.tag(
        "p", [.style("sub sm")],
        layout.say(
          "这些地方开放的服务您都能办；当天住在哪里，就由那里的社区负责。",
          "Services of all these places are yours; the community of where you live that day answers for you."))
      html.tag("ul", [.style("stack stack--3")]) { html in
        for home in homes {
          html.tag("li", [.style("stack stack--1")]) { html in
            html.tag("p", [.style("row")]) { html in
              html.tag("b", [], home.days?.text(in: layout.language) ?? layout.say("每天", "Every day"))
              if home.isToday { html.tag("span", [.style("tag tag--act")], layout.say("今天", "today")) }
            }
            html.tag("p", [], home.path)
            if let office = home.office { html.tag("p", [.style("sub sm")], office) }
          }
        }
      }
    }
  }

  private static func data(_ facts: [RegisterFact], _ layout: Layout, _ html: inout HTML) {
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("我的资料", "My data"))
      html.tag(
        "p", [.style("sub sm")],
        layout.say("用来自动填写。不对的话，请带证件到社区更正。", "Used to fill in forms. To correct it, see your community."))
      html.tag("dl", [.style("sum")]) { html in
        for fact in facts {
          html.tag("div") { html in
            html.tag("dt", [], fact.title.text(in: layout.language))
            html.tag("dd") { html in
              html.text(fact.text)
              if let source = fact.source {
                let day = fact.at.map { layout.say("，\(layout.day($0))", ", \(layout.day($0))") } ?? ""
                html.tag(
                  "span", [.style("was num")],
                  layout.say("来自\(source.zh)\(day)", "From \(source.text(in: .en))\(day)"))
              }
            }
          }
        }
      }
      if facts.isEmpty { html.tag("p", [.style("sub")], layout.say("还没有登记。", "Nothing is known yet.")) }
    }
  }

  /// Who of others opened or unmasked what is mine, and what for.
  private static func looks(_ looks: [LookAtMe], _ layout: Layout, _ html: inout HTML) {
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("谁看过我的资料", "Who looked at my data"))
      if looks.isEmpty {
        return html.tag(
          "p", [.style("sub sm")], layout.say("还没有别人看过。", "Nobody else has looked at it yet."))
      }
      html.tag("dl", [.style("sum")]) { html in
        for look in looks {
          html.tag("div") { html in
            html.tag("dt", [], layout.time(look.at))
            html.tag("dd") { html in
              let post = look.post?.text(in: layout.language) ?? ""
              html.text("\(post) \(look.name)")
              html.tag("span", [.style("was")], look.what.text(in: layout.language))
            }
          }
        }
      }
    }
  }

  private static func look(_ layout: Layout, _ html: inout HTML) {
    html.tag("section", [.style("card stack stack--3 no-print")]) { html in
      html.tag("h2", [], layout.say("页面的样子", "How pages look"))
      let themes: [(PageChoices.Theme, String)] = [
        (.device, layout.say("跟随手机", "As the device")), (.light, layout.say("浅色", "Light")),
        (.dark, layout.say("深色", "Dark")),
      ]
      html.tag("p", [.style("row")]) { html in
        for (theme, name) in themes {
          choice(name, "theme", theme.rawValue, layout.choices.theme == theme, layout, &html)
        }
      }
      html.tag("p", [.style("row")]) { html in
        choice(layout.say("标准版", "Standard"), "view", "plain", !layout.choices.isElder, layout, &html)
        choice(layout.say("长辈版（大字）", "Larger"), "view", "elder", layout.choices.isElder, layout, &html)
      }
    }
  }

  private static func choice(
    _ text: String, _ name: String, _ value: String, _ isOn: Bool, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag(
      "a",
      [.style("chip"), .link(layout.choosing(name, value))] + (isOn ? [.of("aria-current", "true")] : []),
      text)
  }
}
