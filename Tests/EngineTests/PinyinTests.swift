import Testing

@testable import Engine

@Suite struct PinyinTests {
  @Test(arguments: ["tijian", "tj", "TJ", "ti jian", "mianfei", "mftj", "mianfeitj", "lnrmftj", "tiji", "ti'jian"])
  func spelled(typed: String) {
    #expect(Pinyin.spells(typed, "老年人免费体检"))
  }

  @Test(arguments: ["jt", "t", "", "tx", "体检", "tijianx", "zzz", "12", String(repeating: "t", count: 5_000)])
  func notSpelled(typed: String) {
    #expect(!Pinyin.spells(typed, "老年人免费体检"))
  }

  @Test func onlyCharactersHaveReadings() {
    #expect(Pinyin.syllable("体").map { String(decoding: $0, as: UTF8.self) } == "ti")
    #expect(Pinyin.syllable("女").map { String(decoding: $0, as: UTF8.self) } == "nu")
    for scalar in ["a", "１", "，", "😀", "\u{10FFFF}"].flatMap(\.unicodeScalars) { #expect(Pinyin.syllable(scalar) == nil) }
    #expect(!Pinyin.spells("ab", "A栋B座"))
    #expect(Pinyin.spells("zuo", "A栋B座"))
  }
}
