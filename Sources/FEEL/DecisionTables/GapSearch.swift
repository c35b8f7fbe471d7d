/// Looks for inputs that no rule takes: column by column, the line is cut where rules begin and end, and only the
/// rules open on a stretch are looked at in the columns behind it.
struct GapSearch {
  enum Outcome {
    /// Some rule takes every input.
    case covered
    /// One stretch for each column; no rule takes what lies in all of them.
    case gap([Span])
    /// The budget ran out.
    case unknown
  }

  private let rules: [[Cover]]
  private let domain: [Cover]
  /// For each rule the number of the column from which on it takes everything.
  private let openFrom: [Int]
  /// Rules that took a part, in order.
  private(set) var takers: [Int] = []
  private var taking: Set<Int> = []

  /// - Parameters:
  ///   - rules: for each rule and column the values for which it holds.
  ///   - domain: for each column the values that must be taken.
  init(_ rules: [[Cover]], in domain: [Cover]) {
    self.rules = rules
    self.domain = domain
    openFrom = rules.map { rule in
      var column = domain.count
      while column > 0, domain[column - 1].isWithin(rule[column - 1]) { column -= 1 }
      return column
    }
  }

  /// - Parameter budget: steps left; a step is one rule looked at on one stretch.
  mutating func run(_ budget: inout Int) -> Outcome {
    var path: [Span] = []
    let outcome = search(Array(rules.indices), 0, &path, &budget)
    takers = taking.sorted()
    return outcome
  }

  private mutating func search(_ open: [Int], _ column: Int, _ path: inout [Span], _ budget: inout Int) -> Outcome {
    budget -= open.count + 1
    guard budget > 0 else { return .unknown }
    if let taker = open.first(where: { openFrom[$0] <= column }) {
      taking.insert(taker)
      return .covered
    }
    if open.isEmpty || column == domain.count {
      return .gap(path + domain[column...].compactMap(\.spans.first))
    }
    var known: Set<[Int]> = []
    var isUnknown = false
    for (span, rest) in stretches(open, column) where known.insert(rest).inserted {
      path.append(span)
      let outcome = search(rest, column + 1, &path, &budget)
      path.removeLast()
      switch outcome {
      case .covered: continue
      case .gap: return outcome
      case .unknown: isUnknown = true
      }
      if budget <= 0 { return .unknown }
    }
    return isUnknown ? .unknown : .covered
  }

  /// The stretches of a column, each with the rules that are open there.
  private func stretches(_ open: [Int], _ column: Int) -> [(Span, [Int])] {
    var events: [(at: Cut, rule: Int, opens: Bool)] = []
    var always: [Int] = []
    for rule in open {
      let cover = rules[rule][column]
      if domain[column].isWithin(cover) {
        always.append(rule)
        continue
      }
      for span in cover.intersection(domain[column]).spans {
        events.append((span.low, rule, true))
        events.append((span.high, rule, false))
      }
    }
    events.sort { $0.at < $1.at }
    var result: [(Span, [Int])] = []
    var running: Set<Int> = []
    var next = 0
    for span in domain[column].spans {
      var from = span.low
      while from < span.high {
        while next < events.count, events[next].at <= from {
          if events[next].opens { running.insert(events[next].rule) } else { running.remove(events[next].rule) }
          next += 1
        }
        let to = next < events.count ? min(events[next].at, span.high) : span.high
        result.append((Span(from, to), (always + running).sorted()))
        from = to
      }
    }
    return result
  }
}
