import Core
import Testing

@testable import Engine

/// What is explained beside services, and that the right to handle a request is told as a command meets it.
@Suite struct ExplainedThingTests {
  // MARK: Handling

  @Test func whoMayHandleIsWhoHasTheOpenStep() async throws {
    let town = try BundleTown("start", "rights")
    let code = try await town.submit("hazard", answers: [:])
    let head = try town.staff("一号社区居民委员会", "社区主任")
    let posts = try #require(town.engine.current).city.posts.keys.sorted()
    let able = try posts.filter { try town.engine.why(.post($0), .handle, .matter(code), asker: nil).allowed }
    #expect(able == [head])
    for post in posts where post != head {
      guard case .failure = await town.verb(.approve, code, by: post) else {
        Issue.record("\(post) decided what the explanation denies")
        continue
      }
    }
    let before = try town.engine.who(may: .handle, .matter(code), asker: nil)
    #expect(before.posts.map(\.post.zh) == ["一号社区居民委员会/社区主任"] && before.postCount == 1)
    #expect(before.posts.first?.facts.last?.kind == .holding)
    #expect(before.standing?.zh == "现在由一号社区居民委员会/社区主任办理")

    _ = try await town.verb(.approve, code, by: head).get()
    let after = try town.engine.why(.post(head), .handle, .matter(code), asker: nil)
    #expect(!after.allowed && after.missing?.kind == .holding)
    #expect(after.missing?.words.zh.contains("办结") == true)
    #expect(after.remedies.map(\.zh) == ["已经结束，没有人再办；还要办的，请申请人重新申请"])
    let done = try town.engine.who(may: .handle, .matter(code), asker: nil)
    #expect(done.postCount == 0 && done.standing?.zh == "办结")
    // Over the service as such the right stands.
    #expect(try town.engine.why(.post(head), .handle, .service("hazard"), asker: nil).allowed)
  }

  @Test func whatIsMissingFirstIsSaidFirst() async throws {
    let town = try BundleTown("start", "rights")
    let code = try await town.submit("hazard", answers: [:])
    let other = try town.staff("二号社区居民委员会", "社区主任")
    let why = try town.engine.why(.post(other), .handle, .matter(code), asker: nil)
    #expect(why.missing?.kind == .scope, "what is missing first is said first")
  }

  // MARK: Other things

  @Test func placesAndTheDirectoryAreThingsToo() async throws {
    let town = try BundleTown("start", "rights")
    let engine = town.engine, duty = RightsUser.person(try town.staff("一号街道办事处", "街道值班岗"))
    let beside = try engine.whatBeside(duty, asker: nil)
    #expect(beside.things.map(\.service) == ["places", "directory", "task"] && beside.administration == nil)
    let places = try #require(beside.things.first), edit = try #require(places.lines.first { $0.right == .edit })
    let city = try #require(engine.current).city
    let street = try #require(city.posts[try town.staff("一号街道办事处", "街道值班岗")])
    let below = city.ids.count { city.isWithin($0, street.territory.map { city.ids[$0] }) }
    #expect(edit.count == below && below > 1 && below < city.ids.count)
    #expect(beside.things[1].lines.map(\.right) == [.edit, .unmask])

    let named = try #require(try engine.rightsThing("地名"))
    #expect(named == .granted(.kind("places")) && RightsThing.granted(.kind("places")).token == "places")
    #expect(try engine.rightsThing("通讯录") == .granted(.kind("directory")))
    #expect(try engine.rightsThing("ledger:没有") == nil)
    let why = try engine.why(duty, .edit, named, asker: nil)
    #expect(why.allowed && why.facts.map(\.kind) == [.appointment, .grant, .scope])
    let head = RightsUser.person(try town.staff("一号社区居民委员会", "社区主任"))
    let not = try engine.why(head, .edit, named, asker: nil)
    #expect(!not.allowed && not.missing?.kind == .grant && not.remedies.contains { $0.zh.contains("值班员") })
    let who = try engine.who(may: .edit, named, asker: nil)
    #expect(who.posts.contains { $0.post.zh == "一号街道办事处/街道值班岗" })
    #expect(!who.posts.contains { $0.post.zh.hasSuffix("社区主任") })
  }

  @Test func ofOtherThingsOnlyWhoMayExplainIsTold() async throws {
    let town = try BundleTown("start", "rights")
    let engine = town.engine, head = try town.staff("一号社区居民委员会", "社区主任")
    let duty = RightsUser.person(try town.staff("一号街道办事处", "街道值班岗"))
    let places = RightsThing.granted(.kind("places"))
    #expect(try !engine.why(.person(head), .edit, places, asker: town.caller(head)).allowed, "of oneself everybody asks")
    #expect(throws: Refusal.self) { try engine.why(duty, .edit, places, asker: town.caller(head)) }
    #expect(throws: Refusal.self) { try engine.whatBeside(duty, asker: town.caller(head)) }
    let security = town.caller(try town.staff("测试市人民政府", "安全管理岗"))
    #expect(try engine.why(duty, .edit, places, asker: security).allowed)
    #expect(try engine.whatBeside(duty, asker: security).things.count == 3)
    // Who explains services learns of services.
    let watcher = town.caller(try town.staff("试验室", "旁观岗"))
    let told = try engine.whatBeside(duty, asker: watcher)
    #expect(told.things.isEmpty && told.own == nil)
  }

  @Test func administratorsAndResidentsSeeWhatIsTheirs() async throws {
    let town = try BundleTown("start", "rights")
    for (post, kind) in [("系统管理岗", Administration.system), ("安全管理岗", .security), ("审计管理岗", .audit)] {
      let user = RightsUser.person(try town.staff("测试市人民政府", post))
      #expect(try town.engine.whatBeside(user, asker: nil).administration == kind)
    }
    for _ in 0..<2 { _ = try await town.submit("hazard", answers: [:]) }
    let resident = RightsUser.person(BundleTown.resident)
    let own = try town.engine.whatBeside(resident, asker: town.caller(BundleTown.resident))
    #expect(own.own == RightsOwn(requests: 2, family: 0, mandates: 0, agencies: []) && own.things.isEmpty)
    #expect(try town.engine.whatBeside(.role("big"), asker: nil).own == nil)
  }
}
