import Core
import FEEL
import Testing

@testable import Engine

/// A control that the product has never seen is a file: composed of two others, with its own normaliser, checks over
/// both parts, mask and two attributes. Published into a running engine, no Swift changes.
@Suite struct NewControlTests {
  private func town() throws -> BundleTown {
    let town = try BundleTown("start")
    #expect(try town.engine.services(town.caller(BundleTown.resident)).map(\.id) == ["greeting"])
    try town.publish(["new-control"])
    return town
  }

  private func contact(_ name: String, _ phone: String) -> [String: Answer] {
    ["联系人": .object(["姓名": .text(name), "电话": .text(phone)])]
  }

  @Test func theFormAsksForItsParts() throws {
    let town = try town()
    let form = try town.engine.form("reserve", for: nil, caller: town.caller(BundleTown.resident))
    let field = try #require(form.pages.first?.fields.first)
    #expect(field.control == "reserve-contact")
    #expect(field.parts.map(\.id) == ["姓名", "电话"])
    #expect(field.parts.map(\.control) == ["person-name", "phone"])
  }

  @Test func valuesLandNormalisedOnTheTwoAttributesWhenTheRequestIsDone() async throws {
    let town = try town()
    let reply = try await town.submit("reserve", contact(" 张三先生 ", "+86 139-0000-1234")).get()
    let code = try #require(Town.text("code", reply.json))
    #expect(try town.person(BundleTown.resident, "alias_name") == .null)
    let worker = try town.staff("一号社区居民委员会", "社区主任")
    _ = try await town.verb(.approve, code, by: worker).get()
    #expect(try town.person(BundleTown.resident, "alias_name") == .text("张三"))
    #expect(try town.person(BundleTown.resident, "backup_mobile") == .text("13900001234"))
    let row = try #require(try town.engine.exportTables().first { $0.name.hasSuffix("reserve") })
    #expect(row.header.contains("联系人.姓名") && row.header.contains("联系人.电话"))
  }

  @Test func itsOwnWordsRefuseInBothLanguages() async throws {
    let town = try town()
    #expect(
      await town.errors("reserve", contact("张三", "139 0000 0000"))
        == ["联系人 check 请填常用电话，不要填总机 / please give a personal number, no switchboard"])
    #expect(
      await town.errors("reserve", contact("本人", "010-62511234"))
        == ["联系人 check 联系人是本人时要填手机 / give a mobile number when the contact is yourself"])
    #expect(
      await town.errors("reserve", contact("139", "12")) == [
        "联系人.姓名 check 请填证件上的真实姓名 / please enter the name as on the document",
        "联系人.电话 check 电话号码不对，请检查位数 / this is not a phone number",
      ])
    #expect(await town.errors("reserve", ["联系人": .object(["姓名": .text("张三")])]) == ["联系人.电话 required 请填写 / Please fill in"])
    #expect(await town.errors("reserve", ["联系人": .text("张三 13900001234")]) == ["联系人 invalid 请分别填写姓名、电话 / Please fill in each part: 姓名, 电话"])
  }

  @Test func whoMayNotSeeItReadsItsOwnMask() async throws {
    let town = try town()
    let reply = try await town.submit("reserve", contact("张三", "139 0000 1234")).get()
    let code = try #require(Town.text("code", reply.json))
    let duty = try town.staff("一号街道办事处", "街道值班岗")
    let shown = try #require(town.engine.request(code, caller: town.caller(duty)).answers.first { $0.id == "联系人" })
    #expect(shown.isMasked && shown.value.isNull)
    #expect(shown.text == "张* 139****")
  }

  @Test func itsAcceptAndRejectExamplesHold() throws {
    let town = try town()
    let control = try #require(town.engine.current?.program.controls["reserve-contact"])
    let day = CivilDate(days: 20_000)
    let reading = ControlReading(
      control, options: nil, city: nil, today: day,
      now: CivilDateTime(date: day, time: CivilTime(nanoseconds: 0, zone: .shanghai)), host: NoHost())
    #expect(!control.accept.isEmpty && !control.reject.isEmpty)
    for (typed, stored) in control.accept {
      #expect(try reading.read(Answer(example: typed, of: control)).plainText == stored)
    }
    for (typed, words) in control.reject {
      do {
        let value = try reading.read(Answer(example: typed, of: control))
        Issue.record("\(typed) gave \(value.plainText)")
      } catch {
        #expect(error.message.zh.contains(words))
      }
    }
  }
}
