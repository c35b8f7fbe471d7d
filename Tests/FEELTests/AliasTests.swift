import Testing

@testable import FEEL

/// The words of the language reference: every function has its Chinese name.
@Suite struct AliasTests {
  private static let words = """
    age 周岁 · workdays between 工作日数 · add workdays 加工作日 · place at 上级地点 · within place 位于 · distance 距离 · nearest 最近 ·
    days since 距今天数 · same person 同一人 · related 有关系 · valid id card 身份证有效 · valid credit code 信用代码有效 ·
    birth of 证件出生日期 · gender of 证件性别 · to halfwidth 转半角 · pinyin 拼音 · mask middle 遮中间 · holds role 任此角色 ·
    of class 属于类 · parse date 认日期 · date 日期 · time 时刻 · date and time 日期时间 · duration 时长 ·
    years and months duration 年月差 · number 转数 · string 转文字 · not 非 · substring 截取 · string length 字数 ·
    upper case 大写 · lower case 小写 · substring before 之前文字 · substring after 之后文字 · replace 替换 · contains 包含 ·
    starts with 开头是 · ends with 结尾是 · matches 匹配 · split 拆开 · string join 连接 · list contains 列表含 · count 个数 ·
    min 最小 · max 最大 · sum 合计 · mean 平均 · all 都成立 · any 有成立 · sublist 取段 · append 添加 · concatenate 合并列表 ·
    insert before 插入 · remove 删除第 · reverse 倒序 · index of 位置 · union 并集 · distinct values 去重 ·
    duplicate values 重复值 · flatten 摊平 · product 乘积 · median 中位数 · stddev 标准差 · mode 众数 · list replace 换第 ·
    decimal 保留小数 · floor 向下取整 · ceiling 向上取整 · round up 进位 · round down 舍位 · round half up 四舍五入 ·
    round half down 五舍六入 · abs 绝对值 · modulo 余数 · sqrt 平方根 · log 对数 · exp 指数 · odd 是奇数 · even 是偶数 ·
    random number 随机数 · day of year 年内第几天 · day of week 星期几 · month of year 几月 · week of year 第几周 · is 同型同值 ·
    today 今天 · now 现在 · get value 取值 · get entries 取项 · context 组成项 · context put 放入项 · context merge 并项 ·
    sort 排序 · before 早于 · after 晚于 · meets 相接 · met by 被相接 · overlaps 重叠 · overlaps before 前重叠 ·
    overlaps after 后重叠 · finishes 同止 · finished by 被同止 · includes 含有 · during 在其中 · starts 同起 · started by 被同起 ·
    coincides 重合
    """

  @Test func everyWordIsAFunction() {
    let pairs = Self.words.split(separator: "·").map { $0.split(whereSeparator: \.isWhitespace) }
    #expect(pairs.count == 107)
    for pair in pairs {
      let english = pair.dropLast().joined(separator: " ")
      let chinese = String(pair.last ?? "")
      #expect(BuiltIns.named(english) != nil, "\(english)")
      #expect(BuiltIns.named(chinese)?.name == english, "\(chinese)")
    }
    #expect(BuiltIns.notYet.isEmpty)
  }
}
