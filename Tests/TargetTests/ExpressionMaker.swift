import TestSupport

@testable import FEEL

/// Makes expressions over the made-up ledger. Half keep to what stores know, half use the whole language.
struct ExpressionMaker {
  var random: SeededNumbers
  private var isWide = false
  private var row = ""

  init(seed: UInt64) { random = SeededNumbers(seed) }

  mutating func make() -> Sketch {
    isWide = random.once(in: 2)
    row = ""
    let sorts: [Sketch.Sort] = [
      .truth, .truth, .truth, .truth, .number, .text, .date, .span, .texts, .numbers,
    ]
    let depth = 1 + random.below(4)
    return make(random.pick(isWide ? sorts : Array(sorts.prefix(8))), depth)
  }

  /// Braces hold the sorts of the parts: `{n} + {n}`.
  private mutating func fill(_ sort: Sketch.Sort, _ pattern: String, _ depth: Int) -> Sketch {
    var parts: [Sketch.Part] = []
    var plain = ""
    var scalars = Array(pattern.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "{", let letter = scalars.popFirst() else {
        plain.unicodeScalars.append(scalar)
        continue
      }
      scalars.removeFirst()
      parts.append(.text(plain))
      plain = ""
      parts.append(.sketch(make(Self.sorts[letter] ?? .number, depth - 1)))
    }
    parts.append(.text(plain))
    return Sketch(sort, parts)
  }

  private static let sorts: [Unicode.Scalar: Sketch.Sort] = [
    "b": .truth, "n": .number, "t": .text, "d": .date, "m": .moment, "s": .span, "T": .texts, "N": .numbers,
  ]

  private mutating func make(_ sort: Sketch.Sort, _ depth: Int) -> Sketch {
    if depth <= 0 || random.once(in: 8) { return leaf(sort) }
    let stored = ExpressionPatterns.stored[sort] ?? []
    let wide = ExpressionPatterns.wide[sort] ?? []
    let pattern = random.pick(isWide ? stored + wide : stored)
    if pattern.isEmpty { return leaf(sort) }
    return fill(sort, pattern, depth)
  }

  private mutating func leaf(_ sort: Sketch.Sort) -> Sketch {
    if random.once(in: 25) { return Sketch(sort, sort == .texts || sort == .numbers ? "[]" : "null") }
    if random.once(in: 3) { return Sketch(sort, literal(sort)) }
    let names: [Sketch.Sort: [String]] = [
      .truth: ["残疾", "低保"], .number: ["年龄", "收入", "金额", "户数", "我的级别"], .text: ["姓名", "备注", "我的区"],
      .date: ["出生日期", "走访日期", "today()"], .moment: ["提交时间", "办结时间", "now()"],
      .texts: ["慢性病", "我的网格"], .numbers: ["成员.岁数", "成员.月入"], .span: [],
    ]
    var list = names[sort] ?? []
    if isWide {
      switch sort {
      case .number: list += ["大数", "任意"]
      case .span: list.append("时段")
      case .numbers: list.append("数列")
      case .text: list.append("任意")
      case .truth, .date, .moment, .texts: break
      }
    }
    return Sketch(sort, list.isEmpty ? literal(sort) : random.pick(list))
  }

  private mutating func literal(_ sort: Sketch.Sort) -> String {
    switch sort {
    case .truth: return random.once(in: 2) ? "true" : "false"
    case .number:
      let text = random.once(in: 3) ? Ledger.number(&random).text : "\(random.below(90) - 10)"
      return text.contains("E") ? "12.5" : (text.hasPrefix("-") ? "(\(text))" : text)
    case .text: return Value.quoted(Ledger.typed(&random))
    case .date: return "@\"\(Ledger.date(&random).text)\""
    case .moment:
      let zone = random.pick(["Z", "+08:00", "@Asia/Shanghai"])
      return
        "@\"\(Ledger.date(&random).text)T\(random.pick(["00:00:00", "08:30:00", "23:59:59.999", "12:00:00.0005"]))\(zone)\""
    case .span:
      return random.pick([
        "@\"P1D\"", "@\"P30D\"", "@\"-P2D\"", "@\"PT36H\"", "@\"PT0S\"", "@\"PT0.001S\"", "@\"P365D\"",
      ])
    case .texts: return "[\(Value.quoted(Ledger.text(&random))), \(Value.quoted(Ledger.text(&random)))]"
    case .numbers: return "[\(random.below(9)), \(random.below(99)).5]"
    }
  }
}
