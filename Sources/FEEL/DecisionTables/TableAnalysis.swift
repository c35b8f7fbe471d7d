/// What can be said of a table before it runs: rules that hold together and must not, rules that never count, and
/// inputs for which no rule holds. Only what is certain is said; cells that only running them decides are taken to
/// hold where that keeps a message away. Work is bounded, and where the bound is met a note says so.
struct TableAnalysis {
  /// One input column.
  struct Column {
    /// The input expression, for messages.
    let name: String
    let type: Type
    let isWhole: Bool
    /// Where each cell says yes; nil for one that only running it can decide.
    let covers: [Cover?]
    /// Values the column may have.
    let domain: Cover
    /// Values for which some rule should hold.
    let wanted: Cover
  }

  let source: TableSource
  let columns: [Column]
  /// For each rule and column the number of its cell; -1 for `-`.
  let cellOf: [Int32]
  /// For each rule its outputs where they are known before running.
  let outputs: [[Value?]]
  var problems: [TableProblem] = []
  private var budget = TableAnalysis.budget
  private var isUnfinished = false

  /// Steps of all searches together, each some hundred nanoseconds.
  private static let budget = 1_500_000
  /// Messages of one kind.
  private static let most = 20

  init(source: TableSource, columns: [Column], cellOf: [Int32], outputs: [[Value?]]) {
    self.source = source
    self.columns = columns
    self.cellOf = cellOf
    self.outputs = outputs
  }

  mutating func run() {
    guard !columns.isEmpty, columns.count <= 64 else { return }
    emptyCells()
    switch source.hit {
    case .unique, .any, .priority: pairs()
    case .first: unreachable()
    case .ruleOrder, .outputOrder, .collect: break
    }
    gaps()
    if isUnfinished { problems.append(TableMessages.unfinished()) }
  }

  private func cell(_ rule: Int, _ column: Int) -> Int { Int(cellOf[rule * columns.count + column]) }

  /// Where a cell says yes, within what the column may have; nil when that is not known.
  private func cover(_ rule: Int, _ column: Int) -> Cover? {
    let cell = cell(rule, column)
    return cell < 0 ? columns[column].domain : columns[column].covers[cell]
  }

  /// Rules that hold for no value at all.
  private mutating func emptyCells() {
    for rule in source.rules.indices {
      for column in columns.indices where cell(rule, column) >= 0 && cover(rule, column)?.isEmpty == true {
        problems.append(TableMessages.neverHolds(rule: rule, column: column))
        if problems.count >= Self.most { return }
      }
    }
  }

  // MARK: rules that hold together

  private mutating func pairs() {
    let search = RulePairs(
      hulls: columns.indices.map { column in
        source.rules.indices.map { rule in cover(rule, column).map { $0.hull } ?? .everything }
      })
    var found: [(first: Int, second: Int)] = []
    var steps = budget
    let isFinished = search.visit(&steps) { a, b in
      if isWorthSaying(a, b) { found.append((min(a, b), max(a, b))) }
      return found.count < 2000
    }
    budget = steps
    if !isFinished { isUnfinished = true }
    found.sort { ($0.second, $0.first) < ($1.second, $1.first) }
    var said: Set<Int> = []
    for pair in found where said.count < Self.most && said.insert(pair.second).inserted {
      say(pair.first, pair.second)
    }
    let more = Set(found.map(\.second)).count - said.count
    if more > 0 { problems.append(TableMessages.more(more)) }
  }

  /// Both hold for some value, and the policy minds.
  private func isWorthSaying(_ a: Int, _ b: Int) -> Bool {
    switch source.hit {
    case .any where isSameOutput(a, b) != false && !(isSameOutput(a, b) == true && isWithin(a, b)): return false
    case .priority where isSameOutput(a, b) != true || !isWithin(a, b): return false
    default: break
    }
    return columns.indices.allSatisfy { column in
      if cell(a, column) == cell(b, column) { return cover(a, column)?.isEmpty != true }
      guard let x = cover(a, column), let y = cover(b, column) else { return false }
      return x.meets(y)
    }
  }

  /// Whether two rules give the same; nil when that is known only when they run.
  private func isSameOutput(_ a: Int, _ b: Int) -> Bool? {
    var isSame = true
    for (x, y) in zip(outputs[a], outputs[b]) {
      guard let x, let y else { return nil }
      if !x.same(as: y) { isSame = false }
    }
    return isSame
  }

  /// One of the two holds wherever the other does.
  private func isWithin(_ a: Int, _ b: Int) -> Bool { isInside(a, b) || isInside(b, a) }

  private func isInside(_ inner: Int, _ outer: Int) -> Bool {
    columns.indices.allSatisfy { column in
      if cell(outer, column) < 0 || cell(inner, column) == cell(outer, column) { return true }
      guard let x = cover(inner, column), let y = cover(outer, column) else { return false }
      return x.isWithin(y)
    }
  }

  private mutating func say(_ first: Int, _ second: Int) {
    let example = columns.indices.compactMap { column -> String? in
      guard cell(first, column) >= 0 || cell(second, column) >= 0,
        let common = cover(first, column)?.intersection(cover(second, column) ?? .none), let span = common.spans.first
      else { return nil }
      return text(column, span)
    }
    let shown = example.joined(separator: "; ")
    if source.hit == .unique {
      problems.append(TableMessages.overlap(first, second, shown))
    } else if isSameOutput(first, second) == true {
      let (inner, outer) = isInside(second, first) ? (second, first) : (first, second)
      problems.append(TableMessages.subsumed(inner, by: outer))
    } else {
      problems.append(TableMessages.conflict(first, second, shown))
    }
  }

  // MARK: rules that never count

  private mutating func unreachable() {
    var said = 0
    for rule in source.rules.indices.dropFirst() {
      let box = columns.indices.map { column in
        (cover(rule, column) ?? columns[column].domain).intersection(columns[column].domain)
      }
      if box.contains(where: \.isEmpty) { continue }
      var earlier: [Int] = []
      var boxes: [[Cover]] = []
      for other in 0..<rule {
        guard budget > 0 else { break }
        budget -= 1
        guard let relative = relative(other, to: rule, box) else { continue }
        earlier.append(other)
        boxes.append(relative)
      }
      var search = GapSearch(boxes, in: box)
      switch search.run(&budget) {
      case .covered:
        said += 1
        let takers = search.takers.map { earlier[$0] }
        if said <= Self.most { problems.append(TableMessages.unreachable(rule, by: takers)) }
      case .gap: break
      case .unknown: isUnfinished = true
      }
      if budget <= 0 { break }
    }
    if said > Self.most { problems.append(TableMessages.more(said - Self.most)) }
    if budget <= 0 { isUnfinished = true }
  }

  /// What an earlier rule certainly takes of the box of a later one; nil for nothing.
  private func relative(_ other: Int, to rule: Int, _ box: [Cover]) -> [Cover]? {
    var taken: [Cover] = []
    for column in columns.indices {
      if cell(other, column) < 0 || cell(other, column) == cell(rule, column) {
        taken.append(.everything)
      } else {
        guard let cover = cover(other, column), cover.meets(box[column]) else { return nil }
        taken.append(cover)
      }
    }
    return taken
  }

  // MARK: inputs without a rule

  private mutating func gaps() {
    guard budget > 0, source.outputs.allSatisfy({ $0.fallback == nil }) else { return }
    let boxes = source.rules.indices.compactMap { rule -> [Cover]? in
      let covers = columns.indices.map { column in cell(rule, column) < 0 ? .everything : cover(rule, column) }
      if source.mustBeCovered, covers.contains(where: { $0 == nil }) { return nil }
      return covers.map { $0 ?? .everything }
    }
    let wanted = columns.map(\.wanted)
    if wanted.contains(where: \.isEmpty) { return }
    var search = GapSearch(boxes, in: wanted)
    switch search.run(&budget) {
    case .covered: break
    case .gap(let spans):
      let shown = columns.indices.filter { column in
        source.rules.indices.contains { cell($0, column) >= 0 }
      }
      .map { text($0, spans[$0]) }
      problems.append(TableMessages.gap(shown.joined(separator: "; "), isSingle: source.hit.isSingle))
    case .unknown: isUnfinished = true
    }
  }

  /// `经营面积: > 1000`.
  private func text(_ column: Int, _ span: Span) -> String {
    let column = columns[column]
    return "\(column.name): \(span.text(of: column.type, isWhole: column.isWhole))"
  }
}
