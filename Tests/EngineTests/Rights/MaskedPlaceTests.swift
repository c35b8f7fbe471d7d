import Core
import Testing

@testable import Engine

/// Where a request is, for who sees the form's own field of it masked.
@Suite struct MaskedPlaceTests {
  private static let door = "一号社区/一号小区/1号楼/1单元/101室"

  @Test func theDoorIsMaskedAsItsFieldIs() async throws {
    let town = try BundleTown("masked-place")
    let looker = try town.staff("看件室", "看件岗"), visitor = try town.staff("看件室", "上门岗")
    let code = try #require(Town.text("code", await town.submit("door-call", ["住址": .text(Self.door)]).get().json))
    let masked = try town.request(code, as: looker)
    #expect(masked.answers.first { $0.id == "住址" }?.isMasked == true)
    #expect(masked.placePath?.hasSuffix("一号街道/一号社区/***") == true)
    #expect(try town.request(code, as: visitor).placePath?.hasSuffix(Self.door) == true)
    #expect(try town.request(code).placePath?.hasSuffix(Self.door) == true, "it is their own")
    func line(_ person: Int64) throws -> InboxLine {
      try #require(try town.engine.inbox(InboxFilter(), caller: town.caller(person)).lines.first { $0.line.code == code })
    }
    #expect(try line(looker).placePath == masked.placePath)
    #expect(try line(visitor).placePath?.hasSuffix(Self.door) == true)
  }

  @Test func whatIsNobodysHomeIsShown() async throws {
    let town = try BundleTown("masked-place")
    let code = try #require(Town.text("code", await town.submit("lamp", ["位置": .text(Self.door)]).get().json))
    let looker = try town.staff("看件室", "看件岗")
    #expect(try town.request(code, as: looker).placePath?.hasSuffix(Self.door) == true)
  }
}
