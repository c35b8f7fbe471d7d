import Core
import Testing

@testable import Engine

/// Figures within a condition: the same requests that a list by the same grant would show, counted.
@Suite struct ConditionalFiguresTests {
  private func lab(_ town: BundleTown) async throws -> [String] {
    var codes: [String] = []
    for (place, people, kind) in [
      ("一号社区/一号小区/1号楼", "30", "明火"), ("一号社区/一号小区/1号楼", "10", "明火"), ("二号社区", "12", "用电"),
      ("二号社区", nil, "明火"),
    ] as [(String, String?, String)] {
      var answers: [String: Answer] = ["地点": .text(try code(of: place, town)), "类别": .text(kind)]
      if let people { answers["人数"] = .number(people) }
      let reply = try await town.submit("tally", answers).get()
      codes.append(try #require(Town.text("code", reply.json)))
    }
    _ = try await town.verb(.approve, codes[0], by: town.staff("一号社区居民委员会", "社区主任")).get()
    return codes
  }

  private func code(of place: String, _ town: BundleTown) throws -> String {
    let tree = try #require(town.engine.current).city.tree
    guard case .one(let node) = tree.resolve(place) else { throw BundleTown.Missing() }
    return tree.nodes[node].code
  }

  private func own(_ counts: Counts, _ id: String) -> String? { counts.figures.own.first { $0.id == id }?.value }

  @Test func onlyRequestsForWhichItHoldsAreCounted() async throws { try await counted(BundleTown("figures")) }

  private func counted(_ town: BundleTown) async throws {
    _ = try await lab(town)
    let engine = town.engine
    let big = town.caller(try town.staff("统计室", "大事岗")), fire = town.caller(try town.staff("统计室", "明火岗"))
    let near = town.caller(try town.staff("统计室", "社区岗"))
    for isFolded in [false, true] {
      if isFolded { while try engine.fold() > 0 {} }
      let ofBig = try engine.counts("tally", by: .state, at: nil, caller: big)
      #expect(ofBig.rows.map(\.key) == ["waiting", "done"] && ofBig.rows.map(\.figures.total) == [1, 1])
      #expect(own(ofBig, "总人数") == "42" && own(ofBig, "办结数") == "1")
      let ofFire = try engine.counts("tally", by: .state, at: nil, caller: fire)
      #expect(ofFire.figures.total == 2 && own(ofFire, "总人数") == "10", "null counts nothing, what is done is left out")
      let ofNear = try engine.counts("tally", by: .place, at: .community, caller: near)
      #expect(ofNear.figures.total == 1 && ofNear.rows.map(\.figures.total) == [1], "the territory bounds it")
      for view in PlaceView.allCases {
        let places = try engine.placeFigures("tally", StatisticsQuestion(view: view), at: .community, big)
        #expect(places.lines.map(\.total) == [1, 1] && places.lines.map(\.done) == [1, 0])
        let rows = try engine.counts("tally", by: .place, at: .community, caller: big, view: view).rows
        #expect(rows.filter { $0.figures.total > 0 }.map(\.figures.total) == [1, 1])
      }
    }
    #expect(try engine.funnel("tally", StatisticsQuestion(), big).submitted == 2)
    #expect(try engine.funnel("tally", StatisticsQuestion(), fire).states == [.waiting: 2])
    let times = try engine.stepTimes("tally", StatisticsQuestion(), big)
    #expect(times.map(\.stays) == [1] && times.map(\.open) == [1])
    let there = StatisticsQuestion(place: try code(of: "二号社区", town))
    #expect(try engine.funnel("tally", there, big).submitted == 1)
    #expect(throws: Refusal.self, "not in the territory") { try engine.funnel("tally", there, near) }
    #expect(try engine.countedServices(big).map(\.id) == ["tally"])
    let city = try #require(engine.current).city
    guard case .one(let second) = city.tree.resolve("二号社区") else { throw BundleTown.Missing() }
    #expect(try engine.counts(at: city.ids[second], big).map(\.total) == [1])
    #expect(try engine.counts(at: city.ids[0], near).isEmpty, "above the territory")
    #expect(try town.faults().isEmpty)
  }

  #if canImport(StoragePostgres)
    @Test func onPostgreSQLTheSame() async throws {
      try await BundleTown.onThreeServers(["figures"]) { town, _ in try await counted(town) }
    }
  #endif
}
