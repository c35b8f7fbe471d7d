import Core
import Dispatch
import FEEL
import Glibc
import Synchronization
import Testing

@testable import Engine

@Suite struct ConcurrencyTests {
  @Test func oneWinnerOfSixtyFourApprovals() async throws {
    let town = try Town()
    let code = try await town.submit(Town.resident(1, 0))
    let results = await withTaskGroup(of: Result<Reply, Refusal>.self) { group in
      for _ in 0..<64 { group.addTask { await town.act(Town.heads[1], .approve, code) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count { (try? $0.get()) != nil } == 1)
    #expect(results.count { $0.refusal == .movedOn } == 63)
    #expect(try town.engine.recount().isEmpty)
  }

  /// Those who had to wait go on although every thread of Swift's tasks waits for them, as callers do that block.
  @Test func whoWaitsGoesOnWithoutAThreadOfTasks() async throws {
    let town = try Town()
    let code = try await town.submit(Town.resident(1, 0))
    let approve = Command.Act.verb(.approve, code: code, reason: nil, answers: nil, to: nil)
    let callers = WorkerPool(threads: 8)
    defer { callers.close() }
    let release = DispatchSemaphore(value: 0)
    let blocked = sysconf(Int32(_SC_NPROCESSORS_ONLN)) * 2
    for _ in 0..<blocked { Task.detached { release.wait() } }
    defer { for _ in 0..<blocked { release.signal() } }
    let answers = DispatchSemaphore(value: 0)
    let won = Atomic<Int>(0)
    for _ in 0..<8 {
      #expect(callers.submit {
        town.engine.perform(Command(act: approve, caller: Town.caller(Town.heads[1]), key: nil, body: [1])) { result in
          if (try? result.get()) != nil { won.add(1, ordering: .relaxed) }
          answers.signal()
        }
      })
    }
    #expect(Self.hears(8, answers))
    #expect(won.load(ordering: .relaxed) == 1)
  }

  private static func hears(_ count: Int, _ answers: DispatchSemaphore) -> Bool {
    (0..<count).allSatisfy { _ in answers.wait(timeout: .now() + 60) == .success }
  }

  /// A refusal touches no entity, so nothing but the matter's own compare-and-set decides who was first.
  @Test func oneWinnerOfSixtyFourRefusalsAndWithdrawals() async throws {
    for round in 0..<4 {
      let town = try Town()
      let person = Town.resident(1, round)
      let code = try await town.submit(person)
      let results = await withTaskGroup(of: Result<Reply, Refusal>.self) { group in
        for number in 0..<64 {
          group.addTask {
            number % 2 == 0
              ? await town.act(Town.heads[1], .reject, code, reason: "不合适") : await town.act(person, .withdraw, code)
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.count { (try? $0.get()) != nil } == 1)
      #expect(results.count { $0.refusal == .movedOn } == 63)
      #expect(try town.engine.recount().isEmpty)
      let done = try town.rows(Query(["id"], of: SystemTables.step, where: .isNotNull(.column("done"))))
      #expect(done.count == 1)
    }
  }

  @Test func aQuotaIsNeverOverdrawn() async throws {
    var program = TownProgram()
    program.quota = .init(count: 7, per: .service)
    let town = try Town(program, residents: 20)
    let results = await withTaskGroup(of: Result<Reply, Refusal>.self) { group in
      for number in 0..<20 {
        group.addTask {
          await town.perform(
            Town.resident(0, number), .submit(service: "check", answers: Town.answers, forPerson: nil))
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count { (try? $0.get()) != nil } == 7)
    #expect(results.allSatisfy { $0.refusal == nil || $0.refusal == .quotaFull })
    #expect(try town.count(SystemTables.matter) == 7)
  }

  @Test func tooOftenCountsOpenRequests() async throws {
    var program = TownProgram()
    program.limit = 1
    let town = try Town(program)
    let first = try await town.submit(Town.resident(1, 0))
    let submit = Command.Act.submit(service: "check", answers: Town.answers, forPerson: nil)
    #expect(await town.perform(Town.resident(1, 0), submit).refusal == .tooOften)
    _ = try await town.act(Town.heads[1], .approve, first).get()
    _ = try await town.perform(Town.resident(1, 0), submit).get()
  }

  @Test func aKeyHasOneEffectAndOneReply() async throws {
    let town = try Town()
    let submit = Command.Act.submit(service: "check", answers: Town.answers, forPerson: nil)
    let first = try await town.perform(Town.resident(1, 0), submit, key: "k1").get()
    let again = try await town.perform(Town.resident(1, 0), submit, key: "k1").get()
    #expect(again.status == 200)
    #expect(again.json == first.json)
    #expect(await town.perform(Town.resident(1, 0), submit, key: "k1", body: [2]).refusal == .keyReused)
    #expect(try town.count(SystemTables.matter) == 1)
    let code = try #require(Town.text("code", first.json))
    _ = try await town.act(Town.heads[1], .approve, code, key: "a").get()
    #expect(try await town.act(Town.heads[1], .approve, code, key: "a").get().status == 200)
  }
}
