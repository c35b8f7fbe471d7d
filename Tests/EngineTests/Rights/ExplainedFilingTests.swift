import Core
import Testing

@testable import Engine

/// Whether somebody may file a service is told as filing answers it: by whom it is open to, where, and when.
@Suite struct ExplainedFilingTests {
  private func why(_ town: BundleTown, _ user: RightsUser, _ service: String) throws -> RightsAnswer {
    try town.engine.why(user, .create, .service(service), asker: nil)
  }

  /// Every person and every service: what is told is what filing does.
  @Test func itIsToldAsFilingAnswers() async throws {
    let town = try BundleTown("bodies")
    try town.publish(["rights"])
    let clinic = try town.staff("仁和诊所", "经办人"), head = try town.staff("一号社区居民委员会", "社区主任")
    let answers: [String: [String: Answer]] = [
      "tables": ["桌数": .number("6"), "电话": .text("13900005678")], "profile": ["类别": .text("小餐饮")],
      "hazard": ["事由": .text("试验事由")],
    ]
    var told: Set<Bool> = []
    for person in [clinic, head, BundleTown.resident] {
      for (service, filled) in answers {
        let allowed = try why(town, .person(person), service).allowed
        let filed = await town.submit(service, filled, by: person)
        #expect(((try? filed.get()) != nil) == allowed, "\(person) \(service)")
        told.insert(allowed)
      }
    }
    #expect(told == [true, false])
  }

  @Test func anAgentMayAndWhoIsNoneIsToldHowToBecomeOne() throws {
    let town = try BundleTown("bodies")
    let clinic = try town.staff("仁和诊所", "经办人"), engine = town.engine
    let yes = try why(town, .person(clinic), "tables")
    #expect(yes.allowed && yes.facts.map(\.kind) == [.place, .dates, .audience])
    #expect(yes.facts.last?.words.zh == "是「仁和诊所」的经办人" && yes.remedies.isEmpty)
    let no = try why(town, .person(BundleTown.resident), "tables")
    #expect(!no.allowed && no.missing?.kind == .audience && no.missing?.words.zh.contains("经办人") == true)
    #expect(no.remedies.count == 1 && no.remedies[0].zh.contains("做经办人"))
    #expect(!no.remedies.contains { $0.zh.contains("角色") || $0.zh.contains("任命") }, "no role lets a resident file")
    // Of the body and of the seat the same is told, and who may names the seats.
    let body = try #require(try engine.rightsUser("仁和诊所")), seat = try #require(try engine.rightsUser("仁和诊所/经办人"))
    #expect(try why(town, body, "tables").allowed && why(town, seat, "tables").allowed)
    let shop = try #require(try engine.rightsUser("一号社区居民委员会"))
    #expect(try !why(town, shop, "tables").allowed)
    let who = try engine.who(may: .create, .service("tables"), asker: nil)
    #expect(who.posts.map(\.post.zh) == ["仁和诊所/经办人", "旧书店/经办人", "老王面馆/经办人"])
  }

  @Test func aResidentMayWhereItIsOpenToThem() throws {
    let town = try BundleTown("mandates")
    let resident = RightsUser.person(BundleTown.resident)
    let yes = try why(town, resident, "alone")
    #expect(yes.allowed && yes.facts.last?.words.zh == "服务对本人开放")
    #expect(yes.facts.first?.words.zh.contains("一号社区") == true)
    let asker = town.caller(BundleTown.resident)
    #expect(try town.engine.why(resident, .create, .service("alone"), asker: asker).allowed, "asked by themselves")
    // From a post nothing is filed for oneself.
    let post = try #require(try town.engine.rightsUser("一号社区居民委员会/社区主任"))
    let no = try why(town, post, "alone")
    #expect(!no.allowed && no.missing?.words.zh == "「只限本人」不由工作人员代办")
  }

  @Test func placesDatesAndConditionsAreToldWhereTheyAreMissing() async throws {
    let town = try BundleTown("start", "visible")
    var kinds: Set<RightsFact.Kind> = []
    for service in try #require(town.engine.current).program.services.values.sorted(by: { $0.id < $1.id }) {
      let answer = try why(town, .person(BundleTown.resident), service.id)
      if let missing = answer.missing { kinds.insert(missing.kind) }
      let fields = service.variants[0].form.fields.map(\.id)
      let all: [String: Answer] = ["姓名": .text("周桂兰"), "事由": .text("试验事由")]
      let filed = await town.submit(service.id, all.filter { fields.contains($0.key) })
      guard case .failure(let refusal) = filed else {
        #expect(answer.allowed, "\(service.id)")
        continue
      }
      // What was answered is another matter.
      if refusal.code == .invalidAnswers { continue }
      #expect(!answer.allowed && answer.missing != nil, "\(service.id) \(refusal.code)")
    }
    #expect(kinds.isSuperset(of: [.place, .dates, .audience, .eligibility]), "\(kinds)")
  }

  /// A place of a quota, an open request of one's own: told before filing as filing refuses it, and no more once there is
  /// room again.
  @Test func placesThatAreTakenAreTold() async throws {
    let town = try BundleTown("limits")
    let me = BundleTown.resident, other = BundleTown.other
    func told(_ service: String, _ person: Int64 = BundleTown.resident) throws -> String {
      let answer = try why(town, .person(person), service)
      let fact = try #require(answer.missing ?? answer.facts.last)
      return "\(answer.allowed) \(fact.kind) \(fact.words.zh)"
    }
    #expect(try told("seats") == "true limits 还有 2 个名额")
    let mine = try await town.submit("seats")
    #expect(try told("seats", other) == "true limits 还有 1 个名额")
    _ = try await town.submit("seats", by: other)
    #expect(try told("seats") == "false limits 名额已满")
    let full = try why(town, .person(me), "seats")
    #expect(full.remedies.map(\.zh) == ["有人撤回或没有通过时名额会空出来，自己在办的办结后也可以再申请"])
    guard case .failure(let refusal) = await town.submit("seats", ["事由": .text("试验事由")]) else {
      Issue.record("a third place was given")
      return
    }
    #expect(refusal.code == .quotaFull && refusal.message == full.missing?.words)
    _ = try await town.verb(.withdraw, mine, by: me, reason: "不去了").get()
    #expect(try told("seats") == "true limits 还有 1 个名额")

    #expect(try told("once") == "true limits 在办的同类申请没有到上限")
    _ = try await town.submit("once")
    #expect(try told("once") == "false limits 已有 1 份同样的申请正在办理")
    guard case .failure(let again) = await town.submit("once", ["事由": .text("试验事由")]) else {
      Issue.record("a second request was taken")
      return
    }
    let asked = try why(town, .person(me), "once")
    #expect(again.code == .tooOften && again.message == asked.missing?.words)
    #expect(try told("once", other) == "true limits 在办的同类申请没有到上限", "it counts for each person")
  }

  @Test func aPlaceOfTheirCommunityIsToldAndOneThatHangsOnAnAnswerIsNot() async throws {
    let town = try BundleTown("limits")
    _ = try await town.submit("by-community", by: BundleTown.other)
    let community = try why(town, .person(BundleTown.resident), "by-community")
    #expect(!community.allowed && community.missing?.words.zh == "名额已满", "both live in it")
    let answer = try why(town, .person(BundleTown.resident), "by-answer")
    #expect(answer.allowed && answer.facts.last?.words.zh == "有没有名额要看填写的内容")
  }

  @Test func aServiceThatIsOverOrHasNotBegunIsToldBeforeItsPlaces() throws {
    let town = try BundleTown("limits")
    for (service, words) in [("later", "2999"), ("past", "这项服务已经截止")] {
      let answer = try why(town, .person(BundleTown.resident), service)
      #expect(!answer.allowed && answer.missing?.kind == .dates && answer.missing?.words.zh.contains(words) == true)
      #expect(!answer.facts.contains { $0.kind == .limits }, "the chain ends at the first missing link")
    }
  }

  // MARK: What needs no right

  @Test func placesAndTheDirectoryAreReadWithoutARole() throws {
    let town = try BundleTown("bodies")
    let engine = town.engine, places = RightsThing.granted(.kind("places")), directory = RightsThing.granted(.kind("directory"))
    let head = RightsUser.person(try town.staff("一号社区居民委员会", "社区主任"))
    let clinic = RightsUser.person(try town.staff("仁和诊所", "经办人")), resident = RightsUser.person(BundleTown.resident)
    func may(_ user: RightsUser, _ right: Right, _ thing: RightsThing) throws -> Bool {
      try engine.why(user, right, thing, asker: nil).allowed
    }
    for user in [head, clinic, resident] { #expect(try may(user, .read, places) && !may(user, .edit, places)) }
    #expect(try [head, clinic, resident].map { try may($0, .read, directory) } == [true, false, false])
    let why = try engine.why(head, .read, directory, asker: nil)
    #expect(why.facts.map(\.kind) == [.everybody] && why.facts[0].words.zh.contains("不用授权"))
    let who = try engine.who(may: .read, directory, asker: nil), city = try #require(engine.current).city
    #expect(who.postCount == city.posts.values.count { !$0.isOfAgents } && who.postCount < city.posts.count)
    let body = try #require(try engine.rightsUser("一号社区居民委员会"))
    let share = try engine.why(body, .read, directory, asker: nil)
    #expect(share.allowed && share.posts.map { $0.part == $0.whole } == true)
  }

  // MARK: Names

  @Test func postsOfOneNameAreToldWithWhatTellsThemApart() throws {
    let town = try BundleTown("bodies")
    let text = "一号社区居民委员会/网格岗"
    #expect(try town.engine.rightsUser(text) == nil)
    let found = try town.engine.findUser(text)
    guard case .alike(let posts) = found else {
      Issue.record("several posts have this name")
      return
    }
    #expect(posts.count > 1 && Set(posts.map(\.title)).count == posts.count)
    let words = found.words(for: text)
    for post in posts {
      #expect(words.zh.contains(post.user.token) && words.text(in: .en).contains(post.user.token))
      guard case .one(post.user) = try town.engine.findUser(post.user.token) else {
        Issue.record("its number names nothing")
        continue
      }
    }
    #expect(words.zh.hasPrefix("有 \(posts.count) 个岗位或单位叫「一号社区居民委员会/网格岗」"))
  }

  @Test func aResidentIsNamedByTheFirstLetter() throws {
    let town = try BundleTown("bodies")
    let head = try town.staff("一号社区居民委员会", "社区主任"), security = try town.staff("测试市人民政府", "安全管理岗")
    let asker = town.caller(security)
    #expect(try town.engine.rightsName(.person(BundleTown.resident), asker).zh == "周*")
    #expect(try town.engine.rightsName(.person(head), asker).zh == "社区主任")
    #expect(try town.engine.rightsName(.person(BundleTown.resident), town.caller(BundleTown.resident)).zh == "周桂兰")
  }
}
