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

  private static let surnames = Array("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛")
  private static let given = Array("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华慧建文玲辉力").map(String.init)

  /// In a city with thousands of staff everybody is found by what people type, the lists are short, and none is cut without
  /// a word.
  @Test func somebodyIsChosenAmongThousands() throws {
    let names = Self.surnames.flatMap { surname in
      Self.given.flatMap { [String(surname) + $0, String(surname) + $0 + "山"] }
    }
    #expect(Set(names).count == names.count && names.count > 2_500)
    let running = try #require(town.engine.current)
    let name = try #require(running.program.knowledge.attribute("person.full_name"))
    var seeding = EntitySeeding(running, town.engine, now: 0)
    for (at, text) in names.enumerated() { seeding.add(.person, id: Int64(50_000 + at), [(name, [.text(text)])]) }
    let account = Statement.insert(SystemTables.credential)
    try town.engine.commitOrThrow(
      Plan(
        changes: seeding.take()
          + names.indices.map {
            Change(account, [.text("login"), .text("staff-\($0)"), .int(Int64(50_000 + $0)), .null, .int(0), .null])
          }))
    let seat = try post("一号社区居民委员会", "社区主任"), caller = try duty()
    func find(_ words: String) throws -> DirectoryChoices<StaffMember> {
      try town.engine.staffChoices(words, for: seat.id, caller, .caller)
    }
    let all = try find("")
    #expect(all.lines.count == 50 && all.left == all.total - 50)
    #expect(all.total == names.count + Set(city.posts.values.flatMap(\.sitting)).count)
    for text in stride(from: 0, to: names.count, by: 61).map({ names[$0] }) + [names[names.count - 1]] {
      let found = try find(text)
      #expect(found.lines.first?.name == text && found.total == names.count { $0.contains(text) }, "\(text)")
    }
    let many = try find("葛")
    #expect(many.lines.count == 50 && many.total == 2 * Self.given.count && many.left == many.total - 50)
    #expect(try find("wangfangshan").lines.map(\.name) == ["王芳山"] && find("wangf").lines.contains { $0.name == "王芳" })
    #expect(try find("wfs").lines.contains { $0.name == "王芳山" } && find("没有这个人").total == 0)
    // One of many of a name by where they sit.
    let person = Int64(50_000 + (try #require(names.firstIndex(of: "周慧"))))
    let other = try post("二号社区居民委员会", "社区主任")
    try town.engine.changePost(other.id, .appoint(person: person, from: nil, until: nil), caller, .caller)
    let sitting = try find("zhou 二号社区")
    #expect(sitting.lines.map(\.person) == [person] && sitting.lines.first?.posts == ["二号社区居民委员会/社区主任"])
    #expect(try find("zhou 三号社区").total == 0)
    // Posts too, never the one that is changed.
    let posts = try town.engine.postChoices("", for: seat.id, caller, .caller, limit: 20)
    #expect(posts.lines.count == 20 && posts.total == city.posts.count - 1)
    let heads = try town.engine.postChoices("二号社区 主任", for: seat.id, caller, .caller)
    #expect(heads.lines.map(\.organization) == ["二号社区居民委员会", "十二号社区居民委员会"] && heads.left == 0)
    let others = try town.engine.postChoices("一号社区 主任", for: seat.id, caller, .caller)
    #expect(others.lines.map(\.organization) == ["十一号社区居民委员会"])
    // For who may change the post alone.
    let head = town.caller(try #require(seat.sitting.first))
    #expect(throws: Refusal.self) { try town.engine.staffChoices("", for: seat.id, head, .caller) }
    #expect(throws: Refusal.self) { try town.engine.postChoices("", for: seat.id, head, .caller) }
    #expect(throws: Refusal.self) { try town.engine.staffChoices("", for: 1, caller, .owner) }
    // An import names anybody of them too.
    let table = DirectoryTable("单位,岗位,人员\n三号社区居民委员会,社区主任,葛力山\n")
    #expect(try town.engine.importDirectory(table, isDry: true, town.caller(0), .owner).appointments == 1)
  }

  @Test func aNumberShowsOnlyItsEnds() {
    #expect(ContactSight.masked("13812341234") == "138****1234")
    #expect(ContactSight.masked("555123") == "****23" && ContactSight.masked("110") == "****")
  }
}
