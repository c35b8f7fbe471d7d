import FEEL

/// The sample rule as the condition of a statement on SQLite, over the table `people` that the driver fills.
enum PushedFilter {
  /// The text behind WHERE and the values of its parameters, as JSON.
  static func json(_ text: String, _ scope: SlotScope) -> String {
    let target = SQLTarget(
      .sqlite,
      sources: [
        0: .column(SQLColumn("age", .integer(digits: 3))), 1: .column(SQLColumn("district", .text)),
        2: .column(SQLColumn("income", .decimal(scale: 2, digits: 12))), 3: .column(SQLColumn("disabled", .boolean)),
      ])
    guard let typed = Expression.compile(text, scope: scope).0?.typed, let filter = try? target.filter(typed) else {
      fatalError("the rule cannot be pushed")
    }
    var frame = Frame()
    let values = filter.parameters.map { parameter -> String in
      switch parameter.bound(&frame) {
      case .integer(let value)?: return String(value)
      case .text(let value)?: return Value.string(value).notation
      default: fatalError("a parameter cannot be bound")
      }
    }
    return "{\"text\": \(Value.string(filter.text).notation), \"values\": [\(values.joined(separator: ", "))]}"
  }
}
