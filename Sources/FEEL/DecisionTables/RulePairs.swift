/// Pairs of rules that may hold together, by the one column that tells most rules apart.
struct RulePairs {
  /// For each column and rule the stretch that holds all values of the cell.
  let hulls: [[Span]]

  /// Calls `body` with every pair whose hulls meet in every column, until it says stop.
  ///
  /// - Parameter budget: steps left; a step is one pair looked at.
  /// - Returns: false when the budget ran out, or `body` stopped.
  func visit(_ budget: inout Int, _ body: (Int, Int) -> Bool) -> Bool {
    guard let first = hulls.first, !first.isEmpty else { return true }
    let best = hulls.indices.min { count(hulls[$0]) < count(hulls[$1]) } ?? 0
    let column = hulls[best]
    let order = column.indices.sorted { column[$0].low < column[$1].low }
    for (at, rule) in order.enumerated() {
      for other in order[(at + 1)...] {
        guard column[other].low < column[rule].high else { break }
        budget -= 1
        guard budget > 0 else { return false }
        if meet(rule, other), !body(rule, other) { return false }
      }
    }
    return true
  }

  private func meet(_ a: Int, _ b: Int) -> Bool {
    hulls.allSatisfy { $0[a].low < $0[b].high && $0[b].low < $0[a].high }
  }

  /// How many pairs of one column meet.
  private func count(_ spans: [Span]) -> Int {
    let lows = spans.map(\.low).sorted()
    var pairs = 0
    for span in spans {
      var from = 0
      var to = lows.count
      while from < to {
        let middle = (from + to) / 2
        if lows[middle] < span.high { from = middle + 1 } else { to = middle }
      }
      pairs += from
    }
    // Whoever begins behind the end does not meet; whoever ends before the beginning was counted from its side.
    let highs = spans.map(\.high).sorted()
    for span in spans {
      var from = 0
      var to = highs.count
      while from < to {
        let middle = (from + to) / 2
        if highs[middle] <= span.low { from = middle + 1 } else { to = middle }
      }
      pairs -= from
    }
    return pairs
  }
}
