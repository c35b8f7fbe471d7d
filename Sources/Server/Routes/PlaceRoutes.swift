import Core
import Engine

/// The tree of places: reading it as it is or was, and changing it.
enum PlaceRoutes {
  /// `GET /api/v1/places?q=&cursor=&point=&under=&on=&recorded=`: what words find, the places around a point
  /// (`longitude,latitude`) from the outermost, else what stands below a place.
  static func list(_ call: Call) throws -> Response {
    let lines: [PlaceLine]
    var next: String?
    let places = call.site.desk.places
    _ = try call.caller()
    if let words = call.query["q"], !words.isEmpty {
      let skipping = try skipped(call)
      let found = try places.find(words, skipping)
      lines = found.lines
      if found.isMore { next = String(skipping + lines.count) }
    } else if let text = call.query["point"] {
      let numbers = text.split(separator: ",").map { Double($0.drop { $0 == " " }) }
      guard numbers.count == 2, let longitude = numbers[0], let latitude = numbers[1],
        let point = PlaceShape.Point(longitude: longitude, latitude: latitude)
      else { throw Problem.malformed("point 写成 经度,纬度", "point is longitude,latitude") }
      lines = try places.at(point)
    } else {
      let under = call.query["under"].flatMap { $0.isEmpty ? nil : $0 }
      lines = try places.children(under, call.query["on"], recorded(call))
    }
    return call.json { json in
      json.object { json in
        json.member("places", lines) { write($1, &$0) }
        json.member("cursor", next)
      }
    }
  }

  /// How many of what words find were on the pages before.
  static func skipped(_ call: Call) throws -> Int {
    try call.query["cursor"].map { text in
      guard let count = Int(text), count >= 0, count <= 1_000_000 else {
        throw Problem.malformed("cursor 不是上一页给的", "`cursor` is not one that a page gave")
      }
      return count
    } ?? 0
  }

  /// `GET /api/v1/places/{code}?on=&recorded=`: one place with its history.
  static func one(_ call: Call) throws -> Response {
    let day = call.query["on"].flatMap { $0.isEmpty ? nil : $0 }
    guard let place = try call.site.desk.places.one(call.caller(), call.parameter(0), day, recorded(call)) else {
      throw Problem.notFound
    }
    return call.json { json in
      json.object { json in
        json.member("id", String(place.id))
        json.member("code", place.code)
        json.member("path", place.path)
        json.member("level", place.level.word)
        json.member("kind", place.kind.rawValue)
        json.name("official")
        json.bool(place.isOfficial)
        json.member("successor", place.successorCode)
        json.member("history", place.stretches) { json, stretch in
          json.object { json in
            json.member("from", stretch.from)
            json.member("until", stretch.until)
            json.member("path", stretch.path)
            json.member("code", stretch.code)
          }
        }
        json.member("aliases", place.aliases) { $0.text($1) }
        json.member("governedBy", place.governedBy) { $0.text($1) }
        json.member("governedAt", place.governedAt?.code)
        json.member("governors", place.governors) { json, governor in
          json.object { json in
            json.member("name", governor.name)
            json.member("from", governor.from)
            json.member("until", governor.until)
          }
        }
        json.member("changes", place.changes) { json, change in
          json.object { json in
            json.member("id", String(change.id))
            json.member("act", change.act)
            json.member("day", change.day)
            json.member("state", change.state.rawValue)
            json.member("actor", change.actor)
            json.member("reason", change.reason)
            json.member("to", change.to)
          }
        }
        json.member("places", place.children) { write($1, &$0) }
      }
    }
  }

  private static func write(_ line: PlaceLine, _ json: inout JSONWriter) {
    json.object { json in
      json.member("id", String(line.id))
      json.member("code", line.code)
      json.member("name", line.name)
      json.member("path", line.path)
      json.member("level", line.level.word)
      json.member("kind", line.kind.rawValue)
      json.name("official")
      json.bool(line.isOfficial)
      json.member("children", Int64(line.children))
    }
  }

  /// `POST /api/v1/places/{act}`
  static func act(_ call: Call) throws {
    try RequestRoutes.perform(call, .changePlaces(operation(call), .caller))
  }

  /// `POST /api/v1/places/{act}/plan`: what it would do; changes nothing.
  static func plan(_ call: Call) throws -> Response {
    let plan = try call.site.desk.places.plan(call.caller(), operation(call))
    return call.json { json in
      json.object { json in
        json.member("act", plan.act.rawValue)
        json.member("day", plan.day)
        json.name("waiting")
        json.bool(plan.isWaiting)
        json.member("nodes", Int64(plan.nodes))
        json.member("requests", plan.requests)
        json.member("entities", plan.entities)
        json.member("codes", Int64(plan.codeCount))
        json.member("places", plan.lines) { json, line in
          json.object { json in
            json.member("kind", line.kind.rawValue)
            json.member("path", line.path)
            json.member("to", line.to)
            json.member("code", line.code)
          }
        }
        json.member("posts", plan.posts) { json, post in
          json.object { json in
            json.member("kind", post.kind.rawValue)
            json.member("post", post.post)
          }
        }
        json.member("governing", plan.governing) { json, place in
          json.object { json in
            json.member("path", place.path)
            json.member("bodies", place.bodies) { $0.text($1) }
            json.name("own")
            json.bool(place.isOwn)
          }
        }
        json.member("overlays", plan.overlays) { json, overlay in
          json.object { json in
            json.member("service", overlay.service.text(in: call.language))
            json.member("title", overlay.title.text(in: call.language))
            json.member("from", overlay.from)
            json.member("to", overlay.to) { $0.text($1) }
          }
        }
        json.member("issues", plan.issues) { json, issue in
          json.object { json in
            json.member("part", issue.part)
            json.member("code", issue.code)
            json.member("message", issue.message.text(in: call.language))
          }
        }
      }
    }
  }

  private static func recorded(_ call: Call) throws -> Int64? {
    try call.query["recorded"].map { text in
      guard let moment = Int64(text), moment > 0 else {
        throw Problem.malformed("recorded 是毫秒数", "recorded is a number of milliseconds")
      }
      return moment
    }
  }

  /// Most places that one operation names.
  private static let most = 1_000

  private static func operation(_ call: Call) throws -> PlaceOperation {
    guard let act = PlaceAct(rawValue: call.parameter(0)) else { throw Problem.notFound }
    var body = try call.object()
    if act != .add, let extra = ["name", "code", "level", "kind"].first(where: { body[$0] != nil }) {
      throw Problem.malformed("\(extra) 只用于 add", "`\(extra)` is for add only")
    }
    var operation = PlaceOperation(act, what: try names(&body, "what"), to: try names(&body, "to"))
    operation.from = try RequestRoutes.text(&body, "from")
    operation.name = try RequestRoutes.text(&body, "name")
    operation.code = try RequestRoutes.text(&body, "code")
    operation.isOfficial = operation.code != nil
    operation.reason = try RequestRoutes.text(&body, "reason")
    if let word = try RequestRoutes.text(&body, "level") {
      guard let level = PlaceLevel(word: word) else { throw Problem.malformed("level 不认识", "There is no such level") }
      operation.level = level
    }
    if let word = try RequestRoutes.text(&body, "kind") {
      guard let kind = PlaceKind(word: word) else { throw Problem.malformed("kind 不认识", "There is no such kind") }
      operation.kind = kind
    }
    if let word = try RequestRoutes.text(&body, "handover") {
      guard let handover = Handover(rawValue: word) else {
        throw Problem.malformed("handover 是 stay、follow 或 ask", "`handover` is stay, follow or ask")
      }
      operation.handover = handover
    }
    switch body.removeValue(forKey: "map") {
    case nil, .null: break
    case .object(let pairs) where pairs.count <= most:
      for (child, part) in pairs {
        guard let part = part.text else { throw Problem.malformed("map 里是文字", "`map` holds texts") }
        operation.map[child] = part
      }
    default: throw Problem.malformed("map 是下级到部分的对应", "`map` is an object of child and part")
    }
    try RequestRoutes.nothingElse(body)
    return operation
  }

  private static func names(_ body: inout [String: Answer], _ key: String) throws -> [String] {
    switch body.removeValue(forKey: key) {
    case nil, .null: return []
    case .text(let one): return [one]
    case .list(let all) where all.count <= most && all.allSatisfy({ $0.text != nil }): return all.compactMap(\.text)
    default: throw Problem.malformed("\(key) 是名称的列表", "`\(key)` is a list of names")
    }
  }
}
