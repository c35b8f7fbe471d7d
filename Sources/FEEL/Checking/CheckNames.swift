/// Names and paths.
extension Checker {
  mutating func resolve(_ name: String, _ range: Range<Int>) -> Typed {
    if let found = lookup(name, range) { return found }
    return reject(Messages.unknownName(name, range, among: visibleNames), range)
  }

  /// `nil` when the name stands for nothing.
  private func lookup(_ name: String, _ range: Range<Int>) -> Typed? {
    var open: [Int] = []
    for binding in bindings.reversed() {
      switch binding {
      case .variable(let known, let local, let type):
        if Text.same(known, name) { return wrap(Typed(.local(local), type, range), open, name) }
      case .item(let local, let type):
        let item = Typed(.local(local), type, range)
        if let member = scope.member(of: type, named: name) {
          return wrap(Typed(.member(item, member.id), member.type, range), open, name)
        }
        if name == "item" { return item }
        if type.isUnknown { open.append(local) }
      }
    }
    var found: Typed?
    switch scope.resolve(name: name) {
    case .slot(let slot, let type): found = Typed(.slot(slot), type, range)
    case .constant(let value, let type): found = Typed(.constant(value), type, range)
    case nil:
      // Only models of others pass functions by name; an author who forgets the brackets is told so.
      if isLenient, let function = BuiltIns.named(name), function.body != nil {
        let type = Type.function(-1, .unknown)
        found = Typed(.constant(.function(function.value)), type, range)
      }
    }
    if open.isEmpty { return found }
    return wrap(found, open, name, range)
  }

  private func wrap(_ found: Typed, _ open: [Int], _ name: String) -> Typed {
    open.isEmpty ? found : wrap(found, open, name, found.range)
  }

  /// Inside filters over unknown things the item's own member goes first when it runs.
  private func wrap(_ found: Typed?, _ open: [Int], _ name: String, _ range: Range<Int>) -> Typed {
    var result = found
    for local in open.reversed() { result = Typed(.memberOrElse(item: local, name, result), .unknown, range) }
    return result ?? invalid(range)
  }

  private var visibleNames: [String] {
    var names: [String] = []
    for binding in bindings {
      switch binding {
      case .variable(let name, _, _): names.append(name)
      case .item(_, let type):
        if case .context(let members) = type { names.append(contentsOf: members.keys.sorted()) }
      }
    }
    return names + scope.knownNames
  }

  mutating func path(_ base: Syntax, _ word: Word, _ range: Range<Int>) -> Typed {
    if let whole = dotted(base, word, range) { return whole }
    return member(check(base), word, range)
  }

  /// The longest dotted path that the scope knows as one.
  private func dotted(_ base: Syntax, _ word: Word, _ range: Range<Int>) -> Typed? {
    var words = [word.text]
    var next = base
    while case .path(let inner, let middle) = next.node {
      words.append(middle.text)
      next = inner
    }
    guard case .name(let first) = next.node else { return nil }
    let isLocal = bindings.contains { binding in
      switch binding {
      case .variable(let name, _, _): return Text.same(name, first)
      case .item(_, let type): return first == "item" || scope.member(of: type, named: first) != nil
      }
    }
    if isLocal { return nil }
    words.append(first)
    switch scope.resolve(path: words.reversed()) {
    case .slot(let slot, let type): return Typed(.slot(slot), type, range)
    case .constant(let value, let type): return Typed(.constant(value), type, range)
    case nil: return nil
    }
  }

  private mutating func member(_ base: Typed, _ word: Word, _ range: Range<Int>) -> Typed {
    var element = base.type
    var lists = 0
    while case .list(let inner) = element, lists < 16 {
      element = inner
      lists += 1
    }
    var id = word.text
    var type = Type.unknown
    if let known = Self.property(element, word.text) {
      type = known
    } else if let found = scope.member(of: element, named: word.text) {
      (id, type) = (found.id, found.type)
    } else if case .context(let members) = element, let own = members[word.text] {
      type = own
    } else if !element.isUnknown, !element.isNull {
      problems.append(Messages.noMember(word, element))
      if !isLenient { return invalid(range) }
    }
    for _ in 0..<lists { type = .list(type) }
    return Typed(.member(base, id), type, range)
  }

  /// Properties of dates, times, durations and ranges (DMN 1.5, table 65).
  static func property(_ type: Type, _ name: String) -> Type? {
    switch (type, name) {
    case (.date, "year"), (.date, "month"), (.date, "day"), (.date, "weekday"): .number
    case (.dateTime, "year"), (.dateTime, "month"), (.dateTime, "day"), (.dateTime, "weekday"): .number
    case (.dateTime, "hour"), (.dateTime, "minute"), (.dateTime, "second"): .number
    case (.time, "hour"), (.time, "minute"), (.time, "second"): .number
    case (.dateTime, "time offset"), (.time, "time offset"): .dayTimeDuration
    case (.dateTime, "timezone"), (.time, "timezone"): .string
    case (.dayTimeDuration, "days"), (.dayTimeDuration, "hours"), (.dayTimeDuration, "minutes"),
      (.dayTimeDuration, "seconds"), (.yearMonthDuration, "years"), (.yearMonthDuration, "months"):
      .number
    case (.range(let end), "start"), (.range(let end), "end"): end
    case (.range, "start included"), (.range, "end included"): .boolean
    default: nil
    }
  }

  mutating func type(_ syntax: TypeSyntax, _ range: Range<Int>) -> Type {
    switch syntax {
    case .named(let name):
      if let known = Self.types[name] ?? scope.type(named: name) { return known }
      problems.append(Messages.unknownType(name, range, among: Self.types.keys.sorted()))
      return .unknown
    case .list(let element): return .list(type(element, range))
    case .range(let end): return .range(type(end, range))
    case .context(let members):
      var types: [String: Type] = [:]
      for (name, member) in members { types[name] = type(member, range) }
      return .context(types)
    case .function(let parameters, let result): return .function(parameters.count, type(result, range))
    }
  }

  private static let types: [String: Type] = [
    "any": .unknown, "Any": .unknown, "null": .null, "Null": .null, "boolean": .boolean, "number": .number,
    "string": .string, "date": .date, "time": .time, "date and time": .dateTime, "dateTime": .dateTime,
    "days and time duration": .dayTimeDuration, "dayTimeDuration": .dayTimeDuration,
    "years and months duration": .yearMonthDuration, "yearMonthDuration": .yearMonthDuration,
    "list": .list(.unknown), "context": .context([:]), "range": .range(.unknown),
    "function": .function(-1, .unknown),
    "数": .number, "文字": .string, "是否": .boolean, "日期": .date, "时刻": .time, "日期时间": .dateTime,
    "列表": .list(.unknown), "组合": .context([:]),
  ]
}
