import Core
import Engine

/// Publishing over HTTP: whole or not at all.
enum ReleaseRoutes {
  /// `POST /api/v1/releases[?dry-run=1]`: the body is a zip or tar of a bundle.
  static func publish(_ call: Call) throws -> Response {
    let entries = try BundleArchive.read(call.request.body)
    let desk = call.site.desk.releases
    let documents = desk.documents(entries)
    do {
      if let dry = call.query["dry-run"], dry != "0", dry != "false" {
        return view(try desk.plan(documents), 200, call)
      }
      return try once(call) { try desk.publish(documents, actor(call), call.query["reason"]) }
    } catch let refused as BundleRefused {
      return mistakes(refused.diagnostics, call.language)
    }
  }

  /// `POST /api/v1/releases/{epoch}/rollback`
  static func rollback(_ call: Call) throws -> Response {
    guard let epoch = Int64(call.parameter(0)), epoch > 0 else { throw Problem.notFound }
    do {
      return try once(call) { try call.site.desk.releases.rollback(epoch, actor(call)) }
    } catch let refused as BundleRefused {
      return mistakes(refused.diagnostics, call.language)
    }
  }

  /// `GET /api/v1/releases`
  static func list(_ call: Call) throws -> Response {
    let releases = try call.site.desk.releases.list()
    return call.json { json in
      json.object { json in
        json.member("releases", releases) { json, release in
          json.object { json in
            json.member("epoch", release.epoch)
            json.member("program", release.program)
            json.member("actor", release.actor)
            json.member("reason", release.reason)
            json.member("origin", release.origin)
            json.member("at", release.at)
            json.member("active", release.isActive)
          }
        }
      }
    }
  }

  /// Who published, as the release says it for ever: the number of the person, no name.
  private static func actor(_ call: Call) throws -> String { "person:\(try call.caller().person)" }

  /// The stored reply for a key that was used before; else does it and keeps the reply. Publishing the same documents
  /// twice changes nothing, so a crash between the two is harmless.
  private static func once(_ call: Call, _ work: () throws -> ReleaseView) throws -> Response {
    guard let key = try call.idempotencyKey() else { return view(try work(), 201, call) }
    let store = call.site.store
    let digest = call.digest()
    let full = "release/\(try call.caller().person)/\(key)"
    let kept = try store.read { try $0.rows(keptReply, [.text(full)], under: .system(.idempotency)).first }
    if let kept {
      guard kept[0].blob == digest else { throw keyReused }
      return Response(Int(kept[1].int ?? 200), .json, kept[2].blob ?? [])
    }
    let response = view(try work(), 201, call)
    let keep = Idempotency(
      key: full, body: digest, status: response.status, reply: response.body,
      expires: try store.now() + 7 * 86_400_000)
    switch store.settle(Plan(idempotency: keep)) {
    case .committed: return response
    case .repeated(let status, let reply): return Response(status, .json, reply)
    case .keyReused: throw keyReused
    case .failed, .unavailable, .rejected: return response
    }
  }

  private static let keyReused = Problem(
    Refusal(
      .keyReused, Label(zh: "这个幂等键已用于另一个请求", en: "This idempotency key was used for another request")))
  private static let keptReply = Query(
    ["body", "status", "reply"], of: SystemTables.command, where: .equals("key", 0))

  private static func view(_ release: ReleaseView, _ status: Int, _ call: Call) -> Response {
    var response = call.json(status) { json in
      json.object { json in
        json.optional("epoch", release.epoch)
        json.member("program", release.program)
        json.member("new", release.isNew)
        json.member("items", release.items) { json, item in
          json.object { json in
            json.member("change", item.change)
            json.member("kind", item.document)
            json.member("id", item.id)
          }
        }
        json.member("tables", release.tables) { $0.text($1) }
        json.member("columns", release.columns)
        json.name("running")
        json.object { json in
          json.member("kept", release.kept)
          json.member("moved", release.moved)
          json.member("blocked", release.blocked)
        }
        json.member("waited", release.waited) { $0.text($1) }
        json.name("diagnostics")
        json.raw(Array(JSONReport(language: call.language).print(release.diagnostics).utf8.dropLast()))
      }
    }
    if let epoch = release.epoch { response.epoch = epoch }
    response.program = release.program
    return response
  }

  /// 422 with every mistake located; nothing was loaded.
  private static func mistakes(_ diagnostics: [Diagnostic], _ language: Language) -> Response {
    let detail = Label(
      zh: "成套里有 \(diagnostics.count) 处要改，什么都没有发布",
      en: "The bundle has \(diagnostics.count) findings; nothing was published")
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      json.member("type", "bundle-refused")
      json.member("title", Label(zh: "没有发布", en: "Not published").text(in: language))
      json.member("status", 422)
      json.member("detail", detail.text(in: language))
      json.member("errors", diagnostics.sortedForPrinting()) { json, diagnostic in
        json.object { json in
          json.member(
            "field",
            "\(diagnostic.range.file):\(diagnostic.range.start.line):\(diagnostic.range.start.column)")
          json.member("code", diagnostic.code.rawValue)
          json.member("message", diagnostic.message.text(in: language))
        }
      }
      json.name("diagnostics")
      json.raw(Array(JSONReport(language: language).print(diagnostics).utf8.dropLast()))
    }
    return Response(422, .problem, json.bytes)
  }
}
