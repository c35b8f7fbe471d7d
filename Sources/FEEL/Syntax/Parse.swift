extension Expression {
  /// Reads a text. The syntax is `nil` when it cannot be read; full-width signs are reported and understood.
  package static func parse(
    _ text: String, scope: any Scope, mode: Mode = .expression
  ) -> (Syntax?, [Problem]) {
    (nil, [Problem(.notYet, 0..<1, zh: "暂不支持表达式", en: "expressions cannot be read yet")])
  }
}
