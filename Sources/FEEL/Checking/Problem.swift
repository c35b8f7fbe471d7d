/// A mistake in an expression, located in its text.
package struct Problem: Sendable {
  /// The diagnostic code of LANGUAGE.md 19; the raw value is the code as printed.
  package enum Kind: String, Sendable, CaseIterable {
    case expressionSyntax = "expression-syntax"
    case unknownName = "unknown-name"
    case unknownFunction = "unknown-function"
    case typeMismatch = "type-mismatch"
    case unknownOption = "unknown-option"
    case notYet = "not-yet"
    case limitExceeded = "limit-exceeded"
    case regexUnsafe = "regex-unsafe"
    case fullWidth = "full-width"
    case nameShadowed = "name-shadowed"
    case unknownReference = "ref-unknown"
  }

  /// A replacement that repairs the mistake.
  package struct Fix: Sendable, Equatable {
    /// Scalars of the expression text to replace.
    package let range: Range<Int>
    package let replacement: String
  }

  package let kind: Kind
  /// Unicode-scalar offsets in the expression text; never empty unless the text is.
  package let range: Range<Int>
  package let zh: String
  package let en: String
  /// What to do next.
  package var hintZh: String?
  package var hintEn: String?
  package var fix: Fix?
  /// Found in a model of others (`Expression.Strictness.standard`): reported, and the part gives null when it runs.
  package internal(set) var isTolerated = false

  package init(
    _ kind: Kind, _ range: Range<Int>, zh: String, en: String, hintZh: String? = nil, hintEn: String? = nil,
    fix: Fix? = nil
  ) {
    self.kind = kind
    self.range = range
    self.zh = zh
    self.en = en
    self.hintZh = hintZh
    self.hintEn = hintEn
    self.fix = fix
  }

  /// Only a note: the expression still compiles. A full-width sign is understood as what was meant.
  package var isNote: Bool { kind == .nameShadowed || isTolerated }
}
