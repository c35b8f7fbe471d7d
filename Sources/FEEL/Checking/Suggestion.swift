/// Finds the name that was probably meant.
package enum Suggestion {
  /// The candidate with the least edit distance over Unicode scalars, if it is near enough; ties go to the first.
  package static func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Text.scalars(text)
    guard !wanted.isEmpty, wanted.count <= 60 else { return nil }
    let limit = wanted.count <= 2 ? 1 : (wanted.count <= 5 ? 2 : 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let other = Text.scalars(candidate)
      guard abs(other.count - wanted.count) <= limit else { continue }
      let found = distance(wanted, other)
      if found <= limit, found < Swift.max(wanted.count, other.count), found < best?.distance ?? Int.max {
        best = (candidate, found)
      }
    }
    return best?.name
  }

  /// Insertions, removals, replacements and swaps of neighbours.
  static func distance(_ a: [UInt32], _ b: [UInt32]) -> Int {
    if a.isEmpty || b.isEmpty { return a.count + b.count }
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      row.reserveCapacity(b.count + 1)
      for j in 1...b.count {
        var value = Swift.min(
          previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          value = Swift.min(value, before[j - 2] + 1)
        }
        row.append(value)
      }
      before = previous
      previous = row
    }
    return previous[b.count]
  }
}
