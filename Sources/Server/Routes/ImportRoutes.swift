import Core
import Engine

/// Tables brought by programs.
enum ImportRoutes {
  /// `POST /api/v1/places/import?dry-run=&partial=`: a CSV table, or boundaries as GeoJSON.
  static func places(_ call: Call) throws -> Response { try bring(.places, call) }

  /// `POST /api/v1/directory/import?dry-run=&partial=`: a CSV table.
  static func directory(_ call: Call) throws -> Response { try bring(.directory, call) }

  /// `POST /api/v1/places/changes/{change}/undo`
  static func undoPlaces(_ call: Call) throws -> Response { try undo(.places, call) }

  /// `POST /api/v1/directory/changes/{change}/undo`
  static func undoDirectory(_ call: Call) throws -> Response { try undo(.directory, call) }

  private static func undo(_ kind: ImportKind, _ call: Call) throws -> Response {
    let change = try call.id(0)
    try call.site.desk.imports(kind).undo(call.caller(), call.directoryAuthority(), change)
    return call.json { json in
      json.object { json in
        json.member("change", String(change))
        json.name("undone")
        json.bool(true)
      }
    }
  }

  private static func bring(_ kind: ImportKind, _ call: Call) throws -> Response {
    let size = call.request.body.count
    if size > SentFile.table.most { throw Problem.tooLarge(.table, size) }
    guard let text = BroughtText.read(call.request.body) else {
      throw Problem.malformed("不是 UTF-8 也不是 GB18030 文本", "The body is text in neither UTF-8 nor GB18030")
    }
    let table = BroughtTable(text, isPartial: isSet("partial", call), isDry: isSet("dry-run", call))
    let report = try call.site.desk.imports(kind).bring(call.caller(), call.directoryAuthority(), table)
    let status = report.isDone ? 201 : report.problems.isEmpty ? 200 : 422
    return call.json(status) { json in
      json.object { json in
        json.member("change", report.change.map(String.init))
        json.member("done", report.isDone)
        json.member("counts", report.counts) { json, count in
          json.object { json in
            json.member("title", count.title.text(in: call.language))
            json.member("count", count.count)
          }
        }
        json.member("problems", report.problems) { write($1, call.language, &$0) }
        json.member("remarks", report.remarks) { write($1, call.language, &$0) }
      }
    }
  }

  private static func write(_ problem: RowProblem, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      json.member("line", problem.line)
      json.member("column", problem.column)
      json.member("text", problem.message.text(in: language))
    }
  }

  private static func isSet(_ name: String, _ call: Call) -> Bool {
    call.query[name].map { $0 != "0" && $0 != "false" } ?? false
  }
}
