import Core
import Engine

/// What who administers audit reads: who looked at whom, and who changed what.
enum AuditPage {
  static let most = 100

  static func show(_ call: Call) throws -> Response {
    let rights = call.site.desk.rights, caller = try call.caller()
    func before(_ name: String) -> Int64? { call.query[name].flatMap { Int64($0) } }
    let looks = try rights.auditedLooks(caller, before("looks")), changes = try rights.auditedChanges(caller, before("changes"))
    let layout = Layout(call)
    return layout.page(title: layout.say("审计", "Audit")) { html in
      html.tag("h1", [], layout.say("审计", "Audit"))
      html.tag(
        "p", [.style("sub")],
        layout.say("只能看，不能改。居民只显示姓氏。", "To be read only. Of residents the first letter is shown."))
      for (lines, title, name) in [
        (looks, layout.say("谁看过谁", "Who looked at whom"), "looks"),
        (changes, layout.say("谁改过什么", "Who changed what"), "changes"),
      ] { table(lines, title, name, isLater: before(name) != nil, layout, &html) }
    }
  }

  private static func table(
    _ lines: [AuditLine], _ title: String, _ name: String, isLater: Bool, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("h2", [], title)
    if lines.isEmpty { return layout.blank(.list, layout.say("还没有记录。", "Nothing yet."), &html) }
    let table = DeskTable(
      layout: layout, title: title,
      heads: [
        layout.say("谁", "Who"), layout.say("岗位", "Post"), layout.say("做了什么", "What"), layout.say("对谁", "About"),
        layout.say("时间", "When"),
      ])
    table.write(lines, &html) { table, line, html in
      table.name(line.name, &html)
      table.cell(1, line.post?.text(in: layout.language) ?? "—", &html)
      table.cell(2, line.what.text(in: layout.language), &html)
      table.cell(3, line.about ?? "—", &html)
      table.cell(4, layout.time(line.at), &html)
    }
    let last = lines.count == most ? lines.last : nil
    layout.turning(
      title, first: isLater ? "/admin/audit" : nil, next: last.map { "/admin/audit?\(name)=\($0.id)" }, &html)
  }
}
