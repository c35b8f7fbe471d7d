import Core
import Engine

/// A table brought in a browser: try it, read what is wrong row by row, bring it, take it back.
struct ImportPage: Sendable {
  let kind: ImportKind

  static let places = ImportPage(kind: .places)
  static let directory = ImportPage(kind: .directory)

  var path: String { "/\(kind.rawValue)/import" }

  func show(_ call: Call) throws -> Response {
    try mustBeOpen(call)
    guard let id = call.query["job"] else { return try page(call, nil, nil) }
    guard let job = call.site.imports.find(id, of: try call.caller().person), job.kind == kind else {
      return try page(call, nil, nil, problem: .importElsewhere)
    }
    return try job.outcome.map { try ended(call, job, $0) } ?? waiting(call, job)
  }

  /// Small tables are answered at once; of others the page says how far they are, and they go on without it.
  func act(_ call: Call) throws -> Response {
    try mustBeOpen(call)
    let sent = try SentTable(call)
    guard let text = sent.text else { return try page(call, sent, nil, problem: sent.complaint) }
    let caller = try call.caller(), authority = try call.directoryAuthority(), door = call.site.desk.imports(kind)
    let table = BroughtTable(text, isPartial: sent.isPartial, isDry: !sent.isForGood)
    let job = try call.site.imports.begin(caller.person, kind, sent) { [table] progress in
      var table = table
      table.progress = progress
      return try door.bring(caller, authority, table)
    }
    guard job.ends(within: Self.patience), let outcome = job.outcome else {
      return .redirect(to: path(of: job))
    }
    if case .report(let report) = outcome, report.isDone { return .redirect(to: path + "?done=1") }
    return try ended(call, job, outcome, sent)
  }

  /// Milliseconds for which a page waits before it says how far an import is.
  private static let patience: Int64 = 1_500

  private func path(of job: ImportJob) -> String { path + "?job=" + job.id }

  private func ended(
    _ call: Call, _ job: ImportJob, _ outcome: ImportJob.Outcome, _ sent: SentTable? = nil
  ) throws -> Response {
    switch outcome {
    case .report(let report):
      // What was brought does not stand there to be brought again.
      let again = report.isDone ? nil : sent ?? job.sent
      return try page(call, again, report, isBoundaries: job.sent.isBoundaries)
    case .problem(let problem) where problem.type == Problem.unavailable.type: throw problem
    case .problem(let problem): return try page(call, sent ?? job.sent, nil, problem: problem)
    }
  }

  private func waiting(_ call: Call, _ job: ImportJob) throws -> Response {
    let layout = Layout(call), parts = ImportParts(layout: layout, page: self)
    return layout.page(title: parts.title) { html in
      layout.back("/\(kind.rawValue)", kind == .places ? layout.say("地名", "Places") : layout.say("通讯录", "Directory"), &html)
      html.tag("h1", [], parts.title)
      parts.progress(job, path(of: job), &html)
    }.adding("Refresh", "2; url=\(path(of: job))")
  }

  func undo(_ call: Call) throws -> Response {
    let change = try call.id(0)
    do {
      try call.site.desk.imports(kind).undo(call.caller(), call.directoryAuthority(), change)
      return .redirect(to: path + "?done=undo")
    } catch let refusal as Refusal where refusal.code != .unavailable {
      return try page(call, nil, nil, problem: Problem(refusal))
    }
  }

  private func mustBeOpen(_ call: Call) throws {
    guard try call.site.desk.imports(kind).isOpen(call.caller(), call.directoryAuthority()) else {
      throw Problem(
        Refusal(
          .beyondAuthority,
          kind == .places
            ? Label(zh: "导入地名要有编辑地名的权限", en: "To import places takes the right to edit them")
            : Label(zh: "导入通讯录要有编辑通讯录的权限", en: "To import the directory takes the right to edit it")))
    }
  }

  private func page(
    _ call: Call, _ sent: SentTable?, _ report: ImportReport?, problem: Problem? = nil, isBoundaries: Bool? = nil
  ) throws -> Response {
    let records = try call.site.desk.imports(kind).records(call.caller())
    let layout = Layout(call), parts = ImportParts(layout: layout, page: self)
    let running = call.site.imports.all(of: try call.caller().person, kind).filter { $0.outcome == nil }
    let isWrong = problem != nil || report.map { !$0.isDone && !$0.problems.isEmpty } ?? false
    return layout.page(problem?.status ?? (isWrong ? 422 : 200), title: parts.title) { html in
      layout.back("/\(kind.rawValue)", kind == .places ? layout.say("地名", "Places") : layout.say("通讯录", "Directory"), &html)
      html.tag("h1", [], parts.title)
      if let problem { layout.call("bad", problem.detail.text(in: layout.language), &html) }
      if sent == nil, problem == nil, let done = call.query["done"] {
        layout.call(
          "ok",
          done == "undo" ? layout.say("已撤回。", "Taken back.") : layout.say("已导入。要撤回，在下面点撤回。", "Imported. It can be taken back below."),
          &html)
      }
      if let report { parts.report(report, isBoundaries: isBoundaries ?? sent?.isBoundaries ?? false, &html) }
      parts.running(running, path: { path(of: $0) }, &html)
      parts.form(sent, &html)
      parts.columns(&html)
      parts.records(records, &html)
    }
  }
}

extension Problem {
  /// A job that this server knows nothing of.
  fileprivate static let importElsewhere = Problem(
    404, "not-found",
    Label(
      zh: "这里没有这次导入的进度：服务器重启过、过了一天，或者是另一台服务器在做。有没有写入，看下面「导入过的」。",
      en: "Nothing is known here of this import: the server was started anew, it is a day ago, or another server does it. What was written stands below."
    ))
}

/// A table as a browser sent it: a chosen file, else what was pasted.
struct SentTable: Sendable {
  /// Nil where nothing was sent, or nothing that can be read: `complaint` says so.
  let text: String?
  let complaint: Problem?
  let isPartial: Bool
  let isForGood: Bool
  /// Where there was a file.
  let fileName: String?

  /// Longest text that is written back into the page, in bytes.
  private static let mostShown = 200_000

  /// What stands in the field again; empty where it is too long for a page.
  var shown: String { text.map { $0.utf8.count <= Self.mostShown ? $0 : "" } ?? "" }
  /// It was too long to be written back.
  let isCut: Bool
  let isBoundaries: Bool

  /// The same without what is too long to be shown again.
  var kept: SentTable {
    SentTable(
      text: shown, complaint: nil, isPartial: isPartial, isForGood: isForGood, fileName: fileName, isBoundaries: isBoundaries,
      isCut: isCut)
  }

  private init(
    text: String?, complaint: Problem?, isPartial: Bool, isForGood: Bool, fileName: String?, isBoundaries: Bool, isCut: Bool
  ) {
    self.text = text
    self.complaint = complaint
    self.isPartial = isPartial
    self.isForGood = isForGood
    self.fileName = fileName
    self.isBoundaries = isBoundaries
    self.isCut = isCut
  }

  /// - Throws: `Problem` 400 for a form that cannot be read.
  init(_ call: Call) throws {
    let parts = Multipart(call.request.body, contentType: call.request.head.header(.contentType))
    let posted = try parts?.fields ?? call.form()
    isPartial = posted["partial"] != nil
    isForGood = posted["act"] == "import"
    let file = parts?.files.first { $0.field == "file" && !$0.bytes.isEmpty }
    fileName = file?.name
    let pasted = posted["table"] ?? ""
    if let file, file.bytes.count > SentFile.table.most {
      text = nil
      complaint = Problem.tooLarge(.table, file.bytes.count, file.name)
    } else if let file {
      text = BroughtText.read(file.bytes)
      complaint = text != nil ? nil : Problem.malformed(
        "「\(file.name)」不是 CSV 文本：Excel 里请另存为 CSV，编码用 UTF-8 或 GB18030",
        "`\(file.name)` is no CSV text: save it as CSV, in UTF-8 or GB18030")
    } else if pasted.utf8.count > SentFile.table.most {
      text = nil
      complaint = Problem.tooLarge(.table, pasted.utf8.count)
    } else {
      text = pasted.allSatisfy(\.isWhitespace) ? nil : pasted
      complaint = text != nil ? nil : Problem.malformed("请选一个文件，或者粘贴表格。", "Choose a file, or paste a table.")
    }
    isCut = text.map { $0.utf8.count > Self.mostShown } ?? false
    isBoundaries = text.map { BroughtTable($0).isBoundaries } ?? false
  }
}
