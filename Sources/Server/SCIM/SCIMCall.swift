import Core
import Engine

/// A request of a client that proved itself by a token.
struct SCIMCall {
  let call: Call
  /// The name that the token was made under.
  let token: String

  /// - Throws: `Problem` 401.
  init(_ call: Call) throws {
    guard let line = call.request.head.header(.authorization), line.prefix(7).lowercased() == "bearer ",
      let name = try ProvisioningTokens(call.site.store).name(of: String(line.dropFirst(7)))
    else { throw Problem.unauthenticated }
    self.call = call
    token = name
  }

  var provisioning: Desk.Provisioning { call.site.desk.provisioning }
  var id: String { call.parameter(0) }

  /// Where resources are, without a slash at the end.
  var base: String {
    let host = call.request.head.header(.host) ?? "localhost"
    return "\(call.site.options.isBehindHTTPS ? "https" : "http")://\(host)/scim/v2"
  }

  /// - Throws: `Problem` 400, 415.
  func body() throws -> [String: Answer] {
    let type = (call.request.head.header(.contentType) ?? "application/scim+json").lowercased()
    guard type.hasPrefix("application/scim+json") || type.hasPrefix("application/json") else { throw Problem.mediaType }
    guard let members = try? JSONReader.read(call.request.body).members else { throw SCIMError.syntax }
    return members
  }

  /// The revision that the client believes in; nil when it does not say.
  func expected() throws -> Int64? {
    guard let line = call.request.head.header(.ifMatch), line != "*" else { return nil }
    guard let revision = Self.revision(line) else { throw SCIMError.version }
    return revision
  }

  /// Whether the client has this revision already.
  func has(_ version: String) -> Bool {
    guard let line = call.request.head.header(.ifNoneMatch) else { return false }
    return line == "*" || line.split(separator: ",").contains { $0.drop { $0 == " " } == version }
  }

  private static func revision(_ line: String) -> Int64? {
    let text = line.hasPrefix("W/") ? line.dropFirst(2) : line[...]
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
    return Int64(text.dropFirst().dropLast())
  }

  func json(_ status: Int, _ answer: Answer, headers: [(name: String, value: String)] = []) -> Response {
    var json = JSONWriter()
    json.value(answer)
    return Response(status, .scim, json.bytes, headers: headers)
  }

  /// Does a change; what was refused in the words of SCIM.
  func changing<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let refusal as Refusal {
      switch refusal.code {
      case .invalidAnswers where refusal.fields.contains { $0.code == "uniqueness" }: throw SCIMError.taken
      case .movedOn: throw SCIMError.version
      case .notFound: throw SCIMError.gone
      default: throw Problem(refusal)
      }
    }
  }
}
