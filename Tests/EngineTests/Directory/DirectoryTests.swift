import Core
import FEEL
import Testing

@testable import Engine

/// The directory as staff see and change it: in Test City as its documents declare it.
@Suite struct DirectoryTests {
  private let town: BundleTown
  private let city: CityIndex

  init() throws {
    town = try BundleTown()
    city = try town.engine.snapshot { running, _ in running.city }
  }

  private func post(_ organization: String, _ name: String) throws -> CityIndex.Post {
    try #require(city.posts.values.first { $0.name == name && city.organizations[$0.organization]?.name == organization })
  }

  private func now() throws -> CityIndex { try town.engine.snapshot { running, _ in running.city } }

  private func duty(_ organization: String = "测试市人民政府", _ name: String = "市值班岗") throws -> Caller {
    town.caller(try town.staff(organization, name))
  }

  private func day(_ days: Int) throws -> String {
    CivilDateTime(milliseconds: try town.store.now()).date.adding(days: days).text
  }

  @Test func theTreeIsReadFromTheTop() throws {
    let caller = try duty()
    let roots = try town.engine.directoryRoots(caller)
    let top = try #require(roots.first { $0.name == "测试市人民政府" })
    #expect(top.above.isEmpty && top.below > 3 && top.posts == 4 && top.vacant == 0)
    #expect(roots.map(\.name) == ["测试市人民政府"], "one tree")
    let committee = try #require(try town.engine.findInDirectory("七号社区居民委员会", caller).bodies.first)
    #expect(committee.above == "测试市人民政府/二区人民政府/三号街道办事处")
    let health = try #require(try town.engine.findInDirectory("测试市卫生健康局", caller).bodies.first)
    let body = try #require(try town.engine.organization(health.id, caller))
    #expect(body.above.map(\.name) == ["测试市人民政府"] && body.below.map(\.name) == ["测试市社区医院"])
    #expect(body.governs == ["测试省/测试市"])
    let post = try #require(body.posts.first)
    #expect(post.rank == "科级" && post.tags == ["服务发布", "医疗监督"] && post.phone == "0990-5550100")
    #expect(post.people.map(\.name) == ["服务管理岗"] && !post.isVacant)
    #expect(try town.engine.organization(1, caller) == nil)
  }

  @Test(arguments: ["服务管理", "fwglg", "fuwuguanli", "医疗监督", "yljd", "科级"])
  func aPostIsFoundAsPeopleType(_ words: String) throws {
    let found = try town.engine.findInDirectory(words, duty())
    #expect(found.posts.contains { $0.name == "服务管理岗" })
    #expect(try town.engine.findInDirectory("没有这样的", duty()).posts.isEmpty)
    #expect(try town.engine.findInDirectory(" ", duty()).bodies.isEmpty)
  }

  @Test func aTransferIsOneRecordAndRightsFollow() throws {
    let old = try post("一号社区居民委员会", "社区主任"), new = try post("二号社区居民委员会", "社区主任")
    let person = try #require(old.sitting.first), caller = try duty()
    try town.engine.changePost(old.id, .transfer(person: person, to: new.id, on: nil), caller, .caller)
    let city = try now()
    #expect(city.posts[old.id]?.sitting == [] && city.posts[new.id]?.sitting.contains(person) == true)
    #expect(city.postsByPerson[person] == [new.id])
    let detail = try #require(try town.engine.directoryPost(old.id, caller))
    #expect(detail.post.isVacant && detail.mayEdit && detail.log.first?.kind == "dismiss")
    // Back again on the same day: as if nothing had been.
    try town.engine.changePost(new.id, .transfer(person: person, to: old.id, on: nil), caller, .caller)
    #expect(try now().postsByPerson[person] == [old.id])
  }

  @Test func whoMayChangeWhatIsAskedOnBothSides() throws {
    let own = try post("一号街道办事处", "街道值班岗")
    let street = town.caller(try #require(own.sitting.first))
    let inside = try post("一号社区居民委员会", "社区主任"), outside = try post("测试市卫生健康局", "服务管理岗")
    let person = try #require(inside.sitting.first)
    #expect(throws: Refusal.self) {
      try town.engine.changePost(inside.id, .transfer(person: person, to: outside.id, on: nil), street, .caller)
    }
    #expect(throws: Refusal.self) {
      try town.engine.changePost(outside.id, .appoint(person: person, from: nil, until: nil), street, .caller)
    }
    #expect(throws: Refusal.self, "nobody appoints themselves") {
      try town.engine.changePost(inside.id, .appoint(person: street.person, from: nil, until: nil), street, .caller)
    }
    #expect(throws: Refusal.self, "nor makes themselves a deputy") {
      try town.engine.changePost(inside.id, .deputy(post: own.id, from: nil, until: nil), street, .caller)
    }
    let head = town.caller(person)
    #expect(throws: Refusal.self, "no role lets them") {
      try town.engine.changePost(inside.id, .leave(from: nil, until: nil), head, .caller)
    }
    #expect(try now().grantEpoch == city.grantEpoch, "nothing happened")
    try town.engine.changePost(inside.id, .leave(from: nil, until: nil), street, .caller)
    #expect(try now().posts[inside.id]?.isAway == true)
  }

  @Test func leaveAndDeputiesHoldOnTheirDaysAndAreEnded() throws {
    let away = try post("一号社区居民委员会", "社区主任"), other = try post("二号社区居民委员会", "社区主任")
    let caller = try duty()
    func change(_ change: PostChange) throws { try town.engine.changePost(away.id, change, caller, .caller) }
    try change(.deputy(post: other.id, from: nil, until: nil))
    #expect(try now().posts[away.id]?.standIns == [], "nobody is away yet")
    try change(.leave(from: day(5), until: day(9)))
    #expect(try now().posts[away.id]?.isAway == false)
    #expect(throws: Refusal.self, "overlapping") { try change(.leave(from: day(9), until: nil)) }
    #expect(throws: Refusal.self) { try change(.leave(from: day(3), until: day(2))) }
    #expect(throws: Refusal.self) { try change(.leave(from: "2026-02-30", until: nil)) }
    try change(.leave(from: nil, until: day(1)))
    #expect(try now().posts[away.id]?.standIns == other.sitting)
    var detail = try #require(try town.engine.directoryPost(away.id, caller))
    #expect(detail.post.leave.count == 2 && detail.post.deputies.count == 1)
    for span in detail.post.leave { try change(.endLeave(span.id)) }
    #expect(try now().posts[away.id]?.isAway == false)
    try change(.endDeputy(detail.post.deputies[0].id))
    #expect(throws: Refusal.self, "it was ended") { try change(.endDeputy(detail.post.deputies[0].id)) }
    detail = try #require(try town.engine.directoryPost(away.id, caller))
    #expect(detail.post.leave.allSatisfy(\.isOver) && detail.post.deputies.allSatisfy(\.isOver))
    #expect(throws: Refusal.self) { try change(.deputy(post: away.id, from: nil, until: nil)) }
  }

  @Test func whatADeskSetStaysWhenDocumentsArePublishedAgain() throws {
    let away = try post("一号社区居民委员会", "社区主任"), other = try post("二号社区居民委员会", "社区主任")
    let caller = try duty()
    try town.engine.changePost(away.id, .deputy(post: other.id, from: nil, until: nil), caller, .caller)
    try town.engine.changePost(away.id, .leave(from: nil, until: nil), caller, .caller)
    try town.publish(["start"])
    let post = try now().posts[away.id]
    #expect(post?.isAway == true && post?.standIns == other.sitting)
  }

  @Test func numbersAreMaskedUntilSomebodyWithTheRightLooksWhichIsKept() throws {
    let seat = try post("一号社区居民委员会", "社区主任")
    let person = try #require(seat.sitting.first)
    let running = try #require(town.engine.current)
    let mobile = try #require(running.program.knowledge.attribute("person.mobile_phone"))
    let office = try #require(running.program.knowledge.attribute("person.office_phone"))
    let write = Statement(
      SystemTables.entity(.person, of: running.program.knowledge),
      .update([.set(mobile.column, .parameter(0)), .set(office.column, .parameter(1))], where: .equals("id", 2)))
    try town.engine.commitOrThrow(
      Plan(changes: [Change(write, [.text("13812341234"), .text("0990-5551234"), .int(person)])]))
    func seen(_ caller: Caller) throws -> DirectoryPerson {
      try #require(try town.engine.organization(seat.organization, caller)?.posts.first { $0.id == seat.id }?.people.first)
    }
    let caller = try duty()
    #expect(try seen(caller).mobile == "138****1234")
    #expect(try seen(caller).office == "099****1234")
    let grid = try #require(city.posts.values.first { $0.organization == seat.organization && $0.name == "网格岗" })
    let colleague = town.caller(try #require(grid.sitting.first))
    #expect(try seen(colleague).mobile == "138****1234")
    #expect(try seen(colleague).office == "0990-5551234")
    #expect(try seen(town.caller(person)).mobile == "13812341234")
    #expect(throws: Refusal.self) { try town.engine.numbers(of: person, colleague) }
    let looks = Query(["reader", "subject", "count"], of: SystemTables.readAudit)
    func kept() throws -> [Row] { try town.store.read { try $0.rows(looks, [], under: .system(.maintenance)) } }
    #expect(try kept().isEmpty)
    let found = try town.engine.numbers(of: person, caller)
    #expect(Set(found.numbers.map(\.number)) == ["13812341234", "0990-5551234"])
    #expect(try kept().map { [$0[0].int, $0[1].int, $0[2].int] } == [[caller.person, person, 2]])
    #expect(throws: Refusal.self, "a resident is no member of staff") {
      try town.engine.numbers(of: BundleTown.resident, caller)
    }
  }

  @Test func aNumberShowsOnlyItsEnds() {
    #expect(ContactSight.masked("13812341234") == "138****1234")
    #expect(ContactSight.masked("555123") == "****23" && ContactSight.masked("110") == "****")
  }
}
