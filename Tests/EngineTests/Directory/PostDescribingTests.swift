import Core
import FEEL
import Storage
import TestSupport
import Testing

@testable import Engine

#if canImport(StoragePostgres)
  import StoragePostgres
#endif

/// A standing post gets another rank, duties, tags or number: by who may, to be taken back, and never under a document's
/// newer word.
@Suite struct PostDescribingTests {
  private let town: BundleTown
  private let post: Int64
  private let officer: Caller

  init() throws { try self.init(BundleTown("start", "described")) }

  private init(_ town: BundleTown) throws {
    self.town = town
    post = try town.staff("夜班室", "夜班岗")
    officer = town.caller(try town.staff("测试市人民政府", "市值班岗"))
  }

  /// What colleagues read of the post.
  private func words() throws -> [String] {
    let shown = try #require(try town.engine.directoryPost(post, officer)?.post)
    return [shown.rank ?? "-", shown.duties ?? "-", shown.tags.joined(separator: "|"), shown.phone ?? "-"]
  }

  private static let declared = ["科员", "夜里接电话", "夜班|接线", "0990-5550111"]

  private func described() throws -> Int64? { try town.engine.directoryPost(post, officer)?.described }

  private func describe(_ words: PostWords) throws {
    try town.engine.changePost(post, .describe(words), officer, .caller)
  }

  private func undo(_ change: Int64) throws {
    try town.engine.changePost(post, .undescribe(change), officer, .caller)
  }

  @Test func aNumberThatNobodyCanDialIsRefused() throws {
    for wrong in ["打前台", "5550222", "0990-5550222 转张三"] {
      let refusal = #expect(throws: Refusal.self) { try describe([.phone: wrong]) }
      #expect(refusal?.fields.map(\.field) == ["phone"] && refusal?.message.zh.contains("带区号的座机") == true, "\(wrong)")
    }
    #expect(try words() == Self.declared)
    try describe([.phone: "（0990）5550222 转 8"])
    #expect(try words().last == "(0990)5550222 转 8")
    let table = DirectoryTable("单位,岗位,电话\n夜班室,夜班岗,前台\n夜班室,夜班岗,-\n夜班室,夜班岗,110\n")
    #expect(table.problems.map(\.line) == [2] && table.problems.map(\.column) == [3])
    #expect(table.problems.first?.message.zh.contains("「前台」") == true)
  }

  /// Said, said again, taken back one by one.
  private func walk() throws {
    #expect(try words() == Self.declared && described() == nil)
    try describe([.rank: "股级", .tags: "夜班| 全市 |"])
    #expect(try words() == ["股级", "夜里接电话", "夜班|全市", "0990-5550111"], "what is left out stays")
    let first = try #require(try described())
    try describe([.duties: "", .phone: "0990-5550222"])
    #expect(try words() == ["股级", "-", "夜班|全市", "0990-5550222"], "what is empty is cleared")
    let second = try #require(try described())
    try describe([.phone: "0990-5550222"])
    #expect(try described() == second, "what is so already is nothing new")
    #expect(throws: Refusal.self, "something was built on it") { try undo(first) }
    try undo(second)
    #expect(try words() == ["股级", "夜里接电话", "夜班|全市", "0990-5550111"])
    #expect(throws: Refusal.self, "once") { try undo(second) }
    #expect(try described() == first)
    try undo(first)
    #expect(try words() == Self.declared && described() == nil)
    let log = try #require(try town.engine.directoryPost(post, officer)?.log)
    #expect(log.map(\.kind) == ["undo-describe", "undo-describe", "describe", "describe"])
    // Nothing is written over: every word is still there.
    let rows = Query([.init(.count, .integer)], from: SystemTables.postFact)
    #expect(try town.store.read { try $0.rows(rows, [], under: .system(.maintenance)) }.first?[0].int == 3)
    #expect(try town.faults() == [])
  }

  @Test func aPostIsDescribedAnewAndThatIsTakenBack() throws { try walk() }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func onPostgreSQLTheSame() throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      try PostDescribingTests(BundleTown(in: PostgresStore(url: url, connections: 4), ["start", "described"])).walk()
    }
  #endif

  @Test func onlyWhoMayEditTheDirectoryThere() throws {
    let street = town.caller(try town.staff("一号街道办事处", "街道值班岗"))
    let head = town.caller(try town.staff("一号社区居民委员会", "社区主任"))
    for caller in [street, head, town.caller(BundleTown.resident)] {
      #expect(throws: Refusal.self) {
        try town.engine.changePost(post, .describe([.rank: "厅级"]), caller, .caller)
      }
    }
    try describe([.rank: "股级"])
    let change = try #require(try described())
    #expect(throws: Refusal.self) { try town.engine.changePost(post, .undescribe(change), street, .caller) }
    // The number of a change of another post takes nothing back.
    let other = try town.staff("夜班室", "早班岗")
    #expect(throws: Refusal.self) { try town.engine.changePost(other, .undescribe(change), officer, .caller) }
    #expect(throws: Refusal.self) { try describe([.duties: String(repeating: "长", count: 2_001)]) }
    #expect(try words() == ["股级"] + Self.declared.dropFirst())
  }

  /// Only what the document says otherwise than before is newer.
  @Test func aDocumentsNewerWordStands() throws {
    try describe([.rank: "处级", .phone: "0990-5550333"])
    try town.publish(["described"])
    #expect(try words() == ["处级", "夜里接电话", "夜班|接线", "0990-5550333"], "the same document says nothing new")
    try town.publish(["described-later"])
    #expect(try words() == ["股级", "夜里接电话", "夜班|接线", "0990-5550333"])
    #expect(try described() == nil, "what a document said since is not taken back with it")
  }

  @Test func aTableSaysItOfPostsThatStand() throws {
    let owner = town.caller(0)
    func bring(_ rows: String, isDry: Bool = false) throws -> DirectoryImportPlan {
      try town.engine.importDirectory(
        DirectoryTable("单位,岗位,职级,职责,标签,电话,角色\n" + rows), isDry: isDry, owner, .owner)
    }
    let dry = try bring("夜班室,夜班岗,股级,,,,\n夜班室,早班岗,,早上接电话,早班|热线,,\n", isDry: true)
    #expect(dry.described == 2 && dry.unchanged == 0 && dry.problems.isEmpty && dry.change == nil)
    #expect(dry.remarks.map(\.line) == [2, 3, 3] && dry.remarks.first?.column == 3)
    #expect(dry.remarks.first?.message.zh == "「夜班室/夜班岗」的职级由「科员」改为「股级」")
    #expect(try words() == Self.declared)
    let done = try bring("夜班室,夜班岗,股级,,,,\n夜班室,早班岗,,早上接电话,早班|热线,,\n")
    #expect(try words() == ["股级"] + Self.declared.dropFirst())
    let again = try bring("夜班室,夜班岗,股级,,,,\n")
    #expect(again.isNothing && again.unchanged == 1)
    #expect(try described() == nil, "an import is taken back whole")
    try town.engine.undoDirectory(try #require(done.change), owner, .owner)
    #expect(try words() == Self.declared)
    // Two rows that do not agree, and what a table still does not change.
    let wrong = try bring("夜班室,夜班岗,股级,,,,\n夜班室,夜班岗,处级,,,,\n夜班室,早班岗,,,,,网格员\n")
    #expect(wrong.change == nil && wrong.problems.map { [$0.line, $0.column] } == [[3, 3], [4, 7]])
  }

  /// An empty field leaves what is so; the mark clears it, which is taken back with the import.
  @Test func aTableClearsWhatItMarks() throws {
    let owner = town.caller(0), header = "单位,岗位,角色,职级,职责,标签,电话\n"
    func bring(_ rows: String, isDry: Bool = false) throws -> DirectoryImportPlan {
      try town.engine.importDirectory(DirectoryTable(header + rows), isDry: isDry, owner, .owner)
    }
    let row = "夜班室,夜班岗,,-,,－,\n"
    let dry = try bring(row, isDry: true)
    #expect(dry.described == 1 && dry.remarks.map { [$0.line, $0.column] } == [[2, 4], [2, 6]])
    #expect(dry.remarks.map(\.message.zh) == ["「夜班室/夜班岗」的职级「科员」要清空", "「夜班室/夜班岗」的标签「夜班|接线」要清空"])
    #expect(try words() == Self.declared)
    let change = try #require(try bring(row).change)
    #expect(try words() == ["-", "夜里接电话", "", "0990-5550111"])
    let again = try bring(row)
    #expect(again.isNothing && again.unchanged == 1, "what is clear is clear")
    try town.engine.undoDirectory(change, owner, .owner)
    #expect(try words() == Self.declared)
    #expect(try town.faults() == [])
    // Of a new post there is nothing to clear, and nothing of the mark is kept.
    #expect(try bring("夜班室,新设岗,值班员,-,-,-,-\n").posts == 1)
    let found = try #require(try town.engine.findInDirectory("新设岗", officer).posts.first)
    #expect(found.rank == nil && found.duties == nil && found.tags.isEmpty && found.phone == nil)
    // Beside a word it is no mark, and a row that clears disagrees with one that says.
    let wrong = try bring("夜班室,夜班岗,,,,夜班|-,\n夜班室,早班岗,,处级,,,\n夜班室,早班岗,,-,,,\n")
    #expect(wrong.change == nil && wrong.problems.map { [$0.line, $0.column] } == [[2, 6], [4, 4]])
  }

  /// A table reaches as far as the right to edit the directory.
  @Test func aTableOfAnothersPostIsRefused() throws {
    let street = town.caller(try town.staff("一号街道办事处", "街道值班岗"))
    let table = DirectoryTable("单位,岗位,职级\n夜班室,夜班岗,厅级\n")
    let refused = try town.engine.importDirectory(table, street, .caller)
    #expect(refused.change == nil && refused.problems.map { [$0.line, $0.column] } == [[2, 1]])
    #expect(try town.engine.importDirectory(table, officer, .caller).described == 1)
  }
}
