import Core
import Testing

@testable import Engine

@Suite struct DemonstrationPeopleTests {
  static let tree: PlaceTree = {
    var builder = PlaceTreeBuilder()
    let top = PlaceNode(parent: nil, level: .province, name: "测试省", code: "99")
    if let province = try? builder.add(top),
      let city = try? builder.add(PlaceNode(parent: province, level: .city, name: "测试市", code: ""))
    {
      try? builder.addCounted([2, 2, 3, 3, 3, 2, 10], under: city)
    }
    return builder.build()
  }()
  static let posts = [
    DemoPost(organization: "测试市人民政府", name: "市值班岗", place: "9901"),
    DemoPost(organization: "一号社区居民委员会", name: "社区主任", place: "990101001001"),
  ]
  static let people = DemonstrationPeople(seed: 2026, tree: tree, posts: posts)

  @Test func theSameEveryTime() {
    #expect(Self.people == DemonstrationPeople(seed: 2026, tree: Self.tree, posts: Self.posts))
    #expect(Self.people != DemonstrationPeople(seed: 2027, tree: Self.tree, posts: Self.posts))
  }

  @Test func fiveThousandFourHundredBehindTheDoors() {
    let residents = Self.people.residents
    #expect(residents.count == 5_400)
    #expect(Set(residents.map(\.place)).count == 2_160)
    #expect(Set(residents.map(\.phone)).count == 5_400)
    #expect(Set(residents.map(\.name)).count == 5_400)
    #expect(Set(residents.map(\.idNumber)).count == 5_400)
    #expect(residents.first?.phone == "19900000001" && residents.last?.phone == "19900005400")
  }

  @Test func enoughEldersInEveryCommunity() {
    for community in Self.tree.places(at: .community) {
      let code = Self.tree.nodes[community].code
      let here = Self.people.residents.filter { $0.place.hasPrefix(code) }
      #expect(here.count == 450)
      let elders = here.filter { $0.birthDate < "1966-01-01" }
      #expect(elders.count >= 90)
      #expect(elders.contains { $0.family.contains { $0.relation == "子女" } })
    }
  }

  @Test func numbersAreValidAndNobodys() {
    for resident in Self.people.residents {
      let number = resident.idNumber
      #expect(number.hasPrefix(DemonstrationPeople.retiredDivision) && number.count == 18)
      #expect(number.dropFirst(6).prefix(8) == resident.birthDate.filter { $0 != "-" })
      // ISO 7064: over all eighteen characters the weighted sum is 1 modulo 11.
      let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1]
      let sum = zip(number, weights).reduce(0) { $0 + ($1.0 == "X" ? 10 : $1.0.wholeNumberValue ?? 0) * $1.1 }
      #expect(sum % 11 == 1)
      let sequence = number.dropFirst(14).prefix(3)
      #expect((sequence.last?.wholeNumberValue ?? 0) % 2 == (resident.gender == "1" ? 1 : 0))
    }
  }

  @Test func familiesAgreeFromBothSides() {
    let byNumber = Dictionary(uniqueKeysWithValues: Self.people.residents.map { ($0.idNumber, $0) })
    let other = ["配偶": "配偶", "父母": "子女", "子女": "父母"]
    for resident in Self.people.residents {
      for member in resident.family {
        let back = byNumber[member.idNumber]?.family.first { $0.idNumber == resident.idNumber }
        #expect(back?.relation == other[member.relation])
        if member.relation == "子女", let child = byNumber[member.idNumber] {
          let gap = (Int(child.birthDate.prefix(4)) ?? 0) - (Int(resident.birthDate.prefix(4)) ?? 0)
          #expect(gap >= 18)
        }
      }
    }
  }

  @Test func staffHoldTheirPosts() {
    let staff = Self.people.staff
    #expect(staff.map(\.login) == ["staff001", "staff002"])
    #expect(staff.map(\.post) == ["市值班岗", "社区主任"])
    #expect(staff.allSatisfy { !$0.name.isEmpty && $0.password.utf8.count >= 12 })
  }

  @Test func placesWithoutDoors() throws {
    var builder = PlaceTreeBuilder()
    let city = try builder.add(PlaceNode(parent: nil, level: .city, name: "无门之市", code: "9801"))
    try builder.addCounted([2], under: city)
    let people = DemonstrationPeople(seed: 1, tree: builder.build(), posts: [])
    #expect(people.residents.count == 5 && people.staff.isEmpty)
    #expect(DemonstrationPeople(seed: 1, tree: .empty, posts: []).residents.isEmpty)
  }

  @Test func peopleForTestsOfBundles() {
    var people = InventedPeople(seed: 1)
    let elder = people.next(birthDate: "1955-05-01", isMale: false)
    let twin = people.next(birthDate: "1955-05-01", isMale: false)
    #expect(elder.idNumber.dropFirst(6).prefix(11) == "19550501002")
    #expect(twin.idNumber.dropFirst(6).prefix(11) == "19550501004")
    #expect(elder.name != twin.name && elder.phone == "19900000001" && twin.phone == "19900000002")
    var again = InventedPeople(seed: 1)
    #expect(again.next(birthDate: "1955-05-01", isMale: false) == elder)
    #expect(again.next(birthDate: "not a date").idNumber.count > 0)
  }

  @Test func aProgramsCity() throws {
    func place(_ id: Int64, _ parent: Int64?, _ level: PlaceLevel, _ code: String, _ name: String)
      -> PlaceSeed
    {
      PlaceSeed(
        id: id, parent: parent, level: level, kind: .area, code: code, name: name, aliases: [],
        isOfficial: true,
        from: nil, until: nil)
    }
    let program = Program(
      hash: "", knowledge: KnowledgeSchemaBuilder().build().schema, services: [:], ledgers: [:], roles: [:],
      controls: [:], calendars: [],
      places: [place(7, nil, .province, "99", "测试省"), place(8, 7, .city, "9901", "测试市")],
      organizations: [
        OrganizationSeed(
          id: 1, name: "测试市人民政府", entityClass: "government_body", under: nil, governs: [8], at: nil,
          creditCode: nil,
          posts: [
            .init(id: 11, name: "市值班岗", roles: ["duty-officer"], place: nil, staff: ["路知远"], phone: nil),
            .init(id: 12, name: "省里来的岗", roles: [], place: 7, staff: [], phone: nil),
          ])
      ], derived: [:], documents: [])
    let people = DemonstrationPeople(program: program)
    #expect(people.staff.map(\.place) == ["9901", "99"])
    #expect(people.staff.map(\.postID) == [11, 12])
    #expect(people.staff[0].name == "路知远" && people.staff[1].name != "路知远")
    #expect(people.residents.map(\.place) == ["9901", "9901"])
    let text = people.listing(of: program)
    #expect(text.contains(#""places":[{"code":"99","name":"测试省","level":"province","parent":null}"#))
    #expect(text.contains(#""relation":"配偶","id_number":"132134"#))
  }

  /// Who tries it finds the staff who handle what the first resident files.
  @Test func staffToTryWorkWhereTheFirstResidentLives() throws {
    let home = try #require(Self.people.residents.first).place
    let tried = Self.people.staffToTry()
    #expect(Set(tried.map(\.post)) == Set(Self.people.staff.map(\.post)) && tried.count == Set(tried.map(\.post)).count)
    for member in tried where !member.place.isEmpty {
      let others = Self.people.staff.filter { $0.post == member.post && home.hasPrefix($0.place) && !$0.place.isEmpty }
      #expect(others.isEmpty || home.hasPrefix(member.place))
    }
    let lengths = tried.map { !$0.place.isEmpty && home.hasPrefix($0.place) ? $0.place.utf8.count : 0 }
    #expect(lengths == lengths.sorted(by: >))
  }
}
