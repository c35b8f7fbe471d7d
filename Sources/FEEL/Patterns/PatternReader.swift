/// A pattern as a tree.
indirect enum PatternTree {
  case empty
  case scalar(UInt32)
  case set(Int)
  case any
  case start
  case end
  case sequence([PatternTree])
  case choice([PatternTree])
  case group(Int, PatternTree)
  case repeated(PatternTree, least: Int, most: Int?, lazy: Bool)
}

/// Reads pattern text; nesting is bounded.
struct PatternReader {
  private let source: [UInt32]
  private var at = 0
  private var depth = 0
  private(set) var sets: [ScalarSet] = []
  private(set) var groups = 0

  init(_ source: [UInt32], skipsBlanks: Bool) {
    self.source = skipsBlanks ? Self.withoutBlanks(source) : source
  }

  mutating func whole() throws(PatternError) -> PatternTree {
    guard source.count <= Limits.characters else {
      throw PatternError(.limitExceeded, zh: "匹配式太长", en: "the pattern is too long")
    }
    let tree = try choice()
    guard at == source.count else { throw .broken("匹配式多了 `)`", "the pattern has a `)` too many") }
    return tree
  }

  /// The flag x: blanks outside character classes are no part of the pattern, wherever they stand.
  private static func withoutBlanks(_ source: [UInt32]) -> [UInt32] {
    var kept: [UInt32] = []
    var brackets = 0
    var escaped = false
    for scalar in source {
      let isBlank = scalar == 0x20 || scalar == 0x09 || scalar == 0x0A || scalar == 0x0D
      if isBlank, brackets == 0 { continue }
      if !escaped {
        if scalar == 0x5B { brackets += 1 }
        if scalar == 0x5D, brackets > 0 { brackets -= 1 }
      }
      escaped = scalar == 0x5C && !escaped
      kept.append(scalar)
    }
    return kept
  }

  /// The text itself, without any sign of the dialect.
  mutating func plain() throws(PatternError) -> PatternTree {
    guard source.count <= Limits.characters else {
      throw PatternError(.limitExceeded, zh: "匹配式太长", en: "the pattern is too long")
    }
    at = source.count
    return source.isEmpty ? .empty : .sequence(source.map { .scalar($0) })
  }

  private func peek(_ offset: Int = 0) -> UInt32? { at + offset < source.count ? source[at + offset] : nil }

  private mutating func skip(_ scalar: UInt32) -> Bool {
    guard peek() == scalar else { return false }
    at += 1
    return true
  }

  private mutating func choice() throws(PatternError) -> PatternTree {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 50 else {
      throw PatternError(.limitExceeded, zh: "匹配式嵌套太深", en: "the pattern is nested too deeply")
    }
    var branches = [try sequence()]
    while skip(0x7C) { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternTree {
    var parts: [PatternTree] = []
    while let scalar = peek(), scalar != 0x7C, scalar != 0x29 {
      parts.append(try repeated(try atom()))
    }
    return parts.count == 1 ? parts[0] : (parts.isEmpty ? .empty : .sequence(parts))
  }

  private mutating func repeated(_ tree: PatternTree) throws(PatternError) -> PatternTree {
    guard let scalar = peek() else { return tree }
    let least: Int
    let most: Int?
    switch scalar {
    case 0x2A: (least, most) = (0, nil)
    case 0x2B: (least, most) = (1, nil)
    case 0x3F: (least, most) = (0, 1)
    case 0x7B:
      at += 1
      guard let low = number() else { throw .broken("`{` 后面要写次数", "`{` wants a count") }
      var high: Int? = low
      if skip(0x2C) { high = number() }
      guard peek() == 0x7D, high ?? low >= low else {
        throw .broken("次数写得不对", "the count is not well written")
      }
      (least, most) = (low, high)
    default: return tree
    }
    at += 1
    guard least <= 1000, most ?? 0 <= 1000 else {
      throw PatternError(.limitExceeded, zh: "重复次数太多（最多 1000）", en: "too many repetitions (at most 1000)")
    }
    let lazy = skip(0x3F)
    if let next = peek(), [0x2A, 0x2B, 0x3F, 0x7B].contains(next) {
      throw .broken("重复符号不能连写", "repetition cannot be repeated")
    }
    return .repeated(tree, least: least, most: most, lazy: lazy)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = peek(), (0x30...0x39).contains(scalar) {
      value = Swift.min((value ?? 0) * 10 + Int(scalar - 0x30), 100_000)
      at += 1
    }
    return value
  }

  private mutating func add(_ set: ScalarSet) -> PatternTree {
    sets.append(set)
    return .set(sets.count - 1)
  }

  private mutating func atom() throws(PatternError) -> PatternTree {
    let scalar = source[at]
    at += 1
    switch scalar {
    case 0x28: return try group()
    case 0x5B:
      let set = try bracket()
      return add(set)
    case 0x2E: return .any
    case 0x5E: return .start
    case 0x24: return .end
    case 0x5C: return try escape()
    case 0x2A, 0x2B, 0x3F, 0x7B: throw .broken("重复符号前面没有内容", "nothing stands before the repetition")
    case 0x5D, 0x7D: throw .broken("括号不配对", "a bracket has no partner")
    default: return .scalar(scalar)
    }
  }

  private mutating func group() throws(PatternError) -> PatternTree {
    var number: Int?
    if skip(0x3F) {
      guard skip(0x3A) else {
        throw PatternError(
          .regexUnsafe, zh: "匹配式不能用前后环视", en: "patterns cannot look around")
      }
    } else {
      groups += 1
      guard groups <= 99 else { throw PatternError(.limitExceeded, zh: "分组太多", en: "too many groups") }
      number = groups
    }
    let inner = try choice()
    guard skip(0x29) else { throw .broken("匹配式缺 `)`", "the pattern lacks a `)`") }
    return number.map { .group($0, inner) } ?? inner
  }

  private mutating func escape() throws(PatternError) -> PatternTree {
    guard let scalar = peek() else { throw .broken("末尾多了 `\\`", "`\\` at the end") }
    if (0x31...0x39).contains(scalar) {
      throw PatternError(.regexUnsafe, zh: "匹配式不能用反向引用", en: "patterns cannot refer back")
    }
    if let set = try classEscape() { return add(set) }
    return .scalar(try single())
  }

  /// `\d`, `\p{L}` and their like; `nil` when the escape is one scalar.
  private mutating func classEscape() throws(PatternError) -> ScalarSet? {
    guard let scalar = peek() else { return nil }
    var set = ScalarSet()
    switch scalar {
    case 0x64, 0x44:
      if let digits = GeneralCategorySet("Nd") { set.categories = [(digits, false)] }
      set.isNegated = scalar == 0x44
    case 0x73, 0x53:
      set.ranges = [0x20...0x20, 0x09...0x0A, 0x0D...0x0D]
      set.isNegated = scalar == 0x53
    case 0x77, 0x57:
      // Everything but punctuation, separators and others (XML Schema, part 2).
      set.categories = ["P", "Z", "C"].compactMap { GeneralCategorySet($0) }.map { ($0, false) }
      set.isNegated = scalar == 0x77
    case 0x70, 0x50:
      at += 1
      guard skip(0x7B) else { throw .broken("`\\p` 要写成 `\\p{L}`", "`\\p` is written `\\p{L}`") }
      var name = ""
      while let next = peek(), next != 0x7D, name.utf8.count < 40 {
        name += Text.string([next])
        at += 1
      }
      if peek() == 0x7D, name.hasPrefix("Is"), let block = NamedScalars.block(String(name.dropFirst(2))) {
        at += 1
        set.ranges = [block]
        set.isNegated = scalar == 0x50
        return set
      }
      guard skip(0x7D), let category = GeneralCategorySet(name) else {
        throw .broken("没有字符类 `\(name)`", "there is no character class `\(name)`")
      }
      set.categories = [(category, scalar == 0x50)]
      return set
    case 0x69, 0x49:
      set.ranges = NamedScalars.nameStarts
      set.isNegated = scalar == 0x49
    case 0x63, 0x43:
      set.ranges = NamedScalars.nameStarts + NamedScalars.nameParts
      set.isNegated = scalar == 0x43
    case 0x62, 0x42, 0x6B:
      let written = Text.string([scalar])
      throw PatternError(.regexUnsafe, zh: "匹配式不能用 `\\\(written)`", en: "patterns cannot use `\\\(written)`")
    default: return nil
    }
    at += 1
    return set
  }

  private mutating func single() throws(PatternError) -> UInt32 {
    guard let scalar = peek() else { throw .broken("末尾多了 `\\`", "`\\` at the end") }
    at += 1
    switch scalar {
    case 0x6E: return 0x0A
    case 0x72: return 0x0D
    case 0x74: return 0x09
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
      let written = Text.string([scalar])
      throw .broken("没有转义 `\\\(written)`", "there is no escape `\\\(written)`")
    default: return scalar
    }
  }

  /// Behind `[`.
  private mutating func bracket() throws(PatternError) -> ScalarSet {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 50 else {
      throw PatternError(.limitExceeded, zh: "匹配式嵌套太深", en: "the pattern is nested too deeply")
    }
    var set = ScalarSet()
    set.isNegated = skip(0x5E)
    var first = true
    while true {
      guard let scalar = peek() else { throw .broken("匹配式缺 `]`", "the pattern lacks a `]`") }
      if scalar == 0x5D, !first {
        at += 1
        return set
      }
      if scalar == 0x2D, peek(1) == 0x5B, !first {
        at += 2
        set.minus.append(try bracket())
        guard skip(0x5D) else { throw .broken("匹配式缺 `]`", "the pattern lacks a `]`") }
        return set
      }
      first = false
      try item(into: &set)
    }
  }

  private mutating func item(into set: inout ScalarSet) throws(PatternError) {
    let low: UInt32
    if skip(0x5C) {
      if let inner = try classEscape() {
        if inner.isNegated {
          set.categories.append(contentsOf: Self.complement(inner))
        } else {
          set.ranges.append(contentsOf: inner.ranges)
          set.categories.append(contentsOf: inner.categories)
        }
        if inner.isNegated { set.ranges.append(contentsOf: NamedScalars.others(than: inner.ranges)) }
        return
      }
      low = try single()
    } else {
      low = source[at]
      at += 1
    }
    guard peek() == 0x2D, let next = peek(1), next != 0x5D, next != 0x5B else {
      set.ranges.append(low...low)
      return
    }
    at += 1
    let high: UInt32
    if skip(0x5C) {
      high = try single()
    } else {
      high = source[at]
      at += 1
    }
    guard low <= high else { throw .broken("字符范围前大后小", "the range of characters runs backwards") }
    set.ranges.append(low...high)
  }

  /// A negated class as categories: the letters that are none of them.
  private static func complement(_ set: ScalarSet) -> [(GeneralCategorySet, negated: Bool)] {
    if set.categories.count == 1 { return set.categories.map { ($0.0, !$0.negated) } }
    if set.categories.isEmpty { return [] }
    return ["L", "M", "N", "S"].compactMap { GeneralCategorySet($0) }.map { ($0, false) }
  }
}

/// Writes a tree out as steps; the number of steps and the work of writing are bounded.
struct PatternWriter {
  var program: [Pattern.Step] = []
  let ignoresCase: Bool
  private var work = 0

  init(ignoresCase: Bool) { self.ignoresCase = ignoresCase }

  mutating func write(_ tree: PatternTree, _ depth: Int) throws(PatternError) {
    work += 1
    guard work < 20_000, program.count < Pattern.greatestSize else {
      throw PatternError(
        .limitExceeded, zh: "匹配式太大（最多 \(Pattern.greatestSize) 步）",
        en: "the pattern is too large (at most \(Pattern.greatestSize) steps)")
    }
    switch tree {
    case .empty: break
    case .scalar(let scalar): program.append(.scalar(ignoresCase ? Pattern.folded(scalar) : scalar))
    case .set(let index): program.append(.set(index))
    case .any: program.append(.any)
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .sequence(let parts): for part in parts { try write(part, depth + 1) }
    case .group(let number, let inner):
      program.append(.save(number * 2))
      try write(inner, depth + 1)
      program.append(.save(number * 2 + 1))
    case .choice(let branches):
      var jumps: [Int] = []
      for (index, branch) in branches.enumerated() {
        guard index < branches.count - 1 else {
          try write(branch, depth + 1)
          break
        }
        let split = program.count
        program.append(.split(split + 1, 0))
        try write(branch, depth + 1)
        jumps.append(program.count)
        program.append(.jump(0))
        program[split] = .split(split + 1, program.count)
      }
      for jump in jumps { program[jump] = .jump(program.count) }
    case .repeated(let inner, let least, let most, let lazy):
      for _ in 0..<least { try write(inner, depth + 1) }
      if let most {
        var splits: [Int] = []
        for _ in least..<Swift.max(most, least) {
          splits.append(program.count)
          program.append(.split(0, 0))
          try write(inner, depth + 1)
        }
        for split in splits { program[split] = branch(split + 1, program.count, lazy) }
      } else {
        let split = program.count
        program.append(.split(0, 0))
        try write(inner, depth + 1)
        program.append(.jump(split))
        program[split] = branch(split + 1, program.count, lazy)
      }
    }
  }

  private func branch(_ go: Int, _ skip: Int, _ lazy: Bool) -> Pattern.Step {
    lazy ? .split(skip, go) : .split(go, skip)
  }
}
