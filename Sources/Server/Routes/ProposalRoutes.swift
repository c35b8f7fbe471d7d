import Core
import Engine

/// Places that somebody met and the tree does not have.
enum ProposalRoutes {
  /// `POST /api/v1/places/{code}/proposals` `{name, level?, note?}`
  static func propose(_ call: Call) throws {
    var body = try call.object()
    let name = try RequestRoutes.text(&body, "name")
    let word = try RequestRoutes.text(&body, "level")
    let note = try RequestRoutes.text(&body, "note")
    try RequestRoutes.nothingElse(body)
    guard let name, !name.isEmpty else { throw problem("name", "required", "请写名称", "Please give a name") }
    let level = word.flatMap { PlaceLevel(word: $0) }
    if word != nil, level == nil { throw problem("level", "malformed", "level 不认识", "There is no such level") }
    let proposal = PlaceProposal(parent: call.parameter(0), name: name, level: level, note: note)
    try RequestRoutes.perform(call, .proposePlace(proposal))
  }

  /// `GET /api/v1/place-proposals`
  static func list(_ call: Call) throws -> Response {
    let lines = try call.site.desk.places.proposals(call.caller())
    return call.json { json in
      json.object { json in
        json.member("proposals", lines) { json, line in
          json.object { json in
            json.member("id", String(line.id))
            json.member("parent", line.parentCode)
            json.member("path", line.parentPath)
            json.member("name", line.name)
            json.member("level", line.level.word)
            json.member("note", line.note)
            json.member("at", line.at)
          }
        }
      }
    }
  }

  /// `POST /api/v1/place-proposals/{proposal}/accept` or `refuse` `{name?}`
  static func decide(_ call: Call) throws {
    guard let id = Int64(call.parameter(0)), let accepts = ["accept": true, "refuse": false][call.parameter(1)] else {
      throw Problem.notFound
    }
    var body = try call.object()
    let name = try RequestRoutes.text(&body, "name")
    try RequestRoutes.nothingElse(body)
    try RequestRoutes.perform(call, .decidePlace(id, accepts: accepts, name: name))
  }

  private static func problem(_ field: String, _ code: String, _ zh: String, _ en: String) -> Problem {
    var problem = Problem.malformed(zh, en)
    problem.fields = [.init(field: field, code: code, message: problem.detail)]
    return problem
  }
}
