/// A set of values of the line: spans in order that neither touch nor overlap.
struct Cover: Sendable, Equatable {
  let spans: [Span]

  private init(ordered: [Span]) { spans = ordered }

  /// The union of spans in any order.
  init(_ parts: [Span]) {
    if parts.count == 1, let only = parts.first, !only.isEmpty {
      spans = parts
      return
    }
    var merged: [Span] = []
    for span in parts.sorted(by: { $0.low < $1.low }) where !span.isEmpty {
      if let last = merged.last, span.low <= last.high {
        if last.high < span.high { merged[merged.count - 1] = Span(last.low, span.high) }
      } else {
        merged.append(span)
      }
    }
    spans = merged
  }

  static let none = Cover(ordered: [])
  static let everything = Cover(ordered: [.everything])

  var isEmpty: Bool { spans.isEmpty }
  var isEverything: Bool { spans.count == 1 && spans[0] == .everything }

  func union(_ other: Cover) -> Cover {
    if other.isEmpty { return self }
    return isEmpty ? other : Cover(spans + other.spans)
  }

  func intersection(_ other: Cover) -> Cover {
    if isEverything { return other }
    if other.isEverything { return self }
    var common: [Span] = []
    var a = 0
    var b = 0
    while a < spans.count, b < other.spans.count {
      let span = Span(max(spans[a].low, other.spans[b].low), min(spans[a].high, other.spans[b].high))
      if !span.isEmpty { common.append(span) }
      if spans[a].high < other.spans[b].high { a += 1 } else { b += 1 }
    }
    return Cover(ordered: common)
  }

  /// Everything else.
  var complement: Cover {
    var rest: [Span] = []
    var at = Span.everything.low
    for span in spans {
      let between = Span(at, span.low)
      if !between.isEmpty { rest.append(between) }
      at = span.high
    }
    let last = Span(at, Span.everything.high)
    if !last.isEmpty { rest.append(last) }
    return Cover(ordered: rest)
  }

  func subtracting(_ other: Cover) -> Cover { intersection(other.complement) }

  func meets(_ other: Cover) -> Bool {
    var a = 0
    var b = 0
    while a < spans.count, b < other.spans.count {
      if spans[a].high <= other.spans[b].low {
        a += 1
      } else if other.spans[b].high <= spans[a].low {
        b += 1
      } else {
        return true
      }
    }
    return false
  }

  /// Whether every value of it is in the other.
  func isWithin(_ other: Cover) -> Bool {
    var b = 0
    for span in spans {
      while b < other.spans.count, other.spans[b].high <= span.low { b += 1 }
      guard b < other.spans.count, other.spans[b].low <= span.low, span.high <= other.spans[b].high else {
        return false
      }
    }
    return true
  }
}
