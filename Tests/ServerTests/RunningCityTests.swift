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
    #expect(services.json["services"]?.elements?.first?.members?["id"]?.text == "elder-check")
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
