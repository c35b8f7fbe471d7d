/// Finds the rules that may hold without trying all of them.
struct TableIndex: Sendable {
  /// Tables with fewer rules are tried rule by rule.
  static let least = 24

  /// Nil for a column whose cells tell nothing.
  private let columns: [ColumnIndex?]

  init?(_ columns: [ColumnIndex?]) {
    guard columns.contains(where: { $0 != nil }) else { return nil }
    self.columns = columns
  }

  /// One column that says which rules may hold.
  private struct Constraint {
    let column: ColumnIndex
    /// The words of the entry that were not passed yet.
    var rest: Range<Int>
  }

  /// Calls `body` with every rule that may hold, in rule order, until it says stop.
  ///
  /// - Returns: false when nothing is known of any of the values, and nothing was called.
  func visit(_ values: [Value], _ body: (Int) -> Bool) -> Bool {
    var constraints: [Constraint] = []
    constraints.reserveCapacity(columns.count)
    var lead = 0
    var least = Int.max
    for (column, index) in columns.enumerated() {
      guard let index, let entry = index.entry(for: values[column]) else { continue }
      let size = entry.count + index.alwaysWords.count
      if size < least {
        least = size
        lead = constraints.count
      }
      constraints.append(Constraint(column: index, rest: entry))
    }
    guard !constraints.isEmpty else { return false }
    constraints.swapAt(0, lead)
    walk(&constraints, body)
    return true
  }

  /// Goes through the words of the first constraint and cuts them by the others.
  private func walk(_ constraints: inout [Constraint], _ body: (Int) -> Bool) {
    let lead = constraints[0].column
    var own = constraints[0].rest
    var always = 0
    while true {
      let a = own.isEmpty ? Int32.max : lead.words[own.lowerBound]
      let b = always < lead.alwaysWords.count ? lead.alwaysWords[always] : Int32.max
      let word = min(a, b)
      if word == Int32.max { return }
      var bits: UInt64 = 0
      if a == word {
        bits = lead.bits[own.lowerBound]
        own = own.lowerBound + 1..<own.upperBound
      }
      if b == word {
        bits |= lead.always[Int(word)]
        always += 1
      }
      for at in 1..<max(constraints.count, 1) where bits != 0 { bits &= self.bits(word, &constraints[at]) }
      while bits != 0 {
        if !body(Int(word) << 6 | bits.trailingZeroBitCount) { return }
        bits &= bits - 1
      }
    }
  }

  /// One word of the rules that may hold by a constraint; words are asked for in rising order.
  private func bits(_ word: Int32, _ constraint: inout Constraint) -> UInt64 {
    let column = constraint.column
    var at = constraint.rest.lowerBound
    let end = constraint.rest.upperBound
    while at < end, column.words[at] < word { at += 1 }
    constraint.rest = at..<end
    let always = column.always[Int(word)]
    return at < end && column.words[at] == word ? always | column.bits[at] : always
  }
}
