import Core
import FEEL
import Testing

@testable import Engine

/// Tables of the directory: brought whole or not at all, every mistake at its field, taken back whole.
@Suite struct DirectoryImportTests {
  private let town: BundleTown
  private let owner = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)

  init() throws { town = try BundleTown() }

  private static let good = """
    单位,上级,类别,管辖,在,岗位,角色,职级,职责,标签,电话,人员,开始,截止
    测试市热线中心,测试市人民政府,,测试市,一号街道,,,,,,,,,
    测试市热线中心,,,,,接线岗,值班员,科员,"接电话,记录",热线|夜班,0990-5550199,市值班岗,2026-01-01,
    热线一分部,测试市热线中心,,,,分部岗,值班员,,,,,,,

    """

  private func bring(_ text: String, isDry: Bool = false, isPartial: Bool = false) throws -> DirectoryImportPlan {
    try town.engine.importDirectory(DirectoryTable(text), isPartial: isPartial, isDry: isDry, owner, .owner)
  }

  private func city() throws -> CityIndex { try town.engine.snapshot { running, _ in running.city } }

  private func count(_ table: Table) throws -> Int64 {
    let query = Query([.init(.count, .integer)], from: table)
    return try town.store.read { try $0.rows(query, [], under: .system(.maintenance)).first?[0].int ?? 0 }
  }

  @Test func aTableBringsBodiesPostsAndTermsAndIsTakenBack() throws {
    let before = try city()
    let dry = try bring(Self.good, isDry: true)
    #expect(dry.problems.isEmpty && dry.organizations == 2 && dry.posts == 2 && dry.appointments == 1 && dry.change == nil)
    #expect(try city().grantEpoch == before.grantEpoch, "dry")
    let plan = try bring(Self.good)
    let change = try #require(plan.change)
    let now = try city()
    let body = try #require(now.organizations.values.first { $0.name == "测试市热线中心" })
    #expect(body.governs.map { now.tree.path(of: $0) } == ["测试省/测试市"] && body.entityClass == "organization")
    #expect(now.organizations.values.first { $0.name == "热线一分部" }?.under == body.id)
    let post = try #require(now.posts.values.first { $0.name == "接线岗" })
    #expect(post.roles == ["duty-officer"])
    #expect(try post.sitting == [town.staff("测试市人民政府", "市值班岗")])
    let detail = try #require(try town.engine.organization(body.id, owner)?.posts.first)
    #expect(detail.rank == "科员" && detail.duties == "接电话,记录" && detail.tags == ["热线", "夜班"])
    let again = try bring(Self.good)
    #expect(again.isNothing && again.problems.isEmpty && again.unchanged == 3)
    try town.engine.undoDirectory(change, owner, .owner)
    let after = try city()
    #expect(after.organizations.count == before.organizations.count && after.posts.count == before.posts.count)
    #expect(throws: Refusal.self, "once") { try town.engine.undoDirectory(change, owner, .owner) }
    #expect(try bring(Self.good).change != nil, "and it can be brought again")
    #expect(try city().posts.count == before.posts.count + 2)
    #expect(try town.engine.directoryChanges().map(\.isUndone) == [false, true])
  }

  /// On one's own word a table reaches as far as the right to edit the directory, and never to a post for oneself.
  @Test func aTableReachesAsFarAsTheRight() throws {
    let officer = town.caller(try town.staff("一区人民政府", "区值班岗"))
    let other = town.caller(try town.staff("二区人民政府", "区值班岗"))
    func bring(_ text: String, _ caller: Caller) throws -> DirectoryImportPlan {
      try town.engine.importDirectory(DirectoryTable(text), caller, .caller)
    }
    let table = "单位,上级,管辖,岗位,角色,人员\n一区试验队,一区人民政府,一区,队长岗,值班员,\n一号社区居民委员会,,,帮手岗,网格员,\n"
    for (text, caller) in [
      (Self.good, officer), (table, other), (table, town.caller(BundleTown.resident)),
      (table.replacing("队长岗,值班员,", with: "队长岗,值班员,区值班岗"), officer),
    ] {
      let error = try? bring(text, caller)
      #expect(error?.change == nil)
    }
    #expect(throws: Refusal.self) { try bring(table, town.caller(BundleTown.resident)) }
    let beyond = try bring(table, other).problems
    #expect(beyond.map { [$0.line, $0.column] } == [[2, 1], [3, 1]])
    #expect(beyond.last?.message.zh.contains("不在您可以编辑通讯录的范围内") == true)
    let change = try #require(try bring(table, officer).change)
    #expect(try city().posts.values.contains { $0.name == "帮手岗" })
    #expect(throws: Refusal.self, "another district's") { try town.engine.undoDirectory(change, other, .caller) }
    try town.engine.undoDirectory(change, officer, .caller)
    #expect(try !city().posts.values.contains { $0.name == "帮手岗" })
    #expect(try town.engine.imports(.directory, officer).map(\.isUndone) == [true])
  }

  /// Who mistypes a body is told so in that row; what is wrong elsewhere is told as well, and the rest can be brought.
  @Test func aBodyThatIsUnknownIsAMistakeOfItsRow() throws {
    let officer = town.caller(try town.staff("一区人民政府", "区值班岗"))
    let table = DirectoryTable(
      """
      单位,上级,管辖,岗位,角色,人员
      没有的局,,,新岗,网格员,
      一区试验队,不存在的上级,一区,队长岗,值班员,
      一区试验队,不存在的上级,一区,队员岗,值班员,
      一号社区居民委员会,,,帮手岗,没有的角色,
      一号社区居民委员会,,,另一岗,网格员,
      测试市人民政府,,,审计二岗,审计管理员,

      """)
    let plan = try town.engine.importDirectory(table, officer, .caller)
    #expect(plan.change == nil)
    #expect(plan.problems.map { [$0.line, $0.column] } == [[2, 1], [3, 2], [4, 1], [5, 5], [7, 1], [7, 4]])
    #expect(plan.problems[0].message.zh == "通讯录里没有单位「没有的局」；新单位要写管辖或地址，在您可以编辑的范围里")
    let done = try town.engine.importDirectory(table, isPartial: true, officer, .caller)
    #expect(done.change != nil && done.organizations == 0 && done.posts == 1)
    let posts = try city().posts.values.map(\.name)
    #expect(posts.contains("另一岗") && !posts.contains("队长岗") && !posts.contains("审计二岗"))
  }

  @Test func whatIsBuiltOnIsNotTakenBack() throws {
    let change = try #require(try bring(Self.good).change)
    let post = try #require(try city().posts.values.first { $0.name == "分部岗" })
    try town.engine.appoint(try town.staff("测试市卫生健康局", "服务管理岗"), to: post.id, from: nil, until: nil, owner)
    #expect(throws: Refusal.self) { try town.engine.undoDirectory(change, owner, .owner) }
    #expect(try city().posts[post.id] != nil)
  }

  /// A row, the column of its mistake, and a word of what is said.
  @Test(arguments: [
    ("新单位,没有的上级,,,,,,,,,,,,", 2, "没有上级单位"), ("新单位,,飞船,,,,,,,,,,,", 3, "没有单位类别"),
    ("新单位,,,火星,,,,,,,,,,", 4, "没有地方"), ("新单位,一号社区居民委员会,,测试市,,,,,,,,,,", 4, "上级不管辖"),
    ("新单位,,residents_committee,一号社区,,,,,,,,,,", 4, "已经管辖这里"),
    ("新单位,新单位,,,,,,,,,,,,", 2, "自己的上级"), (",,,,,岗,值班员,,,,,,,", 1, "没有单位名称"),
    ("新单位,,,,,岗,没有的角色,,,,,,,", 7, "没有角色"), ("新单位,,,,,岗,,,,,,,,", 7, "要有角色"),
    ("新单位,,,,,,值班员,,,,,,,", 7, "没有写岗位"), ("新单位,,,,,岗,值班员,,,,,谁也不是,,", 12, "没有工作人员"),
    ("新单位,,,,,岗,值班员,,,,,社区主任,,", 12, "有几个"), ("新单位,,,,,岗,值班员,,,,,市值班岗,2026-02-30,", 13, "日期要写成"),
    ("新单位,,,,,岗,值班员,,,,,市值班岗,2026-03-02,2026-03-01", 14, "在第一天之前"),
    ("测试市卫生健康局,测试市消防救援支队,,,,,,,,,,,,", 2, "现在的上级"),
    ("测试市人民政府,,,,,市值班岗,,,,,,市值班岗,2026-01-01,2027-01-01", 13, "重叠"),
    ("一/二,,,,,,,,,,,,,", 1, "「/」"), ("新单位,,,,,,,,,,,,,,多一个", 15, "多出字段"),
  ] as [(String, Int, String)])
  func everyMistakeIsToldAtItsField(_ row: String, _ column: Int, _ words: String) throws {
    let header = try #require(Self.good.split(separator: "\n").first)
    let before = try count(SystemTables.directoryBody)
    let text = "\(header)\n\(row)\n新的好单位,,,,,,,,,,,,,\n"
    let plan = try bring(text)
    #expect(plan.change == nil)
    #expect(try count(SystemTables.directoryBody) == before, "whole or not at all")
    let problem = try #require(plan.problems.first)
    #expect(problem.line == 2 && problem.column == column, "\(problem)")
    #expect(problem.message.zh.contains(words), "\(problem.message.zh)")
  }

  @Test func aCircleOfThreeIsFoundAndTheRestMayCome() throws {
    let plan = try bring("单位,上级\n甲,乙\n乙,丙\n丙,甲\n丁,\n")
    #expect(plan.problems.count == 3 && plan.problems.allSatisfy { $0.column == 2 } && plan.change == nil)
  }

  @Test func headersAreReadInBothLanguagesAndUnknownOnesTold() throws {
    #expect(try bring("organization,post,role\nDesk,Night shift,duty-officer\n", isDry: true).posts == 1)
    #expect(DirectoryTable("单位,颜色\n甲,红\n").problems.first?.column == 2)
    #expect(DirectoryTable("岗位\n甲\n").problems.count == 1)
    #expect(DirectoryTable("").problems.count == 1)
    #expect(DirectoryTable("\u{FEFF}单位\n\n甲\n,\n").rows.count == 1)
  }
}
