internal import Core
internal import Storage
import Testing

extension StoreContract {
  static let schemaCases: [StoreContract] = [
    StoreContract("expand may run again and adds what is missing") { store throws in
      try store.expand(ContractTables.all) { _ in }
      store.put(Change(ContractTables.insertEvery, ContractTables.row(1, name: "先有")))
      let wider = Table(
        "contract_every",
        ContractTables.every.columns + [
          .init("c26", .decimal(scale: 3)), .init("c27", .text, nullable: false),
        ],
        key: ["id"], indexes: ContractTables.every.indexes + [.init(["c27"])])
      let born = Table(
        "f1001", [.init("matter", .integer, nullable: false), .init("c1", .text)], key: ["matter"])
      for _ in 0..<2 { try store.expand([wider, born]) { _ in } }
      store.put(
        Change(.insert(wider), ContractTables.row(2) + [.int(1_234), .text("后来")]),
        Change(.insert(born), [.int(1), .text("答")]))
      let rows = try store.all(Query(["id", "name", "c26", "c27"], of: wider, order: [.init(.column("id"))]))
      #expect(
        rows.map(\.values) == [
          [.int(1), .text("先有"), .null, .null], [.int(2), .null, .int(1_234), .text("后来")],
        ])
      // The narrower view of an older release goes on.
      store.put(Change(ContractTables.insertEvery, ContractTables.row(3)))
    },
    StoreContract("expand refuses another type for a column that is there") { store throws in
      let other = Table("contract_child", [.init("value", .integer)], key: [])
      #expect(throws: StoreError.self) { try store.expand([other]) { _ in } }
      store.put(Change(ContractTables.insertChild, [.int(1), .int(1), .text("仍在")]))
    },
    StoreContract("expand with traffic") { store throws in
      let traffic = try #require(
        WorkerThread {
          for n in 0..<150 { store.put(Change(ContractTables.insertEvery, ContractTables.row(Int64(n)))) }
        })
      for n in 2_000..<2_020 {
        let table = Table(
          "f\(n)", [.init("matter", .integer, nullable: false), .init("c1", .date)], key: ["matter"])
        try store.expand([table, ContractTables.every]) { _ in }
        store.put(Change(.insert(table), [.int(1), .text("2026-03-01")]))
      }
      traffic.join()
      #expect(try store.all(ContractTables.allEvery).count == 150)
    },
    StoreContract("long names of indexes stay apart") { store throws in
      let long = String(repeating: "x", count: 25)
      let columns: [Table.Column] = [
        .init("id", .integer, nullable: false), .init("a\(long)", .integer), .init("b\(long)", .integer),
        .init("c\(long)", .integer),
      ]
      let table = Table(
        "contract_long", columns, key: ["id"],
        indexes: [
          .init(["a\(long)", "b\(long)", "c\(long)"]),
          .init(["a\(long)", "b\(long)", "c\(long)"], unique: true),
        ])
      for _ in 0..<2 { try store.expand([table]) { _ in } }
      store.put(Change(.insert(table), [.int(1), .int(1), .int(1), .int(1)]))
      #expect(store.outcome(Change(.insert(table), [.int(2), .int(1), .int(1), .int(1)])) == "rejected")
    },
  ]
}
