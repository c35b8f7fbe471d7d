extension DMNExpression {
  /// Whether a function of Java or PMML is defined somewhere inside.
  var isForeign: Bool {
    switch kind {
    case .literal(let text, _): Self.definesForeign(text.text)
    case .function(let function): function.kind != .feel || (function.body?.isForeign ?? false)
    case .table, .none: false
    case .context(let entries): entries.contains { $0.value.isForeign }
    case .invocation(let invocation):
      (invocation.callee?.isForeign ?? false) || invocation.bindings.contains { $0.value?.isForeign ?? false }
    case .list(let items): items.contains { $0.isForeign }
    case .relation(let relation): relation.rows.contains { $0.contains { $0.isForeign } }
    case .conditional(let test, let yes, let no): test.isForeign || yes.isForeign || no.isForeign
    case .filter(let list, let match): list.isForeign || match.isForeign
    case .loop(let iteration), .some(let iteration), .every(let iteration):
      iteration.source.isForeign || iteration.body.isForeign
    }
  }

  /// `function(…) external …`, whatever blanks stand between.
  private static func definesForeign(_ text: String) -> Bool {
    let words = text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }
    guard text.contains("function") else { return false }
    return words.contains { $0 == "external" || $0.hasSuffix(")external") || $0.hasPrefix("external{") }
  }
}
