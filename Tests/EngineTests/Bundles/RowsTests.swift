import Core
import Foundation
import Testing

@testable import Engine

/// A form with 明细: rows are read, computed, refused and kept one by one, and sums go over all of them.
@Suite struct RowsTests {
  private func row(_ name: String, _ kind: String, _ price: String, days: String? = nil) -> Answer {
    var members: [String: Answer] = ["项目": .text(name), "种类": .text(kind), "单价": .text(price)]
    if let days { members["天数"] = .text(days) }
    return .object(members)
  }

  private func detail(_ town: BundleTown, _ code: String, by person: Int64 = BundleTown.resident) throws -> RequestDetail {
    try town.engine.request(code, caller: town.caller(person))
  }

  private func submitted(_ town: BundleTown, _ answers: [String: Answer]) async throws -> String {
    let reply = try await town.submit("reimburse", answers).get()
    let text = String(decoding: reply.json, as: UTF8.self)
    let start = try #require(text.range(of: "\"code\":\"")?.upperBound)
    return String(text[start...].prefix { $0 != "\"" })
  }

  private func answer(_ detail: RequestDetail, _ id: String) -> RequestDetail.AnswerShown? {
    detail.answers.first { $0.id == id }
  }

  @Test func rowsAreComputedOneByOneAndSummed() async throws {
    let town = try BundleTown("rows")
    let code = try await submitted(
      town, ["明细": .list([row("挂号", "门诊", "20.50"), row("bed", "住院", "100", days: "3")]), "备注": .text("两笔")])
    let detail = try detail(town, code)
    #expect(answer(detail, "合计")?.text == "320.5")
    let rows = try #require(answer(detail, "明细")?.rows)
    #expect(rows.map { $0.map { "\($0.id)=\($0.text)" } } == [
      ["项目=挂号", "种类=门诊", "单价=20.5", "金额=20.5"],
      ["项目=bed", "种类=住院", "天数=3", "单价=100", "金额=300"],
    ])
  }

  @Test func mistakesNameTheirRow() async throws {
    let town = try BundleTown("rows")
    #expect(
      await town.errors("reimburse", ["明细": .list([row("挂号", "门诊", "-1"), row("", "住院", "一百")])]) == [
        "明细.1.单价 invalid 请填数字 / Please enter a number",
        "明细.0.单价 check 单价要大于零 / 单价要大于零",
        "备注 required 请填写 / Please fill in",
        "明细.1.项目 required 请填写 / Please fill in",
        "明细.1.天数 required 请填写 / Please fill in",
      ])
    #expect(await town.errors("reimburse", [:]) == ["明细 too-small 至少填 1 行 / At least 1 row(s)"])
    #expect(
      await town.errors("reimburse", ["明细": .text("挂号")]) == [
        "明细 invalid 每一行要分别填写 / Each row is filled in by its fields",
        "明细 too-small 至少填 1 行 / At least 1 row(s)",
      ])
    let many = Answer.list((0..<4).map { row("第\($0)项", "门诊", "1") })
    #expect(
      await town.errors("reimburse", ["明细": many, "备注": .text("x")]) == [
        "明细 too-large 最多填 3 行 / At most 3 row(s)"
      ])
    #expect(
      await town.errors("reimburse", ["明细": .list([.object(["项目": .text("a"), "账号": .text("b")]), .number("1")])])
        .filter { $0.contains("unknown") || $0.contains("invalid") } == [
          "明细.0.账号 unknown-field 表单里没有这一项 / The form has no such field",
          "明细 invalid 每一行要分别填写 / Each row is filled in by its fields",
        ])
  }

  @Test func aRuleLooksAtTheSum() async throws {
    let town = try BundleTown("rows")
    #expect(
      await town.errors("reimburse", ["明细": .list([row("bed", "住院", "600", days: "2")]), "备注": .text("x")]) == [
        "备注 check 一次最多报 1000 元 / 一次最多报 1000 元"
      ])
  }

  @Test func figuresAddUpRows() async throws {
    let town = try BundleTown("rows")
    _ = try await submitted(
      town, ["明细": .list([row("挂号", "门诊", "20.50"), row("床位", "住院", "100", days: "3")]), "备注": .text("两笔")])
    let code = try await submitted(town, ["明细": .list([row("床位", "住院", "7.25", days: "1")])])
    let head = town.caller(try town.staff("一号社区居民委员会", "社区主任"))
    func figures() throws -> [String: String] {
      let counts = try town.engine.counts("reimburse", by: .state, at: nil, caller: head)
      return Dictionary(counts.figures.own.map { ($0.id, $0.value ?? "") }, uniquingKeysWith: { a, _ in a })
    }
    let first = try figures()
    #expect(first == ["总金额": "327.75", "笔数": "3", "住院金额": "307.25", "每笔": "109.25"])
    _ = try await town.verb(.reject, code, by: head.person, reason: "票据不清").get()
    #expect(try figures()["住院金额"] == "300")
    #expect(try figures()["笔数"] == "3")
    #expect(try town.engine.recount().isEmpty)
  }

  @Test func aHiddenAnswerIsAskedFor() async throws {
    let town = try BundleTown("rows")
    let low = Answer.list([row("挂号", "门诊", "20")])
    #expect(
      await town.errors("reimburse", ["说明": .text("很贵"), "明细": low]) == [
        "说明 hidden-answer 按您的其他回答，这一项不用填了。请清空它，或改回别的回答 / Your other answers make this one unnecessary. Clear it, or change the others"
      ])
    let form = try town.engine.form(
      "reimburse", for: nil, answers: ["说明": .text("很贵"), "明细": low], caller: town.caller(BundleTown.resident))
    let field = try #require(form.pages.first?.fields.first { $0.id == "说明" })
    #expect(!field.isVisible && field.isAsked)
    let code = try await submitted(town, ["说明": .null, "明细": low])
    #expect(try answer(detail(town, code), "说明") == nil)
  }

  @Test func supplementingReplacesAllRowsAndKeepsTheOldOnes() async throws {
    let town = try BundleTown("rows")
    let code = try await submitted(
      town, ["明细": .list([row("挂号", "门诊", "20"), row("药", "门诊", "30")]), "备注": .text("两笔")])
    let worker = try town.staff("一号社区居民委员会", "社区主任")
    _ = try await town.verb(.return, code, by: worker, reason: "少一张").get()
    let answers: [String: Answer] = ["明细": .list([row("药", "门诊", "35")])]
    _ = try await town.perform(
      BundleTown.resident, .verb(.supplement, code: code, reason: nil, answers: answers, to: nil)).get()
    let shown = try detail(town, code, by: worker)
    #expect(answer(shown, "合计")?.text == "35")
    #expect(answer(shown, "明细")?.rows.map { $0.map(\.text) } == [["药", "门诊", "35", "35"]])
    #expect(answer(shown, "备注")?.text == "两笔")
    let export = try #require(try town.engine.exportTables().first { $0.name == "forms/reimburse/明细" })
    var lines: [[String]] = []
    try export.rows(of: town.store) { lines.append($0) }
    #expect(export.header == ["code", "row", "项目", "种类", "天数", "单价", "金额"])
    #expect(lines == [[code, "1", "药", "门诊", "", "35", "35"]])
  }

  @Test func rowsThatAreNotSentStay() async throws {
    let town = try BundleTown("rows")
    let code = try await submitted(town, ["明细": .list([row("挂号", "门诊", "20")])])
    let worker = try town.staff("一号社区居民委员会", "社区主任")
    _ = try await town.verb(.return, code, by: worker, reason: "写备注").get()
    _ = try await town.perform(
      BundleTown.resident,
      .verb(.supplement, code: code, reason: nil, answers: ["备注": .text("补")], to: nil)).get()
    #expect(try answer(detail(town, code), "明细")?.rows.first?.first?.text == "挂号")
    #expect(try answer(detail(town, code), "合计")?.text == "20")
  }
}
