/// The texts of the checker's messages, in both languages.
enum Messages {
  static func unknownName(_ name: String, _ range: Range<Int>, among names: [String]) -> Problem {
    var problem = Problem(.unknownName, range, zh: "这里没有名称 `\(name)`", en: "there is no name `\(name)` here")
    if let near = Suggestion.nearest(to: name, among: names) {
      problem.hintZh = "您是不是想写 `\(near)`？"
      problem.hintEn = "did you mean `\(near)`?"
      problem.fix = Problem.Fix(range: range, replacement: near)
    } else {
      problem.hintZh = "文字要写在双引号里：`\"\(name)\"`"
      problem.hintEn = "text stands in double quotes: `\"\(name)\"`"
    }
    return problem
  }

  static func unknownFunction(_ word: Word) -> Problem {
    var problem = Problem(
      .unknownFunction, word.range, zh: "没有函数 `\(word.text)`", en: "there is no function `\(word.text)`")
    if let near = Suggestion.nearest(to: word.text, among: BuiltIns.names) {
      problem.hintZh = "您是不是想写 `\(near)`？"
      problem.hintEn = "did you mean `\(near)`?"
      problem.fix = Problem.Fix(range: word.range, replacement: near)
    }
    return problem
  }

  static func unknownType(_ name: String, _ range: Range<Int>, among names: [String]) -> Problem {
    var problem = Problem(.unknownName, range, zh: "没有类型 `\(name)`", en: "there is no type `\(name)`")
    if let near = Suggestion.nearest(to: name, among: names) {
      problem.hintZh = "您是不是想写 `\(near)`？"
      problem.hintEn = "did you mean `\(near)`?"
    }
    return problem
  }

  static func unknownOption(_ text: String, _ range: Range<Int>, _ values: ClosedValues) -> Problem {
    var problem = Problem(
      .unknownOption, range, zh: "选项中没有「\(text)」", en: "`\(text)` is none of the options")
    let spellings = values.spellings
    if let near = Suggestion.nearest(to: text, among: spellings) {
      problem.hintZh = "您是不是想写 `\"\(near)\"`？"
      problem.hintEn = "did you mean `\"\(near)\"`?"
      if range.count == Text.length(text) + 2 {
        problem.fix = Problem.Fix(range: range, replacement: "\"\(near)\"")
      }
    } else {
      let some = spellings.prefix(12).joined(separator: "、")
      problem.hintZh = "可选：\(some)\(spellings.count > 12 ? "……" : "")"
      problem.hintEn =
        "options: \(spellings.prefix(12).joined(separator: ", "))\(spellings.count > 12 ? " …" : "")"
    }
    return problem
  }

  static func unknownReference(_ kind: ReferenceKind, _ text: String, _ range: Range<Int>) -> Problem {
    let (zh, en) =
      switch kind {
      case .place: ("地点", "place")
      case .level: ("层级", "level")
      case .entityClass: ("类", "class")
      case .relation: ("关系", "relation")
      case .role: ("角色", "role")
      }
    return Problem(.unknownReference, range, zh: "没有\(zh)「\(text)」", en: "there is no \(en) `\(text)`")
  }

  static func noMember(_ word: Word, _ type: Type) -> Problem {
    var problem = Problem(
      .unknownName, word.range, zh: "\(type.zh)没有 `\(word.text)`", en: "\(type.en) has no `\(word.text)`")
    if case .context(let members) = type,
      let near = Suggestion.nearest(to: word.text, among: members.keys.sorted())
    {
      problem.hintZh = "您是不是想写 `\(near)`？"
      problem.hintEn = "did you mean `\(near)`?"
      problem.fix = Problem.Fix(range: word.range, replacement: near)
    }
    return problem
  }

  static func noTemporal(_ text: String, _ range: Range<Int>) -> Problem {
    Problem(
      .typeMismatch, range, zh: "`@\"\(text)\"` 不是日期、时刻、日期时间或时长",
      en: "`@\"\(text)\"` is no date, time, date and time or duration",
      hintZh: "例如 @\"2026-03-01\"、@\"08:00:00\"、@\"P30D\"",
      hintEn: "such as @\"2026-03-01\", @\"08:00:00\", @\"P30D\"")
  }

  static func mismatch(_ found: Typed, _ wanted: Type) -> Problem {
    var problem = Problem(
      .typeMismatch, found.range, zh: "这里要\(wanted.zh)，却是\(found.type.zh)",
      en: "\(wanted.en) is wanted here, this is \(found.type.en)")
    hint(&problem, found, wanted)
    return problem
  }

  /// Says how to come from what is there to what is wanted, where there is a way.
  private static func hint(_ problem: inout Problem, _ found: Typed, _ wanted: Type) {
    guard case .string(let text)? = found.constant else { return }
    var written: String?
    if wanted.isNumber, Number(text: text) != nil { written = text }
    if case .date = wanted, CivilDate(text: text) != nil { written = "date(\"\(text)\")" }
    if case .dateTime = wanted, CivilDateTime(text: text) != nil { written = "date and time(\"\(text)\")" }
    if wanted.isBoolean, text == "true" || text == "false" { written = text }
    if let written {
      problem.hintZh = "请写 `\(written)`"
      problem.hintEn = "write `\(written)`"
      problem.fix = Problem.Fix(range: found.range, replacement: written)
    }
  }

  static func incomparable(_ left: Typed, _ right: Typed) -> Problem {
    let range =
      Swift.min(
        left.range.lowerBound, right.range.lowerBound)..<Swift.max(
        left.range.upperBound, right.range.upperBound)
    var problem = Problem(
      .typeMismatch, range, zh: "\(left.type.zh)不能与\(right.type.zh)比较",
      en: "\(left.type.en) cannot be compared with \(right.type.en)")
    if left.type.isList, !right.type.isList {
      problem.hintZh = "判断列表里有没有，用 `list contains(列表, 值)`"
      problem.hintEn = "ask `list contains(list, value)`"
    } else {
      hint(&problem, right, left.type)
      if problem.fix == nil { hint(&problem, left, right.type) }
    }
    return problem
  }

  static func noOperator(_ sign: BinaryOperator, _ left: Typed, _ right: Typed, _ range: Range<Int>)
    -> Problem
  {
    var problem = Problem(
      .typeMismatch, range, zh: "\(left.type.zh)和\(right.type.zh)不能用 `\(sign.rawValue)`",
      en: "`\(sign.rawValue)` does not work on \(left.type.en) and \(right.type.en)")
    if sign == .add, left.type.isText != right.type.isText {
      problem.hintZh = "先转成文字：`string(…)`"
      problem.hintEn = "make it text first: `string(…)`"
    } else if left.type.isList || right.type.isList {
      problem.hintZh = "对列表用 `sum`、`count` 或 `for`"
      problem.hintEn = "use `sum`, `count` or `for` on lists"
    }
    return problem
  }

  static func argument(_ found: Typed, _ wanted: Type, _ word: Word) -> Problem {
    var problem = Problem(
      .typeMismatch, found.range, zh: "函数 `\(word.text)` 这里要\(wanted.zh)，却是\(found.type.zh)",
      en: "`\(word.text)` wants \(wanted.en) here, this is \(found.type.en)")
    hint(&problem, found, wanted)
    if case .list(.list) = found.type {
      problem.hintZh = "列表里还是列表，先 `flatten(…)`"
      problem.hintEn = "a list of lists: `flatten(…)` it first"
    }
    return problem
  }

  static func argumentCount(_ name: String, _ count: Int, _ wanted: String, _ range: Range<Int>) -> Problem {
    Problem(
      .typeMismatch, range, zh: "函数 `\(name)` 要 \(wanted) 个参数，写了 \(count) 个",
      en: "`\(name)` takes \(wanted) arguments, not \(count)")
  }

  static func argumentNames(_ word: Word, _ signatures: [[Parameter]], _ range: Range<Int>) -> Problem {
    let names = signatures.map { "(" + $0.map(\.name).joined(separator: ", ") + ")" }.joined(separator: " / ")
    return Problem(
      .typeMismatch, range, zh: "函数 `\(word.text)` 的参数名不对",
      en: "the argument names do not fit `\(word.text)`",
      hintZh: "参数：\(names)", hintEn: "parameters: \(names)")
  }

  static func mixedArguments(_ range: Range<Int>) -> Problem {
    Problem(
      .typeMismatch, range, zh: "参数要么都写名称，要么都不写，名称不能重复",
      en: "either all arguments carry a name or none, and every name once")
  }

  static func notYet(_ word: Word) -> Problem {
    Problem(
      .notYet, word.range, zh: "这个版本还不能运行函数 `\(word.text)`", en: "this build cannot run `\(word.text)` yet")
  }

  static func pattern(_ error: PatternError, _ range: Range<Int>) -> Problem {
    Problem(error.kind, range, zh: error.zh, en: error.en)
  }
}
