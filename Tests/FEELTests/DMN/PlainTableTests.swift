import Testing

@testable import FEEL

@Suite struct PlainTableTests {
  private static let table = PlainTable(
    name: "九小场所派发", hit: .first, inputs: ["类别", "经营.面积"],
    rows: [
      PlainTable.Row(
        tests: ["\"小医院\"", "-"],
        result: .context(Context([("role", .string("卫健监督员")), ("along", .string("sector"))])),
        note: "卫健委 2025 年文"),
      PlainTable.Row(tests: ["-", "> 1000"], result: .list([.string("甲"), .number(Number(2))])),
      PlainTable.Row(tests: ["-", "-"], result: .string("网格员")),
    ], otherwise: .string("值班员"))

  @Test func tablesGoOutAndComeBack() throws {
    let model = DMNModel(name: "派发", namespace: "urn:派发", tables: [Self.table])
    let (read, problems) = try DMNReader.read(Array(DMNWriter.write(model).utf8))
    #expect(problems.isEmpty)
    #expect(read.inputs.map(\.head.name.text) == ["类别", "经营"])
    let (tables, unheld) = PlainTable.tables(of: read)
    #expect(unheld.isEmpty)
    let back = try #require(tables.first)
    #expect(back.name == Self.table.name && back.hit == .first && back.inputs == Self.table.inputs)
    #expect(back.rows.map(\.tests) == Self.table.rows.map(\.tests))
    #expect(back.rows.map(\.result.text) == Self.table.rows.map(\.result.text))
    #expect(back.rows[0].note == "卫健委 2025 年文")
    #expect(back.otherwise?.text == "值班员")
  }

  @Test func whatGoesOutRuns() throws {
    let model = DMNModel(name: "派发", namespace: "urn:派发", tables: [Self.table])
    let program = DMNLinker.link(try DMNReader.read(Array(DMNWriter.write(model).utf8)).model)
    #expect(program.problems.isEmpty)
    func holder(_ kind: String, _ area: Int) -> String? {
      let shop = Value.context(Context([("面积", .number(Number(area)))]))
      return program.decide(
        "九小场所派发", [DMNGiven("类别", .string(kind)), DMNGiven("经营", shop)], today: KitFiles.now.date)?.value.text
    }
    #expect(holder("小医院", 10) == "{role: \"卫健监督员\", along: \"sector\"}")
    #expect(holder("小网吧", 2000) == "[\"甲\", 2]")
    #expect(holder("小网吧", 20) == "网格员")
  }

  @Test func whatCannotBeHeldIsSaidWhereItStands() throws {
    let (model, _) = try DMNReader.read(try KitFiles.bytes("hit-policies/hit-policies.dmn"))
    let (tables, problems) = PlainTable.tables(of: model)
    #expect(tables.map(\.name) == ["唯一", "首个", "汇集", "无输入"])
    let words = problems.map(\.en)
    #expect(words.contains("the hit policy A cannot be held"))
    #expect(words.contains("the hit policy C+ cannot be held"))
    #expect(words.contains("there are 2 results, only one can be held"))
    #expect(words.contains("the result `100 + 年龄` has to be computed, only values can be held"))
    #expect(problems.allSatisfy { $0.place.line > 1 })
  }
}
