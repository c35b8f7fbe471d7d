import Core
import Engine

/// The pieces of an import's page.
struct ImportParts {
  let layout: Layout
  let page: ImportPage

  /// Rows told of what is wrong; all are counted.
  private static let mostProblems = 200

  var title: String {
    page.kind == .places ? layout.say("导入地名", "Import places") : layout.say("导入通讯录", "Import the directory")
  }

  func form(_ sent: SentTable?, _ html: inout HTML) {
    html.tag(
      "form",
      [
        .style("card stack stack--3 no-print"), .of("method", "post"), .action(page.path), .of("enctype", "multipart/form-data"),
      ]
    ) { html in
      layout.secret(layout.session, &html)
      html.tag("div", [.style("field")]) { html in
        html.tag("label", [.style("label"), .of("for", "file")], layout.say("选文件", "Choose a file"))
        html.tag(
          "p", [.style("help"), .id("file-help")],
          page.kind == .places
            ? layout.say("CSV 表格，或者 GeoJSON 边界；16 MB 以内。", "A CSV table, or boundaries as GeoJSON; up to 16 MB.")
            : layout.say("CSV 表格，16 MB 以内。", "A CSV table, up to 16 MB."))
        html.open(
          "input",
          [
            .style("input"), .of("type", "file"), .id("file"), .of("name", "file"),
            .of("accept", page.kind == .places ? ".csv,.txt,.json,.geojson" : ".csv,.txt"), .of("aria-describedby", "file-help"),
          ])
      }
      html.tag("div", [.style("field")]) { html in
        html.tag("label", [.style("label"), .of("for", "table")], layout.say("或者粘贴", "Or paste"))
        if sent?.isCut == true {
          html.tag("p", [.style("help")], layout.say("上次的表格太长，没有留在这里：请再选一次文件。", "The table was too long to stay here: choose the file again."))
        }
        html.tag(
          "textarea", [.style("input code"), .id("table"), .of("name", "table"), .of("rows", "8"), .of("spellcheck", "false")],
          sent?.shown ?? "")
      }
      html.tag("label", [.style("choice")]) { html in
        html.open(
          "input",
          [.of("type", "checkbox"), .of("name", "partial"), .of("value", "1")] + (sent?.isPartial == true ? [.flag("checked")] : []))
        html.tag("span", [], layout.say("有错的行跳过，其余的照样导入", "Leave out rows that are wrong, and bring the others"))
      }
      html.tag("div", [.style("row")]) { html in
        html.tag(
          "button", [.style("btn"), .of("name", "act"), .of("value", "try")],
          layout.say("先试一试（不写入）", "Try it (nothing is written)"))
        html.tag(
          "button", [.style("btn btn--primary"), .of("name", "act"), .of("value", "import")], layout.say("导入", "Import"))
      }
    }
  }

  /// The columns, with a table that can be copied.
  func columns(_ html: inout HTML) {
    html.tag("details", [.style("card more no-print")]) { html in
      html.tag("summary", [], layout.say("表格怎么写", "How the table is written"))
      html.tag("div", [.style("stack stack--2")]) { html in
        html.tag(
          "p", [],
          page.kind == .places
            ? layout.say(
              "第一行是列名：code 编码（空着就发一个暂编的）、name 名称、level 层级、parent 上级编码；还可以有 kind 类别（区域、地标、道路）、official（0 = 暂编）、from 从哪天起、was 曾用名（几个用 | 隔开）。列名也可以写中文。编码已经有的，名称不同就是改名。",
              "The first row names the columns: code (empty: one is issued), name, level, parent (a code); also kind (area, landmark, road), official (0 = provisional), from (a day), was (former names, `|` between). A known code with another name is a new name.")
            : layout.say(
              "第一行是列名：单位、上级、类别、编码、管辖、在、岗位、角色、地点、职级、职责、标签、电话、人员、开始、截止。一行是一个单位，或它的一个岗位，或岗位上的一个人；几个值用 | 隔开。已经有的岗位，写了的职级、职责、标签、电话会改成新的，空着的不变，写一个 - 就是清空；其他已经有的不会被表格改掉。",
              "The first row names the columns: organization, under, class, code, governs, at, post, role, place, rank, duties, tags, phone, staff, from, until. A row is a body, a post of it, or who sits there; `|` between several values. Of a post that stands, rank, duties, tags and phone become what is written, an empty field leaves what is so, a single - clears it; nothing else that stands is changed by a table."))
        html.tag("pre", [.style("code"), .of("tabindex", "0")], sample)
      }
    }
  }

  private var sample: String {
    switch page.kind {
    case .places: "code,name,level,parent\n990101001001,一号社区,社区,990101001\n,三号小区,小区,990101001001"
    case .directory:
      "单位,上级,管辖,岗位,角色,职级,电话,人员\n测试市城管局,测试市人民政府,测试市,巡查岗,网格员,科员,0990-5550123,\n测试市城管局,,,夜班岗,,-,0990-5550124,"
    }
  }

  /// How far an import is; the page asks again by itself.
  func progress(_ job: ImportJob, _ path: String, _ html: inout HTML) {
    let (done, total) = (job.progress.done, job.progress.total)
    html.tag("section", [.style("card stack stack--3")]) { html in
      html.tag("h2", [], job.sent.isForGood ? layout.say("正在导入", "Importing") : layout.say("正在试", "Trying it"))
      html.tag("p", [.style("num"), .of("role", "status")], words(job.progress))
      if total > 0 {
        html.tag(
          "progress",
          [
            .style("grow"), .of("max", String(total)), .of("value", String(done)),
            .of("aria-label", layout.say("导入进度", "Progress of the import")),
          ], "\(done)/\(total)")
      }
      html.tag(
        "p", [.style("sub")],
        layout.say(
          "这一页每两秒自己更新。可以离开，导入照样进行；回到「\(title)」就能看到进度和结果。",
          "This page asks again every two seconds. You may leave it: the import goes on, and its page shows how far it is and what came of it."))
      html.tag("p") { html in
        html.tag("a", [.style("btn"), .link(path)], layout.say("现在更新", "Ask now"))
      }
    }
  }

  private func words(_ progress: ImportProgress) -> String {
    let total = progress.total
    if total == 0 { return layout.say("在排队，或者正在读表格。", "It waits its turn, or the table is being read.") }
    if progress.isWriting { return layout.say("\(total) 行都看过了，正在写入。", "All \(total) rows are looked at; they are being written.") }
    return layout.say("看过 \(progress.done) 行，一共 \(total) 行。", "\(progress.done) of \(total) rows.")
  }

  /// The way to what somebody left while it went on.
  func running(_ jobs: [ImportJob], path: (ImportJob) -> String, _ html: inout HTML) {
    for job in jobs {
      html.tag("a", [.style("call"), .link(path(job))]) { html in
        html.icon(.clock)
        html.tag("span", [.style("grow")]) { html in
          html.tag("span", [.style("b")], layout.say("有一次导入正在进行", "An import is going on"))
          html.open("br")
          html.tag("span", [.style("sm num")], words(job.progress))
        }
      }
    }
  }

  func report(_ report: ImportReport, isBoundaries: Bool, _ html: inout HTML) {
    let isClean = report.problems.isEmpty || report.isDone
    layout.call(
      isClean ? "ok" : "bad",
      report.counts.map { "\($0.title.text(in: layout.language)) \($0.count)" }.joined(separator: layout.say("，", ", "))
        + (report.isDone
          ? layout.say("。已导入。要撤回，在下面点撤回。", ". Imported. It can be taken back below.")
          : layout.say("。还没有写入。", ". Nothing was written.")), &html)
    rows(report.problems, layout.say("有错的行", "Rows that are wrong"), isBoundaries: isBoundaries, &html)
    rows(report.remarks, layout.say("请再看一眼的行", "Rows to look at once more"), isBoundaries: isBoundaries, &html)
  }

  private func rows(_ rows: [RowProblem], _ title: String, isBoundaries: Bool, _ html: inout HTML) {
    if rows.isEmpty { return }
    html.tag("h2", [], title)
    let table = DeskTable(
      layout: layout, title: title,
      heads: isBoundaries
        ? [layout.say("第几个", "Feature"), layout.say("内容", "What")]
        : [layout.say("行", "Line"), layout.say("列", "Column"), layout.say("内容", "What")])
    table.write(Array(rows.prefix(Self.mostProblems)), &html) { table, row, html in
      table.name(String(row.line), &html)
      if !isBoundaries { table.cell(1, String(row.column), &html) }
      table.cell(isBoundaries ? 1 : 2, row.message.text(in: layout.language), &html)
    }
    if rows.count > Self.mostProblems {
      html.tag(
        "p", [.style("foot")],
        layout.say("只列出前 \(Self.mostProblems) 处，一共 \(rows.count) 处。", "The first \(Self.mostProblems) of \(rows.count)."))
    }
  }

  func records(_ records: [ImportRecord], _ html: inout HTML) {
    html.tag("h2", [], layout.say("导入过的", "Imports so far"))
    if records.isEmpty { return layout.blank(.upload, layout.say("还没有导入过。", "None yet."), &html) }
    let table = DeskTable(
      layout: layout, title: layout.say("导入过的", "Imports so far"),
      heads: [layout.say("时间", "When"), layout.say("谁", "Who"), layout.say("内容", "What"), layout.say("撤回", "Take back")])
    table.write(records, &html) { table, record, html in
      table.name(layout.time(record.at), &html)
      table.cell(1, record.actor.isEmpty ? layout.say("管理部署的人", "who runs the installation") : record.actor, &html)
      table.cell(2, words(record.text), &html)
      table.cell(3, &html) { html in
        if record.isUndone { return html.text(layout.say("已撤回", "Taken back")) }
        html.tag(
          "form", [.of("method", "post"), .action(PagePath.of(page.kind.rawValue, "import", String(record.id), "undo"))]
        ) { html in
          layout.secret(layout.session, &html)
          html.tag("button", [.style("btn btn--sm btn--danger")]) { html in
            html.text(layout.say("撤回", "Take back"))
            html.tag("span", [.style("vh")], " " + layout.time(record.at))
          }
        }
      }
    }
  }

  /// What a record keeps, in the reader's words.
  private func words(_ text: String) -> String {
    if page.kind == .directory { return layout.say("\(text) 条", "\(text) facts") }
    guard layout.language == .zh else { return text }
    return text.replacing("created", with: "新增").replacing("renamed", with: "改名").replacing("recoded", with: "换编码").replacing("boundaries", with: "边界")
  }
}

extension Layout {
  /// The way to an import, for who may.
  func importLink(_ kind: ImportKind, _ isOpen: Bool, _ html: inout HTML) {
    if !isOpen { return }
    html.tag("p", [.style("no-print")]) { html in
      html.tag("a", [.style("open"), .link("/\(kind.rawValue)/import")], say("用表格导入", "Import a table"))
    }
  }
}
