extension Expression {
  /// Resolves names and infers types. `expecting` is the type the position wants.
  package static func check(
    _ syntax: Syntax, scope: any Scope, expecting: Type? = nil, mode: Mode = .expression
  ) -> (typed: Typed?, problems: [Problem]) {
    (nil, [Problem(.notYet, syntax.range, zh: "暂不支持", en: "not yet")])
  }
}
