import Core
import FEEL
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// Another system as a test wants it: answers in turn, then not at all; remembers what it was sent.
final class ScriptedCarrier: Carrier {
  private let answers: Mutex<[CallOutcome]>
  private let heard = Mutex<[OutgoingCall]>([])
  private let meanwhile: (@Sendable () -> Void)?

  /// - Parameter meanwhile: What happens while the first call is under way.
  init(_ answers: [CallOutcome], meanwhile: (@Sendable () -> Void)? = nil) {
    self.answers = Mutex(answers)
    self.meanwhile = meanwhile
  }

  var sent: [OutgoingCall] { heard.withLock { $0 } }
  var bodies: [String] { sent.map { String(decoding: $0.body, as: UTF8.self) } }

  func carry(_ call: OutgoingCall) -> CallOutcome {
    heard.withLock { $0.append(call) }
    meanwhile?()
    return answers.withLock { $0.isEmpty ? .failed(.unreachable) : $0.removeFirst() }
  }
}

@Suite struct CallTests {
  private static func reply(_ members: [(String, Value)]) -> CallOutcome { .answered(.context(Context(members))) }
  private static let good = reply([("ok", .boolean(true)), ("words", .string("无记录")), ("score", .number(Number(87)))])

  private func town() throws -> BundleTown { try BundleTown("start", "calls") }
  private func head(_ town: BundleTown) throws -> Int64 { try town.staff("一号社区居民委员会", "社区主任") }

  private func alarms(_ town: BundleTown) throws -> [String] {
    let query = Query(["payload"], of: SystemTables.event, where: .equals("kind", 0), order: [.init(.column("sequence"))])
    return try town.store.read { try $0.rows(query, [.text("alarm")], under: .system(.maintenance)) }
      .compactMap { Town.text("why", $0[0].blob ?? []) }
  }

  /// Lets the moment of every call come.
  private func hurry(_ engine: Engine) throws {
    let due = Statement(SystemTables.outbox, .update([.set("due", .parameter(0))], where: .isNull(.column("sent"))))
    try engine.commitOrThrow(Plan(changes: [Change(due, [.int(0)])]))
  }

  private func answers(_ town: BundleTown, _ code: String) throws -> [String: String] {
    let shown = try town.request(code, as: try head(town)).answers
    return Dictionary(shown.map { ($0.id, $0.text) }, uniquingKeysWith: { a, _ in a })
  }

  private func results(_ town: BundleTown, _ code: String) throws -> [String] {
    try town.request(code, as: try head(town)).calls.flatMap { call in
      call.attempts.map { "\(call.connector.zh) \($0.number) \($0.result.text)" }
    }
  }

  @Test func aReplyAnswersFieldsAndTheFlowGoesOn() async throws {
    let town = try town()
    let code = try await town.submit("compare")
    #expect(try town.open(code) == ["比对 call 等别的系统答复"])
    #expect(try town.request(code).line.state == .waiting)
    let carrier = ScriptedCarrier([Self.good])
    #expect(try town.engine.deliver(by: carrier))
    #expect(try !town.engine.deliver(by: carrier))
    #expect(carrier.bodies == [#"{"name":"周桂兰","words":"试验事由","code":"\#(code)","day":"1950-01-01"}"#])
    #expect(carrier.sent[0].connector.secret == "police-key" && carrier.sent[0].key.utf8.count == 32)
    #expect(try town.open(code) == ["审核 review 一号社区居民委员会/社区主任"])
    let answers = try answers(town, code)
    #expect(answers["通过"] == "是" && answers["说明"] == "公安：无记录" && answers["分数"] == "87")
    #expect(try results(town, code) == ["公安比对 1 answered"])
    #expect(try town.request(code).calls.isEmpty, "whoever filed is not told about systems")
    _ = try await town.verb(.approve, code, by: try head(town)).get()
    #expect(try town.request(code).line.state == .done)
    #expect(try town.faults() == [])
  }

  @Test func itIsTriedAgainWithTheSameKeyAndBytes() async throws {
    let town = try town()
    let code = try await town.submit("compare")
    let carrier = ScriptedCarrier([.failed(.timedOut), Self.good])
    #expect(try town.engine.deliver(by: carrier))
    #expect(try !town.engine.deliver(by: carrier), "not before the pause is over")
    #expect(try town.open(code) == ["比对 call 等别的系统答复"])
    try hurry(town.engine)
    #expect(try town.engine.deliver(by: carrier))
    #expect(carrier.sent.count == 2 && carrier.sent[0].key == carrier.sent[1].key && carrier.sent[0].body == carrier.sent[1].body)
    #expect(try results(town, code) == ["公安比对 1 timed-out", "公安比对 2 answered"])
    #expect(try alarms(town) == [])
    #expect(try town.faults() == [])
  }

  @Test func whenItStaysSilentAnAlarmSaysSoOnceAndItIsTriedOn() async throws {
    let town = try town()
    let code = try await town.submit("compare")
    let carrier = ScriptedCarrier([.failed(.unreachable), .failed(.unreachable), .failed(.unreachable), Self.good])
    for _ in 0..<3 {
      try hurry(town.engine)
      #expect(try town.engine.deliver(by: carrier))
    }
    #expect(try alarms(town) == ["「公安比对」没有答复：连接不上"])
    #expect(try town.request(code).line.state == .waiting)
    #expect(try town.request(code).steps[0].reason == "「公安比对」没有答复：连接不上")
    try hurry(town.engine)
    #expect(try town.engine.deliver(by: carrier))
    #expect(try town.open(code) == ["审核 review 一号社区居民委员会/社区主任"])
    #expect(try town.faults() == [])
  }

  @Test func withAlarmTheMatterIsBlockedUntilItIsAnswered() async throws {
    let town = try town()
    let code = try await town.submit("compare-alarm")
    let carrier = ScriptedCarrier([.failed(.status(403)), Self.reply([("ok", .null)])])
    #expect(try town.engine.deliver(by: carrier))
    #expect(try town.request(code).line.state == .blocked)
    #expect(try alarms(town) == ["「告警的比对」没有答复：对方回了 403"])
    try hurry(town.engine)
    #expect(try town.engine.deliver(by: carrier))
    #expect(try town.request(code).line.state == .waiting)
    #expect(try answers(town, code)["通过"] == nil, "null answers nothing")
    #expect(try town.faults() == [])
  }

  @Test func withSkipTheFlowGoesOnAndTheBranchesJoin() async throws {
    let town = try town()
    let code = try await town.submit("compare-skip")
    let boss = try head(town)
    #expect(try town.open(code).count == 2)
    let carrier = ScriptedCarrier([.failed(.unreachable)])
    #expect(try town.engine.deliver(by: carrier))
    #expect(try town.open(code) == ["两边/社区/社区看 review 一号社区居民委员会/社区主任"])
    _ = try await town.verb(.approve, code, by: boss).get()
    #expect(try town.open(code) == ["审核 review 一号社区居民委员会/社区主任"])
    #expect(try town.request(code, as: boss).steps.contains { $0.outcome == "unanswered" })
    _ = try await town.verb(.approve, code, by: boss).get()
    // The act of the end: nobody waits for it.
    #expect(try town.request(code).line.state == .done)
    let after = ScriptedCarrier([.failed(.status(500)), Self.good])
    #expect(try town.engine.deliver(by: after))
    try hurry(town.engine)
    #expect(try town.engine.deliver(by: after))
    #expect(try !town.engine.deliver(by: after))
    #expect(after.bodies.allSatisfy { $0.contains(code) })
    #expect(
      try results(town, code) == ["可跳过的比对 1 unreachable", "公安比对 1 status 500", "公安比对 2 answered"])
    #expect(try town.faults() == [])
  }

  @Test func aReplyThatDoesNotFitChangesNothing() async throws {
    let town = try town()
    let code = try await town.submit("compare")
    let odd = Self.reply([("ok", .boolean(true)), ("score", .number(Number(101)))])
    let carrier = ScriptedCarrier([odd, Self.reply([("ok", .string("也许"))]), Self.good])
    #expect(try town.engine.deliver(by: carrier))
    #expect(try results(town, code) == ["公安比对 1 unfit 分数"])
    #expect(try answers(town, code)["通过"] == nil)
    try hurry(town.engine)
    #expect(try town.engine.deliver(by: carrier))
    #expect(try results(town, code).last == "公安比对 2 unfit 通过")
    #expect(try alarms(town).count == 1)
    try hurry(town.engine)
    #expect(try town.engine.deliver(by: carrier))
    #expect(try answers(town, code)["分数"] == "87")
    #expect(try town.faults() == [])
  }

  @Test func anAnswerThatComesTwiceIsAppliedOnce() async throws {
    let town = try town()
    let code = try await town.submit("compare")
    // While the first is under way it is given up and sent again; then both answer.
    let second = ScriptedCarrier([Self.good])
    let engine = town.engine
    let first = ScriptedCarrier([Self.good]) {
      try? self.hurry(engine)
      _ = try? engine.deliver(by: second)
    }
    #expect(try town.engine.deliver(by: first))
    #expect(first.sent.map(\.key) == second.sent.map(\.key))
    #expect(try town.open(code) == ["审核 review 一号社区居民委员会/社区主任"])
    #expect(try results(town, code) == ["公安比对 1 interrupted", "公安比对 2 answered"])
    #expect(try town.request(code).steps.filter { $0.step == "审核" }.count == 1)
    #expect(try town.faults() == [])
  }

  private func records(_ rows: [[(String, Value)]]) -> CallOutcome {
    Self.reply([("records", .list(rows.map { .context(Context($0)) }))])
  }

  @Test func aReplyFillsRowsByTheChecksOfTheForm() async throws {
    let town = try town()
    let code = try await town.submit("compare-rows")
    let row: [(String, Value)] = [("日子", .string("2026-03-01")), ("次数", .number(Number(2)))]
    let carrier = ScriptedCarrier([
      records([[("日子", .string("2026-03-01")), ("次数", .number(Number(10)))]]), records([row + [("别的", .null)]]),
      records([row, row, row, row]), records([row, [("日子", .string("2026-04-01")), ("次数", .number(Number(1)))]]),
    ])
    for _ in 0..<4 {
      try hurry(town.engine)
      #expect(try town.engine.deliver(by: carrier))
    }
    #expect(try results(town, code).map { $0.contains("unfit") } == [true, true, true, false])
    #expect(try town.open(code) == ["审核 review 一号社区居民委员会/社区主任"])
    let shown = try town.request(code, as: try head(town)).answers.first { $0.id == "记录" }
    #expect(shown?.rows.map { $0.map(\.text) } == [["2026-03-01", "2"], ["2026-04-01", "1"]])
    #expect(try town.faults() == [])
  }

  @Test func whatAnActAskedIsFilledInAfterTheEnd() async throws {
    let town = try town()
    let code = try await town.submit("compare-rows")
    #expect(try town.engine.deliver(by: ScriptedCarrier([records([])])))
    _ = try await town.verb(.approve, code, by: try head(town)).get()
    #expect(try town.request(code).line.state == .done)
    #expect(try answers(town, code)["回执"] == nil)
    let before = try town.request(code).line.closed
    #expect(try town.engine.deliver(by: ScriptedCarrier([Self.reply([("receipt", .string("沪7"))])])))
    #expect(try answers(town, code)["回执"] == "沪7号")
    let after = try town.request(code).line
    #expect(after.state == .done && after.closed == before)
    #expect(try town.faults() == [])
  }

  @Test func aTestAnswersWhatARequestHasAsked() async throws {
    let town = try town()
    let code = try await town.submit("compare"), other = try await town.submit("compare")
    #expect(try town.engine.answerCalls(of: code, .failed(.unreachable)) == 1)
    #expect(try town.engine.answerCalls(of: code, Self.good) == 1, "before its moment")
    #expect(try town.open(code) == ["审核 review 一号社区居民委员会/社区主任"])
    #expect(try town.engine.answerCalls(of: code, Self.good) == 0)
    #expect(try town.open(other) == ["比对 call 等别的系统答复"])
  }

  @Test func whatNobodyWaitsForIsNotSent() async throws {
    let town = try town()
    let code = try await town.submit("compare")
    _ = try await town.verb(.withdraw, code, by: BundleTown.resident).get()
    let carrier = ScriptedCarrier([Self.good])
    #expect(try !town.engine.deliver(by: carrier))
    #expect(carrier.sent.isEmpty)
    #expect(try results(town, code) == ["公安比对 1 needless"])
    #expect(try town.request(code).line.state == .withdrawn)
  }

  @Test func figuresCountWhatWaitsAndWhatFailed() async throws {
    let town = try town()
    for _ in 0..<3 { _ = try await town.submit("compare") }
    let carrier = ScriptedCarrier([Self.good, .failed(.notListed)])
    #expect(try town.engine.deliver(by: carrier))
    #expect(try town.engine.deliver(by: carrier))
    let police = try #require(try town.engine.systemFigures().connectors.first { $0.id == "police" })
    #expect(police.waiting == 2 && police.attempts == 2 && police.failed == 1)
  }

  @Test func anAddressThatIsNotListedIsNotPublished() async throws {
    let town = try town()
    let allowed = AllowedAddresses([.init(try WebAddress("http://127.0.0.1:9/check"))])
    let engine = Engine(store: town.store, compiler: town.engine.compiler, addresses: allowed)
    let documents = try #require(town.engine.current).program.documents
    let plan = try engine.plan(documents)
    #expect(plan.program == nil)
    let refused = plan.diagnostics.filter { $0.code == .urlNotListed }
    #expect(refused.count == 2 && refused.allSatisfy { $0.range.file.hasSuffix("calls.yaml") && $0.severity == .error })
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func threeServersSendEachCallOnce() async throws {
      try await BundleTown.onThreeServers(["start", "calls"]) { town, engines in
        var codes: [String] = []
        for _ in 0..<12 { codes.append(try await town.submit("compare")) }
        let carrier = ScriptedCarrier([CallOutcome](repeating: Self.good, count: 100))
        await withTaskGroup(of: Void.self) { group in
          for engine in engines + engines {
            group.addTask { while (try? engine.deliver(by: carrier)) ?? false {} }
          }
        }
        while try town.engine.deliver(by: carrier) {}
        #expect(Set(carrier.sent.map(\.key)).count == 12 && carrier.sent.count == 12)
        for code in codes { #expect(try town.open(code) == ["审核 review 一号社区居民委员会/社区主任"]) }
        #expect(try town.faults() == [])
      }
    }
  #endif
}
