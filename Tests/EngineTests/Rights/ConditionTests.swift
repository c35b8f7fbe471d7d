import Core
import Testing

@testable import Engine

/// Grants with conditions, posts with their days, stand-ins; and that explanations say what enforcement does.
@Suite struct ConditionTests {
  private struct Lab {
    let town: BundleTown
    /// Requests: large, small, unanswered, done.
    let codes: [String]
    var all: [Int] { Array(codes.indices) }

    init(_ town: BundleTown) async throws {
      self.town = town
      var codes: [String] = []
      for answers in [
        ["人数": .number("30"), "类别": .text("明火"), "备注": .text("张三在场")],
        ["人数": .number("10"), "类别": .text("明火")], [:], ["人数": .number("12"), "类别": .text("用电")],
      ] as [[String: Answer]] {
        codes.append(try await town.submit("hazard", answers: answers))
      }
      let head = try town.staff("一号社区居民委员会", "社区主任")
      _ = try await town.verb(.approve, codes[3], by: head).get()
      self.codes = codes
    }

    func post(_ name: String, of body: String = "试验室") throws -> Int64 { try town.staff(body, name) }

    /// Which requests somebody opens.
    func opened(by person: Int64) -> [Int] { all.filter { (try? town.request(codes[$0], as: person)) != nil } }
  }

  @Test func aConditionHoldsForRowsWhereItIsTrue() async throws {
    let lab = try await Lab(BundleTown("start", "rights"))
    #expect(lab.opened(by: try lab.post("大事岗")) == [0])
    #expect(lab.opened(by: try lab.post("归档岗")) == [3])
    #expect(lab.opened(by: try lab.post("同单位岗")) == [0, 1, 3], "null is denied")
    #expect(lab.opened(by: try lab.post("同单位岗", of: "外单位")).isEmpty)
    let page = try lab.town.request(lab.codes[0], as: try lab.post("大事岗"))
    #expect(page.answers.map(\.id) == ["人数", "类别", "备注"], "what is hidden is never there")
    let archived = try lab.town.request(lab.codes[3], as: try lab.post("归档岗"))
    #expect(archived.answers.map(\.id) == ["人数"])
    #expect(try lab.town.faults().isEmpty)
  }

  @Test func aPostOutsideItsDaysGivesNothing() async throws {
    let lab = try await Lab(BundleTown("start", "rights"))
    #expect(lab.opened(by: try lab.post("未到岗")).isEmpty)
    #expect(lab.opened(by: try lab.post("已撤岗")).isEmpty)
  }

  @Test func aDeputyStandsInWhileThePostIsAway() async throws {
    let lab = try await Lab(BundleTown("start", "rights"))
    #expect(lab.opened(by: try lab.post("代班岗")) == [0], "休假岗 is on leave")
    #expect(lab.opened(by: try lab.post("休假岗")) == [0], "leave takes nothing away")
    #expect(lab.opened(by: try lab.post("旁观岗")).isEmpty, "在岗岗 is there")
    let city = try #require(lab.town.engine.current).city
    let away = try #require(city.posts[try lab.post("休假岗")])
    let sitting = try lab.post("休假岗")
    #expect(away.isAway && away.isManned && away.sitting == [sitting])
    #expect(away.standIns == [try lab.post("代班岗")])
  }

  @Test func aTransferIsOneRecord() async throws {
    let lab = try await Lab(BundleTown("start", "rights"))
    let town = lab.town, big = try lab.post("大事岗"), archive = try lab.post("归档岗")
    let before = try town.store.read { try $0.rows(Self.epoch, [], under: .system(.maintenance)) }[0][0].int ?? 0
    try town.engine.transfer(big, from: big, to: archive, town.caller(big))
    let after = try town.store.read { try $0.rows(Self.epoch, [], under: .system(.maintenance)) }[0][0].int
    #expect(after == before + 1)
    #expect(lab.opened(by: big) == [3], "the next request obeys")
    #expect(throws: Refusal.self, "is there no more") {
      try town.engine.transfer(big, from: big, to: archive, town.caller(big))
    }
  }

  private static let epoch = Query(["epoch"], of: SystemTables.grantEpoch)

  // MARK: Explanations

  @Test func whyNamesTheChainOrTheMissingLink() async throws {
    let lab = try await Lab(BundleTown("start", "rights"))
    let engine = lab.town.engine, big = RightsUser.person(try lab.post("大事岗"))
    let yes = try engine.why(big, .read, .matter(lab.codes[0]), asker: nil)
    #expect(yes.allowed && yes.missing == nil && yes.remedies.isEmpty)
    #expect(yes.facts.map(\.kind) == [.appointment, .grant, .scope, .condition])
    let no = try engine.why(big, .read, .matter(lab.codes[1]), asker: nil)
    #expect(!no.allowed && no.missing?.kind == .condition && no.missing?.words.zh.contains("人数 > 10") == true)
    let export = try engine.why(big, .export, .matter(lab.codes[0]), asker: nil)
    #expect(export.missing?.kind == .grant && export.remedies.contains { $0.zh.contains("同单位员") })
    let resident = try engine.why(.person(BundleTown.resident), .read, .matter(lab.codes[1]), asker: nil)
    #expect(resident.allowed && resident.facts.map(\.kind) == [.own])
    let stranger = try engine.why(.person(BundleTown.other), .read, .matter(lab.codes[1]), asker: nil)
    #expect(!stranger.allowed && stranger.missing?.kind == .appointment)
  }

  @Test func whoAndWhatCount() async throws {
    let lab = try await Lab(BundleTown("start", "rights"))
    let engine = lab.town.engine
    let holders = try engine.who(may: .read, .matter(lab.codes[0]), asker: nil)
    #expect(holders.own == 1)
    let titles = Set(holders.posts.map(\.post.zh))
    #expect(titles.isSuperset(of: ["试验室/大事岗", "试验室/休假岗", "试验室/同单位岗", "一号社区居民委员会/社区主任"]))
    #expect(!titles.contains("外单位/同单位岗") && !titles.contains("试验室/未到岗"))
    #expect(holders.postCount == holders.posts.count)
    let holdings = try engine.what(.person(try lab.post("归档岗")), asker: nil)
    #expect(holdings.map(\.service) == ["hazard"])
    #expect(holdings[0].lines.first { $0.right == .read }?.count == 1)
  }

  /// Of a body, of a role and of a class of services it is told how many of them may.
  @Test func classesAreExplainedWithCounts() async throws {
    let lab = try await Lab(BundleTown("start", "rights"))
    let engine = lab.town.engine, matter = RightsThing.matter(lab.codes[0])
    let body = try #require(try engine.rightsUser("试验室")), role = try #require(try engine.rightsUser("大事员"))
    #expect(role == .role("big") && body == RightsUser(token: body.token))
    let ofBody = try engine.why(body, .read, matter, asker: nil)
    #expect(ofBody.allowed && ofBody.facts.first?.words.zh.hasPrefix("任「试验室/") == true)
    #expect(ofBody.posts == RightsShare(part: 4, whole: 9))
    let ofRole = try engine.why(role, .read, .matter(lab.codes[1]), asker: nil)
    #expect(!ofRole.allowed && ofRole.missing?.kind == .condition)
    #expect(ofRole.posts?.part == 0)
    #expect(try engine.what(role, asker: nil).map(\.service) == ["hazard"])

    let every = try engine.why(role, .read, .everyService, asker: nil)
    let services = try engine.serviceTitles().count
    #expect(!every.allowed && every.services == RightsShare(part: 1, whole: services) && services > 1)
    #expect(every.posts?.part == 0, "no post may over all of them")
    let holders = try engine.who(may: .explain, .everyService, asker: nil)
    let watcher = try #require(holders.posts.first { $0.post.zh == "试验室/旁观岗" })
    #expect(watcher.services == RightsShare(part: 1, whole: services))
    #expect(holders.organizationCount >= 1)
    // Who asks is told of what they may ask about alone.
    let asker = lab.town.caller(try lab.post("旁观岗"))
    #expect(try engine.why(role, .read, .everyService, asker: asker).services == nil)
    #expect(throws: Refusal.self) { try engine.who(may: .read, .everyService, asker: lab.town.caller(BundleTown.resident)) }
    #expect(try engine.rightsUser("organization:99") == nil && engine.rightsThing("#没有") == nil)
    #expect(try engine.rightsThing("服务") == .everyService)
  }

  @Test func onlyWhoMayExplainIsTold() async throws {
    let lab = try await Lab(BundleTown("start", "rights"))
    let engine = lab.town.engine, big = try lab.post("大事岗"), watcher = lab.town.caller(try lab.post("旁观岗"))
    let matter = RightsThing.matter(lab.codes[1])
    #expect(try engine.why(.person(big), .read, matter, asker: watcher).allowed == false)
    #expect(throws: Refusal.self) {
      try engine.why(.person(BundleTown.resident), .read, matter, asker: lab.town.caller(big))
    }
    #expect(throws: Refusal.self, "not even that it is there") {
      try engine.why(.person(big), .read, matter, asker: lab.town.caller(big))
    }
    #expect(throws: Refusal.self) { try engine.who(may: .read, matter, asker: lab.town.caller(BundleTown.resident)) }
    #expect(throws: Refusal.self) { try engine.what(.person(big), asker: lab.town.caller(BundleTown.resident)) }
    #expect(try engine.what(.person(big), asker: lab.town.caller(big)).map(\.service) == ["hazard"])
  }

  @Test func explanationsListsAndChecksAgree() async throws {
    let lab = try await Lab(BundleTown("start", "rights"))
    try await agree(lab)
  }

  /// Every post and both residents against every request: the check, the list and the explanation say the same.
  private func agree(_ lab: Lab) async throws {
    let engine = lab.town.engine
    let users = try #require(engine.current).city.posts.keys.sorted().map { RightsUser.post($0) }
      + [.person(BundleTown.resident), .person(BundleTown.other)]
    let sights = try engine.sights(of: users, over: lab.codes)
    #expect(sights.count > 1_000)
    #expect(Set(sights.map(\.decision)) == [true, false])
    for sight in sights {
      let words = "\(users[sight.user]) \(sight.right) \(sight.thing)"
      #expect(sight.decision == sight.isListed, Comment(rawValue: words))
      guard sight.right == .read || sight.decision else { continue }
      let why = try engine.why(users[sight.user], sight.right, .matter(lab.codes[sight.thing]), asker: nil)
      // To handle a request takes the open step besides the right, which the sight is about.
      let isHeldElsewhere = sight.right == .handle && why.missing?.kind == .holding
      #expect(why.allowed == sight.decision || isHeldElsewhere && sight.decision, Comment(rawValue: words))
    }
  }

  #if canImport(StoragePostgres)
    @Test func onPostgreSQLTheSame() async throws {
      try await BundleTown.onThreeServers(["start", "rights"]) { town, _ in
        let lab = try await Lab(town)
        #expect(lab.opened(by: try lab.post("大事岗")) == [0])
        #expect(lab.opened(by: try lab.post("归档岗")) == [3])
        #expect(lab.opened(by: try lab.post("同单位岗")) == [0, 1, 3])
        try await agree(lab)
      }
    }
  #endif
}
