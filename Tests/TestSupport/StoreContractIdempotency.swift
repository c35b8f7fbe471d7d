package import Core
internal import Storage
import Testing

extension StoreContract {
  static let idempotencyCases: [StoreContract] = [
    StoreContract("a repeated key gives the stored reply and writes nothing") { store throws in
      #expect(store.commitAndWait(plan("键-1", body: [1, 2], reply: "第一", row: 1)).word == "committed")
      #expect(store.commitAndWait(plan("键-1", body: [1, 2], reply: "第二", row: 2)).word == "repeated 201 第一")
      #expect(try store.all(ContractTables.allEvery).count == 1)
    },
    StoreContract("a repeated key with another body is refused") { store throws in
      #expect(store.commitAndWait(plan("k", body: [1], reply: "a", row: 1)).word == "committed")
      #expect(store.commitAndWait(plan("k", body: [2], reply: "a", row: 2)).word == "key reused")
      #expect(store.commitAndWait(plan("k", body: [], reply: "a", row: 2)).word == "key reused")
      #expect(try store.all(ContractTables.allEvery).count == 1)
    },
    StoreContract("one effect of 64 that use one key at once") { store throws in
      let words = Crowd.outcomes(64, of: store) { n in plan("同一把钥匙", body: [7], reply: "唯一", row: Int64(n)) }
      #expect(words.tally("committed") == 1)
      #expect(words.tally("repeated 201 唯一") == 63)
      #expect(try store.all(ContractTables.allEvery).count == 1)
    },
    StoreContract("a plan that fails gives its key back") { store throws in
      var refused = plan("again", body: [1], reply: "ok", row: 1)
      refused.changes.insert(Change(moveOn, [.int(99), .int(1)], guarding: .moved), at: 0)
      #expect(store.commitAndWait(refused).word == "failed moved")
      refused.changes = [refused.changes[1], refused.changes[0]]
      #expect(store.commitAndWait(refused).word == "failed moved")
      #expect(try store.all(ContractTables.allEvery).isEmpty)
      #expect(store.commitAndWait(plan("again", body: [1], reply: "ok", row: 1)).word == "committed")
      #expect(store.commitAndWait(plan("again", body: [1], reply: "ok", row: 1)).word == "repeated 201 ok")
    },
    StoreContract("a plan of an older release is refused, its repetition is not") { store throws in
      store.put(Change(.insert(SystemTables.activeRelease), [.int(1), .int(7)]))
      var plan = plan("epoch", body: [1], reply: "r", row: 1)
      plan.epoch = 6
      #expect(store.commitAndWait(plan).word == "failed moved")
      plan.epoch = 7
      #expect(store.commitAndWait(plan).word == "committed")
      store.put(Change(switchRelease, [.int(8)], guarding: .moved))
      #expect(store.commitAndWait(plan).word == "repeated 201 r")
      var other = Self.plan("epoch 2", body: [1], reply: "r", row: 2)
      other.epoch = 7
      #expect(store.commitAndWait(other).word == "failed moved")
      other.epoch = 8
      #expect(store.commitAndWait(other).word == "committed")
    },
    StoreContract("without an active release no epoch holds") { store throws in
      var plan = plan("none", body: [1], reply: "r", row: 1)
      plan.epoch = 1
      #expect(store.commitAndWait(plan).word == "failed moved")
    },
  ]

  static func plan(_ key: String, body: [UInt8], reply: String, row: Int64) -> Plan {
    Plan(
      idempotency: Idempotency(
        key: key, body: body, status: 201, reply: Array(reply.utf8), expires: 1_900_000_000_000),
      changes: [Change(ContractTables.insertEvery, ContractTables.row(row))])
  }

  /// Parameters: id, the revision that is expected.
  static let moveOn = Statement(
    ContractTables.every,
    .update(
      [.set("revision", .add(.column("revision"), .constant(.int(1))))],
      where: .equals("id", 0).and(.equals("revision", 1))))

  private static let switchRelease = Statement(
    SystemTables.activeRelease,
    .update([.set("epoch", .parameter(0))], where: .compare(.column("id"), .equal, .constant(.int(1)))))
}

/// Many that act at once.
package enum Crowd {
  /// Hands over `count` plans without waiting between them; the outcomes in the order of the plans.
  package static func outcomes(_ count: Int, of store: any Store, _ plan: (Int) -> Plan) -> [String] {
    let answers = Answers(count)
    for n in 0..<count { store.commit(plan(n)) { answers.give(n, $0.word) } }
    return answers.wait()
  }

  private final class Answers: @unchecked Sendable {
    /// Protects everything.
    private let monitor = Monitor()
    private var words: [String]
    private var missing: Int

    init(_ count: Int) {
      words = Array(repeating: "", count: count)
      missing = count
    }

    func give(_ n: Int, _ word: String) {
      monitor.withLock {
        #expect(words[n] == "", "an outcome was given twice")
        words[n] = word
        missing -= 1
        if missing == 0 { monitor.broadcast() }
      }
    }

    func wait() -> [String] {
      monitor.withLock {
        while missing > 0 { monitor.wait() }
        return words
      }
    }
  }
}
