import Core
import Glibc
import Spec

/// `hutong plan|apply DIR --server URL`: what publishing a folder would change, and publishing it. Who publishes: a token
/// in `HUTONG_TOKEN` or `--token`, or `--login` with the password in `HUTONG_PASSWORD` or asked for.
/// 0 done, 1 refused (the mistakes are printed), 2 usage or no answer.
enum PublishCommand {
  static func plan(_ arguments: [String]) -> Int32 { run(arguments, dry: true) }
  static func apply(_ arguments: [String]) -> Int32 { run(arguments, dry: false) }

  private static func run(_ arguments: [String], dry: Bool) -> Int32 {
    guard let options = try? Arguments(arguments, valued: ["server", "token", "login", "reason", "lang"]),
      let server = options["server"], options.rest.count == 1
    else {
      Terminal.error(
        "usage: hutong \(dry ? "plan" : "apply") DIR --server URL [--token T | --login NAME] [--reason TEXT] [--lang zh|en]")
      return 2
    }
    do {
      let client = try HTTPClient(server)
      let files = try FolderReader.contents(of: options.rest[0])
      guard files.contains(where: \.isSpec) else { throw BundleFolders.nothing(in: options.rest[0]) }
      let archive = try TarArchive.pack(files)
      let token = try token(options, client)
      var path = "/api/v1/releases"
      if dry { path += "?dry-run=1" }
      if let reason = options["reason"] { path += (dry ? "&" : "?") + "reason=" + escaped(reason) }
      let answer = try client.send(
        "POST", path,
        headers: [
          ("Authorization", "Bearer \(token)"), ("Content-Type", "application/x-tar"),
          ("Accept-Language", options["lang"] ?? "zh"), ("Idempotency-Key", key(archive)),
        ], body: archive)
      let text = String(decoding: answer.body, as: UTF8.self)
      Terminal.print(text + "\n")
      if dry, answer.status < 300, isRefused(text) { return 1 }
      return answer.status < 300 ? 0 : answer.status == 422 || answer.status == 409 ? 1 : 2
    } catch let failure as HTTPClient.Failure {
      Terminal.error(failure.reason)
    } catch {
      Terminal.error(OpenStore.words(error))
    }
    return 2
  }

  /// A key of this run alone: an older folder that is applied again is published again, and one that was published
  /// already changes nothing.
  private static func key(_ archive: [UInt8]) -> String {
    "apply-" + SHA256.hex(archive).prefix(32) + "-\(time(nil))-\(getpid())"
  }

  /// A plan of a wrong bundle is answered, not refused.
  private static func isRefused(_ answer: String) -> Bool { answer.contains("\"severity\":\"error\"") }

  private static func token(_ options: Arguments, _ client: HTTPClient) throws -> String {
    if let token = options["token"] ?? getenv("HUTONG_TOKEN").map({ String(cString: $0) }) { return token }
    guard let login = options["login"] else {
      throw OpenStore.Failure(reason: "--token, HUTONG_TOKEN or --login is needed")
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
      throw OpenStore.Failure(reason: "sign-in refused: \(body)")
    }
    return token
  }

  /// The text of one member of a flat JSON object whose value holds no escapes (a token).
  private static func member(_ name: String, of json: String) -> String? {
    guard let start = json.firstRange(of: "\"\(name)\":\"")?.upperBound else { return nil }
    return json[start...].firstIndex(of: "\"").map { String(json[start..<$0]) }
  }

  private static func escaped(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    return text.utf8.map { byte in
      plain.contains(byte) ? String(UnicodeScalar(byte)) : "%" + Hex.text([byte]).uppercased()
    }.joined()
  }
}
