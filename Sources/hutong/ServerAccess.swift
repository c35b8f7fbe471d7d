import Core
import Glibc

/// Speaks to a running server (`--server URL`) as somebody: by a token in `HUTONG_TOKEN` or `--token`, or by `--login` with
/// the password in `HUTONG_PASSWORD` or asked for.
struct ServerAccess {
  static let options: Set<String> = ["server", "token", "login"]

  private let client: HTTPClient
  private let token: String

  /// - Throws: `HTTPClient.Failure`, `OpenStore.Failure`: no such server, or it lets nobody in like that.
  init(_ options: Arguments) throws {
    client = try HTTPClient(options["server"] ?? "")
    token = try Self.token(options, client)
  }

  /// - Parameters:
  ///   - key: of the change, that it is done once; nil where nothing changes.
  ///   - type: of the body.
  func send(
    _ method: String, _ path: String, type: String = "application/json", key: String? = nil, _ body: [UInt8] = []
  ) throws(HTTPClient.Failure) -> HTTPClient.Answer {
    var headers = [("Authorization", "Bearer \(token)"), ("Content-Type", type), ("Accept-Language", Terminal.language.rawValue)]
    if let key { headers.append(("Idempotency-Key", key)) }
    return try client.send(method, path, headers: headers, body: body)
  }

  private static func token(_ options: Arguments, _ client: HTTPClient) throws -> String {
    if let token = options["token"] ?? getenv("HUTONG_TOKEN").map({ String(cString: $0) }) { return token }
    guard let login = options["login"] else {
      throw OpenStore.Failure("要 --token、HUTONG_TOKEN 或 --login", "--token, HUTONG_TOKEN or --login is needed")
    }
    let password =
      getenv("HUTONG_PASSWORD").map { String(cString: $0) } ?? getpass("password: ").map { String(cString: $0) } ?? ""
    var json = JSONText()
    json.object { json in
      json.key("login")
      json.string(login)
      json.key("password")
      json.string(password)
    }
    let answer = try client.send(
      "POST", "/api/v1/session", headers: [("Content-Type", "application/json")], body: Array(json.text.utf8))
    let body = String(decoding: answer.body, as: UTF8.self)
    guard answer.status < 300, let token = member("token", of: body) else {
      throw OpenStore.Failure("登录被拒绝：\(body)", "sign-in refused: \(body)")
    }
    return token
  }

  /// The text of one member of a flat JSON object whose value holds no escapes (a token).
  private static func member(_ name: String, of json: String) -> String? {
    guard let start = json.firstRange(of: "\"\(name)\":\"")?.upperBound else { return nil }
    return json[start...].firstIndex(of: "\"").map { String(json[start..<$0]) }
  }

  /// As a part of an address.
  static func escaped(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    return text.utf8.map { byte in
      plain.contains(byte) ? String(UnicodeScalar(byte)) : "%" + Hex.text([byte]).uppercased()
    }.joined()
  }
}
