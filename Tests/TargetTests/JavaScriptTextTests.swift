import Testing

@testable import FEEL

struct JavaScriptTextTests {
  private func expression(_ text: String) throws -> JavaScriptExpression {
    let typed = try #require(Expression.compile(text, scope: Ledger.madeUp.scope).0?.typed)
    return try JavaScriptTarget().expression(typed)
  }

  @Test func aConditionIsPlainCalls() throws {
    let made = try expression("年龄 >= 60 and 姓名 != \"张\"")
    #expect(made.text == "F.and(F.ge((s[0] ?? null), k[0]), F.ne((s[4] ?? null), \"张\"))")
    #expect(made.constants == ["F.read({\"n\":[\"60\",0]})"])
  }

  /// A closing tag or a line separator in an author's text cannot end the script it stands in.
  @Test func textIsEscaped() throws {
    let made = try expression("姓名 = \"a\u{2028}\\\"b\"")
    #expect(made.text == "F.eq((s[4] ?? null), \"a\\u2028\\\"b\")")
    #expect(JavaScriptTarget.json(.string("</script>\u{0}")) == "\"\\u003c/script>\\u0000\"")
  }

  @Test(arguments: [
    "log(年龄)", "年龄 ** 0.5", "random number() < 1", "valid id card(姓名)", "matches(姓名, 备注)",
    "pinyin(姓名) = \"a\"",
  ])
  func whatABrowserCannotDoIsRefused(_ text: String) throws {
    #expect(throws: NotPushable.self) { _ = try expression(text) }
  }
}
