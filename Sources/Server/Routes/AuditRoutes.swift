import Core
import Engine

/// The audit for programs, for who administers it.
enum AuditRoutes {
  /// `GET /api/v1/audit?actor=&kind=&about=&place=&from=&to=&cursor=&limit=`
  static func list(_ call: Call) throws -> Response {
    let limit = call.query["limit"].map { Int($0) ?? 0 }
    let page = try call.site.desk.rights.audited(call.caller(), asked(limit) { call.query[$0] })
    return call.json { json in
      json.object { json in
        json.member("entries", page.entries) { json, entry in write(entry, call.language, &json) }
        json.member("cursor", page.next)
        json.optional("searchedTo", page.searchedTo)
      }
    }
  }

  /// `GET /api/v1/audit/kinds`
  static func kinds(_ call: Call) throws -> Response {
    call.json { json in
      json.object { json in
        json.member("areas", AuditArea.allCases) { json, area in
          json.object { json in
            json.member("id", area.rawValue)
            json.member("title", area.label.text(in: call.language))
            json.member("kinds", AuditKind.all.filter { $0.area == area }) { json, kind in
              json.object { json in
                json.member("id", kind.word)
                json.member("title", kind.label.text(in: call.language))
              }
            }
          }
        }
      }
    }
  }

  /// `POST /api/v1/audit/export`: as much as one file holds; `Hutong-Cursor` says where the next one begins.
  static func export(_ call: Call) throws -> Response {
    var body = try call.object()
    let purpose = try RequestRoutes.text(&body, "purpose")
    var typed: [String: String] = [:]
    for name in AuditAsked.fields + ["cursor"] { typed[name] = try RequestRoutes.text(&body, name) }
    try RequestRoutes.nothingElse(body)
    let page = try call.site.desk.rights.exportAudit(call.caller(), asked(nil) { typed[$0] }, purpose)
    let response = AuditTable(language: call.language).response(page.entries)
    return page.next.map { response.adding("Hutong-Cursor", $0) } ?? response
  }

  /// - Parameter value: of a field, as it was typed.
  static func asked(_ limit: Int?, _ value: (String) -> String?) -> AuditAsked {
    AuditAsked(
      actor: value("actor"), kind: value("kind"), about: value("about"), place: value("place"), from: value("from"),
      until: value("to"), cursor: value("cursor"), limit: limit ?? AuditAsked.page)
  }

  private static func write(_ entry: AuditEntry, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      json.member("id", entry.id)
      json.member("at", entry.at)
      json.name("actor")
      json.object { json in
        json.member("kind", entry.actor.kind.rawValue)
        json.member("name", entry.actor.name)
        json.member("person", entry.actor.person.map { String($0) })
        json.member("posts", entry.actor.posts) { $0.text($1) }
      }
      json.member("kind", entry.kind.word)
      json.member("area", entry.kind.area.rawValue)
      json.member("what", entry.kind.label.text(in: language))
      json.member("detail", entry.detail?.text(in: language))
      json.member("objects", entry.objects) { json, object in
        json.object { json in
          json.member("kind", object.kind.rawValue)
          json.member("id", object.id)
          json.member("title", object.title)
          json.member("change", object.change.map { String($0) })
        }
      }
      json.member("more", entry.more)
      json.member("about", entry.about)
      json.member("reason", entry.reason)
      json.member("origin", entry.origin?.text(in: language))
    }
  }
}
