import Core
import Storage
import TestSupport
import Testing

#if canImport(StoragePostgres)
  import StoragePostgres
#endif

@testable import Engine

extension TownCast {
  /// Those who may look at numbers, those whose they are, and those who watch; the numbers are known.
  fileprivate static func ofNumbers(_ town: BundleTown) throws -> TownCast {
    let cast = try TownCast(town, .dispatcher, .chief, .head, .far, .security)
    let knowledge = try #require(town.engine.current).program.knowledge
    let column = try #require(knowledge.attribute("person.mobile_phone")).column
    let edit = Statement(
      SystemTables.entity(.person, of: knowledge), .update([.set(column, .parameter(0))], where: .equals("id", 1)))
    try town.engine.commitOrThrow(
      Plan(changes: [cast[.head], cast[.far]].map { Change(edit, [.text("13812341234"), .int($0)]) }))
    return cast
  }

  fileprivate func look(_ person: Int64, at other: Int64? = nil, reason: String? = "锅炉房冒烟，要找到值班的人") async -> Refusal.Code? {
    switch await town.perform(person, .lookAtNumbers(person: other ?? self[.head], reason: reason)) {
    case .success: nil
    case .failure(let refusal): refusal.code
    }
  }

  fileprivate func shown(_ person: Int64, to reader: Int64) throws -> DirectoryPerson {
    try #require(try town.engine.directoryPerson(person, town.caller(reader))).person
  }

  fileprivate func numbers(_ person: Int64, to reader: Int64) -> [String]? {
    (try? town.engine.numbers(of: person, town.caller(reader)))?.numbers.map(\.number)
  }

  fileprivate func looks() throws -> [LookShown] { try town.engine.looks(town.caller(self[.security])) }
}

/// Numbers of colleagues that a role may open in an emergency: with a reason, for a while, in the sight of who is above and
/// of whose they are.
@Suite struct EmergencyNumbersTests {
  private func walk(_ town: BundleTown) async throws {
    let lab = try TownCast.ofNumbers(town)
    let before = try lab.shown(lab[.head], to: lab[.dispatcher])
    #expect(before.mobile == "138****1234" && before.offersLook && !before.offersNumbers && before.look == nil)
    #expect(lab.numbers(lab[.head], to: lab[.dispatcher]) == nil)
    #expect(await lab.look(lab[.dispatcher], reason: " ") == .reasonNeeded)
    #expect(await lab.look(lab[.dispatcher]) == nil)
    #expect(await lab.look(lab[.dispatcher]) == .verbNotHere, "it is open")
    let after = try lab.shown(lab[.head], to: lab[.dispatcher])
    #expect(after.mobile == "138****1234" && after.offersNumbers && !after.offersLook)
    #expect(lab.numbers(lab[.head], to: lab[.dispatcher]) == ["13812341234"])
    #expect(lab.numbers(lab[.head], to: lab[.chief]) == nil, "opened for one, not for all")
    // Who is above, whose they are and who watches know.
    let told = try town.messages(to: lab[.chief])
    #expect(told.count == 1 && told[0].contains("锅炉房冒烟") && told[0].contains("调度中心/调度岗"))
    #expect(try town.messages(to: lab[.head]).contains { $0.contains("应急查看了您的号码") && $0.contains("锅炉房冒烟") })
    let look = try #require(try lab.looks().first)
    #expect(look.isOpen && look.code.isEmpty && look.service.zh.hasSuffix("的号码") && look.told.map(\.zh) == ["调度中心/调度长岗"])
    let mine = try town.engine.looksAtMe(town.caller(lab[.head])).map(\.what.zh)
    #expect(mine == ["看通讯录号码", "应急打开号码"])
    // Given back before its time, and opened anew.
    #expect(await town.perform(lab[.chief], .endLook(look.id)).refusal == .notFound)
    _ = try await town.perform(lab[.dispatcher], .endLook(look.id)).get()
    #expect(lab.numbers(lab[.head], to: lab[.dispatcher]) == nil)
    #expect(await lab.look(lab[.dispatcher]) == nil && lab.numbers(lab[.head], to: lab[.dispatcher]) != nil)
    // It ends by itself.
    let pass = Statement(
      SystemTables.emergencyLook, .update([.set("until", .parameter(0))], where: .compare(.column("id"), .greater, .parameter(1))))
    try town.engine.commitOrThrow(Plan(changes: [Change(pass, [.int(1), .int(0)])]))
    #expect(lab.numbers(lab[.head], to: lab[.dispatcher]) == nil)
    #expect(try lab.shown(lab[.head], to: lab[.dispatcher]).offersLook)
    #expect(try town.faults().isEmpty)
  }

  @Test func numbersAreOpenedToldAndClosed() async throws {
    try await walk(BundleTown("start", "emergency-numbers"))
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func numbersAreOpenedToldAndClosedOnPostgreSQL() async throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      try await walk(BundleTown(in: PostgresStore(url: url, connections: 4), ["start", "emergency-numbers"]))
    }
  #endif

  @Test func whatTheRoleDoesNotOpenIsNotThere() async throws {
    let lab = try TownCast.ofNumbers(BundleTown("start", "emergency-numbers"))
    #expect(await lab.look(lab[.dispatcher], at: lab[.far]) == .notFound, "another territory")
    #expect(await lab.look(lab[.chief]) == .notFound, "no such role")
    #expect(await lab.look(lab[.dispatcher], at: lab[.dispatcher]) == .notFound, "one's own needs none")
    #expect(await lab.look(lab[.dispatcher], at: BundleTown.resident) == .notFound, "no member of staff")
    #expect(try !lab.shown(lab[.far], to: lab[.dispatcher]).offersLook && !lab.shown(lab[.head], to: lab[.chief]).offersLook)
    #expect(try lab.looks().isEmpty && lab.town.messages(to: lab[.chief]).isEmpty)
  }

  /// What somebody may lists what they may open, with how much is open now; it gives the directory as such to nobody.
  @Test func whatListsTheNumbersThatMayBeOpened() async throws {
    let lab = try TownCast.ofNumbers(BundleTown("start", "emergency-numbers"))
    let engine = lab.town.engine, dispatcher = RightsUser.person(lab[.dispatcher])
    func lines() throws -> [RightsHolding.Line] {
      try #require(try engine.whatBeside(dispatcher, asker: nil).things.first { $0.service == "directory" }).lines
    }
    let shut = try lines()
    #expect(shut.map(\.right) == [.read, .unmask] && shut.map(\.count) == [0, 0])
    #expect(shut.allSatisfy { $0.reaches.count == 1 && $0.reaches[0].zh.contains("应急查看打开的") })
    #expect(try engine.whatBeside(.person(lab[.chief]), asker: nil).things.allSatisfy { $0.service != "directory" })
    #expect(await lab.look(lab[.dispatcher]) == nil)
    #expect(try lines().map(\.count) == [1, 1], "the post of whom it is")

    let directory = RightsThing.granted(.kind("directory"))
    let why = try engine.why(dispatcher, .unmask, directory, asker: nil)
    #expect(!why.allowed && why.facts.map(\.kind) == [.appointment, .grant, .scope, .glass])
    #expect(why.missing?.words.zh == "应急查看一次打开一个人的号码，不是整个通讯录")
    #expect(why.remedies.contains { $0.zh.contains("应急查看") })
    #expect(try !engine.who(may: .unmask, directory, asker: nil).posts.contains { $0.post.zh == "调度中心/调度岗" })
  }

  @Test func whoLosesThePostLosesTheLook() async throws {
    let lab = try TownCast.ofNumbers(BundleTown("start", "emergency-numbers"))
    #expect(await lab.look(lab[.dispatcher]) == nil && lab.numbers(lab[.head], to: lab[.dispatcher]) != nil)
    let term = try #require(
      try lab.town.engine.post(lab[.dispatcher], lab.town.caller(lab[.security]))?.terms.first { !$0.isOver }?.id)
    try lab.town.engine.dismiss(term, of: lab[.dispatcher], until: nil, lab.town.caller(lab[.security]))
    #expect(lab.numbers(lab[.head], to: lab[.dispatcher]) == nil)
  }
}
