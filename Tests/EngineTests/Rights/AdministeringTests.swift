import Core
import Testing

@testable import Engine

/// System, security and audit are three people.
@Suite struct AdministeringTests {
  private let town: BundleTown
  private let system: Int64, security: Int64, audit: Int64, duty: Int64

  init() throws {
    town = try BundleTown("start")
    system = try town.staff("测试市人民政府", "系统管理岗")
    security = try town.staff("测试市人民政府", "安全管理岗")
    audit = try town.staff("测试市人民政府", "审计管理岗")
    duty = try town.staff("测试市人民政府", "市值班岗")
  }

  private func kind(_ person: Int64) throws -> Administration? {
    try town.engine.administration(of: town.caller(person))
  }

  private func refused(_ work: () throws -> Void) -> String? {
    do {
      try work()
      return nil
    } catch let refusal as Refusal {
      return refusal.code == .beyondAuthority ? refusal.message.zh : "\(refusal)"
    } catch {
      return "\(error)"
    }
  }

  @Test func eachHasOneAndWhoMayPublishAdministersTheSystem() throws {
    #expect(try kind(system) == .system && kind(security) == .security && kind(audit) == .audit)
    #expect(try kind(duty) == nil && kind(BundleTown.resident) == nil)
    #expect(try kind(town.staff("测试市卫生健康局", "服务管理岗")) == .system)
    #expect(try town.engine.vacantAdministrations().isEmpty)
  }

  @Test func nobodyIsAppointedToTwo() throws {
    let caller = town.caller(security)
    #expect(
      refused { try town.engine.appoint(system, to: audit, from: nil, until: nil, caller) } == "一个人不能同时是系统管理员和审计管理员")
    let publisher = try town.staff("测试市卫生健康局", "服务管理岗")
    #expect(refused { try town.engine.appoint(publisher, to: security, from: "2999-01-01", until: nil, caller) } != nil)
    // One after the other is no two at once.
    try town.engine.transfer(system, from: system, to: audit, caller)
    #expect(try kind(system) == .audit)
    try town.engine.appoint(duty, to: system, from: nil, until: nil, caller)
    #expect(try kind(duty) == .system)
  }

  @Test func whoAdministersSecurityAppointsNotThemselves() throws {
    let change = PostChange.appoint(person: security, from: nil, until: nil)
    #expect(refused { try town.engine.changePost(duty, change, town.caller(security), .security) }?.contains("不能任命自己") == true)
    let other = PostChange.appoint(person: try town.staff("一号街道办事处", "街道值班岗"), from: nil, until: nil)
    try town.engine.changePost(duty, other, town.caller(security), .security)
  }

  /// Who may edit the directory makes nobody an administrator, and dismisses none.
  @Test func whoEditsTheDirectoryIsNotOverAdministrators() throws {
    let officer = town.caller(duty), person = try town.staff("一号社区居民委员会", "社区主任")
    let street = try town.staff("一号街道办事处", "街道值班岗")
    let appoint = PostChange.appoint(person: person, from: nil, until: nil)
    try town.engine.changePost(street, appoint, officer, .caller)
    let words = "系统、安全、审计管理岗的任免由安全管理员办理"
    for post in [system, security, audit] {
      #expect(refused { try town.engine.changePost(post, appoint, officer, .caller) } == words)
      #expect(refused { try town.engine.changePost(person, .transfer(person: person, to: post, on: nil), officer, .caller) } == words)
      let seen = try #require(try town.engine.snapshot { running, reader in
        running.city.posts[post].map { Preparation(town.engine, running, reader, officer).mayEdit($0) }
      })
      #expect(!seen)
    }
    try town.engine.changePost(audit, appoint, town.caller(security), .security)
    #expect(try kind(person) == .audit)
  }

  @Test func noneStandsInForAnother() throws {
    let caller = town.caller(security)
    func deputy(_ deputy: Int64, for post: Int64) -> String? {
      refused { try town.engine.changePost(post, .deputy(post: deputy, from: nil, until: nil), caller, .owner) }
    }
    #expect(deputy(security, for: audit) == "一个人不能同时是安全管理员和审计管理员")
    #expect(deputy(duty, for: audit) == nil)
    // Who sits on the deputy's post may not administer anything else either.
    try town.engine.appoint(system, to: duty, from: nil, until: nil, caller)
    #expect(deputy(duty, for: security) != nil)
  }

  @Test func aTableIsRefusedAtItsField() throws {
    let table = """
      单位,岗位,角色,人员
      测试市人民政府,审计管理岗,,系统管理岗
      测试市人民政府,双料岗,安全管理员|审计管理员,

      """
    let owner = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
    let plan = try town.engine.importDirectory(DirectoryTable(table), owner, .owner)
    #expect(plan.change == nil)
    #expect(plan.problems.map(\.line) == [2, 3])
    #expect(plan.problems.allSatisfy { $0.message.zh.hasPrefix("一个人不能同时是") })
    #expect(plan.problems.map(\.column) == [4, 3])
  }

  /// However it came about: by rows from before the roles were told apart.
  @Test func whoHoldsTwoHoldsNeither() throws {
    let running = try #require(town.engine.current)
    var seeding = EntitySeeding(running, town.engine, now: 0)
    seeding.appoint(audit, to: security)
    seeding.moveGrantEpoch()
    try town.engine.commitOrThrow(Plan(changes: seeding.take()))
    #expect(try kind(audit) == nil)
    #expect(try kind(security) == .security)
  }

  @Test func whoAdministersSecurityExplainsEverything() async throws {
    let code = try await town.perform(
      BundleTown.resident, .submit(service: "greeting", answers: ["姓名": .text("周桂兰")], forPerson: nil)
    ).get()
    let found = try #require(Town.text("code", code.json))
    _ = try town.engine.why(.person(duty), .read, .matter(found), asker: town.caller(security))
    _ = try town.engine.what(.person(duty), asker: town.caller(security))
    for other in [system, audit] {
      #expect(throws: Refusal.self) {
        try town.engine.why(.person(duty), .read, .matter(found), asker: town.caller(other))
      }
    }
    #expect(throws: Refusal.self) { try town.request(found, as: security) }
  }
}
