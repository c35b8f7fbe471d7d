import Core
import FEEL
import Spec

/// A control as the script of a form reads typed text with it: the same steps as the server's, or none where one of them
/// is the server's alone.
struct BrowserControl {
  /// `{type:"money",lines:0,…}`.
  let text: String

  /// Types that a script reads from what inputs hold.
  private static let read: Set<ValueType> = [
    .string, .number, .integer, .money, .boolean, .code, .codes, .date, .time, .dateTime,
  ]

  /// Nil when the server alone can read an answer: composites, files, places, and checks that ask the city.
  init?(_ control: ControlProgram, _ knowledge: KnowledgeSchema, table: SpecTable) {
    guard control.parts.isEmpty, Self.read.contains(control.type) else { return nil }
    var members = ["type:\(JSText.of(control.type.rawValue))"]
    if control.widget == .area { members.append("lines:1") }
    if let normalize = control.normalize {
      guard let text = Self.formula(normalize, .string, table, wanted: nil) else { return nil }
      members.append("normalize:\(text)")
    }
    var checks: [String] = []
    let type = knowledge.feelType(of: control.type)
    for check in control.checks {
      guard let text = Self.formula(check.formula, type, table, wanted: .boolean) else { return nil }
      var when = "0"
      if let condition = check.when {
        guard let text = Self.formula(condition, type, table, wanted: .boolean) else { return nil }
        when = text
      }
      checks.append("[\(text),\(when),\(JSText.of(check.say))]")
    }
    if !checks.isEmpty { members.append("checks:[\(checks.joined(separator: ","))]") }
    text = "{\(members.joined(separator: ","))}"
  }

  /// A formula over `value` alone.
  private static func formula(_ formula: Formula, _ type: Type, _ table: SpecTable, wanted: Type?) -> String? {
    var scope = SlotScope()
    let aliases = table.words("name").filter { $0.name == "value" }.map(\.alias)
    scope.add("value", slot: 0, type: type, aliases: aliases)
    guard let compiled = Expression.compile(formula.expression.text, scope: scope, expecting: wanted).0,
      let typed = compiled.typed, compiled.slots == formula.expression.slots,
      let expression = try? JavaScriptTarget().expression(typed)
    else { return nil }
    return BrowserFormula(reads: compiled.slots.sorted(), expression: expression).text
  }
}

/// Texts inside a module.
enum JSText {
  static func of(_ text: String) -> String { JavaScriptTarget.json(.string(text)) ?? "\"\"" }

  /// `["请填","Fill in"]`, or the Chinese alone.
  static func of(_ label: Label) -> String { "[\(of(label.zh))\(label.en.map { "," + of($0) } ?? "")]" }
}
