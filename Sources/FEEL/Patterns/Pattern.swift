/// A pattern for the linear-time engine: the part of the XQuery dialect that needs no backtracking. It has
/// literals, classes, `\p{…}`, alternation, groups, counted repetition, anchors and the flags i s m x q; no
/// back-references and no looking around.
package struct Pattern: Sendable {
  enum Step: Sendable {
    case scalar(UInt32)
    case set(Int)
    case any
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case start
    case end
    case match
  }

  let program: [Step]
  let sets: [ScalarSet]
  let groups: Int
  /// The flag q: the text stands for itself, so does a replacement.
  let isPlain: Bool
  let ignoresCase: Bool
  let spansLines: Bool
  let anchorsAtLines: Bool
  /// The steps of which one must take the first scalar of a match; nil where a match may be empty.
  let starts: [Int]?

  /// Most steps that a pattern may have, counted repetition written out.
  package static let greatestSize = 5000

  /// Steps of the program: the work for one scalar is at most proportional to it.
  package var size: Int { program.count }

  /// Throws where the text is no pattern, needs backtracking or is too large.
  package init(_ text: String, flags: String = "") throws(PatternError) {
    var ignoresCase = false
    var spansLines = false
    var anchorsAtLines = false
    var skipsBlanks = false
    var isPlain = false
    for flag in flags.unicodeScalars {
      switch flag {
      case "i": ignoresCase = true
      case "s": spansLines = true
      case "m": anchorsAtLines = true
      case "x": skipsBlanks = true
      case "q": isPlain = true
      default:
        throw PatternError(
          .typeMismatch, zh: "没有标志 `\(flag)`，可用 i s m x q", en: "there is no flag `\(flag)`; i s m x q are")
      }
    }
    var reader = PatternReader(Text.scalars(Text.normalized(text)), skipsBlanks: skipsBlanks && !isPlain)
    let tree = isPlain ? try reader.plain() : try reader.whole()
    var writer = PatternWriter(ignoresCase: ignoresCase)
    try writer.write(tree, 0)
    writer.program.append(.match)
    program = writer.program
    sets = reader.sets
    groups = reader.groups
    self.isPlain = isPlain
    self.ignoresCase = ignoresCase
    self.spansLines = spansLines
    self.anchorsAtLines = anchorsAtLines
    starts = Self.starts(of: writer.program)
  }

  /// Every step that can be reached without a scalar; whether anchors hold is not asked.
  private static func starts(of program: [Step]) -> [Int]? {
    var found: [Int] = []
    var seen = [Bool](repeating: false, count: program.count)
    var open = [0]
    while let step = open.popLast() {
      guard program.indices.contains(step), !seen[step] else { continue }
      seen[step] = true
      switch program[step] {
      case .jump(let to): open.append(to)
      case .split(let first, let second): open += [first, second]
      case .save, .start, .end: open.append(step + 1)
      case .scalar, .set, .any: found.append(step)
      case .match: return nil
      }
    }
    return found
  }

  static func folded(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return (0x41...0x5A).contains(scalar) ? scalar + 32 : scalar }
    guard let value = Unicode.Scalar(scalar) else { return scalar }
    let lower = value.properties.lowercaseMapping.unicodeScalars
    return lower.count == 1 ? lower.first?.value ?? scalar : scalar
  }
}

/// Why a text is no pattern of this engine.
package struct PatternError: Error {
  package let kind: Problem.Kind
  package let zh: String
  package let en: String

  init(_ kind: Problem.Kind, zh: String, en: String) {
    self.kind = kind
    self.zh = zh
    self.en = en
  }

  static func broken(_ zh: String, _ en: String) -> PatternError {
    PatternError(.expressionSyntax, zh: zh, en: en)
  }
}

/// A set of scalars.
struct ScalarSet: Sendable {
  var ranges: [ClosedRange<UInt32>] = []
  var categories: [(GeneralCategorySet, negated: Bool)] = []
  var isNegated = false
  /// Indices of a set taken away: `[a-z-[aeiou]]`.
  var minus: [ScalarSet] = []

  func contains(_ scalar: UInt32, ignoringCase: Bool) -> Bool {
    var found = holds(scalar)
    if !found, ignoringCase {
      found = holds(Pattern.folded(scalar))
      if !found, let value = Unicode.Scalar(scalar) {
        let upper = value.properties.uppercaseMapping.unicodeScalars
        if upper.count == 1, let first = upper.first { found = holds(first.value) }
        // A sign like that for kelvin is neither: its small letter has another capital.
        let lower = Pattern.folded(scalar)
        if !found, lower != scalar, let small = Unicode.Scalar(lower) {
          let capital = small.properties.uppercaseMapping.unicodeScalars
          if capital.count == 1, let first = capital.first { found = holds(first.value) }
        }
      }
    }
    if found == isNegated { return false }
    return !minus.contains { $0.contains(scalar, ignoringCase: ignoringCase) }
  }

  private func holds(_ scalar: UInt32) -> Bool {
    for range in ranges where range.contains(scalar) { return true }
    for (category, negated) in categories where category.contains(scalar) != negated { return true }
    return false
  }
}

/// General categories by the letters of `\p{…}`.
struct GeneralCategorySet: Sendable {
  private let bits: UInt32

  private static let names: [(String, Unicode.GeneralCategory)] = [
    ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter), ("Lm", .modifierLetter),
    ("Lo", .otherLetter), ("Mn", .nonspacingMark), ("Mc", .spacingMark), ("Me", .enclosingMark),
    ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber), ("Pc", .connectorPunctuation),
    ("Pd", .dashPunctuation), ("Ps", .openPunctuation), ("Pe", .closePunctuation),
    ("Pi", .initialPunctuation),
    ("Pf", .finalPunctuation), ("Po", .otherPunctuation), ("Sm", .mathSymbol), ("Sc", .currencySymbol),
    ("Sk", .modifierSymbol), ("So", .otherSymbol), ("Zs", .spaceSeparator), ("Zl", .lineSeparator),
    ("Zp", .paragraphSeparator), ("Cc", .control), ("Cf", .format), ("Cs", .surrogate), ("Co", .privateUse),
    ("Cn", .unassigned),
  ]

  /// One category, or all that begin with one letter; `nil` for other names.
  init?(_ name: String) {
    var bits: UInt32 = 0
    for (index, entry) in Self.names.enumerated()
    where entry.0 == name || (name.utf8.count == 1 && entry.0.hasPrefix(name)) {
      bits |= 1 << UInt32(index)
    }
    guard bits != 0 else { return nil }
    self.bits = bits
  }

  /// The names of its categories.
  var letters: [String] {
    Self.names.indices.filter { bits & 1 << UInt32($0) != 0 }.map { Self.names[$0].0 }
  }

  func contains(_ scalar: UInt32) -> Bool {
    guard let value = Unicode.Scalar(scalar) else { return false }
    // Most of what is read is Chinese: told without a look into the tables of Unicode.
    let category: Unicode.GeneralCategory =
      (0x4E00...0x9FFF).contains(scalar) ? .otherLetter : value.properties.generalCategory
    guard let index = Self.names.firstIndex(where: { $0.1 == category }) else { return false }
    return bits & 1 << UInt32(index) != 0
  }
}
