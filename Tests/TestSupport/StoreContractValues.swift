internal import Core
internal import Storage
import Testing

extension StoreContract {
  static let valueCases: [StoreContract] = [
    StoreContract("every type comes back as it went in") { store throws in
      let rows = [
        ContractTables.row(1),
        ContractTables.row(
          2, whole: .max, flag: true, money: 1_050, name: "胡同 𠮷 👨‍👩‍👧 é", day: "2024-02-29",
          moment: 1_772_000_000_000,
          bytes: [0, 1, 254, 255, 39, 92], revision: .min),
        ContractTables.row(
          3, whole: 0, flag: false, money: -1, name: "", day: "0001-01-01", moment: -1, bytes: []),
        ContractTables.row(4, whole: -5, money: .max, name: "O'Hara \\ \"{,}\" %_ ?1 $1 \n\t"),
        ContractTables.row(
          5, money: .min, name: String(repeating: "长", count: 40_000),
          bytes: [UInt8](repeating: 9, count: 200_000)),
      ]
      for row in rows { store.put(Change(ContractTables.insertEvery, row)) }
      #expect(try store.all(ContractTables.allEvery).map(\.values) == rows)
    },
    StoreContract("text is kept and ordered by scalar, and never normalised here") { store throws in
      // U+FF5E before U+20BB7: UTF-16 would have them the other way round. é composed and decomposed stay two values.
      let names = ["A", "Z", "a", "é", "e\u{301}", "二", "一", "～", "𠮷", "", "ａ"]
      for (i, name) in names.enumerated() {
        store.put(Change(ContractTables.insertEvery, ContractTables.row(Int64(i), name: name)))
      }
      let query = Query(["name"], of: ContractTables.every, order: [.init(.column("name"))])
      let expected = names.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
      let got = try store.all(query).map { Array(($0[0].text ?? "?").unicodeScalars) }
      #expect(got == expected.map { Array($0.unicodeScalars) })
      let same = Query(["id"], of: ContractTables.every, where: .equals("name", 0))
      #expect(try store.all(same, [.text("é")]).map { $0[0].int } == [3])
      #expect(try store.all(same, [.text("e\u{301}")]).map { $0[0].int } == [4])
      let less = Query(
        ["id"], of: ContractTables.every, where: .compare(.column("name"), .less, .parameter(0)))
      #expect(try store.all(less, [.text("a")]).count == 3)
    },
    StoreContract("a value of another type is the mistake of its plan alone") { store throws in
      let wrong: [[StoredValue]] = [
        ContractTables.row(1, name: "nul \u{0}"), ContractTables.row(1, day: "2026-02-30"),
        ContractTables.row(1, day: "today"), ContractTables.row(1, day: "26-1-1"),
        [.text("1")] + ContractTables.row(1).dropFirst(), [.null] + ContractTables.row(1).dropFirst(),
        [.int(1), .blob([1])] + ContractTables.row(1).dropFirst(2),
        [.int(1), .null, .int(2)] + ContractTables.row(1).dropFirst(3), [.int(1)],
      ]
      let words = Crowd.outcomes(wrong.count * 2, of: store) { n in
        let good = Change(ContractTables.insertEvery, ContractTables.row(Int64(100 + n)))
        return Plan(changes: n % 2 == 0 ? [good] : [good, Change(ContractTables.insertEvery, wrong[n / 2])])
      }
      #expect(words == (0..<wrong.count * 2).map { $0 % 2 == 0 ? "committed" : "rejected" })
      #expect(try store.all(ContractTables.allEvery).count == wrong.count)
    },
    StoreContract("a statement that names no column is rejected, reads likewise") { store throws in
      let wrong = Statement(ContractTables.every, .update([.set("nichts", .parameter(0))], where: .always))
      #expect(store.outcome(Change(wrong, [.int(1)])) == "rejected")
      let query = Query(["nichts"], of: ContractTables.every)
      #expect(throws: StoreError.self) { try store.all(query) }
      #expect(throws: StoreError.self) { try store.all(ContractTables.one, []) }
      #expect(throws: StoreError.self) { try store.all(ContractTables.one, [.text("x")]) }
      store.put(Change(ContractTables.insertEvery, ContractTables.row(1)))
      #expect(try store.all(ContractTables.one, [.int(1)]).count == 1)
    },
    StoreContract("issued sequences rise and never come back") { store throws in
      func event(_ n: Int) -> Change {
        Change(
          .insert(SystemTables.event),
          [.null, .text("submitted"), .null, .null, .int(Int64(n)), .null, .blob([UInt8(n)]), .blob([0])])
      }
      for n in 1...5 { store.put(event(n)) }
      let rows = try store.all(
        Query(["sequence", "at"], of: SystemTables.event, order: [.init(.column("sequence"))]))
      #expect(rows.map { $0[1].int } == [1, 2, 3, 4, 5])
      let last = try #require(rows.last?[0].int)
      store.put(Change(Statement(SystemTables.event, .delete(where: .always)), []))
      store.put(event(6))
      let next = try #require(try store.integer(Query(["sequence"], of: SystemTables.event)))
      #expect(next > last)
    },
    StoreContract("the clock is one clock") { store throws in
      let before = try store.now()
      let inside = try store.read { $0.now }
      let after = try store.now()
      #expect(before <= inside + 5 && inside <= after + 5)
    },
  ]
}

extension ContractTables {
  static let one = Query(["id"], of: every, where: .equals("id", 0))
}
