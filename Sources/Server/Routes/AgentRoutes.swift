import Core
import Engine

/// Who files for an organisation, said by its own agents and by who may edit its directory.
enum AgentRoutes {
  /// `GET /api/v1/organizations/{organization}/agents`
  static func list(_ call: Call) throws -> Response {
    let found = try agents(call)
    return call.json { json in
      json.object { json in
        json.member("organization", String(found.organization))
        json.member("name", found.name)
        json.member("agents", found.agents) { json, agent in
          json.object { json in
            json.member("term", String(agent.term))
            json.member("name", agent.name)
            json.member("from", agent.from)
            json.member("until", agent.until)
            json.member("me", agent.isMe)
          }
        }
      }
    }
  }

  /// `POST /api/v1/organizations/{organization}/agents`
  static func add(_ call: Call) throws {
    var body = try call.object()
    func text(_ name: String) throws -> String? { try RequestRoutes.text(&body, name) }
    let name = try text("name"), phone = try text("phone"), until = try text("until")
    try RequestRoutes.nothingElse(body)
    try RequestRoutes.perform(call, addition(call, name, phone, until))
  }

  /// `POST /api/v1/organizations/{organization}/agents/{term}/end`
  static func end(_ call: Call) throws { try RequestRoutes.perform(call, ending(call)) }

  static func agents(_ call: Call) throws -> OrganizationAgents {
    try call.site.desk.directory.agents(call.caller(), call.id(0), call.directoryAuthority())
  }

  /// Whether it is an organisation with agents, and who they are is the caller's to say.
  static func maySay(_ call: Call) throws -> Bool {
    do {
      _ = try agents(call)
      return true
    } catch let refusal as Refusal where refusal.code == .notFound {
      return false
    } catch let problem as Problem where problem.status == 404 {
      return false
    }
  }

  static func addition(_ call: Call, _ name: String?, _ phone: String?, _ until: String?) throws -> Command.Act {
    try call.countTry(of: "agent")
    let change = AgentChange.add(name: name ?? "", phone: phone ?? "", until: until.flatMap { $0.isEmpty ? nil : $0 })
    return .changeAgents(try call.id(0), change, try call.directoryAuthority())
  }

  static func ending(_ call: Call) throws -> Command.Act {
    .changeAgents(try call.id(0), .end(try call.id(1)), try call.directoryAuthority())
  }
}
