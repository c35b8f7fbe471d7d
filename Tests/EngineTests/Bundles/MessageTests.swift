import Core
import FEEL
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// Pain 29, the sender is not told that a message failed: who hears when one reaches nobody, and those that
/// leave by a gateway for phones.
@Suite struct MessageTests {
  private static func reply(_ code: Int) -> CallOutcome { .answered(.context(Context([("code", .number(Number(code)))]))) }
  private static let taken = reply(0), refused = reply(7)

  private func town() throws -> BundleTown { try BundleTown("start", "messages") }
  private func head(_ town: BundleTown) throws -> Int64 { try town.staff("一号社区居民委员会", "社区主任") }
  private func owner(_ town: BundleTown) throws -> Int64 { try town.staff("测试市卫生健康局", "服务管理岗") }

  private func give(_ phone: String, to person: Int64, _ town: BundleTown) throws {
    let insert = Statement.insert(SystemTables.credential, conflict: .replace)
    try town.engine.commitOrThrow(
      Plan(changes: [Change(insert, [.text("phone"), .text(phone), .int(person), .null, .int(0), .null])]))
  }

  /// Lets the moment of everything in the outbox come.
  private func hurry(_ engine: Engine) throws {
    let due = Statement(SystemTables.outbox, .update([.set("due", .parameter(0))], where: .isNull(.column("sent"))))
    try engine.commitOrThrow(Plan(changes: [Change(due, [.int(0)])]))
  }

  private func approved(_ town: BundleTown) async throws -> String {
    let code = try await town.submit("told")
    _ = try await town.verb(.approve, code, by: try head(town)).get()
    return code
  }

  private func deliveries(_ town: BundleTown, _ code: String) throws -> [String] {
    try town.request(code, as: try head(town)).sendings.map {
      "\($0.recipient.zh) \($0.channel.rawValue) \($0.state.rawValue) \($0.reason?.zh ?? "-")"
    }
  }

  @Test func aMessageLeavesOnceAndItsRowSaysSo() async throws {
    let town = try town()
    try give("138 0000 1234", to: BundleTown.resident, town)
    let code = try await approved(town)
    #expect(try deliveries(town, code) == ["申请人 sms queued -"])
    let carrier = ScriptedCarrier([Self.taken])
    #expect(try town.engine.deliver(by: carrier))
    #expect(try !town.engine.deliver(by: carrier))
    #expect(carrier.bodies == [#"{"mobile":"13800001234","content":"您的「通知试验」办好了：试验事由","sign":"【测试】\#(code)"}"#])
    #expect(carrier.sent[0].connector.secret == "sms-key" && carrier.sent[0].key.utf8.count == 32)
    #expect(try deliveries(town, code) == ["申请人 sms sent -"])
    #expect(try town.messages(to: BundleTown.resident) == ["您的「通知试验」办好了：试验事由"])
    #expect(try town.messages(to: try head(town)) == [])
    #expect(try town.request(code).sendings.isEmpty, "whoever filed is not told about channels")
    let kept = Query(["payload"], of: SystemTables.outbox, where: .equals("topic", 0))
    let payloads = try town.store.read { try $0.rows(kept, [.text("sms")], under: .system(.maintenance)) }
    #expect(payloads.map { $0[0].blob } == [[]], "neither number nor words are kept")
    #expect(try town.faults() == [])
  }

  @Test func whoDidTheVerbHearsThatThereIsNoPhone() async throws {
    let town = try town()
    let code = try await approved(town)
    let carrier = ScriptedCarrier([])
    #expect(try !town.engine.deliver(by: carrier))
    #expect(try deliveries(town, code) == ["申请人 sms failed 没有手机号"])
    #expect(try town.messages(to: try head(town)) == ["通知试验 \(code)：短信没有送到申请人：没有手机号"])
    let mail = try town.engine.mail(town.caller(try head(town)))
    #expect(mail.map(\.code) == [code], "the message leads to the request")
    #expect(try town.messages(to: BundleTown.resident).count == 1, "inside it arrived")
  }

  @Test func whatTheGatewayDoesNotTakeComesBackToTheSenderOnce() async throws {
    let town = try town()
    try give("13800001234", to: BundleTown.resident, town)
    let code = try await approved(town)
    let carrier = ScriptedCarrier([Self.refused, Self.refused])
    #expect(try town.engine.deliver(by: carrier))
    #expect(try town.messages(to: try head(town)) == [], "it is tried again first")
    #expect(try deliveries(town, code) == ["申请人 sms queued -"])
    try hurry(town.engine)
    #expect(try town.engine.deliver(by: carrier))
    #expect(carrier.sent[0].key == carrier.sent[1].key && carrier.sent[0].body == carrier.sent[1].body)
    #expect(try deliveries(town, code) == ["申请人 sms failed 对方没有收下"])
    #expect(try town.messages(to: try head(town)) == ["通知试验 \(code)：短信没有送到申请人：对方没有收下"])
    try hurry(town.engine)
    #expect(try !town.engine.deliver(by: carrier), "given up")
  }

  @Test func aGatewayThatRecoversDeliversAndTheSenderHeardOnce() async throws {
    let town = try town()
    try give("13800001234", to: BundleTown.resident, town)
    let code = try await approved(town)
    let carrier = ScriptedCarrier([
      .failed(.unreachable), .failed(.status(503)), .failed(.timedOut), Self.taken,
    ])
    for _ in 0..<3 {
      try hurry(town.engine)
      #expect(try town.engine.deliver(by: carrier))
    }
    #expect(try town.messages(to: try head(town)) == ["通知试验 \(code)：短信没有送到申请人：对方回了 503"])
    #expect(try deliveries(town, code) == ["申请人 sms failed 超时没有答复"])
    try hurry(town.engine)
    #expect(try town.engine.deliver(by: carrier))
    #expect(try deliveries(town, code) == ["申请人 sms sent -"])
    #expect(try town.messages(to: try head(town)).count == 1)
    #expect(Set(carrier.sent.map(\.key)).count == 1)
    #expect(try town.faults() == [])
  }

  @Test func aNumberThatTheGatewayRefusesIsNotTriedAgain() async throws {
    let town = try town()
    try give("13800001234", to: BundleTown.resident, town)
    let code = try await approved(town)
    let carrier = ScriptedCarrier([.failed(.status(422))])
    #expect(try town.engine.deliver(by: carrier))
    try hurry(town.engine)
    #expect(try !town.engine.deliver(by: carrier))
    #expect(try deliveries(town, code) == ["申请人 sms failed 对方回了 422"])
    #expect(try town.messages(to: try head(town)).count == 1)
  }

  @Test func afterADayTheNewsIsOldAndNotSent() async throws {
    let town = try town()
    try give("13800001234", to: BundleTown.resident, town)
    let code = try await approved(town)
    let old = Statement(SystemTables.sending, .update([.set("at", .parameter(0))], where: .equals("channel", 1)))
    try town.engine.commitOrThrow(Plan(changes: [Change(old, [.int(0), .text("sms")])]))
    let carrier = ScriptedCarrier([Self.taken])
    #expect(try town.engine.deliver(by: carrier))
    #expect(carrier.sent.isEmpty)
    #expect(try deliveries(town, code) == ["申请人 sms failed 隔得太久，不再发了"])
    #expect(try town.messages(to: try head(town)).count == 1)
    #expect(try !town.engine.deliver(by: carrier))
  }

  @Test func anAnswerThatComesTwiceIsWrittenOnce() async throws {
    let town = try town()
    try give("13800001234", to: BundleTown.resident, town)
    let code = try await approved(town)
    let second = ScriptedCarrier([Self.taken]), engine = town.engine
    let first = ScriptedCarrier([Self.refused]) {
      try? self.hurry(engine)
      _ = try? engine.deliver(by: second)
    }
    #expect(try town.engine.deliver(by: first))
    #expect(first.sent.map(\.key) == second.sent.map(\.key), "the gateway sees that it is the same")
    #expect(try deliveries(town, code) == ["申请人 sms sent -"])
    #expect(try town.messages(to: try head(town)) == [])
  }

  /// Nobody did anything: the owner of the service hears.
  @Test func forTheClockTheOwnerHears() async throws {
    let town = try town()
    let code = try await town.submit("warned")
    try town.ring(0)
    #expect(try town.messages(to: try owner(town)) == ["提醒试验 \(code)：短信没有送到申请人：没有手机号"])
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    try vacate(grid, town)
    try town.ring(1)
    #expect(
      try town.messages(to: try owner(town)).last == "提醒试验 \(code)：消息没有送到承办人（一号社区居民委员会/网格岗）：岗位空缺")
    #expect(
      try deliveries(town, code) == ["申请人 sms failed 没有手机号", "承办人（一号社区居民委员会/网格岗） app failed 岗位空缺"])
  }

  /// A resident who urges an empty desk is told, and so is the owner, who can mend it.
  @Test func whoUrgesAnEmptyDeskIsTold() async throws {
    let town = try town()
    let code = try await town.submit("warned")
    try vacate(try town.staff("一号社区居民委员会", "网格岗"), town)
    _ = try await town.verb(.urge, code, by: BundleTown.resident).get()
    let words = "提醒试验 \(code)：消息没有送到一号社区居民委员会/网格岗：岗位空缺"
    #expect(try town.messages(to: BundleTown.resident) == [words])
    #expect(try town.messages(to: try owner(town)) == [words])
    #expect(try town.request(code).urges == 1)
  }

  /// Where people sign in by the store alone, somebody without an account reads nothing.
  @Test func whoCannotSignInReadsNothing() async throws {
    let town = try town()
    let grid = try town.staff("一号社区居民委员会", "网格岗")
    let code = try await town.submit("warned")
    let strict = Engine(store: town.store, compiler: town.engine.compiler, checksAccounts: true)
    try strict.prepare()
    func urge() async throws {
      let urge = Command.Act.verb(.urge, code: code, reason: nil, answers: nil, to: nil)
      let command = Command(act: urge, caller: town.caller(BundleTown.resident), key: nil, body: [1])
      let result = await withCheckedContinuation { done in strict.perform(command) { done.resume(returning: $0) } }
      _ = try result.get()
    }
    try await urge()
    #expect(try deliveries(town, code) == ["一号社区居民委员会/网格岗 app failed 没有账号，看不到消息"])
    #expect(try town.messages(to: BundleTown.resident).count == 1)
    try give("13900001111", to: grid, town)
    try await urge()
    #expect(try deliveries(town, code).count == 1 && town.messages(to: BundleTown.resident).count == 1)
    #expect(try town.messages(to: grid).count == 2, "it waits there in any case")
  }

  private func vacate(_ post: Int64, _ town: BundleTown) throws {
    let end = Statement(SystemTables.appointment, .delete(where: .equals("post", 0)))
    let moved = Statement(
      SystemTables.grantEpoch,
      .update([.set("epoch", .add(.column("epoch"), .constant(.int(1))))], where: .equals("id", 0)))
    try town.engine.commitOrThrow(Plan(changes: [Change(end, [.int(post)]), Change(moved, [.int(1)])]))
  }

  @Test func withoutAGatewayTheOnlyWayIsNoWay() async throws {
    let town = try BundleTown("start", "messages-later")
    let code = try await town.submit("silent")
    #expect(try deliveries(town, code) == ["申请人 sms failed 这里没有能发的连接"])
    #expect(try town.messages(to: BundleTown.resident) == [], "a resident cannot mend an installation")
    #expect(try town.messages(to: try owner(town)) == ["无网关 \(code)：短信没有送到申请人：这里没有能发的连接"])
    _ = try await town.verb(.approve, code, by: try head(town)).get()
    #expect(try town.messages(to: BundleTown.resident) == ["办好 \(code)"])
    #expect(try deliveries(town, code).count == 1, "one of two ways arrived")
    let carrier = ScriptedCarrier([])
    #expect(try !town.engine.deliver(by: carrier))
  }

  /// A role is whoever would get its work: the nearest, and further up when nobody is there.
  @Test func aRoleIsToldWhereWorkWouldGo() async throws {
    let town = try town()
    let street = try town.staff("一号街道办事处", "街道值班岗"), district = try town.staff("一区人民政府", "区值班岗")
    let first = try await town.submit("raised")
    #expect(try town.messages(to: street) == ["有人报了 \(first)"] && town.messages(to: district) == [])
    try vacate(street, town)
    let second = try await town.submit("raised")
    #expect(try town.messages(to: district) == ["有人报了 \(second)"])
    #expect(try deliveries(town, second) == [])
  }

  // MARK: Family

  private func makeFamily(_ town: BundleTown) throws {
    let running = try #require(town.engine.current)
    var seeding = EntitySeeding(running, town.engine, now: 0)
    let child = try #require(running.program.knowledge.reading("child_of"))
    seeding.relate(child, from: BundleTown.other, to: BundleTown.resident)
    try town.engine.commitOrThrow(Plan(changes: seeding.take()))
  }

  /// A daughter files for her mother: both are told, and both phones ring.
  @Test func whatIsForTheApplicantIsForWhoFiledToo() async throws {
    let town = try town()
    try makeFamily(town)
    try give("13800001234", to: BundleTown.other, town)
    let reply = try await town.perform(
      BundleTown.other, .submit(service: "told", answers: ["事由": .text("上门")], forPerson: BundleTown.resident)).get()
    let code = try #require(Town.text("code", reply.json))
    _ = try await town.verb(.approve, code, by: try head(town)).get()
    let words = ["您的「通知试验」办好了：上门"]
    #expect(try town.messages(to: BundleTown.resident) == words && town.messages(to: BundleTown.other) == words)
    // The mother has no phone; the daughter's rings.
    #expect(try deliveries(town, code) == ["申请人 sms queued -"])
    let carrier = ScriptedCarrier([Self.taken])
    #expect(try town.engine.deliver(by: carrier))
    #expect(carrier.bodies.allSatisfy { $0.contains("13800001234") })
    #expect(try town.messages(to: try head(town)) == [])
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func threeServersSendEachMessageOnce() async throws {
      try await BundleTown.onThreeServers(["start", "messages"]) { town, engines in
        try give("13800001234", to: BundleTown.resident, town)
        var codes: [String] = []
        for _ in 0..<10 { codes.append(try await approved(town)) }
        let carrier = ScriptedCarrier([CallOutcome](repeating: Self.taken, count: 100))
        await withTaskGroup(of: Void.self) { group in
          for engine in engines + engines {
            group.addTask { while (try? engine.deliver(by: carrier)) ?? false {} }
          }
        }
        while try town.engine.deliver(by: carrier) {}
        #expect(Set(carrier.sent.map(\.key)).count == 10 && carrier.sent.count == 10)
        for code in codes { #expect(try deliveries(town, code) == ["申请人 sms sent -"]) }
        #expect(try town.faults() == [])
      }
    }
  #endif
}
