extension TableAnalysis.Column {
  /// - Parameters:
  ///   - cells: where each cell of the column says yes; nil for one that only running it can decide.
  ///   - allowed: the values that the input may have, where that is said in literals.
  init(_ input: TableSource.Input, _ type: Type, cells: [Cover?], allowed: Cover?) {
    name = input.expression
    self.type = type
    isWhole = input.isWhole
    guard let sort = Self.sort(of: type) else {
      covers = cells.map { _ in nil }
      domain = .everything
      wanted = .everything
      return
    }
    func whole(_ cover: Cover) -> Cover { input.isWhole ? cover.ofWholeNumbers : cover }
    let possible = sort.union(Cover([AxisKey.null.sort])).intersection(allowed ?? .everything)
    domain = whole(possible)
    covers = cells.map { $0.map { whole($0.intersection(possible)) } }
    if let allowed {
      wanted = whole(allowed.intersection(sort.union(Cover([AxisKey.null.sort]))))
    } else if Self.isClosed(type) || Self.hasRanges(cells, in: sort) {
      wanted = whole(sort)
    } else {
      // Nobody can name all values: those that the table names are looked at.
      let mentioned = cells.compactMap { $0 }.reduce(Cover.none) { $0.union($1) }
      wanted = mentioned.isEmpty ? domain : whole(mentioned.intersection(sort))
    }
  }

  /// The part of the line where values of the type stand; nil for those that stand on no line.
  private static func sort(of type: Type) -> Cover? {
    switch type {
    case .boolean: Cover([.booleans])
    case .number: Cover([.numbers])
    case .string: Cover([.texts])
    case .date: Cover([.dates])
    case .code(let values): Cover(values.options.map { Span(.text($0.code)) })
    case .unknown, .null: .everything
    case .time, .dateTime, .dayTimeDuration, .yearMonthDuration, .list, .context, .range, .function, .entity: nil
    }
  }

  /// Every value can be named.
  private static func isClosed(_ type: Type) -> Bool {
    switch type {
    case .boolean, .code: true
    default: false
    }
  }

  /// Whether cells divide numbers or dates into ranges, and not only name some of them.
  private static func hasRanges(_ cells: [Cover?], in sort: Cover) -> Bool {
    guard sort == Cover([.numbers]) || sort == Cover([.dates]) else { return false }
    return cells.contains { cover in
      cover?.intersection(sort).spans.contains { $0 != Span($0.low.key) } ?? false
    }
  }
}
