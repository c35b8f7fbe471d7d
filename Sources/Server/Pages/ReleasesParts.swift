import Core
import Engine

/// What the pages of releases show.
struct ReleasesParts {
  let layout: Layout

  /// What came of what was sent.
  func outcome(_ attempt: ReleaseAttempt, _ html: inout HTML) {
    if let complaint = attempt.complaint { layout.call("bad", complaint.text(in: layout.language), &html) }
    if attempt.isRefused {
      let count = attempt.diagnostics.count
      layout.call(
        "bad", layout.say("有 \(count) 处要看，什么都没有发布。", "\(count) findings; nothing was published."), &html)
    }
    let parts = PlanParts(layout: layout)
    parts.diagnostics(attempt.diagnostics, &html)
    if let plan = attempt.plan {
      html.tag("h2", [], layout.say("发布以后会改变", "Publishing would change"))
      parts.write(plan, &html)
      if let changes = attempt.changes { DifferenceParts(layout: layout).write(changes, &html) }
    }
  }

  /// Which release one is compared with.
  func choosing(_ base: Int64?, _ epoch: Int64, _ all: [ReleaseLine], _ html: inout HTML) {
    if all.count < 2 { return }
    html.tag("h2", [], layout.say("逐行比较", "Line by line"))
    html.tag(
      "form", [.style("toolbar no-print"), .of("method", "get"), .action(PagePath.of("admin", "releases", String(epoch)))]
    ) { html in
      html.tag("label", [.style("sm"), .of("for", "with")], layout.say("从哪一版变到版本 \(epoch)", "From which release to \(epoch)"))
      html.tag("select", [.style("input input--sm"), .id("with"), .of("name", "with")]) { html in
        for line in all where line.epoch != epoch {
          let words = [layout.say("版本 \(line.epoch)", "release \(line.epoch)"), layout.time(line.at), line.reason]
          html.tag(
            "option",
            [.of("value", String(line.epoch))] + (line.epoch == base ? [.flag("selected")] : []),
            words.compactMap { $0 }.joined(separator: " · "))
        }
      }
      html.tag("button", [.style("btn btn--sm")], layout.say("比较", "Compare"))
    }
  }

  func form(_ attempt: ReleaseAttempt, _ html: inout HTML) {
    html.tag(
      "form",
      [
        .style("card stack stack--3"), .of("method", "post"), .action("/admin/releases"),
        .of("enctype", "multipart/form-data"),
      ]
    ) { html in
      layout.secret(layout.session, &html)
      files(&html)
      pasted(attempt.text, &html)
      html.tag("div", [.style("field")]) { html in
        html.tag("label", [.style("label"), .of("for", "reason")], layout.say("为什么改", "Why"))
        html.open(
          "input",
          [.style("input"), .id("reason"), .of("name", "reason"), .of("value", attempt.reason)])
      }
      html.tag("div", [.style("row")]) { html in
        html.tag(
          "button", [.style("btn"), .of("name", "act"), .of("value", "plan")],
          layout.say("先看看会改什么", "See what would change"))
        html.tag(
          "button", [.style("btn btn--primary"), .of("name", "act"), .of("value", "publish")],
          layout.say("发布这一套", "Publish this bundle"))
      }
    }
  }

  private func files(_ html: inout HTML) {
    html.tag("div", [.style("field drop"), .flag("data-drop")]) { html in
      html.tag(
        "label", [.style("label"), .of("for", "files")],
        layout.say("选文件，或拖到这里", "Choose files, or drop them here"))
      html.tag(
        "p", [.style("help"), .id("files-help")],
        layout.say(
          "一套里的几个 .yaml 文件，或者一个 zip、tar 压缩包，一共不超过 16 MB。看过以后内容会出现在下面。",
          """
          The .yaml files of a bundle, or one zip or tar, up to 16 MB together. \
          Their text then stands below.
          """
        ))
      html.open(
        "input",
        [
          .style("input"), .of("type", "file"), .id("files"), .of("name", "files"), .flag("multiple"),
          .of("accept", ".yaml,.yml,.csv,.txt,.zip,.tar,.gz,.tgz"), .of("aria-describedby", "files-help"),
        ])
    }
  }

  private func pasted(_ text: String, _ html: inout HTML) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", "bundle")], layout.say("成套文件", "Files of the bundle"))
      html.tag(
        "p", [.style("help"), .id("bundle-help")],
        layout.say(
          "也可以把文件一个接一个粘贴进来，每个文件前面写一行 # 文件: 名字.yaml。会替换同名的那一套，其他的不变。",
          """
          Or paste the files one after the other, each under a line `# file: name.yaml`. \
          Replaces the bundle of that name.
          """
        ))
      html.tag(
        "textarea",
        [
          .style("input input--code"), .id("bundle"), .of("name", "bundle"), .of("rows", "16"),
          .of("spellcheck", "false"), .of("aria-describedby", "bundle-help"),
        ], text)
    }
  }

  func goingBack(_ epoch: Int64, _ html: inout HTML) {
    html.tag(
      "form", [.of("method", "post"), .action(PagePath.of("admin", "releases", String(epoch), "rollback"))]
    ) { html in
      layout.secret(layout.session, &html)
      html.tag("button", [.style("btn btn--danger")]) { html in
        html.icon(.history)
        html.text(layout.say("回到版本 \(epoch)", "Go back to release \(epoch)"))
      }
    }
  }

  func facts(_ line: ReleaseLine, _ html: inout HTML) {
    html.tag("dl", [.style("card facts")]) { html in
      for (title, text) in [
        (layout.say("发布时间", "Published"), layout.time(line.at)), (layout.say("谁发布", "By"), line.publisher),
        (layout.say("原因", "Why"), line.reason ?? "—"), (layout.say("来自", "From"), line.origin ?? "—"),
        (layout.say("程序", "Program"), line.program),
      ] {
        html.tag("div") { html in
          html.tag("dt", [], title)
          html.tag("dd", [.style("num")], text)
        }
      }
    }
  }

  func versions(_ releases: [ReleaseLine], _ html: inout HTML) {
    html.tag("h2", [], layout.say("版本", "Releases"))
    html.tag("ul", [.style("list")]) { html in
      for line in releases {
        html.tag("li") { html in
          html.tag(
            "a", [.style("list__link"), .link(PagePath.of("admin", "releases", String(line.epoch)))]
          ) { html in
            html.tag("span", [.style("grow")]) { html in
              html.tag(
                "span", [.style("list__t num")],
                layout.say("版本 \(line.epoch)", "Release \(line.epoch)") + " ")
              html.tag(
                "span", [.style("list__d num")],
                [layout.time(line.at), line.publisher, line.reason].compactMap { $0 }.joined(separator: " · "))
            }
            if line.isActive {
              html.tag("span", [.style("tag tag--ok")]) { html in
                html.icon(.check)
                html.text(layout.say("正在运行", "running"))
              }
            }
            html.icon(.next)
          }
        }
      }
    }
  }
}
