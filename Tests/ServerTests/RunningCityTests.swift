import Engine
import FEEL
import Testing

@testable import Server

/// A request on its way through the real engine, over the wire.
@Suite struct RunningCityTests {
  @Test func fromTheFormToTheFigures() throws {
    let city = try RunningCity()
    defer { city.end() }
    // A place whose procedure has somebody who looks at the request.
    let elder = try #require(city.elders("990101002002").first)
    let resident = try signIn(city.port, phone: elder.phone)
    let services = city.ask("GET", "/api/v1/services", resident)
    #expect(services.json["services"]?.elements?.contains { $0.members?["id"]?.text == "elder-check" } == true)
    let form = city.ask("GET", "/api/v1/services/elder-check", resident)
    #expect(form.status == 200)
    #expect(form.headers["hutong-program"]?.isEmpty == false)
    #expect(form.headers["hutong-epoch"] == "1")

    let path = "/api/v1/services/elder-check/requests"
    let empty = city.ask("POST", path, resident, body: #"{"answers":{}}"#)
    #expect(empty.status == 422)
    #expect(empty.json["errors"]?.elements?.first?.members?["field"]?.text == "体检日期")
    let today = CivilDateTime(milliseconds: try city.store.now()).date
    let body = #"{"answers":{"体检日期":"\#(today.adding(days: 10).text)"}}"#
    let sent = city.ask("POST", path, resident, key: "k-1", body: body)
    #expect(sent.status == 201)
    let code = try #require(sent.json["code"]?.text)
    let again = city.ask("POST", path, resident, key: "k-1", body: body)
    #expect(again.status == 200)
    #expect(again.json == sent.json)
    #expect(city.ask("POST", path, resident, key: "k-1", body: #"{"answers":{}}"#).status == 409)

    let (login, staff) = try #require(try holder(of: code, city))
    #expect(!login.isEmpty)
    let back = city.ask("POST", "/api/v1/requests/\(code)/return", staff, body: "{}")
    #expect(back.status == 422)
    #expect(back.json["type"]?.text == "reason-needed")
    #expect(city.ask("POST", "/api/v1/requests/\(code)/return", staff, body: #"{"reason":"请核对日期"}"#).status < 300)
    #expect(city.ask("GET", "/api/v1/requests/\(code)", resident).json["state"]?.text == "returned")
    let later = today.adding(days: 12).text
    let answer = #"{"answers":{"体检日期":"\#(later)"}}"#
    #expect(city.ask("POST", "/api/v1/requests/\(code)/supplement", resident, body: answer).status < 300)
    #expect(city.ask("POST", "/api/v1/requests/\(code)/approve", staff, body: "{}").status < 300)
    let view = city.ask("GET", "/api/v1/requests/\(code)", resident)
    #expect(view.json["answers"]?.members?["体检日期"]?.text == later)
    #expect(["done", "held", "working", "waiting"].contains(view.json["state"]?.text))

    // Somebody else sees nothing of it, whoever they are.
    let other = try signIn(city.port, phone: try #require(city.elders("990102").first).phone)
    for verb in ["withdraw", "approve", "return"] {
      #expect(city.ask("POST", "/api/v1/requests/\(code)/\(verb)", other, body: #"{"reason":"x"}"#).status == 404)
    }
    #expect(city.ask("GET", "/api/v1/requests/\(code)", other).status == 404)
  }

  /// Verbs with what they ask for, over the wire: a client draws its buttons from the offers alone.
  @Test func offersSayWhatEachVerbAsksFor() throws {
    let city = try RunningCity()
    defer { city.end() }
    let filer = try #require(city.elders("990101002002").first)
    let resident = try signIn(city.port, phone: filer.phone)
    let answers =
      #"{"answers":{"摊位名称":"煎饼","经营内容":"早点","用明火":true,"位置":"990101002002001"}}"#
    let sent = city.ask("POST", "/api/v1/services/market-stall/requests", resident, key: "s-1", body: answers)
    #expect(sent.status == 201, "\(sent.json)")
    let code = try #require(sent.json["code"]?.text)
    let path = "/api/v1/requests/\(code)"
    let (_, grid) = try #require(try holder(of: code, city))
    let offers = city.ask("GET", path, grid).json["offers"]?.elements ?? []
    #expect(offers.compactMap { $0.members?["verb"]?.text } == ["claim", "complete", "return", "transfer", "help", "cc", "extend"])
    #expect(offers.allSatisfy { $0.members?["step"]?.text == "现场勘查" })
    let transfer = try #require(offers.first { $0.members?["verb"]?.text == "transfer" }?.members?["fields"]?.elements)
    #expect(transfer.compactMap { $0.members?["name"]?.text } == ["to", "reason"])
    #expect(transfer.compactMap { $0.members?["kind"]?.text } == ["post", "text"])
    #expect(transfer[0].members?["options"]?.elements?.isEmpty == false)

    let form = city.ask("GET", path + "/form", grid)
    let fields = form.json["pages"]?.elements?.first?.members?["fields"]?.elements ?? []
    #expect(fields.compactMap { $0.members?["id"]?.text } == ["勘查面积", "通道净宽"])
    #expect(form.json["draft"] == .null)
    #expect(city.ask("GET", path + "/form", resident).status == 409)
    let draft = #"{"answers":{"勘查面积":"6"},"step":"现场勘查"}"#
    #expect(city.ask("POST", path + "/draft", grid, body: draft).status == 200)
    #expect(city.ask("GET", path + "/form?step=%E7%8E%B0%E5%9C%BA%E5%8B%98%E6%9F%A5", grid).json["draft"]?.members?["勘查面积"]?.text == "6")
    #expect(city.ask("POST", path + "/draft", resident, body: draft).status == 409)
    #expect(city.ask("POST", path + "/draft", grid, body: "{}").status == 400)

    let wrong = city.ask("POST", path + "/complete", grid, body: #"{"answers":{"勘查面积":"600"}}"#)
    #expect(wrong.status == 422)
    #expect(Set(wrong.json["errors"]?.elements?.compactMap { $0.members?["field"]?.text } ?? []) == ["勘查面积", "通道净宽"])
    for body in [#"{"where":"beside"}"#, #"{"stars":"many"}"#, #"{"stars":[5]}"#, #"{"until":5}"#] {
      #expect(city.ask("POST", path + "/add-sign", grid, body: body).status == 400, "\(body)")
    }
    #expect(city.ask("POST", path + "/transfer", grid, body: #"{"reason":"x"}"#).status == 422)
    #expect(city.ask("POST", path + "/transfer", grid, body: #"{"reason":"x","to":"无此岗位"}"#).status == 403)
    #expect(city.ask("POST", path + "/rate", resident, body: #"{"stars":5}"#).status == 422)
    let done = city.ask("POST", path + "/complete", grid, body: #"{"answers":{"勘查面积":"6","通道净宽":"3"}}"#)
    #expect(done.status == 200)
    #expect(done.json["steps"]?.elements?.count == 2)
    #expect(city.ask("POST", path + "/complete", grid, body: #"{"answers":{}}"#).status == 409)
    let bulk = city.ask(
      "POST", "/api/v1/inbox/transfer", grid, body: #"{"codes":["\#(code)"],"reason":"换人","to":"1"}"#)
    #expect(bulk.json["answers"]?.elements?.first?.members?["status"] == .number("409"))
  }

  /// The staff login whose queue holds a request.
  private func holder(of code: String, _ city: RunningCity) throws -> (String, String)? {
    for member in city.people.staff {
      let token = try signInStaff(city.port, member.login, member.password)
      let rows = city.ask("GET", "/api/v1/inbox?q=\(code)", token).json["rows"]?.elements ?? []
      if rows.contains(where: { $0.members?["code"]?.text == code }) { return (member.login, token) }
    }
    return nil
  }
}
