import Core
import Engine

/// What residents find and fill, and the figures of it.
enum ServiceRoutes {
  /// `GET /api/v1/services[?q=]`
  static func list(_ call: Call) throws -> Response {
    let cards = try call.site.desk.services(call.caller(), call.query["q"])
    return call.json { json in
      json.object { json in
        json.member("services", cards) { json, card in
          json.object { json in
            json.member("id", card.id)
            json.member("title", card.title.text(in: call.language))
            json.member("help", card.help?.text(in: call.language))
            json.member("variant", card.variant)
            json.member("place", card.place)
          }
        }
      }
    }
  }

  /// `GET /api/v1/services/{id}[?for=]`
  static func form(_ call: Call) throws -> Response {
    let form = try call.site.desk.form(call.caller(), call.parameter(0), person(call.query["for"]), nil)
    var response = call.json { json in
      json.object { json in
        json.member("id", form.id)
        json.member("title", form.title.text(in: call.language))
        json.member("help", form.help?.text(in: call.language))
        json.member("variant", form.variant)
        json.member("pages", form.pages) { json, page in
          json.object { json in
            json.member("id", page.id)
            json.member("title", page.title.text(in: call.language))
            json.member("help", page.help?.text(in: call.language))
            json.member("fields", page.fields) { write($1, call.language, &$0) }
          }
        }
      }
    }
    response.program = form.program
    response.epoch = form.epoch
    return response
  }

  /// `GET /api/v1/services/{id}/draft`
  static func draft(_ call: Call) throws -> Response {
    let kept = try call.site.desk.draft(call.caller(), call.parameter(0), person(call.query["for"]))
    return call.json { json in
      json.object { json in
        json.name("draft")
        if let kept { json.raw(kept) } else { json.null() }
      }
    }
  }

  /// `GET /api/v1/services/{id}/counts?by=&at=&view=&recorded=`
  static func counts(_ call: Call) throws -> Response {
    let by = call.query["by"]
    if let by, !["place", "state", "step", "variant"].contains(by) {
      throw Problem.malformed("by 可以是 place、state、step、variant", "by is place, state, step or variant")
    }
    let at = try call.query["at"].map { word in
      guard let level = PlaceLevel(word: word) else {
        throw Problem.malformed("at 是九级之一，如 community", "at is one of the nine levels, such as community")
      }
      return level
    }
    let counts = try call.site.desk.counts(call.caller(), call.parameter(0), CountsQuestion(by: by, at: at, view: view(call), recorded: recorded(call)))
    return call.json { json in
      json.object { json in
        json.member("total", counts.total)
        write(counts.states, counts.measures, call.language, &json)
        json.member("rows", counts.rows) { json, row in
          json.object { json in
            json.member("key", row.key)
            json.member("title", row.title.text(in: call.language))
            json.member("count", row.count)
            write(row.states, row.measures, call.language, &json)
          }
        }
      }
    }
  }

  private static func view(_ call: Call) throws -> PlaceView {
    guard let word = call.query["view"] else { return .now }
    guard let view = PlaceView(rawValue: word) else { throw Problem.malformed("view 可以是 now、then", "view is now or then") }
    return view
  }

  /// A moment, milliseconds UTC.
  private static func recorded(_ call: Call) throws -> Int64? {
    try call.query["recorded"].map { text in
      guard let moment = Int64(text), moment > 0 else {
        throw Problem.malformed("recorded 是毫秒数", "recorded is a number of milliseconds")
      }
      return moment
    }
  }

  private static func write(
    _ states: [(state: String, count: Int64)], _ measures: [CountsView.Measure], _ language: Language,
    _ json: inout JSONWriter
  ) {
    json.name("states")
    json.object { json in for (state, count) in states { json.member(state, count) } }
    json.member("measures", measures) { json, measure in
      json.object { json in
        json.member("id", measure.id)
        json.member("title", measure.title.text(in: language))
        json.member("value", measure.value)
        json.member("unit", measure.unit)
      }
    }
  }

  /// The id behind `for`; nil = for oneself. - Throws: `Problem` 400.
  static func person(_ text: String?) throws -> Int64? {
    guard let text, !text.isEmpty else { return nil }
    guard let id = Int64(text), id > 0 else { throw Problem.malformed("for 不对", "for is not an id") }
    return id
  }

  static func write(_ field: FormField, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      json.member("id", field.id)
      json.member("control", field.control)
      json.member("widget", field.widget.rawValue)
      json.member("title", field.title.text(in: language))
      json.member("help", field.help?.text(in: language))
      json.member("unit", field.unit)
      json.member("required", field.isRequired)
      json.member("visible", field.isVisible)
      json.member("locked", field.isLocked)
      json.member("computed", field.isComputed)
      json.member("options", field.choices) { json, choice in
        json.object { json in
          json.member("code", choice.code)
          json.member("title", choice.title.text(in: language))
        }
      }
      json.name("value")
      json.value(field.value)
      json.member("source", field.source?.text(in: language))
      json.name("age")
      if let age = field.age { json.int(Int64(age)) } else { json.null() }
      // Controls are nested by files, which the compiler limits.
      if field.isAsked { json.member("asked", true) }
      if let rows = field.rows {
        json.member("least", Int64(rows.least))
        json.member("most", Int64(rows.most))
        if !rows.titles.isEmpty {
          json.name("titles")
          json.list(rows.titles) { json, title in json.value(.text(title.text(in: language))) }
        }
        json.member("fields", rows.fields) { write($1, language, &$0) }
        json.name("rows")
        json.list(rows.filled) { json, row in json.list(row) { write($1, language, &$0) } }
      }
      if !field.parts.isEmpty { json.member("parts", field.parts) { write($1, language, &$0) } }
    }
  }
}
