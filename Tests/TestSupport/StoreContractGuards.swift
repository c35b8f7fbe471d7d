internal import Core
internal import Storage
import Testing

extension StoreContract {
  static let guardCases: [StoreContract] = [
    StoreContract("a guard that fails undoes its plan alone") { store throws in
      for n in 0..<9 {
        store.put(Change(ContractTables.insertEvery, ContractTables.row(Int64(n), name: "张三", revision: 1)))
      }
      // Each moves a row of its own: several writers may apply them in any order.
      let words = Crowd.outcomes(9, of: store) { n in
        let row = Change(ContractTables.insertEvery, ContractTables.row(Int64(100 + n)))
        let move = Change(moveOn, [.int(n == 4 ? 77 : Int64(n)), .int(1)], guarding: .moved)
        return Plan(changes: n % 2 == 0 ? [row, move] : [move, row])
      }
      #expect(words == (0..<9).map { $0 == 4 ? "failed moved" : "committed" })
      let ids = try store.all(ContractTables.allEvery).compactMap { $0[0].int }
      #expect(ids == Array(0...8) + [100, 101, 102, 103, 105, 106, 107, 108])
    },
    StoreContract("of 64 that move one row, exactly one wins") { store throws in
      store.put(Change(ContractTables.insertEvery, ContractTables.row(1, revision: 1)))
      let words = Crowd.outcomes(64, of: store) { n in
        Plan(changes: [
          Change(moveOn, [.int(1), .int(1)], guarding: .moved),
          Change(ContractTables.insertEvery, ContractTables.row(Int64(1000 + n))),
        ])
      }
      #expect(words.tally("committed") == 1)
      #expect(words.tally("failed moved") == 63)
      #expect(try store.all(ContractTables.allEvery).count == 2)
      #expect(try store.all(ContractTables.allEvery)[0][8] == .int(2))
    },
    StoreContract("a quota is never overdrawn by 200 at once") { store throws in
      store.put(Change(.insert(SystemTables.quota), [.text("老年体检"), .text(""), .int(0)]))
      let words = Crowd.outcomes(200, of: store) { n in
        Plan(
          idempotency: Idempotency(key: "q\(n)", body: [1], status: 201, reply: [], expires: 1),
          changes: [
            Change(takeQuota, [.text("老年体检"), .int(37)], guarding: .quotaFull),
            Change(ContractTables.insertEvery, ContractTables.row(Int64(n))),
          ])
      }
      #expect(words.tally("committed") == 37)
      #expect(words.tally("failed quotaFull") == 163)
      let used = Query(["used"], of: SystemTables.quota)
      #expect(try store.integer(used) == 37)
      #expect(try store.all(ContractTables.allEvery).count == 37)
    },
    StoreContract("a number does not fall below its minimum") { store throws in
      store.put(Change(ContractTables.insertEvery, ContractTables.row(1, money: 250)))
      let take = Statement(
        ContractTables.every,
        .update(
          [.set("money", .add(.column("money"), .parameter(1)))],
          where: .equals("id", 0).and(
            .compare(.add(.column("money"), .parameter(1)), .greaterOrEqual, .constant(.int(0))))))
      #expect(
        store.outcome(Change(take, [.int(1), .int(-200)], guarding: .wouldBreakMinimum)) == "committed")
      #expect(
        store.outcome(Change(take, [.int(1), .int(-51)], guarding: .wouldBreakMinimum))
          == "failed wouldBreakMinimum")
      #expect(store.outcome(Change(take, [.int(1), .int(-50)], guarding: .wouldBreakMinimum)) == "committed")
      #expect(try store.all(ContractTables.allEvery)[0][3] == .int(0))
    },
    StoreContract("a guard on several rows is a failure too") { store throws in
      for id in 1...3 {
        store.put(Change(ContractTables.insertEvery, ContractTables.row(Int64(id), name: "同名", revision: 1)))
      }
      let byName = Statement(
        ContractTables.every, .update([.set("revision", .constant(.int(9)))], where: .equals("name", 0)))
      #expect(store.outcome(Change(byName, [.text("同名")], guarding: .moved)) == "failed moved")
      #expect(try store.all(ContractTables.allEvery).map { $0[8] } == [.int(1), .int(1), .int(1)])
      #expect(store.outcome(Change(byName, [.text("同名")])) == "committed")
      #expect(try store.all(ContractTables.allEvery).map { $0[8] } == [.int(9), .int(9), .int(9)])
      #expect(
        store.outcome(
          Change(
            Statement(ContractTables.every, .delete(where: .equals("id", 0))), [.int(2)], guarding: .moved))
          == "committed")
      #expect(try store.all(ContractTables.allEvery).count == 2)
    },
    StoreContract("a taken key: failed with a guard, rejected without, others of the group untouched") {
      store throws in
      let key = Statement.insert(SystemTables.entityKey)
      let words = Crowd.outcomes(5, of: store) { n in
        let row = Change(ContractTables.insertEvery, ContractTables.row(Int64(n)))
        let taken: [StoredValue] = [.text("person"), .text("身份证"), .text("K"), .int(Int64(n))]
        return switch n {
        case 0: Plan(changes: [row, Change(key, taken)])
        case 1: Plan(changes: [row, Change(key, taken, guarding: .exists)])
        case 2: Plan(changes: [Change(key, taken, guarding: .exists), row])
        case 3: Plan(changes: [row, Change(key, taken)])
        default: Plan(changes: [row])
        }
      }
      // Several writers may apply them in another order: one of them has the key, the others are told.
      #expect(words.prefix(4).tally("committed") == 1)
      #expect(words[4] == "committed")
      #expect(words[1] == "committed" || words[1] == "failed exists")
      #expect(words[3] == "committed" || words[3] == "rejected")
      #expect(try store.all(ContractTables.allEvery).count == 2)
    },
    StoreContract("keep, add, replace and renew on a taken key") { store throws in
      let cell = SystemTables.cell
      func count(_ rows: [Row]) -> [Int64?] { rows.map { $0[3].int } }
      let values = Query(["node", "measure", "period", "value"], of: cell, order: [.init(.column("node"))])
      let add = Statement.insert(cell, conflict: .add(["value"]))
      for n in [5, -2, 4] { store.put(Change(add, [.int(1), .int(2), .int(20_260_301), .int(Int64(n))])) }
      store.put(Change(add, [.int(2), .int(2), .int(20_260_301), .int(1)]))
      #expect(count(try store.all(values)) == [7, 1])
      let keep = Statement.insert(cell, conflict: .keep)
      #expect(store.outcome(Change(keep, [.int(1), .int(2), .int(20_260_301), .int(100)])) == "committed")
      #expect(
        store.outcome(Change(keep, [.int(1), .int(2), .int(20_260_301), .int(100)], guarding: .exists))
          == "failed exists")
      #expect(count(try store.all(values)) == [7, 1])
      let replace = Statement.insert(cell, conflict: .replace)
      store.put(Change(replace, [.int(1), .int(2), .int(20_260_301), .int(100)], guarding: .moved))
      #expect(count(try store.all(values)) == [100, 1])
      let source = SystemTables.attributeSource
      let renew = Statement.insert(source, conflict: .renew(["confirmed"]))
      store.put(Change(renew, [.int(1), .int(2), .int(3), .text("社区登记"), .int(10), .int(0)]))
      store.put(Change(renew, [.int(1), .int(2), .int(4), .text("other"), .int(20), .int(1)], guarding: .moved))
      let sources = try store.all(Query(["change_set", "source", "confirmed", "locked"], of: source))
      #expect(sources.map(\.values) == [[.int(3), .text("社区登记"), .int(20), .int(0)]])
    },
  ]

  private static let takeQuota = Statement(
    SystemTables.quota,
    .update(
      [.set("used", .add(.column("used"), .constant(.int(1))))],
      where: .equals("definition", 0).and(.compare(.column("used"), .less, .parameter(1)))))
}
