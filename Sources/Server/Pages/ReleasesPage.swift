import Core
import Engine

/// Publishing from a browser: paste a bundle, see what it would change, publish it; versions, comparing, going back.
enum ReleasesPage {
  static func show(_ call: Call) throws -> Response { try page(call, Attempt()) }

  /// What was typed, and what came of it.
  private struct Attempt {
    var text = "", reason = ""
    var status = 200
    var plan: ReleaseView?
    var diagnostics: [Diagnostic] = []
    var isRefused = false
    var complaint: String?
  }

  /// `act` = `plan` looks only; `publish` publishes whole or not at all.
  static func act(_ call: Call) throws -> Response {
    let posted = try call.form()
    var attempt = Attempt()
    attempt.text = posted["bundle"] ?? ""
    attempt.reason = posted["reason"] ?? ""
    let entries = PastedBundle.entries(attempt.text)
    let desk = call.site.desk.releases
    guard !entries.isEmpty else {
      attempt.status = 422
      attempt.complaint = call.language == .zh ? "请先粘贴一套文件。" : "Paste the files of a bundle first."
      return try page(call, attempt)
    }
    do {
      let documents = desk.documents(entries)
      if posted["act"] == "publish" {
        let reason = attempt.reason.isEmpty ? nil : attempt.reason
        let done = try desk.publish(documents, "person:\(try call.caller().person)", reason)
        return .redirect(to: PagePath.of("admin", "releases", String(done.epoch ?? 0)))
      }
      let plan = try desk.plan(documents)
      attempt.diagnostics = plan.diagnostics
      attempt.isRefused = plan.diagnostics.contains { $0.severity == .error }
      if attempt.isRefused { attempt.status = 422 } else { attempt.plan = plan }
    } catch let refused as BundleRefused {
      attempt.status = 422
      attempt.isRefused = true
      attempt.diagnostics = refused.diagnostics
    }
    return try page(call, attempt)
  }

  /// One version beside what runs.
  static func one(_ call: Call) throws -> Response {
    guard let epoch = Int64(call.parameter(0)),
      let line = try call.site.desk.releases.list().first(where: { $0.epoch == epoch })
    else { throw Problem.notFound }
    let view = line.isActive ? nil : try call.site.desk.releases.compare(epoch)
    let layout = Layout(call)
    return layout.page(title: layout.say("版本 \(epoch)", "Release \(epoch)")) { html in
      layout.back("/admin/releases", layout.say("发布", "Publish"), &html)
      html.tag("h1", [.style("num")], layout.say("版本 \(epoch)", "Release \(epoch)"))
      facts(line, layout, &html)
      if let view {
        html.tag("h2", [], layout.say("如果回到这一版", "Going back would"))
        PlanParts(layout: layout).write(view, &html)
        html.tag(
          "form", [.of("method", "post"), .action(PagePath.of("admin", "releases", String(epoch), "rollback"))]
        ) { html in
          layout.secret(call.session, &html)
          html.tag("button", [.style("btn btn--danger")]) { html in
            html.icon(.history)
            html.text(layout.say("回到版本 \(epoch)", "Go back to release \(epoch)"))
          }
        }
      } else {
        layout.call("ok", layout.say("现在运行的就是这一版。", "This is what runs now."), &html)
      }
    }
  }

  static func rollback(_ call: Call) throws -> Response {
    guard let epoch = Int64(call.parameter(0)), epoch > 0 else { throw Problem.notFound }
    do {
      let done = try call.site.desk.releases.rollback(epoch, "person:\(try call.caller().person)")
      return .redirect(to: PagePath.of("admin", "releases", String(done.epoch ?? epoch)))
    } catch let refused as BundleRefused {
      var attempt = Attempt()
      attempt.status = 422
      attempt.isRefused = true
      attempt.diagnostics = refused.diagnostics
      return try page(call, attempt)
    }
  }

  // MARK: The page

  private static func page(_ call: Call, _ attempt: Attempt) throws -> Response {
    let releases = try call.site.desk.releases.list()
    let layout = Layout(call)
    return layout.page(attempt.status, title: layout.say("发布", "Publish")) { html in
      html.tag("h1", [], layout.say("发布", "Publish"))
      if let complaint = attempt.complaint { layout.call("bad", complaint, &html) }
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
      }
      form(attempt, layout, &html)
      versions(releases, layout, &html)
    }
  }

  private static func form(_ attempt: Attempt, _ layout: Layout, _ html: inout HTML) {
    html.tag(
      "form", [.style("card stack stack--3"), .of("method", "post"), .action("/admin/releases")]
    ) { html in
      layout.secret(layout.session, &html)
      html.tag("div", [.style("field")]) { html in
        html.tag("label", [.style("label"), .of("for", "bundle")], layout.say("成套文件", "Files of the bundle"))
        html.tag(
          "p", [.style("help"), .id("bundle-help")],
          layout.say(
            "把文件一个接一个粘贴进来，每个文件前面写一行 # 文件: 名字.yaml。会替换同名的那一套，其他的不变。",
            "Paste the files one after the other, each under a line `# file: name.yaml`. Replaces the bundle of the same name."))
        html.tag(
          "textarea",
          [
            .style("input input--code"), .id("bundle"), .of("name", "bundle"), .of("rows", "16"),
            .of("spellcheck", "false"), .of("aria-describedby", "bundle-help"),
          ], attempt.text)
      }
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

  private static func facts(_ line: ReleaseLine, _ layout: Layout, _ html: inout HTML) {
    html.tag("dl", [.style("card facts")]) { html in
      for (title, text) in [
        (layout.say("发布时间", "Published"), layout.time(line.at)), (layout.say("谁发布", "By"), line.actor),
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

  private static func versions(_ releases: [ReleaseLine], _ layout: Layout, _ html: inout HTML) {
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
                [layout.time(line.at), line.actor, line.reason].compactMap { $0 }.joined(separator: " · "))
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

/// Files of a bundle written one after the other, as somebody pastes them.
enum PastedBundle {
  /// A line `# 文件: name` or `# file: name` begins a file; without one everything is `bundle.yaml`.
  static func entries(_ text: String) -> [BundleEntry] {
    var files: [(path: String, lines: [Substring])] = [("bundle.yaml", [])]
    for line in text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
      if let path = path(line) { files.append((path, [])) } else { files[files.count - 1].lines.append(line) }
    }
    return files.compactMap { file in
      let text = file.lines.joined(separator: "\n")
      if text.allSatisfy(\.isWhitespace) { return nil }
      return BundleEntry(path: file.path, bytes: Array((text + "\n").utf8))
    }
  }

  private static func path(_ line: Substring) -> String? {
    for mark in ["# file:", "# 文件:", "# 文件："] where line.hasPrefix(mark) {
      let name = line.dropFirst(mark.count).drop { $0 == " " }
      let isPlain = !name.isEmpty && !name.contains("\\") && !name.hasPrefix("/") && !name.contains("..")
      return isPlain ? String(name) : nil
    }
    return nil
  }
}
