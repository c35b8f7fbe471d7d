/// Members of contexts, entities, lists, dates, times, durations and ranges.
enum Members {
  static func read(_ id: String, of value: Value, _ frame: inout Frame, depth: Int) -> Value {
    switch value {
    case .null: return .null
    case .list(let items):
      guard depth < 16, frame.burn(items.count) else { return .null }
      var values: [Value] = []
      values.reserveCapacity(items.count)
      for item in items { values.append(read(id, of: item, &frame, depth: depth + 1)) }
      return .list(values)
    default:
      if let found = own(id, of: value, &frame) { return found }
      return frame.null("没有 `\(id)`", "there is no `\(id)`")
    }
  }

  /// `nil` when the value has no such member.
  static func own(_ id: String, of value: Value, _ frame: inout Frame) -> Value? {
    switch value {
    case .context(let context): return context[id]
    case .entity(let entity):
      guard frame.burn(10) else { return .null }
      return frame.host.member(id, of: entity)
    case .date(let date): return whole(date: date, id)
    case .dateTime(let moment): return whole(date: moment.date, id) ?? part(moment.time, id, at: moment)
    case .time(let time): return part(time, id, at: nil)
    case .dayTimeDuration(let duration): return part(duration, id)
    case .yearMonthDuration(let duration):
      switch id {
      case "years": return .number(Number(Int(duration.months / 12)))
      case "months": return .number(Number(Int(duration.months % 12)))
      default: return nil
      }
    case .range(let range):
      switch id {
      case "start": return range.lower
      case "end": return range.upper
      case "start included": return .boolean(range.includesLower)
      case "end included": return .boolean(range.includesUpper)
      default: return nil
      }
    default: return nil
    }
  }

  private static func whole(date: CivilDate, _ id: String) -> Value? {
    switch id {
    case "year": .number(Number(date.year))
    case "month": .number(Number(date.month))
    case "day": .number(Number(date.day))
    case "weekday": .number(Number(date.weekday))
    default: nil
    }
  }

  private static func part(_ time: CivilTime, _ id: String, at moment: CivilDateTime?) -> Value? {
    switch id {
    case "hour": return .number(Number(time.hour))
    case "minute": return .number(Number(time.minute))
    case "second":
      let value = Number(scaled: time.nanoseconds % 60_000_000_000, scale: 9)
      return .number(value.normalized)
    case "time offset":
      let offset =
        moment.map { time.zone.offset(atLocal: $0.date.days * 86_400 + time.nanoseconds / CivilTime.second) }
        ?? time.zone.standardOffset
      return offset.map { .dayTimeDuration(DayTimeDuration(seconds: Int64($0))) } ?? .null
    case "timezone": return time.zone.name.map { .string($0) } ?? .null
    default: return nil
    }
  }

  private static func part(_ duration: DayTimeDuration, _ id: String) -> Value? {
    let parts = duration.parts
    let sign = duration.total < 0 ? -1 : 1
    switch id {
    case "days": return .number(Number(sign * parts.days))
    case "hours": return .number(Number(sign * parts.hours))
    case "minutes": return .number(Number(sign * parts.minutes))
    case "seconds":
      let value = Number(scaled: Int64(parts.seconds) * 1_000_000_000 + Int64(parts.nanoseconds), scale: 9)
        .normalized
      return .number(sign < 0 ? -value : value)
    default: return nil
    }
  }

  /// Whether a value belongs to a type; at most a million parts are looked at, then it does not.
  /// - Parameter allowsNulls: null elements belong to every list, as values are assigned; `instance of` says no.
  static func isInstance(_ value: Value, _ type: Type, allowsNulls: Bool = false) -> Bool {
    var search = Search(allowsNulls: allowsNulls)
    return search.isInstance(value, type, 0)
  }
}

/// One look through the parts of a value.
private struct Search {
  let allowsNulls: Bool
  var parts = 1_000_000

  mutating func isInstance(_ value: Value, _ type: Type, _ depth: Int) -> Bool {
    parts -= 1
    guard depth < 64, parts > 0 else { return false }
    switch (value, type) {
    case (.null, .null): return true
    case (.null, _): return false
    case (_, .unknown): return true
    case (.list(let items), .list(let element)):
      if element.isUnknown { return true }
      for item in items where !(allowsNulls && item.isNull) {
        guard isInstance(item, element, depth + 1) else { return false }
      }
      return true
    case (.context(let context), .context(let members)):
      for (name, member) in members {
        guard let own = context[name], own.isNull || isInstance(own, member, depth + 1) else { return false }
      }
      return true
    case (.range(let range), .range(let end)):
      return (range.lower.isNull || isInstance(range.lower, end, depth + 1))
        && (range.upper.isNull || isInstance(range.upper, end, depth + 1))
    case (.function(let function), .function(let count, _)):
      return count < 0 || function.takesAnyCount || function.parameters.count == count
    case (.string, .code): return true
    default: return value.type.sort == type.sort
    }
  }
}
