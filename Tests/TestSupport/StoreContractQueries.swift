internal import Core
internal import Storage
import Testing

extension StoreContract {
  static let queryCases: [StoreContract] = [
    StoreContract("conditions have the same three-valued meaning") { store throws in
      fill(store)
      let name = Term.column("name")
      #expect(try ids(store, .compare(name, .notEqual, .parameter(0)), [.text("张三")]) == [2, 4, 5])
      #expect(try ids(store, .not(.compare(name, .equal, .parameter(0))), [.text("张三")]) == [2, 4, 5])
      #expect(try ids(store, .compare(name, .equal, .constant(.null))) == [])
      #expect(try ids(store, .isNull(name)) == [3])
      #expect(try ids(store, .isNotNull(name)) == [1, 2, 4, 5])
      #expect(try ids(store, .holds(name, .parameter(0)), [.text("三")]) == [1, 5])
      #expect(try ids(store, .holds(name, .parameter(0)), [.text("%")]) == [])
      #expect(try ids(store, .holds(name, .parameter(0)), [.text("")]) == [1, 2, 4, 5])
      #expect(try ids(store, .any([])) == [])
      #expect(try ids(store, .all([])) == [1, 2, 3, 4, 5])
      #expect(try ids(store, .never) == [])
      #expect(try ids(store, .any([.isNull(name), .equals("id", 0)]), [.int(1)]) == [1, 3])
      #expect(
        try ids(
          store, .compare(.coalesce([name, .constant(.text("无"))]), .equal, .parameter(0)), [.text("无")]) == [
            3
          ])
    },
    StoreContract("rows are gone through one by one, as far as is wanted, with other reads and the same one inside") { store throws in
      fill(store)
      let named = Query(
        ["id", "name"], of: ContractTables.every,
        where: .any([.equals("name", 0), .equals("name", 1)]),
        order: [.init(.column("id"))])
      let byName = Query(["id"], of: ContractTables.every, where: .equals("name", 0))
      let authority = Authority.system(.maintenance)
      try store.read { reader in
        func names(_ wanted: [String], _ inside: (Int64) throws -> Bool) throws {
          try reader.each(named, wanted.map(StoredValue.text), under: authority) { row in
            #expect(row.text(1).map { wanted.contains($0) } == true)
            #expect(row.text(0) == nil && row.int(1) == nil && row.value(2) == .null && row.value(0) == StoredValue(row.int(0)))
            return try inside(row.int(0) ?? 0)
          }
        }
        let pair = ["张三", "李四"], other = ["O'Hara\"\\", "没有这个人，名字长得放不进一个字"]
        var seen: [Int64] = []
        try names(pair) { seen.append($0); return true }
        #expect(seen == [1, 2])
        seen = []
        try names(pair) { seen.append($0); return false }
        #expect(seen == [1])
        // What is read inside, also by the same statement, does not disturb the walk around it.
        var within: [[Int64]] = []
        seen = []
        try names(pair) { id in
          seen.append(id)
          var found: [Int64] = []
          try names(other) { found.append($0); return true }
          try reader.each(byName, [.text("王三丰")], under: authority) { row in
            found.append(row.int(0) ?? 0)
            return true
          }
          within.append(found)
          return true
        }
        #expect(seen == [1, 2])
        #expect(within == [[4, 5], [4, 5]])
        // Who gives up in the middle leaves nothing behind.
        #expect(throws: GivenUp.self) { try names(pair) { _ in throw GivenUp() } }
        seen = []
        try names(pair) { seen.append($0); return true }
        #expect(seen == [1, 2])
        #expect(try reader.rows(named, pair.map(StoredValue.text), under: authority).map { $0[0].int } == [1, 2])
      }
    },
    StoreContract("sums, differences and quotients of whole numbers, also as groups") { store throws in
      fill(store)
      let id = Term.column("id")
      let taken = Term.quotient(.difference(.add(id, .constant(.int(10))), .constant(.int(1))), 4)
      let grouped = Query(
        [.init(taken, .integer), .init(.count, .integer)], from: ContractTables.every, groupBy: [taken], order: [.init(taken)])
      #expect(try store.all(grouped).map(\.values) == [[.int(2), .int(2)], [.int(3), .int(3)]])
      #expect(try ids(store, .compare(.difference(id, .constant(.int(5))), .less, .constant(.int(-2)))) == [1, 2])
      // The rest is dropped towards zero, on both sides of it.
      #expect(try ids(store, .compare(.quotient(.difference(id, .constant(.int(4))), 2), .equal, .constant(.int(0)))) == [3, 4, 5])
    },
    StoreContract("one of: few, many, none, with null, of every type") { store throws in
      fill(store)
      #expect(try ids(store, .oneOf(.column("name"), [])) == [])
      #expect(try ids(store, .not(.oneOf(.column("name"), []))) == [1, 2, 3, 4, 5])
      #expect(try ids(store, .oneOf(.column("name"), [.text("张三"), .text("O'Hara\"\\")])) == [1, 4])
      #expect(try ids(store, .not(.oneOf(.column("name"), [.text("张三"), .null]))) == [])
      let many = (0..<3_000).map { StoredValue.int(Int64($0 * 2)) }
      #expect(try ids(store, .oneOf(.column("id"), many)) == [2, 4])
      #expect(try ids(store, .oneOf(.column("id"), many).and(.equals("name", 0)), [.text("李四")]) == [2])
      let texts = (0..<40).map { StoredValue.text("名\($0)") } + [.text("O'Hara\"\\"), .text("李四"), .null]
      #expect(try ids(store, .oneOf(.column("name"), texts)) == [2, 4])
      #expect(try ids(store, .oneOf(.column("money"), [.int(1_050), .int(7)])) == [1])
      #expect(try ids(store, .oneOf(.column("money"), (0..<30).map { .int($0 * 50) })) == [1, 2])
      #expect(try ids(store, .oneOf(.column("day"), [.text("1956-03-01")])) == [1])
      #expect(try ids(store, .oneOf(.column("bytes"), [.blob([1, 39]), .blob([])])) == [1])
    },
    StoreContract("joins, groups, sums and the order of nulls") { store throws in
      fill(store)
      let child = ContractTables.child
      let counted = Query(
        [
          .init(.column("id", of: "e"), .integer), .init(.count, .integer),
          .init(.max(.column("value", of: "c")), .text),
        ],
        from: ContractTables.every, as: "e",
        joins: [
          .init(
            child, "c", on: .compare(.column("parent", of: "c"), .equal, .column("id", of: "e")),
            optional: true)
        ],
        groupBy: [.column("id", of: "e")],
        order: [.init(.max(.column("value", of: "c"))), .init(.column("id", of: "e"), descending: true)])
      let rows = try store.all(counted).map(\.values)
      #expect(
        rows == [
          [.int(5), .int(1), .null], [.int(4), .int(1), .null], [.int(3), .int(1), .null],
          [.int(2), .int(1), .text("乙")], [.int(1), .int(2), .text("乙二")],
        ])
      let sums = Query(
        [
          .init(.sum(.column("money")), .decimal(scale: 2)), .init(.min(.column("day")), .date),
          .init(.max(.column("flag")), .boolean),
          .init(.coalesce([.sum(.column("revision")), .constant(.int(0))]), .integer),
        ], from: ContractTables.every)
      #expect(
        try store.all(sums).map(\.values) == [[.int(1_050 + 50 - 25), .text("1956-03-01"), .int(1), .int(0)]])
      let first = Query(
        ["id"], of: ContractTables.every,
        order: [.init(.column("day"), descending: true), .init(.column("id"))], limit: .parameter(0))
      #expect(try store.all(first, [.int(2)]).map { $0[0].int } == [2, 1])
      let last = Query(
        ["id"], of: ContractTables.every, order: [.init(.column("day")), .init(.column("id"))],
        limit: .constant(.int(3)))
      #expect(try store.all(last).map { $0[0].int } == [3, 4, 5])
    },
    StoreContract("exists looks at the rows around it") { store throws in
      fill(store)
      let inner = Query(
        ["position"], of: ContractTables.child,
        where: .compare(.column("parent"), .equal, .column("id", of: "e")).and(.equals("value", 0)))
      let outer = Query(
        [.init(.column("id", of: "e"), .integer)], from: ContractTables.every, as: "e", where: .exists(inner),
        order: [.init(.column("id", of: "e"))])
      #expect(try store.all(outer, [.text("乙")]).map { $0[0].int } == [1, 2])
      let scoped = Statement(
        ContractTables.every,
        .update(
          [.set("name", .parameter(1))],
          where: .equals("id", 0).and(
            .exists(
              Query(
                ["position"], of: ContractTables.child,
                where: .compare(.column("parent"), .equal, .column("id", of: "contract_every")))))))
      #expect(store.outcome(Change(scoped, [.int(1), .text("改")], guarding: .outOfScope)) == "committed")
      #expect(
        store.outcome(Change(scoped, [.int(3), .text("改")], guarding: .outOfScope)) == "failed outOfScope")
    },
    StoreContract("queries made on the fly come and go") { store throws in
      fill(store)
      for n in 0..<1_500 {
        let query = Query(
          ["id"], of: ContractTables.every, where: .compare(.column("id"), .equal, .constant(.int(Int64(n)))))
        #expect(try store.all(query).count == (1...5 ~= n ? 1 : 0))
      }
    },
  ]

  private struct GivenUp: Error {}

  private static func fill(_ store: any Store) {
    store.put(
      Change(
        ContractTables.insertEvery,
        ContractTables.row(1, flag: true, money: 1_050, name: "张三", day: "1956-03-01", bytes: [1, 39])),
      Change(
        ContractTables.insertEvery,
        ContractTables.row(2, flag: false, money: 50, name: "李四", day: "1990-12-31")),
      Change(ContractTables.insertEvery, ContractTables.row(3)),
      Change(ContractTables.insertEvery, ContractTables.row(4, money: -25, name: "O'Hara\"\\")),
      Change(ContractTables.insertEvery, ContractTables.row(5, name: "王三丰")),
      Change(ContractTables.insertChild, [.int(1), .int(1), .text("乙")]),
      Change(ContractTables.insertChild, [.int(1), .int(2), .text("乙二")]),
      Change(ContractTables.insertChild, [.int(2), .int(1), .text("乙")]))
  }

  private static func ids(_ store: any Store, _ condition: Condition, _ parameters: [StoredValue] = []) throws
    -> [Int64]
  {
    let query = Query(["id"], of: ContractTables.every, where: condition, order: [.init(.column("id"))])
    return try store.all(query, parameters).compactMap { $0[0].int }
  }
}
