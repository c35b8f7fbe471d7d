import Core
import Engine

/// What a request shows of itself, on its own page and beside the queue.
struct MatterParts {
  let layout: Layout
  let view: RequestView

  func head(_ level: StaticString, _ html: inout HTML) {
    html.tag("div", [.style("stack stack--2")]) { html in
      html.tag("p", [.style("sub sm num")], layout.say("受理编号 ", "Number ") + view.card.code)
      html.tag(level, [], view.card.title.text(in: layout.language))
      if let place = view.card.place {
        html.tag("p", [.style("sub sm")]) { html in
          html.text(QueueTable.short(place))
          if let then = view.card.placeThen { html.tag("span", [.style("num")], " · " + layout.placeThen(then, now: place)) }
        }
      }
      filing(&html)
      html.tag("p", [.style("row")]) { html in
        layout.stateTag(view.card.state, &html)
        if let due = view.card.due, !view.card.state.isFinal {
          html.tag(
            "span", [.style("sm sub num")], layout.say("期限 \(layout.time(due))", "Due \(layout.time(due))"))
        }
        if let stars = view.stars {
          html.tag("span", [.style("sm sub")], layout.say("评价 \(stars) 分", "Rated \(stars) of 5"))
        }
        if view.urges > 0 {
          html.tag("span", [.style("tag tag--wait")]) { html in
            html.icon(.bell)
            html.text(layout.say("催办 \(view.urges) 次", "urged \(view.urges) times"))
          }
        }
      }
    }
  }

  /// Who filed it for whom, where these are two.
  func filing(_ html: inout HTML) {
    guard let filing = view.card.filing else { return }
    html.tag("p", [.flag("data-filing")], filing.words.text(in: layout.language))
  }

  func timeline(_ html: inout HTML) {
    merged(&html)
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("办到哪一步", "Where it stands"))
      html.tag("ol", [.style("timeline")]) { html in
        html.tag("li", [.style("is-done")]) { html in
          html.tag("h3", [], layout.say("提交了申请", "Sent"))
          html.tag("p", [.style("sub sm num")], layout.time(view.card.opened))
        }
        for step in view.steps { stay(step, &html) }
        if view.card.state.isFinal { end(&html) }
      }
    }
  }

  private func stay(_ step: RequestView.Step, _ html: inout HTML) {
    html.tag("li", [.style(step.done == nil ? "is-now" : "is-done")]) { html in
      html.tag("h3", [], kind(step) + outcome(step))
      let day =
        step.done.map { layout.time($0) }
        ?? layout.say("从 \(layout.time(step.opened)) 起", "since \(layout.time(step.opened))")
      html.tag("p", [.style("sub sm num")], [step.holder, day].compactMap { $0 }.joined(separator: " · "))
      if step.done == nil, let due = step.due {
        html.tag(
          "p", [.style("due--wait sm num")],
          layout.say("最迟 \(layout.time(due)) 办", "To be done by \(layout.time(due))"))
      }
      if let reason = step.reason { html.tag("p", [.style("quote pre")], reason) }
    }
  }

  /// How it ended, and when.
  func end(_ html: inout HTML) {
    html.tag("li", [.style("is-done")]) { html in
      html.tag("h3", [], layout.state(view.card.state))
      if let at = view.steps.compactMap(\.done).max() { html.tag("p", [.style("sub sm num")], layout.time(at)) }
    }
  }

  /// What a stay is for, where it is not the step's own work.
  private func kind(_ step: RequestView.Step) -> String {
    let title = step.title.text(in: layout.language)
    return switch step.kind {
    case "help": layout.say("\(title) · 协办", "\(title) · help")
    case "cc": layout.say("\(title) · 抄送", "\(title) · copy")
    case "extend": layout.say("\(title) · 申请延期", "\(title) · asks for more time")
    case "applicant" where step.done == nil: layout.say("\(title) · 等申请人补正", "\(title) · the applicant is asked")
    default: title
    }
  }

  private func outcome(_ step: RequestView.Step) -> String {
    if step.kind == "cc" || (step.kind == "applicant" && step.done == nil) { return "" }
    guard let outcome = step.outcome else { return step.done == nil ? layout.say("：正在办", ": under way") : "" }
    let word =
      Verb(rawValue: outcome).map { VerbForms.word($0, layout) } ?? StepOutcome.label(outcome)?.text(in: layout.language)
      ?? outcome
    return layout.say("：\(word)", ": \(word)")
  }

  /// Why it stands, for who may do something about it.
  func standing(_ html: inout HTML) {
    guard view.card.state == .blocked else { return }
    for step in view.steps where step.done == nil && (step.kind == "blocked" || step.kind == "call") {
      guard let reason = step.reason else { continue }
      layout.call(
        "bad",
        layout.say("「\(step.title.zh)」受阻：\(reason)", "`\(step.title.text(in: .en))` stands: \(reason)"), &html)
    }
  }

  /// What was raised about it: who handles it knows why it is theirs, and which post is missing.
  func alarms(_ html: inout HTML) {
    if view.alarms.isEmpty { return }
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("提醒注意", "Alarms"))
      html.tag("ul", [.style("stack stack--3")]) { html in
        for alarm in view.alarms { html.tag("li") { layout.alarm(alarm, &$0) } }
      }
    }
  }

  func notes(_ html: inout HTML) {
    if view.notes.isEmpty { return }
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("消息", "Messages"))
      html.tag("ul", [.style("stack stack--3")]) { html in
        for note in view.notes {
          html.tag("li") { html in
            html.tag("p", [.style("pre")], note.text)
            html.tag("p", [.style("xs mute num")], layout.time(note.at))
          }
        }
      }
    }
  }

  func answers(_ html: inout HTML) {
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("填写的内容", "What was answered"))
      if view.answers.isEmpty {
        html.tag("p", [.style("sub")], layout.say("没有您可以看的内容。", "Nothing here is yours to read."))
      } else {
        facts("sum", &html)
      }
    }
  }

  /// What the register says of whom it concerns, beside the answers: since when, and which request wrote it.
  func register(_ html: inout HTML) {
    if view.register.isEmpty { return }
    html.tag("details", [.style("card"), .flag("open")]) { html in
      html.tag("summary", [.style("b")], layout.say("登记簿里现在的记录", "What the register says now"))
      html.tag("dl", [.style("facts")]) { html in
        for fact in view.register {
          html.tag("div") { html in
            html.tag("dt", [], fact.title.text(in: layout.language))
            html.tag("dd") { html in
              html.text(fact.text)
              let origin = [fact.source?.text(in: layout.language), fact.at.map { layout.day($0) }].compactMap { $0 }
              if !origin.isEmpty { html.tag("span", [.style("was")], origin.joined(separator: " · ")) }
            }
          }
        }
      }
    }
  }

  /// The answers, each with what the ledger says beside it where that differs.
  func facts(_ style: String, _ html: inout HTML) {
    html.tag("dl", [.style(style)]) { html in
      for line in view.answers {
        html.tag("div") { html in
          html.tag("dt", [], line.title.text(in: layout.language))
          html.tag("dd") { html in
            html.tag("span", [.style("pre")], line.shown)
            asking(line, &html)
            if let before = line.before { former(before, line.changed, &html) }
            if let ledger = line.ledger {
              html.tag("span", [.style("was")], layout.say("登记簿里是：\(ledger)", "The ledger says: \(ledger)"))
            }
            files(line, &html)
            rows(line, &html)
          }
        }
      }
    }
  }

  /// The way to masked answers: of the field, or of the fields of its rows.
  private func asking(_ line: RequestView.Line, _ html: inout HTML) {
    var fields: [RequestView.Line] = line.isAskable ? [line] : []
    for cell in line.rows.joined() where cell.isAskable && !fields.contains(where: { $0.field == cell.field }) {
      fields.append(cell)
    }
    for field in fields {
      html.tag(
        "form", [.style("no-print"), .of("method", "post"), .action(PagePath.of("requests", view.card.code, "unmask"))]
      ) { html in
        layout.secret(layout.session, &html)
        layout.hidden("field", field.field, &html)
        html.tag("button", [.style("btn btn--sm")]) { html in
          html.text(layout.say("看完整内容", "Show it whole"))
          html.tag("span", [.style("vh")], layout.say("：", ": ") + field.title.text(in: layout.language))
        }
      }
    }
  }

  /// What stood there before it was answered anew.
  private func former(_ before: String, _ changed: Int64?, _ html: inout HTML) {
    let day = changed.map { layout.time($0) } ?? ""
    html.tag(
      "span", [.style("was num pre")],
      before.isEmpty
        ? layout.say("\(day) 补填，原来没有填", "Added \(day)")
        : layout.say("\(day) 改过，原来是：\(before)", "Changed \(day), it was: \(before)"))
  }

  private func files(_ line: RequestView.Line, _ html: inout HTML) {
    if line.files.isEmpty { return }
    html.tag("span", [.style("row")]) { html in
      for (at, hash) in line.files.enumerated() {
        layout.file(
          PagePath.of("requests", view.card.code, "files", hash),
          layout.say("第 \(at + 1) 个", "file \(at + 1)"),
          isPicture: line.isPicture, &html)
      }
    }
  }

  /// The rows of a repeating group, one line each.
  private func rows(_ line: RequestView.Line, _ html: inout HTML) {
    if line.rows.isEmpty { return }
    html.tag("ol", [.style("stack stack--2")]) { html in
      for row in line.rows {
        let parts = row.map {
          layout.say("\($0.title.zh)：\($0.shown)", "\($0.title.text(in: .en)): \($0.shown)")
        }
        html.tag("li", [.style("pre")]) { html in
          html.text(parts.joined(separator: layout.say("，", ", ")))
          for line in row { files(line, &html) }
        }
      }
    }
  }

  /// What was merged: the request that leads, or how many wait for this one.
  private func merged(_ html: inout HTML) {
    if let leader = view.leader {
      let state = layout.language == .zh ? leader.state.alias : leader.state.rawValue
      let step = leader.step.map { " · " + $0.text(in: layout.language) } ?? ""
      layout.call(
        "info",
        layout.say(
          "有人先报了同样的事（\(leader.code)），您的这一份并在一起办理。那一份现在：\(state)\(step)",
          """
          The same was reported before (\(leader.code)) and yours is handled with it. \
          It stands: \(state)\(step)
          """
        ), &html)
    }
    if !view.joined.isEmpty {
      let codes = view.joined.joined(separator: " ")
      layout.call(
        "info",
        layout.say(
          "另有 \(view.joined.count) 份报的是同一件事，已并到这里：\(codes)",
          "\(view.joined.count) more reported the same and were merged into this: \(codes)"), &html)
    }
  }

  /// Whose time it was.
  func clocks(_ html: inout HTML) {
    if view.clocks.isEmpty { return }
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], layout.say("用时", "Time"))
      html.tag("dl", [.style("facts")]) { html in
        for clock in view.clocks {
          html.tag("div") { html in
            html.tag("dt", [], clock.holder)
            html.tag("dd", [.style("num")], layout.span(clock.milliseconds))
          }
        }
        html.tag("div") { html in
          html.tag("dt", [.style("b")], layout.say("一共", "Together"))
          html.tag("dd", [.style("num b")], layout.span(view.milliseconds))
        }
      }
    }
  }
}
