import Testing

@testable import FEEL

/// The SQL itself: nothing in it that a careful hand would not write, and reasons where there is none.
struct SQLTextTests {
  private func filter(_ text: String, _ dialect: SQLDialect = .sqlite) throws -> SQLExpression {
    let typed = try #require(Expression.compile(text, scope: Ledger.madeUp.scope).0?.typed)
    return try SQLTarget(dialect, sources: Ledger.madeUp.sources).filter(typed)
  }

  private func refusal(_ text: String, _ dialect: SQLDialect = .sqlite) throws -> NotPushable? {
    let typed = try #require(Expression.compile(text, scope: Ledger.madeUp.scope).0?.typed)
    do throws(NotPushable) {
      _ = try SQLTarget(dialect, sources: Ledger.madeUp.sources).value(typed)
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    (
      "年龄 >= 60 and 备注 in [\"海淀区\", \"朝阳区\"] and (收入 < 3000 or 残疾)",
      "((t.c1 >= ?1) AND (t.c6 IN (?2, ?3)) AND ((t.c2 < ?4) OR (t.c11 = 1)))"
    ),
    ("备注 = \"a\"", "(t.c6 = ?1)"),
    ("备注 != \"a\"", "(t.c6 IS NOT ?1)"),
    ("姓名 != \"a\"", "(t.c5 <> ?1)"),
    ("备注 = null", "(t.c6 IS NULL)"),
    ("姓名 = null", "0"),
    ("not(备注 = \"a\")", "(NOT (t.c6 IS ?1))"),
    ("age(出生日期) >= 60", "(t.c7 <= ?1)"),
    ("today() - 走访日期 > duration(\"P30D\")", "(t.c8 < ?1)"),
    ("date(提交时间) = today()", "(t.c9 >= ?1 AND t.c9 < ?2)"),
    ("starts with(姓名, \"张\")", "(t.c5 >= ?1 AND t.c5 < ?2)"),
    ("姓名 = 我的区", "(t.c5 = ?1)"),
    ("count(成员[岁数 > 60]) > 0", "(EXISTS (SELECT 1 FROM kin AS q1 WHERE q1.owner = t.id AND (q1.a2 > ?1)))"),
    (
      "list contains(慢性病, \"高血压\")", "(EXISTS (SELECT 1 FROM sick AS q1 WHERE q1.owner = t.id AND q1.v = ?1))"
    ),
  ])
  func aFilterIsLean(_ text: String, _ sql: String) throws {
    #expect(try filter(text).text == sql)
  }

  @Test func parametersHaveTheTypesOfPostgreSQL() throws {
    let made = try filter("年龄 >= 60 and 收入 < 3000 and 姓名 = \"a\" and 出生日期 < today()", .postgres)
    #expect(
      made.text
        == "((t.c1 >= $1::bigint) AND (t.c2 < $2::numeric) AND (t.c5 = $3::text) AND (t.c7 < $4::date))")
  }

  /// A bound between two values of the column goes to the side that keeps the comparison exact.
  @Test(arguments: [
    ("收入 < 0.005", SQLParameter.Bound.integer(1)), ("收入 <= 0.005", .integer(0)),
    ("收入 > -0.005", .integer(-1)),
    ("收入 >= -0.005", .integer(0)), ("收入 = 0.005", .integer(Int64.min)), ("年龄 < 1e30", .integer(Int64.max)),
    ("年龄 > -1234567890123456789012345678901234", .integer(Int64.min)), ("备注 = 我的区", .null),
  ])
  func boundsStayExact(_ text: String, _ bound: SQLParameter.Bound) throws {
    var frame = Comparison.frame([])
    #expect(try filter(text).parameters.map { $0.bound(&frame) } == [bound])
  }

  @Test(arguments: [
    ("收入 / 2", "/"), ("金额 * 金额 * 金额", "金额 * 金额 * 金额"), ("upper case(姓名)", "upper case(姓名)"),
    ("姓名 + 备注", "姓名 + 备注"),
    ("大数 + 1", "大数"), ("收入 * (if 残疾 then 0 else 金额)", "收入 * (if 残疾 then 0 else 金额)"), ("成员[1].岁数", "成员[1]"),
  ])
  func whatIsNotExactIsRefusedInItsPlace(_ text: String, _ place: String) throws {
    let refusal = try #require(try refusal(text))
    let scalars = Array(text.unicodeScalars)
    #expect(refusal.range.upperBound <= scalars.count && !refusal.range.isEmpty)
    let found = String(String.UnicodeScalarView(scalars[refusal.range]))
    #expect(found.contains(place) || place.contains(found))
    #expect(!refusal.zh.isEmpty && !refusal.en.isEmpty)
  }

  @Test func whatNoStoreHoldsIsNotBound() throws {
    var frame = Frame(today: CivilDate(year: 12_000, month: 1, day: 1) ?? CivilDate(days: 0))
    #expect(try filter("出生日期 < today()").parameters[0].bound(&frame) == nil)
  }

  @Test func rightsWithListsOfTheCommandAreOneParameter() throws {
    var frame = Comparison.frame(
      (0..<Ledger.madeUp.fields.count).map { _ in Value.list([.string("a\"b"), .string("𠮷")]) })
    let sqlite = try filter("姓名 in 我的网格")
    #expect(sqlite.text == "(t.c5 IN (SELECT value FROM json_each(?1)))")
    #expect(sqlite.parameters[0].bound(&frame) == .text("[\"a\\\"b\",\"𠮷\"]"))
    let postgres = try filter("姓名 in 我的网格", .postgres)
    #expect(postgres.text == "(t.c5 = ANY($1::text[]))")
    #expect(postgres.parameters[0].bound(&frame) == .text("{\"a\\\"b\",\"𠮷\"}"))
  }
}
