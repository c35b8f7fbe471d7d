import Core
import FEEL
import Testing

@testable import Engine

/// Messages that somebody waits for: they leave at once and are kept nowhere.
@Suite struct CodeTextTests {
  private static func reply(_ code: Int) -> CallOutcome { .answered(.context(Context([("code", .number(Number(code)))]))) }
  private static let words = "登录验证码 482913，5 分钟内有效"

  private func send(_ town: BundleTown, _ carrier: ScriptedCarrier, within: Int64 = 8_000) throws -> CallResult {
    try town.engine.textNow(
      Self.words, titled: "登录验证码", to: "13800001234", key: "k-1", by: carrier, within: within)
  }

  @Test func itLeavesOnceByTheGateway() throws {
    let town = try BundleTown("start", "messages")
    #expect(try town.engine.canText())
    let carrier = ScriptedCarrier([Self.reply(0)])
    #expect(try send(town, carrier) == .answered)
    #expect(carrier.bodies == [#"{"mobile":"13800001234","content":"\#(Self.words)","sign":"【测试】"}"#])
    #expect(carrier.sent[0].key == "k-1" && carrier.sent[0].connector.timeout == 5_000)
  }

  @Test func nobodyWaitsLongerThanTheyLike() throws {
    let town = try BundleTown("start", "messages")
    let carrier = ScriptedCarrier([Self.reply(0)])
    _ = try send(town, carrier, within: 700)
    #expect(carrier.sent[0].connector.timeout == 700)
  }

  @Test(arguments: [
    (reply(7), CallResult.declined), (.answered(.null), .declined), (.answered(.string("OK")), .declined),
    (.failed(.notJSON), .notJSON), (.failed(.timedOut), .timedOut), (.failed(.status(503)), .status(503)),
    (.failed(.unreachable), .unreachable), (.failed(.notListed), .notListed), (.failed(.tooLarge), .tooLarge),
  ])
  func whatTheGatewayDoesNotTakeIsLostAndNotTriedAgain(outcome: CallOutcome, result: CallResult) throws {
    let town = try BundleTown("start", "messages")
    let carrier = ScriptedCarrier([outcome, Self.reply(0)])
    #expect(try send(town, carrier) == result)
    #expect(carrier.sent.count == 1)
    #expect(try !town.engine.deliver(by: carrier), "nothing waits to be sent")
  }

  @Test func nothingOfItIsKept() throws {
    let town = try BundleTown("start", "messages")
    func kept() throws -> [[Row]] {
      try [SystemTables.outbox, SystemTables.delivery, SystemTables.sending, SystemTables.message, SystemTables.event].map { table in
        try town.store.read {
          try $0.rows(Query([table.columns[0].name], of: table), [], under: .system(.maintenance))
        }
      }
    }
    let before = try kept()
    _ = try send(town, ScriptedCarrier([Self.reply(0)]))
    _ = try send(town, ScriptedCarrier([.failed(.timedOut)]))
    #expect(try kept().map { $0.map(\.values) } == before.map { $0.map(\.values) })
  }

  @Test func withoutAGatewayNothingLeaves() throws {
    let town = try BundleTown("start")
    #expect(try !town.engine.canText())
    let carrier = ScriptedCarrier([Self.reply(0)])
    #expect(try send(town, carrier) == .noConnector)
    #expect(carrier.sent.isEmpty)
  }
}
