import Core
import FEEL

extension Answer {
  /// What an example of a control types. A composite's is written as a context, `{姓名: "张三", 电话: "139 0000 1234"}`;
  /// one that is no context is typed as it stands, and refused.
  package init(example: String, of control: ControlProgram) {
    self = .text(example)
    guard !control.parts.isEmpty, let typed = Expression.compile(example, scope: SlotScope([:])).0 else { return }
    var frame = Frame(slots: [])
    if case .context(let parts) = typed.evaluate(&frame) { self = Self.answer(.context(parts), depth: 0) }
  }

  private static func answer(_ value: Value, depth: Int) -> Answer {
    guard depth < 8 else { return .null }
    switch value {
    case .null: return .null
    case .boolean(let truth): return .bool(truth)
    case .number(let number): return .number(number.text)
    case .list(let items): return .list(items.map { answer($0, depth: depth + 1) })
    case .context(let parts):
      let members = parts.keys.map { ($0, answer(parts[$0] ?? .null, depth: depth + 1)) }
      return .object(Dictionary(members, uniquingKeysWith: { first, _ in first }))
    default: return .text(value.plainText)
    }
  }
}
