/// What the checker knows about a value before it runs.
package indirect enum Type: Sendable {
  /// Nothing is known, or a mistake was already reported: fits everything silently.
  case unknown
  case null
  case boolean
  case number
  case string
  case date
  case time
  case dateTime
  case dayTimeDuration
  case yearMonthDuration
  case list(Type)
  /// Members by name; names that are not here do not exist.
  case context([String: Type])
  case range(Type)
  /// A function value with so many parameters.
  case function(Int, Type)
  /// A choice or word: the value is the stored code as a string.
  case code(ClosedValues)
  /// An entity of a knowledge class.
  case entity(String)

  /// Another name of `unknown`.
  package static var any: Type { .unknown }

  package var isUnknown: Bool { if case .unknown = self { true } else { false } }
  package var isNull: Bool { if case .null = self { true } else { false } }
  package var isBoolean: Bool { if case .boolean = self { true } else { false } }
  package var isNumber: Bool { if case .number = self { true } else { false } }
  /// A string or a code, which is stored as one.
  package var isText: Bool {
    switch self {
    case .string, .code: true
    default: false
    }
  }
  package var isTemporal: Bool {
    switch self {
    case .date, .time, .dateTime: true
    default: false
    }
  }
  package var isDuration: Bool {
    switch self {
    case .dayTimeDuration, .yearMonthDuration: true
    default: false
    }
  }
  package var isList: Bool { if case .list = self { true } else { false } }

  /// What a list holds; the type itself for single values, `unknown` for unknown lists.
  package var element: Type { if case .list(let element) = self { element } else { self } }

  /// Name for messages.
  package var zh: String {
    switch self {
    case .unknown: return "任意"
    case .null: return "空"
    case .boolean: return "是否"
    case .number: return "数"
    case .string: return "文字"
    case .date: return "日期"
    case .time: return "时刻"
    case .dateTime: return "日期时间"
    case .dayTimeDuration: return "天时长"
    case .yearMonthDuration: return "年月时长"
    case .list(let element): return element.isUnknown ? "列表" : "\(element.zh)的列表"
    case .context: return "组合"
    case .range(let end): return "\(end.zh)的区间"
    case .function: return "函数"
    case .code(let values): return values.name.isEmpty ? "选项" : "选项「\(values.name)」"
    case .entity(let name): return "实体 \(name)"
    }
  }

  /// Name for messages.
  package var en: String {
    switch self {
    case .unknown: return "any"
    case .null: return "null"
    case .boolean: return "boolean"
    case .number: return "number"
    case .string: return "string"
    case .date: return "date"
    case .time: return "time"
    case .dateTime: return "date and time"
    case .dayTimeDuration: return "days and time duration"
    case .yearMonthDuration: return "years and months duration"
    case .list(let element): return element.isUnknown ? "list" : "list of \(element.en)"
    case .context: return "context"
    case .range(let end): return "range of \(end.en)"
    case .function: return "function"
    case .code(let values): return values.name.isEmpty ? "choice" : "choice `\(values.name)`"
    case .entity(let name): return "entity `\(name)`"
    }
  }

  /// Whether a value of this type may stand where `wanted` is asked. Null and unknown fit everywhere; a list of
  /// one stands for its element and the other way round (DMN 1.5, 10.3.2.9.4); a date may stand for a moment.
  package func fits(_ wanted: Type, depth: Int = 0) -> Bool {
    guard depth < 32 else { return true }
    switch (self, wanted) {
    case (.unknown, _), (_, .unknown), (.null, _), (_, .null): return true
    case (.list(let a), .list(let b)): return a.fits(b, depth: depth + 1)
    case (_, .list(let b)): return fits(b, depth: depth + 1)
    case (.context(let a), .context(let b)):
      return b.allSatisfy { key, type in a[key].map { $0.fits(type, depth: depth + 1) } ?? false }
    case (.range(let a), .range(let b)): return a.fits(b, depth: depth + 1)
    case (.function, .function): return true
    case (.entity, .entity): return true
    case (.string, .code), (.code, .string), (.code, .code): return true
    case (.date, .dateTime): return true
    default: return sort == wanted.sort
    }
  }

  /// A number for the constructor alone.
  var sort: Int {
    switch self {
    case .unknown: 0
    case .null: 1
    case .boolean: 2
    case .number: 3
    case .string: 4
    case .date: 5
    case .time: 6
    case .dateTime: 7
    case .dayTimeDuration: 8
    case .yearMonthDuration: 9
    case .list: 10
    case .context: 11
    case .range: 12
    case .function: 13
    case .code: 14
    case .entity: 15
    }
  }

  /// One type for both, `unknown` where they differ.
  package func joined(_ other: Type) -> Type {
    switch (self, other) {
    case (.null, _): return other
    case (_, .null): return self
    case (.list(let a), .list(let b)): return .list(a.joined(b))
    case (.context(let a), .context(let b)):
      guard a.count == b.count, a.keys.allSatisfy({ b[$0] != nil }) else { return .unknown }
      return .context(a.merging(b) { $0.joined($1) })
    case (.code(let a), .code(let b)):
      return a.name == b.name && a.options.count == b.options.count ? self : .string
    case (.code, .string), (.string, .code): return .string
    case (.entity(let a), .entity(let b)): return a == b ? self : .unknown
    default: return sort == other.sort ? self : .unknown
    }
  }
}
