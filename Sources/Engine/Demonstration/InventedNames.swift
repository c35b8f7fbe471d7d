/// Names put together from syllables, none given twice in one demonstration.
struct InventedNames: Sendable {
  private static let surnames = Array("安柏岑程邓方高郭韩何贺侯黄江姜孔黎梁林刘罗吕马孟潘彭齐秦任邵沈宋苏孙唐田万汪魏温吴谢徐许杨叶尹余袁岳曾张郑周朱")
  private static let first = Array("安博昌承春德恩福光国海和宏华怀惠吉嘉建景静俊凯兰乐丽良林明慕宁培平启清庆荣若诗书思素泰田庭文希贤晓心欣秀雪雅彦怡义永玉元悦云泽昭芝志子")
  private static let male = Array("斌成川栋峰刚海航浩恒辉坚杰军康磊亮龙民鹏强仁山生盛松涛伟武旭岩勇宇远振正忠洲柱庄")
  private static let female = Array("春翠丹芳芬凤桂荷红花慧佳洁娟兰莲玲梅美敏娜萍琴青琼蓉珊淑婷薇霞香艳英颖玉珍竹")
  private var given: Set<String> = []

  /// A name that was not given before; `surname` for children, who take a parent's.
  mutating func next(surname: Character?, isMale: Bool, _ random: inout SeededNumbers) -> String {
    while true {
      let family = surname ?? Self.surnames[random.below(Self.surnames.count)]
      let last = isMale ? Self.male : Self.female
      var name = String([family, Self.first[random.below(Self.first.count)], last[random.below(last.count)]])
      // After so many people a surname has no pair left; a suffix keeps every name single.
      if given.contains(name), given.count > 50_000 { name += chineseSerial(given.count) }
      if given.insert(name).inserted { return name }
    }
  }

  private func chineseSerial(_ number: Int) -> String {
    let digits = Array("零一二三四五六七八九")
    return String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }
}
