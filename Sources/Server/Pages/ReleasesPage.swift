import Core
import Engine

/// Publishing from a browser: paste a bundle or send its files, see what it would change, publish it;
/// versions, comparing, going back.
enum ReleasesPage {
  static func show(_ call: Call) throws -> Response { try page(call, ReleaseAttempt()) }

  /// `act` = `plan` looks only; `publish` publishes whole or not at all.
  static func act(_ call: Call) throws -> Response {
    var attempt = ReleaseAttempt()
    do {
      let sent = try SentBundle(call)
      attempt.text = sent.text
      attempt.reason = sent.reason
      guard !sent.entries.isEmpty else {
        attempt.complaint = Label(zh: "请先粘贴一套文件，或选几个文件。", en: "Paste the files of a bundle, or choose some.")
        return try page(call, attempt)
      }
      if let done = try look(sent, call, &attempt) { return done }
    } catch let problem as Problem where problem.status == 413 || problem.status == 422 {
      attempt.complaint = problem.detail
    } catch let refused as BundleRefused {
      attempt.refuse(refused.diagnostics)
    }
    return try page(call, attempt)
  }

  /// Publishes and leads to the new version, or plans.
  private static func look(_ sent: SentBundle, _ call: Call, _ attempt: inout ReleaseAttempt) throws
    -> Response?
  {
    let desk = call.site.desk.releases
    let documents = desk.documents(sent.entries)
    if sent.isForGood {
      let reason = sent.reason.isEmpty ? nil : sent.reason
      let done = try desk.publish(documents, "person:\(try call.caller().person)", reason)
      return .redirect(to: PagePath.of("admin", "releases", String(done.epoch ?? 0)))
    }
    let plan = try desk.plan(documents)
    if plan.diagnostics.contains(where: { $0.severity == .error }) {
      attempt.refuse(plan.diagnostics)
    } else {
      attempt.diagnostics = plan.diagnostics
      attempt.plan = plan
      attempt.changes = try desk.changes(documents)
    }
    return nil
  }

  /// One version beside what runs.
  static func one(_ call: Call) throws -> Response {
    let all = try call.site.desk.releases.list()
    guard let epoch = Int64(call.parameter(0)), let line = all.first(where: { $0.epoch == epoch }) else {
      throw Problem.notFound
    }
    // What runs is looked at beside the one before it, any other beside what runs.
    let usual = line.isActive ? all.first { $0.epoch < epoch }?.epoch : all.first(where: \.isActive)?.epoch
    let base = call.query["with"].flatMap { Int64($0) } ?? usual
    let differences = try base.flatMap { try call.site.desk.releases.differences($0, epoch) }
    let view = line.isActive ? nil : try call.site.desk.releases.compare(epoch)
    let layout = Layout(call)
    return layout.page(title: layout.say("版本 \(epoch)", "Release \(epoch)")) { html in
      layout.back("/admin/releases", layout.say("发布", "Publish"), &html)
      html.tag("h1", [.style("num")], layout.say("版本 \(epoch)", "Release \(epoch)"))
      let parts = ReleasesParts(layout: layout)
      parts.facts(line, &html)
      if let view {
        html.tag("h2", [], layout.say("如果回到这一版", "Going back would"))
        PlanParts(layout: layout).write(view, &html)
        parts.goingBack(epoch, &html)
      } else {
        layout.call("ok", layout.say("现在运行的就是这一版。", "This is what runs now."), &html)
      }
      parts.choosing(base, epoch, all, &html)
      if let differences { DifferenceParts(layout: layout).write(differences, &html) }
    }
  }

  static func rollback(_ call: Call) throws -> Response {
    guard let epoch = Int64(call.parameter(0)), epoch > 0 else { throw Problem.notFound }
    do {
      let done = try call.site.desk.releases.rollback(epoch, "person:\(try call.caller().person)")
      return .redirect(to: PagePath.of("admin", "releases", String(done.epoch ?? epoch)))
    } catch let refused as BundleRefused {
      var attempt = ReleaseAttempt()
      attempt.refuse(refused.diagnostics)
      return try page(call, attempt)
    }
  }

  private static func page(_ call: Call, _ attempt: ReleaseAttempt) throws -> Response {
    let releases = try call.site.desk.releases.list()
    let layout = Layout(call)
    return layout.page(attempt.status, title: layout.say("发布", "Publish")) { html in
      html.tag("h1", [], layout.say("发布", "Publish"))
      let parts = ReleasesParts(layout: layout)
      parts.outcome(attempt, &html)
      parts.form(attempt, &html)
      parts.versions(releases, &html)
      DeskScript.write(&html)
    }
  }
}

/// What was sent for publishing, and what came of it.
struct ReleaseAttempt {
  var text = "", reason = ""
  var plan: ReleaseView?
  /// Line by line.
  var changes: ReleaseComparison?
  var diagnostics: [Diagnostic] = []
  private(set) var isRefused = false
  var complaint: Label?

  var status: Int { isRefused || complaint != nil ? 422 : 200 }

  mutating func refuse(_ found: [Diagnostic]) {
    isRefused = true
    diagnostics = found
  }
}
