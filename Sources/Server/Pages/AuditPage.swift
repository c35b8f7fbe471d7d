import Core
import Engine
import FEEL

/// What who administers audit reads: who did what and who looked at whom; searched, read page by page, taken away.
enum AuditPage {
  static let path = "/admin/audit"

  static func show(_ call: Call) throws -> Response {
    let asked = AuditRoutes.asked(nil) { call.query[$0] }
    do {
      return page(Layout(call), try call.site.desk.rights.audited(call.caller(), asked), isLater: asked.cursor != nil)
    } catch let refusal as Refusal where refusal.code == .invalidAnswers {
      return refused(Layout(call), asked, refusal)
    }
  }

  /// `POST /admin/audit`: what was typed, as an address that names nobody.
  static func find(_ call: Call) throws -> Response {
    let asked = AuditForm.asked(try call.form())
    do {
      return .redirect(to: address(try call.site.desk.rights.auditQuestion(call.caller(), asked).asked))
    } catch let refusal as Refusal where refusal.code == .invalidAnswers {
      return refused(Layout(call), asked, refusal)
    }
  }

  /// `POST /admin/audit/export`: what was asked for, as CSV; that it was taken is kept first.
  static func export(_ call: Call) throws -> Response {
    let posted = try call.form(), asked = AuditRoutes.asked(nil) { posted[$0] }
    do {
      let page = try call.site.desk.rights.exportAudit(call.caller(), asked, posted["purpose"])
      let note = page.next == nil ? nil : Layout(call).say("还有更早的，请按日期分几次导出", "There is more: export it day by day")
      return AuditTable(language: call.language).response(page.entries, note: note)
    } catch let refusal as Refusal where refusal.code == .reasonNeeded {
      let page = try call.site.desk.rights.audited(call.caller(), asked)
      return self.page(Layout(call), page, exporting: (posted["purpose"] ?? "", refusal))
    } catch let refusal as Refusal where refusal.code == .invalidAnswers {
      return refused(Layout(call), asked, refusal)
    }
  }

  /// The address of a question.
  static func address(_ asked: AuditAsked, cursor: String? = nil) -> String {
    let pairs = [
      ("actor", asked.actor), ("kind", asked.kind), ("about", asked.about), ("place", asked.place), ("from", asked.from),
      ("to", asked.until), ("cursor", cursor),
    ]
    let given = pairs.compactMap { name, value in value.map { "\(name)=\(PercentText.encode($0))" } }
    return path + (given.isEmpty ? "" : "?" + given.joined(separator: "&"))
  }

  // MARK: Pages

  private static func refused(_ layout: Layout, _ asked: AuditAsked, _ refusal: Refusal) -> Response {
    layout.page(refusal.code.status, title: layout.say("审计", "Audit")) { html in
      head(layout, &html)
      AuditForm(layout: layout, asked: asked, question: nil, errors: refusal.fields).write(&html)
    }
  }

  /// - Parameters:
  ///   - isLater: it is not the first one.
  ///   - exporting: the purpose that was typed for an export, and why it was refused.
  private static func page(
    _ layout: Layout, _ page: AuditedPage, isLater: Bool = false, exporting: (purpose: String, refusal: Refusal)? = nil
  ) -> Response {
    let asked = page.question.asked, isNarrowed = address(asked) != path
    return layout.page(exporting?.refusal.code.status ?? 200, title: layout.say("审计", "Audit")) { html in
      head(layout, &html)
      AuditForm(layout: layout, asked: asked, question: page.question, errors: []).write(&html)
      html.tag("h2", [], layout.say("记录", "Records"))
      if page.entries.isEmpty {
        let words =
          page.searchedTo != nil
          ? layout.say("查过的这一段里没有。", "Nothing in what was searched.")
          : isNarrowed
            ? layout.say("没有这样的记录。换个条件，或者清除条件再看。", "Nothing of that kind. Ask for something else, or clear the filters.")
            : layout.say("还没有记录。有人办理、查看、发布或变更以后，这里就有。", "Nothing yet. What is done, read, published or changed stands here.")
        layout.blank(.list, words, &html)
      } else {
        AuditLines(layout: layout).write(page.entries, &html)
      }
      if let searched = page.searchedTo {
        let moment = layout.time(searched)
        layout.call(
          "", layout.say("查到 \(moment) 为止；更早的还没有查，点「下一页」接着查。", "Searched back to \(moment). What is older is searched on the next page."),
          &html)
      }
      layout.turning(
        first: isLater ? address(asked) : nil, next: page.next.map { address(asked, cursor: $0) }, &html)
      if !page.entries.isEmpty || exporting != nil { export(asked, exporting, layout, &html) }
    }
  }

  private static func head(_ layout: Layout, _ html: inout HTML) {
    html.tag("h1", [], layout.say("审计", "Audit"))
    html.tag(
      "p", [.style("sub")],
      layout.say(
        "谁做过什么、谁看过谁。只能看，不能改；工作人员写姓名，居民只写姓氏。按人查找和导出会留下记录。",
        "Who did what and who looked at whom. To be read only; staff by name, of residents the first letter. Searching for a person and exporting are recorded."
      ))
  }

  private static func export(
    _ asked: AuditAsked, _ exporting: (purpose: String, refusal: Refusal)?, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("details", [.style("card no-print")] + (exporting == nil ? [] : [.flag("open")])) { html in
      html.tag("summary", [], layout.say("导出这些记录", "Export these records"))
      html.tag("form", [.style("stack stack--3"), .of("method", "post"), .action(path + "/export")]) { html in
        layout.secret(layout.session, &html)
        for (name, value) in AuditForm.pairs(asked) { layout.hidden(name, value, &html) }
        AuditForm.field(
          "purpose", layout.say("用途（会记下来）", "What for (it is kept)"),
          layout.say("200 字以内；一次最多 \(Engine.mostAuditExported) 条。", "In 200 letters; \(Engine.mostAuditExported) lines at most."),
          exporting?.purpose ?? "", exporting?.refusal.message.text(in: layout.language), [.flag("required"), .of("maxlength", "200")],
          &html)
        html.tag("button", [.style("btn")], layout.say("导出表格（CSV）", "Export as CSV"))
      }
    }
  }
}

/// Lines of the audit as a table, on a phone as cards.
private struct AuditLines {
  let layout: Layout

  func write(_ entries: [AuditEntry], _ html: inout HTML) {
    let table = DeskTable(
      layout: layout, title: layout.say("审计记录", "Audit records"),
      heads: [
        layout.say("谁", "Who"), layout.say("做了什么", "What"), layout.say("对象", "Done to"), layout.say("原因", "Reason"),
        layout.say("时间", "When"),
      ])
    table.write(entries, &html) { table, entry, html in
      html.tag("th", [.of("scope", "row"), .id(entry.id)]) { html in who(entry.actor, &html) }
      table.cell(1, &html) { html in
        html.text(entry.kind.label.text(in: layout.language))
        if let detail = entry.detail { html.tag("small", [], detail.text(in: layout.language)) }
        if let origin = entry.origin { html.tag("small", [], origin.text(in: layout.language)) }
      }
      table.cell(2, &html) { html in objects(entry, &html) }
      table.cell(3, entry.reason ?? "—", &html)
      table.cell(4, AuditTable.moment(entry.at), &html)
    }
  }

  private func who(_ actor: AuditEntry.Actor, _ html: inout HTML) {
    if let person = actor.person {
      var asked = AuditAsked()
      asked.actor = RightsUser.person(person).token
      html.tag("a", [.style("open"), .link(AuditPage.address(asked))], actor.name)
    } else {
      html.tag("span", [.style("b")], actor.name)
    }
    let word: String? =
      switch actor.kind {
      case .staff: actor.posts.isEmpty ? layout.say("当时没有岗位", "on no post then") : nil
      case .resident, .service: AuditTable(language: layout.language).word(actor.kind)
      case .system, .holder: nil
      }
    for text in actor.posts + (word.map { [$0] } ?? []) { html.tag("small", [], text) }
  }

  private func objects(_ entry: AuditEntry, _ html: inout HTML) {
    if entry.objects.isEmpty, entry.about == nil { return html.text("—") }
    for object in entry.objects { self.object(object, &html) }
    if entry.more > 0 { html.tag("small", [], layout.say("还有 \(entry.more) 处", "\(entry.more) more")) }
    if let about = entry.about { html.tag("small", [], layout.say("对：\(about)", "about: \(about)")) }
  }

  private func object(_ object: AuditEntry.Object, _ html: inout HTML) {
    switch object.kind {
    case .request:
      var asked = AuditAsked()
      asked.about = object.id
      html.tag("a", [.style("open mono"), .link(AuditPage.address(asked))], object.id)
      html.tag("small", [], object.title)
    case .post: html.tag("a", [.style("open"), .link(PagePath.of("directory", "posts", object.id))], object.title)
    case .place:
      html.tag("a", [.style("open"), .link(PagePath.of("places", object.id))], object.title)
      if let change = object.change {
        html.tag("small") { html in
          html.tag("a", [.style("open"), .link(PagePath.of("places", object.id) + "#" + PlacePage.anchor(change))]) { html in
            html.text(layout.say("这次变更", "this change"))
            html.tag("span", [.style("vh")], layout.say("：\(object.title)", ": \(object.title)"))
          }
        }
      }
    case .release: html.text(object.title)
    }
  }
}
