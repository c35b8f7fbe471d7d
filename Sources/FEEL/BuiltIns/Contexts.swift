/// Contexts (DMN 1.5, 10.3.4.11).
extension BuiltIns {
  private static let anyContext = Type.context([:])

  static let contexts: [BuiltIn] = [
    BuiltIn("get value", "取值", [[p("m", anyContext), p("key", .unknown)]], .type(.unknown)) { values, frame in
      guard case .context(let context) = values[0] else { return frame.badArgument("get value") }
      switch values[1] {
      case .string(let key): return context[key] ?? .null
      case .list(let keys):
        guard !keys.isEmpty else { return frame.badArgument("get value") }
        var current = values[0]
        for key in keys {
          guard frame.burn(), case .string(let name) = key, case .context(let inner) = current,
            let next = inner[name]
          else { return .null }
          current = next
        }
        return current
      default: return frame.badArgument("get value")
      }
    },
    BuiltIn(
      "get entries", "取项", [[p("m", anyContext)]],
      .type(.list(.context(["key": .string, "value": .unknown])))
    ) { values, frame in
      guard case .context(let context) = values[0], frame.burn(context.count) else {
        return frame.badArgument("get entries")
      }
      let keys = ["key", "value"]
      return .list(
        zip(context.keys, context.values).map { .context(Context(keys: keys, values: [.string($0), $1])) })
    },
    BuiltIn("context", "组成项", [[p("entries", .list(.unknown))]], .type(.unknown)) { values, frame in
      if values[0].isNull { return frame.badArgument("context") }
      var made = Context()
      for entry in listed(values[0]) {
        guard frame.burn(1 + made.count / 8), case .context(let pair) = entry,
          case .string(let key)? = pair["key"],
          let value = pair["value"], made[key] == nil
        else { return frame.badArgument("context") }
        made[key] = value
      }
      return .context(made)
    },
    BuiltIn(
      "context put", "放入项",
      [
        [p("context", anyContext), p("key", .string), p("value", .unknown)],
        [p("context", anyContext), p("keys", .list(.string)), p("value", .unknown)],
      ], .type(.unknown)
    ) { values, frame in
      guard case .context(let context) = values[0], frame.burn(context.count) else {
        return frame.badArgument("context put")
      }
      switch values[1] {
      case .string(let key): return put(context, [key], values[2], 0) ?? frame.badArgument("context put")
      case .list(let keys):
        let names = keys.compactMap(\.string)
        guard names.count == keys.count, !names.isEmpty else { return frame.badArgument("context put") }
        return put(context, names, values[2], 0) ?? frame.badArgument("context put")
      default: return frame.badArgument("context put")
      }
    },
    BuiltIn("context merge", "并项", [[p("contexts", .list(anyContext))]], .type(.unknown)) { values, frame in
      if values[0].isNull { return frame.badArgument("context merge") }
      var made = Context()
      for item in listed(values[0]) {
        guard case .context(let context) = item, frame.burn(context.count * (1 + made.count / 8)) else {
          return frame.badArgument("context merge")
        }
        for (key, value) in zip(context.keys, context.values) { made[key] = value }
      }
      return .context(made)
    },
  ]

  private static func put(_ context: Context, _ keys: [String], _ value: Value, _ depth: Int) -> Value? {
    guard depth < 32, depth < keys.count else { return nil }
    var made = context
    if depth == keys.count - 1 {
      made[keys[depth]] = value
      return .context(made)
    }
    guard case .context(let inner)? = context[keys[depth]], let next = put(inner, keys, value, depth + 1)
    else { return nil }
    made[keys[depth]] = next
    return .context(made)
  }
}
