import Core
import Testing

@testable import Engine

/// Answers of a running request given again: named fields, drafts, what stood there before.
@Suite struct AnsweredAgainTests {
  private static let hash = String(repeating: "ab", count: 32), other = String(repeating: "cd", count: 32)

  private struct Case {
    let town: BundleTown
    let grid: Int64
    let head: Int64
    let code: String

    func verb(
      _ verb: Verb, by person: Int64, _ answers: [String: Answer]? = nil, reason: String? = nil, to: String? = nil,
      fields: [String] = []
    ) async -> Result<Reply, Refusal> {
      await town.verb(
        verb, code, by: person, reason: reason, answers: answers, to: to, details: VerbDetails(fields: fields))
    }

    func asked(_ person: Int64 = BundleTown.resident, _ answers: [String: Answer]? = nil) throws -> StepForm {
      try town.engine.stepForm(code, step: nil, answers: answers, caller: town.caller(person))
    }

    func shown(_ person: Int64) throws -> [String] {
      try town.request(code, as: person).answers.map { "\($0.id)=\($0.text)" + ($0.before.map { "←\($0)" } ?? "") }
    }
  }

  /// A request that the grid worker has looked at and the head has.
  private func looked() async throws -> Case {
    let town = try BundleTown("start", "answers")
    let grid = try town.staff("一号社区居民委员会", "网格岗"), head = try town.staff("一号社区居民委员会", "社区主任")
    for hash in [Self.hash, Self.other] {
      let file = StoredFile(hash: hash, type: "image/jpeg", size: 3, name: "墙.jpg")
      _ = try await town.perform(BundleTown.resident, .upload(file)).get()
    }
    let reply = try await town.submit(
      "house-repair",
      [
        "问题": .text("漏雨"), "有人受伤": .bool(false), "照片": .list([.text(Self.hash)]), "联系电话": .text("13900001234"),
        "开工": .text("2027-01-10"), "损坏": .list([.object(["部位": .text("屋顶"), "面积": .number("3")])]),
      ]
    ).get()
    let made = Case(town: town, grid: grid, head: head, code: try #require(Town.text("code", reply.json)))
    _ = try await made.verb(.complete, by: grid, ["危险": .bool(false)]).get()
    return made
  }

  private func ids(_ form: StepForm) -> [String] { form.form.pages.flatMap(\.fields).filter(\.isVisible).map(\.id) }

  @Test func aReturnNamesWhatIsAskedAndNothingElseIsTaken() async throws {
    let made = try await looked()
    let refused = await made.verb(.return, by: made.head, reason: "不清", fields: ["问题", "危险"])
    #expect(refused.refusal == .invalidAnswers)
    #expect(await made.verb(.return, by: made.head, reason: "不清", fields: ["没有"]).refusal == .invalidAnswers)
    #expect(await made.verb(.return, by: made.head, reason: "不清", to: "勘查", fields: ["问题"]).refusal == .verbNotHere)
    let offer = try #require(made.town.request(made.code, as: made.head).offers.first { $0.verb == .return })
    let fields = try #require(offer.fields.first { $0.name == "fields" })
    #expect(fields.options.map(\.code) == ["问题", "有人受伤", "照片", "联系电话", "开工", "完工", "损坏"])

    _ = try await made.verb(.return, by: made.head, reason: "请重拍", fields: ["照片", "有人受伤"]).get()
    let form = try made.asked()
    #expect(ids(form) == ["有人受伤", "照片"] && form.isOwn && form.reason == "请重拍")
    #expect(form.form.pages.flatMap(\.fields).first { $0.id == "照片" }?.value == .list([.string(Self.hash)]))
    // What an answer could bring up stands ready; of others' fields and of what is answered nothing does.
    #expect(form.form.pages.flatMap(\.fields).map(\.id) == ["有人受伤", "伤情", "照片"])
    // What the answers bring up is asked as well, and demanded.
    #expect(ids(try made.asked(BundleTown.resident, ["有人受伤": .bool(true)])) == ["有人受伤", "伤情", "照片"])
    #expect(
      try made.asked(BundleTown.resident, ["有人受伤": .bool(true)]).form.errors.map { "\($0.field) \($0.code)" }
        == ["伤情 required"])
    #expect(await made.verb(.supplement, by: BundleTown.resident, ["有人受伤": .bool(true)]).refusal == .invalidAnswers)
    #expect(await made.verb(.supplement, by: BundleTown.resident, ["联系电话": .text("13900009999")]).refusal == .invalidAnswers)
    _ = try await made.verb(
      .supplement, by: BundleTown.resident,
      ["有人受伤": .bool(true), "伤情": .text("手臂擦伤"), "照片": .list([.text(Self.other)])]
    ).get()
    #expect(try made.shown(made.head) == [
      "问题=漏雨", "有人受伤=是←否", "伤情=手臂擦伤←", "照片=1 个文件←1 个文件", "联系电话=13900001234", "开工=2027-01-10",
      "损坏=1 行", "危险=否",
    ])
    #expect(try made.town.open(made.code) == ["审核 review 一号社区居民委员会/社区主任"])
    #expect(try made.town.faults() == [])
  }

  @Test func aReturnWithoutNamesTakesEverythingAndKeepsWhatIsNotAnswered() async throws {
    let made = try await looked()
    _ = try await made.verb(.return, by: made.head, reason: "不清").get()
    #expect(ids(try made.asked()) == ["问题", "有人受伤", "照片", "联系电话", "开工", "完工", "损坏"])
    let rows = Answer.list([
      .object(["部位": .text("屋顶"), "面积": .number("5")]), .object(["部位": .text("山墙"), "面积": .number("2")]),
    ])
    // A rule between a field of now and one of before is not forgotten.
    #expect(await made.verb(.supplement, by: BundleTown.resident, ["完工": .text("2027-01-01")]).refusal == .invalidAnswers)
    _ = try await made.verb(.supplement, by: BundleTown.resident, ["损坏": rows]).get()
    #expect(try made.shown(made.head).contains("损坏=2 行←部位 屋顶，面积 3"))
    #expect(try made.shown(made.head).contains("危险=否") && made.shown(made.head).contains("问题=漏雨"))
  }

  @Test func aRuleThatANamedFieldBreaksElsewhereIsSaid() async throws {
    let made = try await looked()
    _ = try await made.verb(.return, by: made.head, reason: "何时完工", fields: ["完工"]).get()
    let refused = await made.verb(.supplement, by: BundleTown.resident, ["完工": .text("2027-01-01")])
    guard case .failure(let refusal) = refused else { throw BundleTown.Missing() }
    #expect(refusal.fields.map { "\($0.field) \($0.code)" } == ["开工 check"])
    _ = try await made.verb(.supplement, by: BundleTown.resident, ["完工": .text("2027-02-01")]).get()
  }

  @Test func theApplicantsDraftIsKeptForThemAndEndsWithTheAnswer() async throws {
    let made = try await looked()
    let draft = Command.Act.saveStepDraft(code: made.code, step: nil, payload: Array(#"{"问题":"墙裂"}"#.utf8))
    #expect(await made.town.perform(BundleTown.resident, draft).refusal == .notHolder)
    _ = try await made.verb(.return, by: made.head, reason: "不清").get()
    _ = try await made.town.perform(BundleTown.resident, draft).get()
    #expect(await made.town.perform(BundleTown.other, draft).refusal == .notFound)
    #expect(try made.asked().draft.map { String(decoding: $0, as: UTF8.self) } == #"{"问题":"墙裂"}"#)
    _ = try await made.verb(.supplement, by: BundleTown.resident, ["问题": .text("墙裂")]).get()
    _ = try await made.verb(.return, by: made.head, reason: "再来").get()
    #expect(try made.asked().draft == nil)
    #expect(try made.shown(BundleTown.resident).contains("问题=墙裂←漏雨"))
  }
}
