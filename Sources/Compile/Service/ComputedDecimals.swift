import Core
import FEEL
import Spec

/// How many decimals a computed number may have: it is rounded to its field's places, which nobody should be surprised
/// by who has not written them.
extension FormLowering {
  mutating func checkDecimals(_ index: Int) {
    let entry = fields[index]
    guard let node = entry.draft[.value], entry.draft[.scale] == nil, entry.attribute == nil,
      entry.valueType?.isNumeric ?? false, let typed = probe(index)?.typed, typed.type.isNumber
    else { return }
    if let decimals = decimals(typed), decimals <= entry.scale { return }
    let places = entry.scale == 0 ? ("整数", "a whole number") : ("\(entry.scale) 位小数", "\(entry.scale) decimals")
    findings.report(
      .scaleLossy, node.range, "「\(entry.name)」会算出更多小数，没有写小数位，会四舍五入成\(places.0)",
      "`\(entry.name)` may come out with more decimals and states no places: it is rounded to \(places.1)",
      hint: ("写 `小数位: 2`（`scale: 2`）就保留两位；`小数位: 0` 就是要整数", "Write `scale: 2` to keep two, `scale: 0` to say that it is whole"),
      severity: .warning)
  }

  /// Nil = no end can be told.
  private func decimals(_ typed: Typed) -> Int? {
    switch typed.node {
    case .constant(let value):
      guard let number = value.number else { return 0 }
      return (0...9).first { number.scaled(by: $0) != nil }
    case .slot(let slot): return decimals(slot: slot)
    case .member(let base, let name): return decimals(member: name, of: base)
    case .negate(let part), .converted(let part, _): return decimals(part)
    case .filter(let list, _, _): return decimals(list)
    case .conditional(_, let yes, let no): return most([yes, no])
    case .list(let items): return most(items)
    case .binary(.add, let a, let b), .binary(.subtract, let a, let b): return most([a, b])
    case .binary(.multiply, let a, let b):
      guard let a = decimals(a), let b = decimals(b) else { return nil }
      return a + b
    case .call(let name, let arguments): return decimals(call: name, arguments)
    default: return typed.type.isNumber ? nil : 0
    }
  }

  private func most(_ parts: [Typed]) -> Int? {
    var most = 0
    for part in parts {
      guard let decimals = decimals(part) else { return nil }
      most = max(most, decimals)
    }
    return most
  }

  private func decimals(slot: Int) -> Int? {
    if fields.indices.contains(slot) { return fields[slot].scale }
    guard names.issuer.sources.indices.contains(slot) else { return nil }
    if case .attribute(_, let id) = names.issuer.sources[slot] { return context.knowledge.attribute(id)?.scale ?? 0 }
    return nil
  }

  /// Years, days and hours are whole; a row's field has its places.
  private func decimals(member name: String, of base: Typed) -> Int? {
    switch base.type.element {
    case .date, .dateTime, .time, .dayTimeDuration, .yearMonthDuration: return name == "seconds" || name == "second" ? nil : 0
    case .context:
      let found = names.fields[name]?.filter { $0.rows != nil }.map { fields[$0.position].scale } ?? []
      return found.max()
    default: return nil
    }
  }

  private func decimals(call name: String, _ arguments: [Typed]) -> Int? {
    switch name {
    case "sum", "min", "max", "abs", "modulo": return most(arguments)
    case "count", "string length", "age", "days since", "workdays between", "day of year", "week of year": return 0
    case "floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down":
      guard arguments.count > 1 else { return 0 }
      return arguments[1].constant?.number?.whole.map { max(0, $0) }
    default: return nil
    }
  }
}
