import Core
import Testing

@testable import Engine

/// Of whom a question about rights may be asked: whoever is there, by every name they go by, and of nobody else.
@Suite struct ExplainedUserTests {
  @Test func peopleOfADemonstrationAreFoundByWhatTheySignInWith() async throws {
    let town = try BundleTown("start", "rights")
    let program = try #require(town.engine.current).program
    let people = DemonstrationPeople(program: program)
    let resident = try #require(people.residents.first), member = try #require(people.staff.first)
    #expect(try town.engine.rightsUser(resident.phone) == nil, "nothing was loaded")
    #expect(try town.engine.rightsUser(member.login) == nil)
    let accounts = try town.engine.load(people)
    let person = try #require(accounts.residents[resident.phone])
    #expect(try town.engine.rightsUser(resident.phone) == .person(person))
    #expect(try town.engine.rightsUser(member.login) == accounts.staff[member.login].map { .person($0) })

    let code = try await town.submit("hazard", by: person)
    let found = try #require(try town.engine.rightsUser(resident.phone))
    let own = try town.engine.why(found, .read, .matter(code), asker: nil)
    #expect(own.allowed && own.facts.map(\.kind) == [.own])
  }

  @Test func aNumberOfNobodyIsNobody() throws {
    let town = try BundleTown("start", "rights")
    for text in ["19912345678", "13800138000", "7", "person:7", "person:13800138000", "staff001", "没有这个人"] {
      #expect(try town.engine.rightsUser(text) == nil, "\(text)")
    }
    #expect(try town.engine.rightsUser("person:\(BundleTown.resident)") == .person(BundleTown.resident))
    let head = try town.staff("一号社区居民委员会", "社区主任")
    #expect(try town.engine.rightsUser("person:\(head)") == .person(head))
  }

  /// A name that one has is them; one that several have is told with their numbers, which then say who is meant.
  @Test func staffAreFoundByNameAndSeveralByTheirNumbers() throws {
    let town = try BundleTown("start", "rights")
    let duty = try town.staff("测试市人民政府", "市值班岗")
    guard case .one(.person(duty)) = try town.engine.findUser("市值班岗") else {
      Issue.record("one person has this name")
      return
    }
    let streets = try ["一号街道办事处", "二号街道办事处"].map { try town.staff($0, "街道值班岗") }
    let several = try town.engine.findUser("街道值班岗")
    guard case .several(let members) = several else {
      Issue.record("several have this name")
      return
    }
    #expect(Set(streets).isSubset(of: members.map(\.person)))
    let words = several.words(for: "街道值班岗")
    for street in streets {
      #expect(words.zh.contains("person:\(street) ("))
      #expect(words.text(in: .en).contains("person:\(street) ("))
      guard case .one(.person(street)) = try town.engine.findUser("person:\(street)") else {
        Issue.record("its number names nobody")
        continue
      }
    }
    #expect(words.zh.contains("一号街道办事处/街道值班岗"))
    guard case .nobody = try town.engine.findUser("没有这个人") else {
      Issue.record("nobody has this name")
      return
    }
    // Residents are not found by a name.
    guard case .nobody = try town.engine.findUser("周桂兰") else {
      Issue.record("a resident's name brings out nobody")
      return
    }
  }
}
