/// Lists (DMN 1.5, 10.3.4.4). One value stands for a list of one.
extension BuiltIns {
  private static let anyList = Type.list(.unknown)

  static let lists: [BuiltIn] = [
    BuiltIn("list contains", "列表含", [[p("list", anyList), p("element", .unknown)]], .type(.boolean)) {
      values, frame in
      guard !values[0].isNull else { return frame.badArgument("list contains") }
      let items = listed(values[0])
      guard frame.burn(items.count) else { return .null }
      for item in items where Value.equal(item, values[1], fuel: &frame.fuel) == true {
        return .boolean(true)
      }
      return .boolean(false)
    },
    BuiltIn(
      "list replace", "换第",
      [
        [p("list", anyList), p("position", .number), p("newItem", .unknown)],
        [p("list", anyList), p("match", .function(2, .boolean)), p("newItem", .unknown)],
      ], .sameList
    ) { values, frame in
      var items = listed(values[0])
      guard !values[0].isNull, frame.burn(items.count) else { return frame.badArgument("list replace") }
      if case .function(let match) = values[1] {
        for index in items.indices {
          guard let isMatch = match.call([items[index], values[2]], &frame).truth else {
            return frame.badArgument("list replace")
          }
          if isMatch { items[index] = values[2] }
        }
        return .list(items)
      }
      guard let index = position(values[1], items.count) else { return frame.badArgument("list replace") }
      items[index] = values[2]
      return .list(items)
    },
    BuiltIn(
      "sublist", "取段", [[p("list", anyList), p("start position", .number), o("length", .number)]], .sameList
    ) { values, frame in
      let items = listed(values[0])
      guard !values[0].isNull, let start = position(values[1], items.count), frame.burn(items.count) else {
        return frame.badArgument("sublist")
      }
      var length = items.count - start
      if values.count > 2, !values[2].isNull {
        guard let wanted = values[2].number?.whole, wanted >= 1, wanted <= length else {
          return frame.badArgument("sublist")
        }
        length = wanted
      }
      return .list(Array(items[start..<start + length]))
    },
    BuiltIn(
      "append", "添加", [[p("list", anyList), p("item", .unknown)]], .sameList, variadic: true
    ) { values, frame in
      guard !values[0].isNull else { return frame.badArgument("append") }
      let items = listed(values[0]) + values.dropFirst()
      guard frame.burn(items.count), items.count <= Limits.list else {
        return frame.null("列表太长", "the list is too long")
      }
      return .list(items)
    },
    BuiltIn("concatenate", "合并列表", [[p("list", .unknown)]], .joinedLists, variadic: true) { values, frame in
      joined(values, "concatenate", &frame).map { .list($0) } ?? .null
    },
    BuiltIn(
      "insert before", "插入", [[p("list", anyList), p("position", .number), p("newItem", .unknown)]], .sameList
    ) { values, frame in
      var items = listed(values[0])
      guard !values[0].isNull, items.count < Limits.list, let index = position(values[1], items.count),
        frame.burn(items.count)
      else { return frame.badArgument("insert before") }
      items.insert(values[2], at: index)
      return .list(items)
    },
    BuiltIn("remove", "删除第", [[p("list", anyList), p("position", .number)]], .sameList) { values, frame in
      var items = listed(values[0])
      guard !values[0].isNull, let index = position(values[1], items.count), frame.burn(items.count) else {
        return frame.badArgument("remove")
      }
      items.remove(at: index)
      return .list(items)
    },
    BuiltIn("reverse", "倒序", [[p("list", anyList)]], .sameList) { values, frame in
      let items = listed(values[0])
      guard !values[0].isNull, frame.burn(items.count) else { return frame.badArgument("reverse") }
      return .list(items.reversed())
    },
    BuiltIn("index of", "位置", [[p("list", anyList), p("match", .unknown)]], .type(.list(.number))) {
      values, frame in
      let items = listed(values[0])
      guard !values[0].isNull, frame.burn(items.count) else { return frame.badArgument("index of") }
      var found: [Value] = []
      for (index, item) in items.enumerated() where Value.equal(item, values[1], fuel: &frame.fuel) == true {
        found.append(.number(Number(index + 1)))
      }
      return .list(found)
    },
    BuiltIn("union", "并集", [[p("list", .unknown)]], .joinedLists, variadic: true) { values, frame in
      guard let all = joined(values, "union", &frame) else { return .null }
      return distinct(all, &frame)
    },
    BuiltIn("distinct values", "去重", [[p("list", anyList)]], .sameList) { values, frame in
      values[0].isNull ? frame.badArgument("distinct values") : distinct(listed(values[0]), &frame)
    },
    BuiltIn("duplicate values", "重复值", [[p("list", anyList)]], .sameList) { values, frame in
      guard !values[0].isNull else { return frame.badArgument("duplicate values") }
      let items = listed(values[0])
      var once: [Value] = []
      var twice: [Value] = []
      for item in items {
        guard frame.burn(once.count + twice.count + 1) else { return .null }
        if !once.contains(where: { Value.equal($0, item, fuel: &frame.fuel) == true }) {
          once.append(item)
        } else if !twice.contains(where: { Value.equal($0, item, fuel: &frame.fuel) == true }) {
          twice.append(item)
        }
      }
      return .list(twice)
    },
    BuiltIn("flatten", "摊平", [[p("list", anyList)]], .flat) { values, frame in
      guard !values[0].isNull else { return frame.badArgument("flatten") }
      var out: [Value] = []
      return flatten(values[0], into: &out, &frame, 0)
        ? .list(out) : frame.null("列表太长", "the list is too long")
    },
    BuiltIn(
      "sort", "排序", [[p("list", anyList), o("precedes", .function(2, .boolean))]], .sameList
    ) { values, frame in
      guard !values[0].isNull else { return frame.badArgument("sort") }
      let precedes: FunctionValue?
      switch values.count > 1 ? values[1] : .null {
      case .function(let function): precedes = function
      case .null: precedes = nil
      default: return frame.badArgument("sort")
      }
      return sorted(listed(values[0]), precedes, &frame).map { .list($0) }
        ?? frame.null("不能排序", "these cannot be sorted")
    },
    BuiltIn("partition", nil, [[p("list", anyList), p("size", .number)]], .type(.list(anyList))) {
      values, frame in
      let items = listed(values[0])
      guard !values[0].isNull, let size = values[1].number?.whole, size >= 1, frame.burn(items.count) else {
        return frame.badArgument("partition")
      }
      return .list(
        stride(from: 0, to: items.count, by: size).map { start in
          .list(Array(items[start..<start + Swift.min(items.count - start, size)]))
        })
    },
  ]

  private static func position(_ value: Value, _ count: Int) -> Int? {
    guard case .number(let number) = value, let at = number.whole else { return nil }
    if at >= 1, at <= count { return at - 1 }
    if at <= -1, at >= -count { return count + at }
    return nil
  }

  private static func joined(_ values: [Value], _ name: String, _ frame: inout Frame) -> [Value]? {
    var all: [Value] = []
    for value in values {
      let items = listed(value)
      guard !value.isNull else {
        _ = frame.badArgument(name)
        return nil
      }
      guard frame.burn(items.count), all.count + items.count <= Limits.list else {
        _ = frame.null("列表太长", "the list is too long")
        return nil
      }
      all.append(contentsOf: items)
    }
    return all
  }

  static func distinct(_ items: [Value], _ frame: inout Frame) -> Value {
    var strings: Set<String> = []
    var numbers: Set<Number> = []
    var others: [Value] = []
    var out: [Value] = []
    for item in items {
      switch item {
      case .string(let text): if strings.insert(text).inserted { out.append(item) }
      case .number(let number): if numbers.insert(number).inserted { out.append(item) }
      default:
        guard frame.burn(others.count) else { return .null }
        if !others.contains(where: { Value.equal($0, item, fuel: &frame.fuel) == true }) {
          others.append(item)
          out.append(item)
        }
      }
      guard frame.burn() else { return .null }
    }
    return .list(out)
  }

  private static func flatten(_ value: Value, into out: inout [Value], _ frame: inout Frame, _ depth: Int)
    -> Bool
  {
    guard depth < 64 else { return false }
    for item in listed(value) {
      guard frame.burn(), out.count < Limits.list else { return false }
      if case .list = item {
        guard flatten(item, into: &out, &frame, depth + 1) else { return false }
      } else {
        out.append(item)
      }
    }
    return true
  }

  /// A stable merge sort, so that an author's odd comparison cannot do harm.
  private static func sorted(_ items: [Value], _ precedes: FunctionValue?, _ frame: inout Frame) -> [Value]? {
    var list = items
    var width = 1
    while width < list.count {
      var merged: [Value] = []
      merged.reserveCapacity(list.count)
      var start = 0
      while start < list.count {
        let middle = Swift.min(start + width, list.count)
        let end = Swift.min(start + 2 * width, list.count)
        var left = start
        var right = middle
        while left < middle || right < end {
          guard frame.burn(2) else { return nil }
          if right >= end {
            merged.append(list[left])
            left += 1
            continue
          }
          if left >= middle {
            merged.append(list[right])
            right += 1
            continue
          }
          let swap: Bool
          if let precedes {
            guard let isBefore = precedes.call([list[right], list[left]], &frame).truth else { return nil }
            swap = isBefore
          } else {
            guard let order = Value.order(list[right], list[left]) else { return nil }
            swap = order < 0
          }
          merged.append(list[swap ? right : left])
          if swap { right += 1 } else { left += 1 }
        }
        start = end
      }
      list = merged
      width *= 2
    }
    return list
  }
}
