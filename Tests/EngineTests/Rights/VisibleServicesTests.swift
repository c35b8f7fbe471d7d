import Core
import Testing

@testable import Engine

/// Which services somebody sees: the union over the places above every home, by audience, dates and condition.
@Suite struct VisibleServicesTests {
  private func seen(_ town: BundleTown, _ person: Int64 = BundleTown.resident) throws -> [String] {
    try town.engine.services(town.caller(person)).map(\.id)
  }

  private func move(_ town: BundleTown, to places: [String]) throws {
    let running = try #require(town.engine.current)
    let home = try #require(running.program.knowledge.reading("resides_at"))
    var seeding = EntitySeeding(running, town.engine, now: 0)
    for place in places { seeding.relate(home, from: BundleTown.resident, to: try town.placeID(place)) }
    try town.engine.commitOrThrow(Plan(changes: seeding.take()))
  }

  @Test func whatIsOpenAboveTheHomeIsSeenByTitle() throws {
    let town = try BundleTown("start", "visible")
    #expect(
      try Set(seen(town)) == ["greeting", "in-city", "in-district", "in-both", "for-older"],
      "nothing of other places, for others, or over")
    let titles = try town.engine.services(town.caller(BundleTown.resident)).map(\.title.zh)
    #expect(titles == titles.sorted())
    let cards = try town.engine.services(town.caller(BundleTown.resident), text: "长者")
    #expect(cards.map(\.id) == ["for-older"] && cards[0].isEligible == true)
    #expect(cards[0].placePath?.contains("一号社区") ?? false)
  }

  @Test func everyHomeCounts() async throws {
    let town = try BundleTown("start", "visible")
    #expect(try !seen(town).contains("in-fifth"))
    try move(town, to: ["五号社区/一号小区/1号楼/1单元/101室"])
    #expect(try Set(seen(town)).isSuperset(of: ["in-fifth", "in-both", "in-district", "greeting"]))
    // What is filed there is filed at the home where it is open, and goes to those who work there.
    let form = try town.engine.form("in-fifth", for: nil, caller: town.caller(BundleTown.resident))
    #expect(form.placePath?.contains("五号社区") ?? false)
    let code = try await town.submit("in-fifth")
    #expect(try town.open(code) == ["核对 review 五号社区居民委员会/社区主任"])
    #expect(try town.faults().isEmpty)
  }

  @Test func staffSeeWhatIsForStaff() throws {
    let town = try BundleTown("start", "visible")
    let head = try town.staff("一号社区居民委员会", "社区主任")
    #expect(try seen(town, head).contains("for-staff") == false, "they live nowhere that is known")
    let running = try #require(town.engine.current)
    let home = try #require(running.program.knowledge.reading("resides_at"))
    var seeding = EntitySeeding(running, town.engine, now: 0)
    seeding.relate(home, from: head, to: try town.placeID("一号社区/一号小区/1号楼/1单元/101室"))
    try town.engine.commitOrThrow(Plan(changes: seeding.take()))
    #expect(try seen(town, head).contains("for-staff"))
  }

  /// The index finds, for every place of the tree, exactly the services that asking each of them finds.
  @Test func theIndexFindsWhatAskingEveryServiceFinds() throws {
    let town = try BundleTown("start", "visible", "rights")
    try town.engine.snapshot { running, reader in
      let preparation = Preparation(town.engine, running, reader, town.caller(BundleTown.resident))
      let index = running.shapes.services(running)
      for position in running.city.tree.nodes.indices {
        let place = running.city.ids[position]
        let found = index.candidates(at: position, in: running.city).map { index.entries[Int($0)] }
          .filter { $0.sole != nil || preparation.variant($0.service, at: place) != nil }.map(\.service.id)
        let asked = running.program.services.values.filter { preparation.variant($0, at: place) != nil }.map(\.id)
        #expect(found.sorted() == asked.sorted(), "\(running.city.tree.path(of: position))")
      }
      #expect(index.candidates(at: nil, in: running.city).count < index.entries.count)
    }
  }
}
