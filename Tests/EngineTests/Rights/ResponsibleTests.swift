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

  #if canImport(StoragePostgres)
    @Test func onPostgreSQLTheSame() async throws {
      try await BundleTown.onThreeServers(["direct"]) { town, _ in try await life(town) }
    }
  #endif
}
