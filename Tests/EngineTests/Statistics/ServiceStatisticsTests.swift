import Core
import FEEL
import TestSupport
import Testing

@testable import Engine

#if canImport(StoragePostgres)
  import StoragePostgres
#endif

/// Funnel, waiting times and figures by place, against what a reader would count by hand.
@Suite struct ServiceStatisticsTests {
  private let head = Town.caller(Town.heads[1])

  @Test func theFunnelCountsEveryRequestOnce() async throws {
    let town = try Town()
    _ = try await town.perform(Town.resident(1, 3), .saveDraft(service: "check", payload: [1], forPerson: nil)).get()
    _ = try await town.perform(Town.resident(0, 3), .saveDraft(service: "check", payload: [1], forPerson: nil)).get()
    let codes = try await [town.submit(Town.resident(1, 0)), town.submit(Town.resident(1, 1)), town.submit(Town.resident(1, 2))]
    #expect(await town.act(Town.heads[1], .return, codes[1], reason: "电话打不通").refusal == nil)
    #expect(await town.act(Town.resident(1, 1), .supplement, codes[1], answers: Town.answers).refusal == nil)
    #expect(await town.act(Town.heads[1], .approve, codes[0]).refusal == nil)
    #expect(await town.act(Town.heads[1], .reject, codes[2], reason: "不符合").refusal == nil)
    let funnel = try town.engine.funnel("check", StatisticsQuestion(), head)
    #expect(funnel.submitted == 3 && funnel.done == 1)
    #expect(funnel.steps.map(\.id) == ["社区核对"], "steps of other places are none of these")
    let everywhere = try town.engine.funnel("check", StatisticsQuestion(), Town.caller(Town.duty))
    #expect(everywhere.steps.map(\.id) == ["社区核对", "社区初核", "医院安排"])
    #expect(funnel.drafts == 1, "those of people who live there")
    #expect(funnel.states == [.done: 1, .rejected: 1, .waiting: 1])
    let step = try #require(funnel.steps.first { $0.reached > 0 })
    #expect(step.reached == 3 && step.passed == 1, "one that came back counts once")
    let later = StatisticsQuestion(from: try town.store.now() + 86_400_000)
    #expect(try town.engine.funnel("check", later, head).submitted == 0)
    #expect(throws: Refusal.self) { try town.engine.funnel("check", StatisticsQuestion(), Town.caller(Town.resident(1, 0))) }
    #expect(throws: Refusal.self, "outside the territory") {
      let code = try town.engine.snapshot { running, _ in running.city.tree.nodes[0].code }
      return try town.engine.funnel("check", StatisticsQuestion(place: code), head)
    }
  }

  @Test func waitingTimesAreOverAllStays() async throws {
    let town = try Town()
    var codes: [String] = []
    for number in 0..<4 { codes.append(try await town.submit(Town.resident(1, number))) }
    for code in codes.dropLast() { #expect(await town.act(Town.heads[1], .approve, code).refusal == nil) }
    // 90 seconds, 2 minutes, 3 days and a bit: by hand the half is 2 minutes.
    let stays = try town.rows(Query(["id", "opened"], of: SystemTables.step, where: .isNotNull(.column("done")), order: [.init(.column("id"))]))
    let end = Statement(SystemTables.step, .update([.set("done", .parameter(1))], where: .equals("id", 0)))
    let taken: [Int64] = [90_000, 125_000, 3 * 86_400_000 + 1_800_000]
    try town.engine.commitOrThrow(
      Plan(changes: zip(stays, taken).map { Change(end, [$0[0], .int(($0[1].int ?? 0) + $1)]) }))
    let times = try town.engine.stepTimes("check", StatisticsQuestion(), head)
    let time = try #require(times.first { $0.stays > 0 })
    #expect(time.stays == 3 && time.open == 1)
    #expect(time.median == 120_000 && time.ninth == 3 * 86_400_000)
  }

  /// What several had one after the other on one seat is one stay: against the same worked out by hand, row by row.
  @Test(arguments: [1, 2, 3] as [UInt64]) func whatSeveralHadIsOneStay(_ seed: UInt64) async throws {
    var numbers = SeededNumbers(seed)
    let town = try Town()
    for number in 0..<4 { _ = try await town.submit(Town.resident(1, number)) }
    let names = SystemTables.step.columns.map(\.name)
    func at(_ name: String) throws -> Int { try #require(names.firstIndex(of: name)) }
    let (id, opened, done, seat, kind) = try (at("id"), at("opened"), at("done"), at("seat"), at("kind"))
    let insert = Statement.insert(SystemTables.step), hour: Int64 = 3_600_000
    var changes: [Change] = [], next = try town.rows(Query(["id"], of: SystemTables.step)).compactMap { $0[0].int }.max() ?? 0
    var taken: [Int64] = [], open: Int64 = 0
    for row in try town.rows(Query(names, of: SystemTables.step)) {
      let begun = row[opened].int ?? 0
      // Beside what is there, thirty like it: each with up to three after it, of which any may go on.
      for _ in 0..<30 {
        next += 1
        let first = next
        var ends: [Int64?] = []
        for follower in 0...Int.random(in: 0...3, using: &numbers) {
          var values = row.values
          let end = Int.random(in: 0..<4, using: &numbers) == 0 ? nil : begun + Int64.random(in: 0...(100 * hour), using: &numbers)
          // Of older builds the first has no seat of its own.
          let own: StoredValue = follower == 0 && Bool.random(using: &numbers) ? .null : .int(first)
          (values[id], values[done], values[seat]) = (.int(follower == 0 ? first : next), StoredValue(end), own)
          if follower > 0, Int.random(in: 0..<5, using: &numbers) == 0 {
            values[kind] = .text(StepRow.Kind.help.rawValue)
          } else {
            ends.append(end)
          }
          changes.append(Change(insert, values))
          next += 1
        }
        if ends.contains(nil) { open += 1 } else { taken.append((ends.compactMap(\.self).max() ?? 0) - begun) }
      }
    }
    let before = try #require(try town.engine.stepTimes("check", StatisticsQuestion(), head).first { $0.open > 0 })
    try town.engine.commitOrThrow(Plan(changes: changes))
    let time = try #require(try town.engine.stepTimes("check", StatisticsQuestion(), head).first { $0.open > 0 })
    #expect(time.stays == Int64(taken.count) && time.open == before.open + open)
    let whole = taken.map { $0 < 48 * hour ? $0 / 60_000 * 60_000 : $0 / hour * hour }.sorted()
    for (tenths, said) in [(5, time.median), (9, time.ninth)] {
      #expect(said == whole[(whole.count * tenths + 9) / 10 - 1])
    }
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func onPostgreSQLWhatIsHandedOverIsOneStayToo() async throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      let town = try BundleTown(in: PostgresStore(url: url, connections: 4), ["start", "vacancy"])
      let street = town.caller(try town.staff("一号街道办事处", "街道值班岗"))
      let head = try town.staff("一号社区居民委员会", "社区主任"), grid = try town.staff("一号社区居民委员会", "网格岗")
      func time() throws -> StepTime {
        try #require(try town.engine.stepTimes("leak", StatisticsQuestion(), street).first)
      }
      let code = try await town.submit("leak")
      _ = try await town.submit("leak")
      _ = try await town.verb(.transfer, code, by: head, reason: "请网格去看", to: "一号社区居民委员会/网格岗").get()
      #expect(try time().stays == 0 && time().open == 2)
      let moved = Statement(
        SystemTables.step,
        .update([.set("opened", .add(.column("opened"), .constant(.int(-5_400_000))))], where: .equals("outcome", 0)))
      try town.engine.commitOrThrow(Plan(changes: [Change(moved, [.text("transfer")])]))
      _ = try await town.verb(.approve, code, by: grid).get()
      let ended = try time()
      #expect(ended.stays == 1 && ended.open == 1 && ended.median >= 5_400_000)
    }
  #endif

  @Test func quantilesAreThoseOfTheSortedTimes() {
    var numbers = SystemRandomNumberGenerator()
    for size in [1, 2, 9, 10, 11, 250] {
      let all = (0..<size).map { _ in Int64.random(in: 0...40, using: &numbers) }.sorted()
      let counts = Dictionary(grouping: all, by: { $0 }).map { (milliseconds: $0.key, count: Int64($0.value.count)) }
      for tenths in [5, 9] as [Int64] {
        #expect(WaitingTimes(counts).quantile(tenths) == all[max(0, (size * Int(tenths) + 9) / 10 - 1)])
      }
    }
    #expect(WaitingTimes([]).quantile(5) == 0)
  }

  @Test(arguments: [false, true]) func placesAddUpBeforeAndAfterFolding(_ folds: Bool) async throws {
    let town = try Town()
    for number in 0..<3 { _ = try await town.submit(Town.resident(1, number)) }
    if folds { while try town.engine.fold() > 0 {} }
    let figures = try town.engine.placeFigures("check", StatisticsQuestion(), at: .door, head)
    #expect(figures.level == .door && figures.lines.map(\.total) == [3])
    #expect(figures.path.last?.name == "第2社区")
    let tomorrow = StatisticsQuestion(from: try town.store.now() + 86_400_000)
    #expect(try town.engine.placeFigures("check", tomorrow, at: .door, head).lines.isEmpty)
  }

  @Test func aStepInsideABranchIsNotLaterThanItsSibling() {
    func step(_ id: String, _ kind: StepKind = .review(batch: nil)) -> StepProgram {
      StepProgram(
        id: id, title: Label(zh: id), kind: kind, by: [], when: nil, within: nil, allow: [], then: [:], was: [],
        range: SourceRange(file: "x", start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1)))
    }
    let flow = FlowProgram([
      step("先"),
      step(
        "并",
        .parallel(
          [
            .init(id: "甲", title: Label(zh: "甲"), steps: [step("甲一"), step("甲二")]),
            .init(id: "乙", title: Label(zh: "乙"), steps: [step("乙一")]),
          ], first: false)),
      step("后"),
    ])
    func at(_ name: String) -> Int { flow.steps.firstIndex { $0.id.hasSuffix(name) } ?? -1 }
    #expect(flow.inReadingOrder.map { flow.steps[$0].id.split(separator: "/").last.map(String.init) } == ["先", "并", "甲一", "甲二", "乙一", "后"])
    #expect(flow.isLater(at("甲二"), than: at("甲一")) && flow.isLater(at("后"), than: at("乙一")))
    #expect(flow.isLater(at("乙一"), than: at("先")))
    #expect(!flow.isLater(at("乙一"), than: at("甲一")) && !flow.isLater(at("甲一"), than: at("乙一")))
  }
}
