/// A checked expression as JavaScript over the run-time, which the text calls `F`.
package struct JavaScriptExpression: Sendable, Hashable {
  /// An expression of the slots `s`, the command `c` (`{today, now}`) and the constants `k`.
  package let text: String
  /// What `k` holds, in order; made once.
  package let constants: [String]
}

/// The way from a checked tree to JavaScript. What a browser cannot do exactly is refused with a reason.
package struct JavaScriptTarget: Sendable {
  package init() {}

  /// - Throws: where a part needs the city's records, chance or binary floating point.
  package func expression(_ typed: Typed) throws(NotPushable) -> JavaScriptExpression {
    var writer = JavaScriptWriter()
    let text = try writer.text(typed)
    return JavaScriptExpression(text: text, constants: writer.constants)
  }

  /// A module that exports one function `(s, c) => value` for each name, over the run-time at `address`.
  package static func module(
    _ expressions: [(name: String, expression: JavaScriptExpression)], runTime address: String
  )
    -> String
  {
    var out = "import * as F from \(SQLParameter.json(address));\n"
    for (name, expression) in expressions {
      let constants = expression.constants.joined(separator: ", ")
      out += "export const \(name) = (() => { const k = [\(constants)]; "
      out += "return (s, c) => F.run(() => \(expression.text)); })();\n"
    }
    return out
  }

  /// A value as the run-time's `read` takes it: JSON.
  /// - Returns: nil for functions, which do not travel.
  package static func json(_ value: Value) -> String? {
    switch value {
    case .null: return "null"
    case .boolean(let truth): return truth ? "true" : "false"
    case .number(let number): return "{\"n\":[\"\(number.coefficient)\",\(number.exponent)]}"
    case .string(let text): return SQLParameter.json(text)
    // The clocks of other places are not known to the run-time.
    case .time(let time) where time.zone.isNamed: return nil
    case .dateTime(let moment) where moment.time.zone.isNamed: return nil
    case .date, .time, .dateTime, .dayTimeDuration, .yearMonthDuration:
      return "{\"t\":\(SQLParameter.json(value.text))}"
    case .list(let items):
      let parts = items.compactMap { json($0) }
      return parts.count == items.count ? "[\(parts.joined(separator: ","))]" : nil
    case .context(let context):
      let parts = zip(context.keys, context.values).compactMap { key, value in
        json(value).map { "[\(SQLParameter.json(key)),\($0)]" }
      }
      return parts.count == context.count ? "{\"c\":[\(parts.joined(separator: ","))]}" : nil
    case .range(let range):
      guard let lower = json(range.lower), let upper = json(range.upper) else { return nil }
      return
        "{\"r\":[\(lower),\(upper),\(range.includesLower),\(range.includesUpper),\(range.sign.map { "\"\($0.rawValue)\"" } ?? "null")]}"
    case .entity(let entity): return "{\"e\":[\(SQLParameter.json(entity.classID)),\"\(entity.id)\"]}"
    case .function: return nil
    }
  }
}

extension Zone {
  var isNamed: Bool { if case .named = self { true } else { false } }
}
