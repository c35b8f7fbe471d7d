/// Counting and summing lists (DMN 1.5, 10.3.4.4). With several arguments these are the list.
extension BuiltIns {
  private static let numberList = Type.list(.number)

  static let listStatistics: [BuiltIn] = [
    BuiltIn("count", "个数", [[p("list", .list(.unknown))]], .type(.number), variadic: true) { values, frame in
      if values.count == 1, values[0].isNull { return frame.badArgument("count") }
      return .number(Number(values.count == 1 ? listed(values[0]).count : values.count))
    },
    BuiltIn("min", "最小", [[p("list", .list(.unknown))]], .element, variadic: true) { values, frame in
      extreme(values, -1, "min", &frame)
    },
    BuiltIn("max", "最大", [[p("list", .list(.unknown))]], .element, variadic: true) { values, frame in
      extreme(values, 1, "max", &frame)
    },
    BuiltIn("sum", "合计", [[p("list", numberList)]], .type(.number), variadic: true) { values, frame in
      let items = elements(values)
      guard !items.isEmpty else { return frame.null("空列表没有合计", "an empty list has no sum") }
      return total(items, "sum", &frame).map { .number($0) } ?? .null
    },
    BuiltIn("mean", "平均", [[p("list", numberList)]], .type(.number), variadic: true) { values, frame in
      let items = elements(values)
      guard !items.isEmpty, let sum = total(items, "mean", &frame) else { return frame.badArgument("mean") }
      return Operators.number(sum / Number(items.count), &frame)
    },
    BuiltIn("product", "乘积", [[p("list", numberList)]], .type(.number), variadic: true) { values, frame in
      let items = elements(values)
      guard !items.isEmpty, frame.burn(items.count) else { return frame.badArgument("product") }
      var result = Number.one
      for item in items {
        guard case .number(let number) = item, let next = result * number else {
          return frame.badArgument("product")
        }
        result = next
      }
      return .number(result)
    },
    BuiltIn("median", "中位数", [[p("list", numberList)]], .type(.number), variadic: true) { values, frame in
      guard let sorted = numbers(elements(values), &frame)?.sorted(), !sorted.isEmpty else {
        return frame.badArgument("median")
      }
      let middle = sorted.count / 2
      if sorted.count % 2 == 1 { return .number(sorted[middle]) }
      guard let sum = sorted[middle - 1] + sorted[middle] else { return frame.badArgument("median") }
      return Operators.number(sum / 2, &frame)
    },
    BuiltIn("stddev", "标准差", [[p("list", numberList)]], .type(.number), variadic: true) { values, frame in
      let items = elements(values)
      guard items.count > 1, let list = numbers(items, &frame), let sum = total(items, "stddev", &frame),
        let mean = sum / Number(list.count)
      else { return frame.badArgument("stddev") }
      var squares = Number.zero
      for number in list {
        guard let difference = number - mean, let square = difference * difference,
          let next = squares + square
        else { return .null }
        squares = next
      }
      return Operators.number((squares / Number(list.count - 1))?.squareRoot, &frame)
    },
    BuiltIn("mode", "众数", [[p("list", numberList)]], .type(numberList), variadic: true) { values, frame in
      guard !values[0].isNull, let list = numbers(elements(values), &frame) else {
        return frame.badArgument("mode")
      }
      var counts: [Number: Int] = [:]
      for number in list { counts[number, default: 0] += 1 }
      let most = counts.values.max() ?? 0
      return .list(counts.filter { $0.value == most }.keys.sorted().map { .number($0.normalized) })
    },
    BuiltIn("all", "都成立", [[p("list", .list(.boolean))]], .type(.boolean), variadic: true) { values, frame in
      decide(values, stop: false, &frame)
    },
    BuiltIn("any", "有成立", [[p("list", .list(.boolean))]], .type(.boolean), variadic: true) { values, frame in
      decide(values, stop: true, &frame)
    },
  ]

  /// One list, or the arguments as a list.
  private static func elements(_ values: [Value]) -> [Value] {
    values.count == 1 ? listed(values[0]) : values
  }

  private static func numbers(_ items: [Value], _ frame: inout Frame) -> [Number]? {
    guard frame.burn(items.count * 4) else { return nil }
    var list: [Number] = []
    list.reserveCapacity(items.count)
    for item in items {
      guard case .number(let number) = item else { return nil }
      list.append(number)
    }
    return list
  }

  private static func total(_ items: [Value], _ name: String, _ frame: inout Frame) -> Number? {
    guard frame.burn(items.count) else { return nil }
    var sum = Number.zero
    for item in items {
      guard case .number(let number) = item, let next = sum + number else {
        _ = frame.badArgument(name)
        return nil
      }
      sum = next
    }
    return sum
  }

  private static func extreme(_ values: [Value], _ sign: Int, _ name: String, _ frame: inout Frame) -> Value {
    let items = elements(values)
    guard var best = items.first, frame.burn(items.count) else { return .null }
    if best.isNull { return frame.badArgument(name) }
    for item in items.dropFirst() {
      guard let order = Value.order(item, best) else { return frame.badArgument(name) }
      if order * sign > 0 { best = item }
    }
    return best
  }

  private static func decide(_ values: [Value], stop: Bool, _ frame: inout Frame) -> Value {
    let items = elements(values)
    if values.count == 1, values[0].isNull { return .null }
    guard frame.burn(items.count) else { return .null }
    var unknown = false
    for item in items {
      if item.truth == stop { return .boolean(stop) }
      if item.truth == nil { unknown = true }
    }
    return unknown ? .null : .boolean(!stop)
  }
}
