/// An expression as text with its parts, so that a failing one can be made smaller.
struct Sketch: Sendable {
  enum Sort: Sendable, Hashable { case truth, number, text, date, moment, span, texts, numbers }
  enum Part: Sendable {
    case text(String)
    case sketch(Sketch)
  }

  let sort: Sort
  let parts: [Part]

  init(_ sort: Sort, _ parts: [Part]) {
    self.sort = sort
    self.parts = parts
  }

  init(_ sort: Sort, _ text: String) { self.init(sort, [.text(text)]) }

  var text: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .sketch(let sketch): sketch.text
      }
    }.joined()
  }

  var children: [Sketch] { parts.compactMap { if case .sketch(let sketch) = $0 { sketch } else { nil } } }

  private static let least: [Sort: String] = [
    .truth: "true", .number: "1", .text: "\"a\"", .date: "@\"2026-03-01\"", .span: "@\"P1D\"",
    .texts: "[\"a\"]",
    .numbers: "[1]", .moment: "@\"2026-03-01T08:00:00Z\"",
  ]

  /// Smaller ones, nearest to the root first: a part of the same sort in place of the whole, or a literal.
  var smaller: [Sketch] {
    var list = children.filter { $0.sort == sort }
    if let literal = Self.least[sort], literal != text { list.append(Sketch(sort, literal)) }
    for (index, part) in parts.enumerated() {
      guard case .sketch(let child) = part else { continue }
      for tried in child.smaller {
        var parts = parts
        parts[index] = .sketch(tried)
        list.append(Sketch(sort, parts))
      }
    }
    return list
  }

  /// The smallest found by taking the first smaller one that still fails, at most `tries` times.
  func shrunk(tries: Int = 300, _ fails: (Sketch) -> Bool) -> Sketch {
    var best = self
    var left = tries
    search: while left > 0 {
      for candidate in best.smaller where candidate.text.count < best.text.count {
        left -= 1
        if fails(candidate) {
          best = candidate
          continue search
        }
        if left == 0 { return best }
      }
      return best
    }
    return best
  }
}
