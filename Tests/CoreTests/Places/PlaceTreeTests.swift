import Testing

@testable import Core

@Suite struct PlaceTreeTests {
  /// One province, one city, then 2, 2, 3, 3, 3, 2, 10 below each other.
  static func territory() throws -> PlaceTree {
    var builder = PlaceTreeBuilder()
    let province = try builder.add(PlaceNode(parent: nil, level: .province, name: "测试省", code: "99"))
    let city = try builder.add(PlaceNode(parent: province, level: .city, name: "测试市", code: ""))
    try builder.addCounted([2, 2, 3, 3, 3, 2, 10], under: city)
    return builder.build()
  }

  @Test func countedTerritory() throws {
    let tree = try Self.territory()
    #expect(tree.nodes.count == 2_540)
    let counts = PlaceLevel.allCases.map { tree.places(at: $0).count }
    #expect(counts == [1, 1, 2, 4, 12, 36, 108, 216, 2_160])
    #expect(tree.places(at: .street).map { tree.nodes[$0].name } == ["一号街道", "二号街道", "三号街道", "四号街道"])
    #expect(tree.nodes[tree.places(at: .community)[11]].name == "十二号社区")
    #expect(Set(tree.nodes.map(\.code)).count == tree.nodes.count)
    let last = try #require(tree.nodes.last)
    #expect(last.name == "502室")
    #expect(last.code == "9901020020030030030200502")
  }

  @Test func references() throws {
    let tree = try Self.territory()
    guard case .one(let ninth) = tree.resolve("九号社区") else {
      Issue.record("九号社区 is unique")
      return
    }
    #expect(tree.path(of: ninth) == "测试省/测试市/二区/三号街道/九号社区")
    guard case .several(let estates) = tree.resolve("一号小区") else {
      Issue.record("every community has a first compound")
      return
    }
    #expect(estates.count == 12)
    guard case .one(let estate) = tree.resolve("三号社区/一号小区") else {
      Issue.record("a path makes it unique")
      return
    }
    #expect(tree.ancestor(of: estate, at: .street).map { tree.nodes[$0].name } == "一号街道")
    #expect(tree.resolve("三号社区/一号小区/1号楼", within: estate) != .none)
    #expect(tree.resolve("一号小区", within: ninth) == tree.resolve("九号社区/一号小区"))
    #expect(tree.resolve("月球") == .none)
    #expect(tree.resolve("九号社区", within: estate) == .none)
    #expect(tree.resolve("九号社区/三号街道") == .none)
    #expect(tree.resolve("") == .none)
    #expect(tree.resolve("/") == .none)
    #expect(tree.resolve("990101") == tree.resolve("一区"))
  }

  @Test func within() throws {
    let tree = try Self.territory()
    let city = tree.places(at: .city)[0]
    let district = tree.places(at: .district)[1]
    let door = try #require(tree.places(at: .door).last)
    #expect(tree.isWithin(door, district) && tree.isWithin(door, city) && tree.isWithin(door, door))
    #expect(!tree.isWithin(tree.places(at: .door)[0], district))
    #expect(!tree.isWithin(district, door))
    #expect(tree.places(at: .door, within: district).count == 1_080)
    #expect(!tree.isWithin(-1, city) && !tree.isWithin(city, 99_999))
  }

  @Test func tableInAnyOrderWithSkippedLevels() {
    var builder = PlaceTreeBuilder()
    let problems = builder.add(
      CSVRows(
        """
        code,level,name,parent,kind,from,until
        110108001,街道,万寿路街道,110108,,,
        110108,district,海淀区,110000,,,
        110000,1,北京市,,,,
        110108001501,5,"复兴路,社区",110108001,,2020-01-01,
        """))
    #expect(problems.isEmpty)
    let tree = builder.build()
    #expect(tree.nodes.map(\.name) == ["北京市", "海淀区", "万寿路街道", "复兴路,社区"])
    #expect(tree.nodes[3].from == "2020-01-01")
    #expect(tree.resolve("海淀区/复兴路,社区") == .one(3))
    #expect(tree.resolve("110000000000") == .one(0))
  }

  @Test func badRowsAreNamed() {
    var builder = PlaceTreeBuilder()
    let problems = builder.add(
      CSVRows(
        """
        code,level,name,parent,kind
        110000,province,北京市,,
        110108,district,海淀区,120000,
        110105,区县,朝阳区,110000,
        110105,district,朝阳区,110000,park
        110105001,district,朝外,110000,
        11010X,district,某区,110000,
        110000,province,京,,
        110106,district,,110000,
        """))
    #expect(
      problems == [
        PlaceProblem(.unknownParent("120000"), line: 3), PlaceProblem(.unknownWord("区县"), line: 4),
        PlaceProblem(.unknownWord("park"), line: 5), PlaceProblem(.badCode("110105001"), line: 6),
        PlaceProblem(.badCode("11010X"), line: 7), PlaceProblem(.duplicateCode("110000"), line: 8),
        PlaceProblem(.nameMissing, line: 9),
      ])
    #expect(builder.nodes.count == 1)
  }

  @Test func numerals() {
    #expect(
      [1, 10, 12, 20, 21, 100, 105, 110, 1_001, 1_010].map(chineseNumeral)
        == ["一", "十", "十二", "二十", "二十一", "一百", "一百零五", "一百一十", "一千零一", "一千零一十"])
    #expect(chineseNumeral(0) == "0")
  }
}
