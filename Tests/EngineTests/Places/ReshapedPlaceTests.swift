import Core
import Testing

@testable import Engine

/// Places that take over from others: what was declared for those, who governs, who has running requests, how they are
/// called; and the plan says all of it before.
@Suite struct ReshapedPlaceTests {
  private let it: PlaceCast

  init() throws {
    it = try PlaceCast()
    try it.town.publish(["reshaped"])
    try it.town.engine.snapshot { _, _ in }
  }

  private func undo() throws {
    let change = try #require(try it.town.engine.placeChanges(limit: 1).first?.id)
    try it.town.engine.undoPlaces(change, it.town.caller(it.city), .caller)
    while try it.town.engine.handOverPlaces() > 0 {}
    try it.town.engine.snapshot { _, _ in }
    #expect(try it.town.faults().isEmpty)
    #expect(try it.town.engine.checkPlaces().isEmpty)
  }

  private func split() throws -> PlaceOperation {
    let estates = try #require(try it.town.engine.placeHistory("一号社区")).children.map(\.name)
    let map = Dictionary(uniqueKeysWithValues: estates.map { ($0, $0 == "幸福里" ? "东社区" : "西社区") })
    return PlaceOperation(.split, what: ["一号社区"], to: ["东社区", "西社区"], map: map)
  }

  private func title(of code: String) throws -> MatterState { try it.town.request(code).line.state }

  @Test(arguments: [PlaceAct.merge, .split]) func whatWasDeclaredForAPlaceHoldsForWhatTakesOver(_ act: PlaceAct) async throws {
    let operation =
      act == .merge ? PlaceOperation(.merge, what: ["一号社区", "二号社区"], to: ["同心社区"]) : try split()
    #expect(try title(of: await it.town.submit("asked-locally")) == .waiting)
    let plan = try it.town.change(operation, by: it.city)
    let overlay = try #require(plan.overlays.first { $0.title.zh == "一号社区先核对" })
    #expect(overlay.from.hasSuffix("/一号社区") && overlay.to.count == (act == .merge ? 1 : 2))
    let code = try await it.town.submit("asked-locally")
    #expect(try title(of: code) == .waiting)
    #expect(try it.holder(code) == "一号社区居民委员会/社区主任")
    #expect(try it.town.request(code).variant == "asked-locally-first")
    // Publishing it again says the same.
    try it.town.publish(["reshaped"])
    #expect(try title(of: await it.town.submit("asked-locally")) == .waiting)
    #expect(try it.town.faults().isEmpty)
  }

  /// What is taken back into the place above leaves that as it was.
  @Test func aClosedPlaceLeavesNothingOfItsOwnToWhatIsAbove() async throws {
    try it.town.change(PlaceOperation(.add, to: ["一号街道"], name: "末社区"), by: it.city)
    let city = try #require(it.town.engine.current).city
    let place = try it.town.placeID("末社区"), street = try it.town.placeID("一号街道")
    #expect(city.holds([place], at: try #require(city.position(of: place))))
    let plan = try it.town.change(PlaceOperation(.close, what: ["末社区"]), by: it.city)
    #expect(plan.overlays.isEmpty)
    let after = try #require(it.town.engine.current).city
    #expect(after.standing(for: place).isEmpty)
    #expect(after.position(of: place) == after.position(of: street))
  }

  /// Who governed a community governs its parts until the directory says otherwise: nothing stands still meanwhile.
  @Test func aSplitCommunityGoesOnWithWhoGovernedIt() async throws {
    let running = try await it.town.submit("at-community")
    let plan = try it.town.change(try split(), by: it.city)
    #expect(plan.governing.map { "\($0.path.split(separator: "/").last ?? "") \($0.bodies) \($0.isOwn)" }.sorted() == [
      "东社区 [\"一号社区居民委员会\"] true", "西社区 [\"一号社区居民委员会\"] true",
    ])
    #expect(!plan.posts.contains { $0.post == "一号社区居民委员会/社区主任" && $0.kind == .ends })
    #expect(try it.holder(running) == "一号社区居民委员会/社区主任")
    let later = try await it.town.submit("at-community")
    #expect(try it.holder(later) == "一号社区居民委员会/社区主任")
    try undo()
    #expect(try it.holder(running) == "一号社区居民委员会/社区主任")
    for code in [running, later] { _ = try await it.town.verb(.approve, code, by: it.head).get() }
    #expect(try it.town.faults().isEmpty)
  }

  @Test func workGoesOnlyToWhoMayHandleIt() async throws {
    let code = try await it.town.submit("at-compound")
    #expect(try it.holder(code) == "一号社区居民委员会/网格岗")
    // The grid worker of the other community has the compound only once it is given to them: their head has it.
    let plan = try it.town.change(PlaceOperation(.move, what: ["一号社区/幸福里"], to: ["四号社区"]), by: it.city)
    #expect(plan.posts.contains { $0.kind == .ends && $0.post == "一号社区居民委员会/网格岗（幸福里）" })
    #expect(!plan.posts.contains { $0.kind == .follows && $0.post.hasPrefix("一号社区居民委员会/网格岗") })
    #expect(try it.holder(code) == "四号社区居民委员会/社区主任")
    // Taken back, it is again with who had it.
    try undo()
    #expect(try it.holder(code) == "一号社区居民委员会/网格岗")
    let grid = try it.town.staff("一号社区居民委员会", "网格岗")
    #expect(try it.town.request(code).steps.count == 3)
    _ = try await it.town.verb(.approve, code, by: grid).get()
    #expect(try it.town.faults().isEmpty)
  }

  @Test func placesOfOneNameAreToldApartWhenTheirParentsMerge() throws {
    let plan = try it.town.change(
      PlaceOperation(.merge, what: ["二号社区", "三号社区"], to: ["二号社区"]), by: it.city)
    #expect(plan.lines.contains { $0.kind == .rename && $0.path.hasSuffix("三号社区/一号小区") && $0.to == "三号社区一号小区" })
    let names = try #require(try it.town.engine.placeHistory("二号社区")).children.map(\.name)
    #expect(Set(names).count == names.count && names.contains("一号小区") && names.contains("三号社区一号小区"))
    #expect(try it.town.engine.checkPlaces().isEmpty)
    try undo()
    #expect(try it.town.engine.placeHistory("三号社区/一号小区") != nil)
    #expect(try it.town.engine.placeHistory("三号社区/一号小区")?.aliases.contains("三号社区一号小区") == false)
  }
}
