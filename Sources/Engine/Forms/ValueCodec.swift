import Core
import FEEL

/// A typed value to and from what its column holds (DATA.md rule 4).
package enum ValueCodec {
  /// The stored form, or nil when the value does not fit the type (too many digits for the scale's 64 bits, NUL in a
  /// text).
  package static func store(_ value: Value, type: ValueType, scale: Int) -> StoredValue? {
    switch (type, value) {
    case (_, .null): .null
    case (.integer, .number(let n)): n.whole.map { .int(Int64($0)) }
    case (.number, .number(let n)), (.money, .number(let n)): n.scaled(by: scale).map(StoredValue.int)
    case (.boolean, .boolean(let b)): StoredValue(b)
    case (.date, .date(let d)): .text(d.text)
    case (.dateTime, .dateTime(let t)): .int(t.milliseconds())
    case (.time, .time(let t)): .text(t.text)
    case (.duration, .dayTimeDuration(let d)): .text(d.text)
    case (.duration, .yearMonthDuration(let d)): .text(d.text)
    case (.place, .entity(let e)), (.entity, .entity(let e)): .int(e.id)
    case (.codes, .list(let items)), (.files, .list(let items)), (.list, .list(let items)): .text(pack(items))
    case (.point, .context(let point)): point.count == 2 ? .text(pack(point.values)) : nil
    case (_, .string(let s)): s.utf8.contains(0) ? nil : .text(s)
    default: nil
    }
  }

  /// The value again; what cannot be read is null.
  package static func load(_ stored: StoredValue, type: ValueType, scale: Int, of root: String = "place") -> Value {
    switch (type, stored) {
    case (_, .null): .null
    case (.integer, .int(let n)): .number(Number(scaled: n, scale: 0))
    case (.number, .int(let n)), (.money, .int(let n)): .number(Number(scaled: n, scale: scale))
    case (.boolean, .int(let n)): .boolean(n != 0)
    case (.date, .text(let s)): CivilDate(text: s).map(Value.date) ?? .null
    case (.dateTime, .int(let ms)): .dateTime(CivilDateTime(milliseconds: ms))
    case (.time, .text(let s)): CivilTime(text: s).map(Value.time) ?? .null
    case (.duration, .text(let s)): Temporal.duration(s) ?? .null
    case (.place, .int(let id)): .entity(EntityReference(classID: "place", id: id))
    case (.entity, .int(let id)): .entity(EntityReference(classID: root, id: id))
    case (.codes, .text(let s)), (.files, .text(let s)), (.list, .text(let s)): .list(unpack(s))
    case (.point, .text(let s)): point(s)
    case (_, .text(let s)): .string(s)
    default: .null
    }
  }

  /// Elements of a list in one text, set off by the unit separator (U+001F), which no typed text can hold: control
  /// characters are taken out at the door.
  private static func pack(_ items: [Value]) -> String {
    items.map { item in
      switch item {
      case .string(let s): s
      case .number(let n): n.text
      case .entity(let e): String(e.id)
      default: ""
      }
    }.joined(separator: "\u{1F}")
  }

  private static func unpack(_ text: String) -> [Value] {
    text.isEmpty ? [] : text.split(separator: "\u{1F}", omittingEmptySubsequences: false).map { .string(String($0)) }
  }

  private static func point(_ text: String) -> Value {
    let parts = unpack(text).compactMap { $0.string.flatMap { Number(text: $0) } }
    guard parts.count == 2 else { return .null }
    return .context(Context(keys: ["longitude", "latitude"], values: parts.map(Value.number)))
  }

}
