internal import Core
internal import Storage
import Testing

extension StoreContract {
  static let concurrencyCases: [StoreContract] = [
    StoreContract("a read sees one state while commits go on") { store throws in
      // Two rows that are always moved together: no snapshot may see them differ.
      store.put(
        Change(ContractTables.insertEvery, ContractTables.row(1, revision: 0)),
        Change(ContractTables.insertEvery, ContractTables.row(2, revision: 0)))
      let step = Statement(
        ContractTables.every,
        .update([.set("revision", .add(.column("revision"), .constant(.int(1))))], where: .equals("id", 0)))
      let one = Query(["revision"], of: ContractTables.every, where: .equals("id", 0))
      let writer = try #require(
        WorkerThread {
          for _ in 0..<200 { store.put(Change(step, [.int(1)]), Change(step, [.int(2)])) }
        })
      var seen: [Int64] = []
      while (seen.last ?? 0) < 200 {
        let pair = try store.read { reader in
          let a = try reader.rows(one, [.int(1)], under: .system(.maintenance)).first?[0].int
          let b = try reader.rows(one, [.int(2)], under: .system(.maintenance)).first?[0].int
          return (a, b)
        }
        #expect(pair.0 == pair.1)
        seen.append(pair.0 ?? 0)
        if pair.0 == nil { break }
      }
      writer.join()
      #expect(seen == seen.sorted())
    },
    StoreContract("what was acknowledged is seen by the next read") { store throws in
      for n in 1...50 {
        store.put(Change(ContractTables.insertEvery, ContractTables.row(Int64(n))))
        #expect(try store.all(ContractTables.one, [.int(Int64(n))]).count == 1)
      }
    },
    StoreContract("the outcome is heard after the commit") { store throws in
      let words = Crowd.outcomes(50, of: store) { n in
        Plan(changes: [Change(ContractTables.insertEvery, ContractTables.row(Int64(n)))])
      }
      #expect(words.tally("committed") == words.count)
      #expect(try store.all(ContractTables.allEvery).count == 50)
    },
    StoreContract("many readers at once wait for a connection") { store throws in
      store.put(Change(ContractTables.insertEvery, ContractTables.row(1)))
      let threads = (0..<24).compactMap { _ in
        WorkerThread {
          for _ in 0..<20 {
            let count = (try? store.all(ContractTables.one, [.int(1)]))?.count
            #expect(count == 1)
          }
        }
      }
      threads.forEach { $0.join() }
    },
    StoreContract("closing applies what waits, then refuses") { store throws in
      let words = Crowd.outcomes(100, of: store) { n in
        if n == 99 { WorkerThread { store.close() }?.join() }
        return Plan(changes: [Change(ContractTables.insertEvery, ContractTables.row(Int64(n)))])
      }
      #expect(words.prefix(99).tally("committed") == words.prefix(99).count)
      #expect(words[99] == "unavailable")
      #expect(store.outcome(Change(ContractTables.insertEvery, ContractTables.row(999))) == "unavailable")
      #expect(throws: StoreError.self) { try store.expand(ContractTables.all) { _ in } }
      store.close()
    },
  ]
}
