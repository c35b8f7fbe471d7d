import Engine
import Testing

@testable import Server

/// A browser without scripts: one session, and the proof that its pages hold.
struct PlainBrowser {
  typealias Page = (status: Int, text: String, location: String?)

  let port: UInt16
  let cookie: String
  let csrf: String

  init(_ city: RunningCity, phone: String, service: String = "reimburse") throws {
    try self.init(city, token: signIn(city.port, phone: phone), page: "/services/\(service)")
  }

  init(_ city: RunningCity, staff: DemoStaff) throws {
    try self.init(city, token: signInStaff(city.port, staff.login, staff.password), page: "/me")
  }

  private init(_ city: RunningCity, token: String, page: String) throws {
    port = city.port
    cookie = "hutong=" + token
    let page = Wire.ask(port, "GET", page, headers: [("Cookie", cookie)])?.text ?? ""
    csrf = try #require(Self.value("csrf", page))
  }

  static func value(_ name: String, _ text: String) -> String? {
    let mark = "name=\"\(name)\" value=\""
    guard let start = text.firstRange(of: mark)?.upperBound else { return nil }
    return String(text[start...].prefix { $0 != "\"" })
  }

  func get(_ path: String) -> Page {
    let reply = Wire.ask(port, "GET", path, headers: [("Cookie", cookie)])
    return (reply?.status ?? 0, reply?.text ?? "", reply?.headers["location"])
  }

  func post(_ path: String, _ fields: [(String, String)]) -> Page {
    let body = ([("csrf", csrf)] + fields).map { PercentText.encode($0.0) + "=" + PercentText.encode($0.1) }
    let reply = Wire.ask(port, "POST", path, headers: [("Cookie", cookie)], body: body.joined(separator: "&"))
    return (reply?.status ?? 0, reply?.text ?? "", reply?.headers["location"])
  }

  /// A page with a file.
  func send(_ path: String, _ fields: [String: String], _ file: (field: String, name: String, bytes: [UInt8])) -> Page {
    var body: [UInt8] = []
    for (name, value) in fields.merging(["csrf": csrf], uniquingKeysWith: { $1 }) {
      body += Array("--x\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    body += Array(
      "--x\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\n\r\n".utf8)
    body += file.bytes + Array("\r\n--x--\r\n".utf8)
    let reply = Wire(port)?.ask(
      "POST", path, headers: [("Cookie", cookie), ("Content-Type", "multipart/form-data; boundary=x")], bytes: body)
    return (reply?.status ?? 0, reply?.text ?? "", reply?.headers["location"])
  }
}
