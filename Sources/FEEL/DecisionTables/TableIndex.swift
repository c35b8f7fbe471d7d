/// Finds the rules that may hold without trying all of them.
struct TableIndex: Sendable {
  /// Tables with fewer rules are tried rule by rule.
  static let least = 24

  /// Nil for a column whose cells tell nothing.
  private let columns: [ColumnIndex?]

  /// Nil when no cell of the table tells anything before it runs.
  init?(cells: [[TableCell]], cellOf: [Int32]) {
    columns = cells.indices.map { column in
      ColumnIndex(
        covers: cells[column].map { CellCover($0.tests)?.yes },
        cellOf: stride(from: column, to: cellOf.count, by: cells.count).map { cellOf[$0] })
    }
    guard columns.contains(where: { $0 != nil }) else { return nil }
  }

  /// The bit of a column.
  static func bit(_ column: Int) -> UInt64 { 1 << UInt64(min(column, 63)) }

  /// One column that says which rules may hold.
  private struct Constraint {
    let column: ColumnIndex
    let bit: UInt64
    /// The words of the entry that were not passed yet.
    var rest: Range<Int>
  }

  /// Calls `body` with every rule that may hold, in rule order, until it says stop; with each the columns whose
  /// cell decides only when it is run, as bits, the last bit for all columns from there on.
  ///
  /// - Returns: false when nothing is known of any of the values, and nothing was called.
  func visit(_ values: [Value], _ body: (_ rule: Int, _ unsure: UInt64) -> Bool) -> Bool {
    var constraints: [Constraint] = []
    constraints.reserveCapacity(columns.count)
    var lead = 0
    var least = Int.max
    var unsure: UInt64 = 0
    for (column, index) in columns.enumerated() {
      guard let index, let entry = index.entry(for: values[column]) else {
        unsure |= Self.bit(column)
        continue
      }
      let size = entry.count + index.alwaysWords.count
      if size < least {
        least = size
        lead = constraints.count
      }
      constraints.append(Constraint(column: index, bit: Self.bit(column), rest: entry))
    }
    guard !constraints.isEmpty else { return false }
    constraints.swapAt(0, lead)
    walk(&constraints, unsure, body)
    return true
  }

  /// Goes through the words of the first constraint and cuts them by the others.
  private func walk(_ constraints: inout [Constraint], _ unsure: UInt64, _ body: (Int, UInt64) -> Bool) {
    let lead = constraints[0].column
    let entries = lead.entries
    var own = constraints[0].rest.lowerBound
    let end = constraints[0].rest.upperBound
    var always = 0
    while true {
      let a = own < end ? entries.words[own] : Int32.max
      let b = always < lead.alwaysWords.count ? lead.alwaysWords[always] : Int32.max
      let word = min(a, b)
      if word == Int32.max { return }
      var bits: UInt64 = 0
      if a == word {
        bits = entries.bits[own]
        own += 1
      }
      if b == word {
        bits |= lead.always[Int(word)]
        always += 1
      }
      for at in 1..<max(constraints.count, 1) where bits != 0 { bits &= self.bits(word, &constraints[at]) }
      while bits != 0 {
        let place = bits.trailingZeroBitCount
        var columns = unsure
        for constraint in constraints where constraint.column.doubtful[Int(word)] >> UInt64(place) & 1 != 0 {
          columns |= constraint.bit
        }
        if !body(Int(word) << 6 | place, columns) { return }
        bits &= bits - 1
      }
    }
  }

  /// One word of the rules that may hold by a constraint; words are asked for in rising order.
  private func bits(_ word: Int32, _ constraint: inout Constraint) -> UInt64 {
    let column = constraint.column
    var low = constraint.rest.lowerBound
    let end = constraint.rest.upperBound
    // In steps that double, then by halves: words to skip may be one or a thousand.
    var step = 1
    while low + step < end, column.entries.words[low + step] < word {
      low += step
      step *= 2
    }
    var high = min(low + step, end)
    while low < high {
      let middle = (low + high) / 2
      if column.entries.words[middle] < word { low = middle + 1 } else { high = middle }
    }
    constraint.rest = low..<end
    let always = column.always[Int(word)]
    return low < end && column.entries.words[low] == word ? always | column.entries.bits[low] : always
  }
}
