import Core
import Testing

@testable import Engine

/// Who answers for a person today, and holders found along that line.
@Suite struct ResponsibleTests {
  /// A fact of the ledger, between days.
  private func relate(
    _ town: BundleTown, _ relation: String, _ from: Int64, _ to: Int64, since: String? = nil, until: String? = nil
  ) throws {
    let running = try #require(town.engine.current)
    let table = try #require(running.tables.relations[relation])
    let insert = Statement(
      table,
      .insert(
        columns: ["id", "from_id", "to_id", "valid_from", "valid_to", "recorded_at", "origin"], conflict: .fail))
    let id = try #require(town.engine.ids.next(town.store.now()))
    try town.engine.commitOrThrow(
      Plan(changes: [
        Change(
          insert,
          [.int(id), .int(from), .int(to), StoredValue(since), StoredValue(until), .int(1), .text("test")])
      ]))
  }

  private func body(_ town: BundleTown, _ name: String) throws -> Int64 {
    try #require(town.engine.current?.city.organizations.values.first { $0.name == name }).id
  }

  private func home(_ town: BundleTown) throws -> Int64 {
    let city = try #require(town.engine.current).city
    guard case .one(let door) = city.tree.resolve("二号社区/一号小区/1号楼/1单元/101室") else { throw BundleTown.Missing() }
    return city.ids[door]
  }

  private func holder(_ town: BundleTown, _ code: String) throws -> Int64? {
    try town.engine.snapshot { _, reader in
      let matter = try #require(try MatterRow.find(code: code, reader))
      return try StepRow.all(of: matter.id, reader, under: .system(.command)).last { $0.done == nil }?.post
    }
  }

  private func file(_ town: BundleTown, _ service: String, _ answers: [String: Answer], by person: Int64) async throws -> String {
    let reply = try await town.perform(person, .submit(service: service, answers: answers, forPerson: nil)).get()
    return try #require(Town.text("code", reply.json))
  }

  @Test func schoolThenWorkThenHome() async throws {
    try await life(BundleTown("direct"))
  }

  private func life(_ town: BundleTown) async throws {
    let me = town.caller(BundleTown.resident)
    func answering() throws -> [String] {
      try town.engine.responsible(for: me).map { [$0.name, $0.reason.zh] } ?? []
    }
    let pupil: [String: Answer] = ["体温": .number("36")]
    #expect(try answering() == ["一号社区居民委员会", "管辖常住的地方"])
    let atHome = try await file(town, "health", pupil, by: BundleTown.resident)
    #expect(try holder(town, atHome) == town.staff("一号社区居民委员会", "社区主任"), "no such post there: the fallback")

    try relate(town, "employed_by", BundleTown.resident, body(town, "二号工厂"), since: "2020-01-01")
    #expect(try answering() == ["二号工厂", "在这里工作"])
    let atWork = try await file(town, "health", pupil, by: BundleTown.resident)
    #expect(try holder(town, atWork) == town.staff("二号工厂", "厂医岗"))

    try relate(town, "studies_at", BundleTown.resident, body(town, "一号小学"), since: "2001-09-01", until: "2007-07-01")
    #expect(try answering() == ["二号工厂", "在这里工作"], "school is over")
    try relate(town, "studies_at", BundleTown.resident, body(town, "一号小学"))
    #expect(try answering() == ["一号小学", "在这里就读"])
    let atSchool = try await file(town, "health", pupil, by: BundleTown.resident)
    #expect(try holder(town, atSchool) == town.staff("一号小学", "校医岗"))
    #expect(try town.faults().isEmpty)
  }

  @Test func aVacantPostGoesUpTheDirectLine() async throws {
    let town = try BundleTown("direct")
    try relate(town, "studies_at", BundleTown.resident, body(town, "一号小学"))
    let seat = try town.staff("一号小学", "校医岗")
    let close = Statement(
      SystemTables.appointment, .update([.set("superseded_at", .parameter(0))], where: .equals("post", 1)))
    var seeding = EntitySeeding(try #require(town.engine.current), town.engine, now: 0)
    seeding.moveGrantEpoch()
    try town.engine.commitOrThrow(Plan(changes: [Change(close, [.int(1), .int(seat)])] + seeding.take()))
    let code = try await file(town, "health", ["体温": .number("37")], by: BundleTown.resident)
    #expect(try holder(town, code) == town.staff("一号教育集团", "集团保健岗"))
    let kinds = Query(["kind"], of: SystemTables.event)
    let alarms = try town.store.read { try $0.rows(kinds, [], under: .system(.maintenance)).compactMap { $0[0].text } }
    #expect(alarms.contains("alarm"), "a vacant post is never passed over silently")
  }

  @Test func anOrganisationSignsInside() async throws {
    let town = try BundleTown("direct")
    let code = try await file(town, "safety", ["说明": .text("灭火器都在")], by: town.staff("二号工厂", "经办人"))
    #expect(try holder(town, code) == town.staff("二号工厂", "厂医岗"))
  }

  /// `of` an expression, and of the organisation that answers for a person.
  @Test func holdersAreFoundInsideAnOrganisationThatIsNamed() async throws {
    let town = try BundleTown("direct"), agent = try town.staff("二号工厂", "经办人")
    let few = try await file(town, "drill", ["人数": .number("3")], by: agent)
    #expect(try holder(town, few) == town.staff("二号社区居民委员会", "社区主任"), "null is nobody: the fallback")
    let many = try await file(town, "drill", ["人数": .number("30")], by: agent)
    #expect(try holder(town, many) == town.staff("二号工厂", "厂医岗"))
    try relate(town, "employed_by", BundleTown.resident, body(town, "二号工厂"))
    let note = try await file(town, "sick-note", ["天数": .number("2")], by: BundleTown.resident)
    #expect(try holder(town, note) == town.staff("二号工厂", "厂医岗"))
    #expect(try town.faults().isEmpty)
  }

  /// The direct line: whoever studies or works in an organisation or a part of it, and what these file themselves.
  @Test func theDirectLineIsWhoStudiesAndWorksThere() async throws { try await direct(BundleTown("direct")) }

  private func direct(_ town: BundleTown) async throws {
    let overseer = try town.staff("一号教育集团", "督导岗"), pupil = BundleTown.resident
    let answers: [String: Answer] = ["天数": .number("1")]
    try relate(town, "studies_at", pupil, body(town, "一号小学"))
    try relate(town, "studies_at", BundleTown.other, body(town, "一号小学"), until: "2001-07-01")
    let own = try await file(town, "sick-note", answers, by: pupil)
    let gone = try await file(town, "sick-note", answers, by: BundleTown.other)
    let other = try await file(town, "safety", ["说明": .text("都在")], by: town.staff("二号工厂", "经办人"))
    let nurse = try town.staff("一号小学", "校医岗")
    try relate(town, "resides_at", nurse, home(town))
    let doctor = try await file(town, "sick-note", answers, by: nurse)
    let codes = [own, gone, other, doctor]
    #expect(codes.map { (try? town.request($0, as: overseer)) != nil } == [true, false, false, true])
    let sights = try town.engine.sights(of: [.person(overseer)], over: codes).filter { $0.right == .read }
    #expect(sights.map(\.isListed) == [true, false, false, true])
    let counts = try town.engine.counts("sick-note", by: .state, at: nil, caller: town.caller(overseer))
    #expect(counts.figures.total == 2, "figures along the direct line are of the same requests")
    #expect(throws: Refusal.self) {
      try town.engine.counts("drill", by: .state, at: nil, caller: town.caller(overseer))
    }
  }

  #if canImport(StoragePostgres)
    @Test func onPostgreSQLTheSame() async throws {
      try await BundleTown.onThreeServers(["direct"]) { town, _ in try await life(town) }
      try await BundleTown.onThreeServers(["direct"]) { town, _ in try await direct(town) }
    }
  #endif
}
