/// Why an expression cannot be given to a target: there it might differ from what the server computes.
package struct NotPushable: Error, Sendable, Equatable {
  package let zh: String
  package let en: String
  /// The part of the text, in Unicode scalars.
  package let range: Range<Int>
}

extension NotPushable {
  static func function(_ name: String, _ range: Range<Int>) -> NotPushable {
    NotPushable(
      zh: "函数 `\(name)` 不能下推", en: "the function `\(name)` cannot be pushed", range: range)
  }

  static func outside(_ sign: String, _ range: Range<Int>) -> NotPushable {
    NotPushable(
      zh: "`\(sign)` 在库外计算", en: "`\(sign)` is computed outside the store", range: range)
  }

  static func tooLarge(_ range: Range<Int>) -> NotPushable {
    NotPushable(
      zh: "位数可能超出库的整数", en: "the digits may exceed the store's numbers", range: range)
  }

  static func sort(_ type: Type, _ range: Range<Int>) -> NotPushable {
    NotPushable(
      zh: "\(type.zh)在库里没有对应的值", en: "the store has no value for \(type.en)", range: range)
  }

  static func unknown(_ range: Range<Int>) -> NotPushable {
    NotPushable(zh: "类型不明，不能下推", en: "its type is not known, it cannot be pushed", range: range)
  }

  static func form(_ range: Range<Int>) -> NotPushable {
    NotPushable(zh: "这种写法不能下推", en: "this form cannot be pushed", range: range)
  }

  static func slot(_ range: Range<Int>) -> NotPushable {
    NotPushable(zh: "这个名称没有对应的列", en: "this name has no column", range: range)
  }

  static func text(_ range: Range<Int>) -> NotPushable {
    NotPushable(
      zh: "拼接后的文字可能不合规范形式", en: "the joined text may not be in normal form", range: range)
  }

  static func zone(_ range: Range<Int>) -> NotPushable {
    NotPushable(
      zh: "没有时区的时间不能与时刻比", en: "a time without zone cannot be compared with an instant", range: range)
  }
}
