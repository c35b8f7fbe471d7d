import Core
import Engine

/// Answers to questions about rights, in words.
struct RightsParts {
  let layout: Layout
  let question: PageQuestion
  let services: [(id: String, title: Label)]

  /// What is asked of, in words.
  private var thing: String {
    guard let token = question.thing else { return "" }
    if token == RightsThing.everyService.token { return layout.say("所有服务", "all services") }
    if token.hasPrefix("#") { return layout.say("标签「\(token.dropFirst())」的服务", "services tagged \(token)") }
    return services.first { $0.id == token }.map { layout.say("「\($0.title.zh)」", $0.title.text(in: .en)) } ?? token
  }

  private var action: String { question.right.text(in: layout.language) }

  // MARK: Why

  func why(_ answer: RightsAnswer, _ who: String, _ html: inout HTML) {
    html.tag("section", [.style("stack stack--3"), .of("aria-labelledby", "answer")]) { html in
      html.tag("div", [.style(answer.allowed ? "call call--ok" : "call call--bad"), .of("role", "status")]) { html in
        html.icon(answer.allowed ? .ok : .lock)
        html.tag("div", [.style("grow")]) { html in
          html.tag("h2", [.id("answer")], verdict(answer, who))
          for line in shares(answer) { html.tag("p", [.style("sm num")], line) }
        }
      }
      chain(answer.facts, &html)
      remedies(answer, &html)
      more(answer, &html)
    }
  }

  private func verdict(_ answer: RightsAnswer, _ who: String) -> String {
    if answer.allowed {
      return layout.say(
        "\(who)可以「\(action)」\(thing)，因为下面 \(answer.facts.count) 件事都成立",
        "\(who) may \(action) \(thing): all of this holds")
    }
    return layout.say("\(who)不可以「\(action)」\(thing)，缺标红的一环", "\(who) may not \(action) \(thing): the link marked red is missing")
  }

  private func shares(_ answer: RightsAnswer) -> [String] {
    var lines: [String] = []
    if let services = answer.services {
      lines.append(
        layout.say(
          "这一类有 \(services.whole) 项服务，其中 \(services.part) 项可以；下面说的是其中一项。",
          "\(services.part) of \(services.whole) services of the class; told of one of them."))
    }
    if let posts = answer.posts {
      lines.append(
        layout.say("说的是 \(posts.whole) 个岗位，其中 \(posts.part) 个可以。", "\(posts.part) of \(posts.whole) posts that are meant may."))
    }
    return lines
  }

  private func chain(_ facts: [RightsFact], _ html: inout HTML) {
    html.tag("ol", [.style("chain")]) { html in
      for fact in facts {
        html.tag("li") { html in
          html.tag("span", [.style(fact.holds ? "badge" : "badge badge--bad")]) { $0.icon(fact.holds ? icon(fact.kind) : .x) }
          html.tag("div", [.style(fact.holds ? "card" : "card card--bad")]) { html in
            html.tag("p", [.style("num")]) { html in
              if !fact.holds { html.tag("b", [], layout.say("缺：", "Missing: ")) }
              html.text(fact.words.text(in: layout.language))
            }
          }
        }
      }
    }
  }

  private func icon(_ kind: RightsFact.Kind) -> Icon {
    switch kind {
    case .own: .person
    case .appointment: .contacts
    case .grant: .key
    case .period: .calendar
    case .variant: .file
    case .scope: .building
    case .condition, .limits: .filter
    case .glass: .bell
    case .mandate: .sign
    case .holding: .contacts
    case .place: .building
    case .dates: .calendar
    case .audience, .eligibility, .everybody: .person
    case .identity: .sign
    }
  }

  private func remedies(_ answer: RightsAnswer, _ html: inout HTML) {
    if answer.remedies.isEmpty { return }
    html.tag("section", [.style("card stack stack--2")]) { html in
      html.tag("h2", [], layout.say("谁能补上", "Who could close it"))
      html.tag("ul", [.style("stack stack--2")]) { html in
        for remedy in answer.remedies { html.tag("li", [], remedy.text(in: layout.language)) }
      }
    }
  }

  private func more(_ answer: RightsAnswer, _ html: inout HTML) {
    html.tag("p", [.style("row no-print")]) { html in
      html.tag(
        "a", [.style("open"), .link(PageQuestion.path(.who, right: question.right, thing: question.thing))],
        layout.say("谁可以「\(action)」", "Who may \(action)"))
      html.tag(
        "a", [.style("open"), .link(PageQuestion.path(.what, user: question.user))],
        layout.say("还能做什么", "What else they may"))
    }
  }

  /// People of one name, each with their posts.
  func people(_ members: [StaffMember], _ html: inout HTML) {
    choose(
      members.map {
        (user: .person($0.person), title: $0.name, more: $0.posts.joined(separator: layout.say("、", ", ")))
      }, &html)
  }

  /// Posts or bodies of one name, each with what tells it from the others.
  func alike(_ found: [(user: RightsUser, title: String)], _ html: inout HTML) {
    choose(found.map { (user: $0.user, title: $0.title, more: "") }, &html)
  }

  private func choose(_ users: [(user: RightsUser, title: String, more: String)], _ html: inout HTML) {
    if users.isEmpty { return }
    html.tag("ul", [.style("list")]) { html in
      for one in users.prefix(50) {
        var chosen = question
        chosen.user = one.user.token
        html.tag("li") { html in
          html.tag("a", [.style("list__link"), .link(chosen.path)]) { html in
            html.tag("span", [.style("grow")]) { html in
              html.tag("span", [.style("list__t")], one.title)
              if !one.more.isEmpty { html.tag("span", [.style("list__d")], one.more) }
            }
            html.icon(.next)
          }
        }
      }
    }
  }

  // MARK: Who

  func who(_ holders: RightsHolders, _ html: inout HTML) {
    html.tag("h2", [], layout.say("谁可以「\(action)」\(thing)", "Who may \(action) \(thing)"))
    html.tag(
      "p", [.style("num")],
      layout.say(
        "\(holders.organizationCount) 个单位、\(holders.postCount) 个岗位、\(holders.personCount) 人",
        "\(holders.postCount) posts of \(holders.organizationCount) bodies, \(holders.personCount) people")
        + (holders.own > 0 ? layout.say("；另有当事人 \(holders.own) 人", "; besides \(holders.own) whose own it is") : ""))
    if let standing = holders.standing { html.tag("p", [], standing.text(in: layout.language)) }
    if holders.posts.isEmpty {
      return layout.blank(.lock, layout.say("没有任何岗位可以。", "No post may."), &html)
    }
    let table = DeskTable(
      layout: layout, title: layout.say("可以的岗位", "Posts that may"),
      heads: [layout.say("岗位", "Post"), layout.say("在任", "Held by"), layout.say("因为", "Because")])
    table.write(holders.posts, &html) { table, holder, html in
      table.name(holder.post.text(in: layout.language), &html)
      table.cell(1, &html) { layout.holders(holder.staff, &$0) }
      table.cell(2, &html) { html in
        if let services = holder.services {
          html.tag("p", [.style("num")], layout.say("\(services.whole) 项服务中的 \(services.part) 项", "\(services.part) of \(services.whole) services"))
        }
        html.tag("ul", [.style("sm")]) { html in
          for fact in holder.facts where fact.kind != .appointment { html.tag("li", [], fact.words.text(in: layout.language)) }
        }
      }
    }
    if holders.posts.count < holders.postCount {
      html.tag("p", [.style("foot")], layout.say("只列出前 \(holders.posts.count) 个岗位。", "The first \(holders.posts.count) posts are listed."))
    }
  }
}
