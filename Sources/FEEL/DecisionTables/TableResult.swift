/// What the rules that hold give (DMN 1.5, 8.2.10 and 8.2.11).
extension DecisionTable {
  func result(_ hits: [Int], _ frame: inout Frame) -> Value {
    guard let first = hits.first else { return fallback(&frame) }
    switch hit {
    case .unique, .first: return output(of: first, &frame)
    case .any: return agreed(hits, &frame)
    case .priority: return ranked(hits, &frame).first ?? .null
    case .ruleOrder, .collect(nil): return .list(values(hits, &frame))
    case .outputOrder: return .list(ranked(hits, &frame))
    case .collect(.count?): return .number(Number(hits.count))
    case .collect(let operation?): return aggregated(operation, values(hits, &frame), &frame)
    }
  }

  /// No rule holds.
  private func fallback(_ frame: inout Frame) -> Value {
    guard outputs.contains(where: { $0.fallback != nil }) else {
      // There is nothing to count, and that is known.
      return hit == .collect(.count) ? .number(.zero) : .null
    }
    return composed(outputs.map { output in output.fallback.map { $0(&frame) } ?? .null })
  }

  private func composed(_ parts: [Value]) -> Value {
    parts.count == 1 ? parts[0] : .context(Context(keys: outputs.map(\.name), values: parts))
  }

  private func parts(of rule: Int, _ frame: inout Frame) -> [Value] {
    var parts: [Value] = []
    parts.reserveCapacity(outputs.count)
    for column in outputs.indices { parts.append(results[rule * outputs.count + column](&frame)) }
    return parts
  }

  private func output(of rule: Int, _ frame: inout Frame) -> Value {
    if outputs.count == 1 { return results[rule](&frame) }
    guard !outputs.isEmpty else { return .null }
    return composed(parts(of: rule, &frame))
  }

  private func values(_ hits: [Int], _ frame: inout Frame) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(hits.count)
    for rule in hits { values.append(output(of: rule, &frame)) }
    return values
  }

  private func agreed(_ hits: [Int], _ frame: inout Frame) -> Value {
    let value = output(of: hits[0], &frame)
    for rule in hits.dropFirst() where !output(of: rule, &frame).same(as: value) {
      return frame.null(
        "规则 \(hits[0] + 1) 和规则 \(rule + 1) 同时命中，给出的结果却不同",
        "rules \(hits[0] + 1) and \(rule + 1) both hold and give different results")
    }
    return value
  }

  /// The outputs of the hits in decreasing priority; the first output column decides before the second, the order
  /// of the rules decides between equals.
  private func ranked(_ hits: [Int], _ frame: inout Frame) -> [Value] {
    var entries: [(ranks: [Int], value: Value)] = []
    for rule in hits {
      let parts = parts(of: rule, &frame)
      var ranks: [Int] = []
      for (output, part) in zip(outputs, parts) where !output.ranks.isEmpty {
        var rank = 0
        while rank < output.ranks.count, output.ranks[rank](part, &frame) != .yes { rank += 1 }
        ranks.append(rank)
      }
      entries.append((ranks, composed(parts)))
    }
    let order = entries.indices.sorted { a, b in
      for (x, y) in zip(entries[a].ranks, entries[b].ranks) where x != y { return x < y }
      return a < b
    }
    return order.map { entries[$0].value }
  }

  private func aggregated(
    _ operation: HitPolicy.Aggregation, _ values: [Value], _ frame: inout Frame
  ) -> Value {
    guard outputs.count == 1 else {
      return frame.null("几个输出不能汇总", "several outputs cannot be aggregated")
    }
    let name =
      switch operation {
      case .sum: "sum"
      case .minimum: "min"
      case .maximum: "max"
      case .count: "count"
      }
    guard let body = BuiltIns.named(name)?.body else { return .null }
    return body([.list(values)], &frame)
  }
}
