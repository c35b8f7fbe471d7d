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
    return try page(call, nil, nil)
  }

  func act(_ call: Call) throws -> Response {
    try mustBeOpen(call)
    let sent = try SentTable(call)
    guard let text = sent.text else { return try page(call, sent, nil, problem: sent.complaint) }
    let table = BroughtTable(text, isPartial: sent.isPartial, isDry: !sent.isForGood)
    do {
      let report = try call.site.desk.imports(kind).bring(call.caller(), call.directoryAuthority(), table)
      if report.isDone { return .redirect(to: path + "?done=1") }
      return try page(call, sent, report)
    } catch let refusal as Refusal where refusal.code != .unavailable {
      return try page(call, sent, nil, problem: Problem(refusal))
    }
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
    _ call: Call, _ sent: SentTable?, _ report: ImportReport?, problem: Problem? = nil
  ) throws -> Response {
    let records = try call.site.desk.imports(kind).records(call.caller())
    let layout = Layout(call), parts = ImportParts(layout: layout, page: self)
    let isWrong = problem != nil || !(report?.problems.isEmpty ?? true)
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
      if let report { parts.report(report, isBoundaries: sent?.isBoundaries ?? false, &html) }
      parts.form(sent, &html)
      parts.columns(&html)
      parts.records(records, &html)
    }
  }
}

/// A table as a browser sent it: a chosen file, else what was pasted.
struct SentTable {
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
  var isCut: Bool { text != nil && shown.isEmpty }
  var isBoundaries: Bool { text.map { BroughtTable($0).isBoundaries } ?? false }

  /// - Throws: `Problem` 400 for a form that cannot be read.
  init(_ call: Call) throws {
    let parts = Multipart(call.request.body, contentType: call.request.head.header(.contentType))
    let posted = try parts?.fields ?? call.form()
    isPartial = posted["partial"] != nil
    isForGood = posted["act"] == "import"
    let file = parts?.files.first { $0.field == "file" && !$0.bytes.isEmpty }
    fileName = file?.name
    let pasted = posted["table"] ?? ""
    if let file {
      text = BroughtText.read(file.bytes)
      complaint = text != nil ? nil : Problem.malformed(
        "「\(file.name)」不是 CSV 文本：Excel 里请另存为 CSV，编码用 UTF-8 或 GB18030",
        "`\(file.name)` is no CSV text: save it as CSV, in UTF-8 or GB18030")
    } else {
      text = pasted.allSatisfy(\.isWhitespace) ? nil : pasted
      complaint = text != nil ? nil : Problem.malformed("请选一个文件，或者粘贴表格。", "Choose a file, or paste a table.")
    }
  }
}
