import Engine
import FEEL

extension Value {
  /// A value from JSON: numbers as exact as they were written, objects as contexts with their names in order.
  /// JSON has no dates; a text that is `@` and a date, time or duration (`@2026-03-01`, `@P3D`) is one, every
  /// other text stays a text. `nil` for a number beyond 10^6144.
  package init?(json answer: Answer) {
    switch answer {
    case .null: self = .null
    case .bool(let value): self = .boolean(value)
    case .number(let digits):
      guard let number = Number(text: digits) else { return nil }
      self = .number(number)
    case .text(let text): self = Self.temporal(text) ?? .string(text)
    case .list(let elements):
      let values = elements.compactMap { Value(json: $0) }
      guard values.count == elements.count else { return nil }
      self = .list(values)
    case .object(let members):
      guard let names = Self.named(members) else { return nil }
      self = .context(Context(keys: names.map(\.name), values: names.map(\.value)))
    }
  }

  /// The members of an object in the order of their names; `nil` as for one value.
  package static func named(_ members: [String: Answer]) -> [(name: String, value: Value)]? {
    var names: [(name: String, value: Value)] = []
    for (name, member) in members.sorted(by: { $0.key < $1.key }) {
      guard let value = Value(json: member) else { return nil }
      names.append((name, value))
    }
    return names
  }

  private static func temporal(_ text: String) -> Value? {
    guard text.utf8.first == UInt8(ascii: "@") else { return nil }
    let rest = text.dropFirst()
    let isQuoted = rest.utf8.count > 2 && rest.first == "\"" && rest.last == "\""
    return Temporal.value(String(isQuoted ? rest.dropFirst().dropLast() : rest))
  }
}

extension JSONWriter {
  /// A value: dates, times and durations as ISO 8601 texts, ranges, functions and entities as FEEL prints
  /// them.
  package mutating func value(_ value: Value) {
    switch value {
    case .null: null()
    case .boolean(let truth): bool(truth)
    case .number(let number): raw(Array(number.text.utf8))
    case .list(let items): list(items) { $0.value($1) }
    case .context(let context):
      object { json in
        for (key, member) in zip(context.keys, context.values) {
          json.name(key)
          json.value(member)
        }
      }
    case .string, .date, .time, .dateTime, .dayTimeDuration, .yearMonthDuration, .range, .function, .entity:
      text(value.text)
    }
  }
}
