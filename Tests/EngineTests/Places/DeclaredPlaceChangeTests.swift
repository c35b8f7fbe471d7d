import Core
import FEEL
import Testing

@testable import Engine

/// Operations that a `places` document declares, and proposals of places.
@Suite struct DeclaredPlaceChangeTests {
  @Test func anOperationOfADocumentIsCarriedOutOnceAndStays() throws {
    let town = try BundleTown("start", "flow", "places")
    try town.publish(["places-changed"])
    try town.engine.snapshot { _, _ in }
    #expect(try town.engine.placeHistory("三号社区")?.path.hasSuffix("阳光社区") == true)
    #expect(try town.engine.placeHistory("阳光社区")?.path.hasSuffix("二号街道/阳光社区") == true)
    #expect(try town.faults().isEmpty)
    try town.publish(["merge"])
    #expect(try town.engine.placeChanges().count == 2)
    #expect(try town.engine.placeHistory("阳光社区")?.stretches.count == 3)
    #expect(try town.faults().isEmpty)
  }

  @Test func aReportedPlaceIsAddedByWhoMayAndByNobodyElse() throws {
    let town = try BundleTown("start", "flow", "places")
    let street = try town.staff("一号街道办事处", "街道值班岗"), other = try town.staff("四号街道办事处", "街道值班岗")
    let proposal = PlaceProposal(parent: "一号社区/一号小区", name: "88号楼", level: .building, note: "新盖的")
    try town.engine.proposePlace(proposal, town.caller(BundleTown.resident))
    #expect(throws: Refusal.self) { try town.engine.proposePlace(proposal, town.caller(BundleTown.other)) }
    #expect(throws: Refusal.self) {
      try town.engine.proposePlace(
        PlaceProposal(parent: "一号街道", name: "新社区", level: nil, note: nil), town.caller(BundleTown.resident))
    }
    #expect(try town.engine.placeProposals(town.caller(other)).isEmpty)
    #expect(try town.engine.placeProposals(town.caller(BundleTown.resident)).isEmpty)
    let waiting = try town.engine.placeProposals(town.caller(street))
    #expect(waiting.map(\.name) == ["88号楼"])
    #expect(waiting.first?.note == "新盖的")
    let id = try #require(waiting.first).id
    #expect(throws: Refusal.self) { try town.engine.decidePlace(id, accepts: true, name: nil, town.caller(other)) }
    #expect(try town.engine.place("一号社区/一号小区/88号楼") == nil)
    try town.engine.decidePlace(id, accepts: true, name: nil, town.caller(street))
    #expect(try town.engine.place("一号社区/一号小区/88号楼")?.level == .building)
    #expect(try town.engine.placeProposals(town.caller(street)).isEmpty)
    #expect(throws: Refusal.self) { try town.engine.decidePlace(id, accepts: true, name: nil, town.caller(street)) }
    #expect(try town.messages(to: BundleTown.resident).contains { $0.contains("88号楼") })
    #expect(try town.faults().isEmpty)
  }

  @Test func aReportWithoutALevelHasTheOneItsNameSays() throws {
    let town = try BundleTown("start")
    let head = try town.staff("一号社区居民委员会", "社区主任")
    for name in ["88号楼", "幸福里"] {
      try town.engine.proposePlace(
        PlaceProposal(parent: "一号社区", name: name, level: nil, note: nil), town.caller(BundleTown.resident))
    }
    let waiting = try town.engine.placeProposals(town.caller(head))
    #expect(waiting.sorted { $0.id < $1.id }.map(\.level) == [.building, .estate])
    let added = try town.engine.changePlaces(
      PlaceOperation(.add, to: ["一号社区"], name: "89号楼"), town.caller(0), .owner)
    #expect(added.issues.isEmpty)
    #expect(try town.engine.place("一号社区/89号楼")?.level == .building)
  }

  /// The community's head hears of it and decides, and may change no other place.
  @Test func theCommunityConfirmsWhatWasReported() throws {
    let town = try BundleTown("start")
    let head = try town.staff("一号社区居民委员会", "社区主任"), street = try town.staff("一号街道办事处", "街道值班岗")
    let proposal = PlaceProposal(parent: "一号社区/一号小区", name: "89号楼", level: .building, note: nil)
    try town.engine.proposePlace(proposal, town.caller(BundleTown.resident))
    #expect(try town.messages(to: head).last?.contains("一号社区/一号小区/89号楼」，请到「地名」核实") == true)
    #expect(try town.messages(to: street).isEmpty, "the nearest who decide, and nobody above")
    let id = try #require(try town.engine.placeProposals(town.caller(head)).first).id
    let rename = PlaceOperation(.rename, what: ["一号社区/一号小区"], to: ["幸福小区"])
    #expect(throws: Refusal.self) { try town.engine.changePlaces(rename, town.caller(head)) }
    try town.engine.decidePlace(id, accepts: true, name: "90号楼", town.caller(head))
    #expect(try town.engine.place("一号社区/一号小区/90号楼")?.level == .building)
    #expect(try town.messages(to: BundleTown.resident).last?.contains("已加进地名") == true)
    #expect(try town.faults().isEmpty)
  }
}
