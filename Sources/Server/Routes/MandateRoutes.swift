import Core
import Engine

/// Who acts for whom: declared, confirmed, ended.
enum MandateRoutes {
  /// `GET /api/v1/me/mandates`
  static func own(_ call: Call) throws -> Response {
    let own = try call.site.desk.mandates.own(call.caller())
    return call.json { json in
      json.object { json in
        json.member("mandates", own.mandates) { json, mandate in write(mandate, call.language, &json) }
        json.member("expired", own.expired) { json, mandate in write(mandate, call.language, &json) }
        json.member("relatives", own.relatives) { json, relative in
          json.object { json in
            json.member("person", String(relative.person))
            json.member("name", relative.name)
            json.member("relation", relative.relation)
            json.member("barred", relative.isBarred)
            json.member("mayBar", relative.mayBar)
          }
        }
      }
    }
  }

  private static func write(_ mandate: MandateShown, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      json.member("id", String(mandate.id))
      json.member("name", mandate.name)
      json.member("acts", mandate.acts)
      json.member("relation", mandate.relation.text(in: language))
      json.member("powers", mandate.powers) { $0.text($1.rawValue) }
      json.member("until", mandate.until)
      json.member("state", mandate.state.rawValue)
      json.member("proof", mandate.proof?.text(in: language))
      json.member("mayDecide", mandate.mayDecide)
      json.optional("used", mandate.used)
    }
  }

  /// `POST /api/v1/me/mandates`
  static func declare(_ call: Call) throws {
    var body = try call.object()
    func text(_ name: String) throws -> String? { try RequestRoutes.text(&body, name) }
    let direction = try text("direction"), name = try text("name"), number = try text("id-number")
    let kind = try text("kind"), kinship = try text("kinship"), until = try text("until"), proof = try text("proof")
    let powers = try powers(body.removeValue(forKey: "powers"))
    try RequestRoutes.nothingElse(body)
    guard let direction, ["act-for", "acted-for-by"].contains(direction) else {
      throw Problem.malformed("direction 要写 act-for 或 acted-for-by", "direction is act-for or acted-for-by")
    }
    guard let kind = kind.flatMap({ Mandate.Kind(rawValue: $0) }) else {
      throw Problem.malformed("kind 要写 family 或 proxy", "kind is family or proxy")
    }
    try call.countTry(of: "mandate")
    try RequestRoutes.perform(
      call,
      .mandate(
        .declare(
          MandateDeclaration(
            acts: direction == "act-for", name: name ?? "", idNumber: number ?? "", kind: kind, kinship: kinship,
            powers: powers, until: until ?? "", proof: proof))))
  }

  private static func powers(_ answer: Answer?) throws -> Set<Mandate.Power> {
    guard let answer, answer != .null else { return [] }
    guard case .list(let words) = answer else {
      throw Problem.malformed("powers 是一个列表", "powers is a list")
    }
    return Set(
      try words.map { word in
        guard case .text(let text) = word, let power = Mandate.Power(rawValue: text) else {
          throw Problem.malformed("powers 里只有 apply、see、follow", "powers are apply, see, follow")
        }
        return power
      })
  }

  /// `POST /api/v1/mandates/{id}/{act}`
  static func decide(_ call: Call) throws {
    var body = try call.object()
    let reason = try RequestRoutes.text(&body, "reason")
    try RequestRoutes.nothingElse(body)
    try RequestRoutes.perform(call, .mandate(act(call.parameter(0), call.parameter(1), reason)))
  }

  /// `POST /api/v1/me/relatives/{person}/{act}`
  static func relative(_ call: Call) throws {
    try RequestRoutes.perform(call, .mandate(relativeAct(call)))
  }

  static func act(_ id: String, _ word: String, _ reason: String?) throws -> MandateAct {
    guard let id = Int64(id) else { throw Problem.notFound }
    switch word {
    case "confirm": return .confirm(id, note: reason)
    case "refuse": return .refuse(id, reason: reason)
    case "end": return .end(id, reason: reason)
    default: throw Problem.notFound
    }
  }

  static func relativeAct(_ call: Call) throws -> MandateAct {
    let person = try call.id(0)
    switch call.parameter(1) {
    case "bar": return .bar(person)
    case "allow": return .lift(person)
    default: throw Problem.notFound
    }
  }

  /// `GET /api/v1/mandates?after=`
  static func waiting(_ call: Call) throws -> Response {
    let lines = try call.site.desk.mandates.waiting(call.caller(), call.query["after"].flatMap { Int64($0) } ?? 0)
    return call.json { json in
      json.object { json in
        json.member("mandates", lines) { json, line in
          json.object { json in
            json.member("id", String(line.id))
            json.member("proxy", line.proxy)
            json.member("principal", line.principal)
            json.member("place", line.place)
            json.member("relation", line.relation.text(in: call.language))
            json.member("powers", line.powers) { $0.text($1.rawValue) }
            json.member("until", line.until)
            json.member("declared", line.declared)
            json.member("byPrincipal", line.byPrincipal)
            json.member("proof", line.proof)
          }
        }
      }
    }
  }
}
