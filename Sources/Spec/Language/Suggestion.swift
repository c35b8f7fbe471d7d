/// "Did you mean": the nearest of some words.
enum Suggestion {
  /// The word that differs least from `text`; nil when none is near.
  static func nearest(_ text: String, among words: [String]) -> String? {
    let wanted = Array(text.lowercased().unicodeScalars)
    guard wanted.count <= 60 else { return nil }
    var best: (word: String, distance: Int)?
    for word in words {
      let candidate = Array(word.unicodeScalars)
      // Two characters of Chinese are a whole word: one wrong is already far.
      let allowed = max(1, max(wanted.count, candidate.count) / 3)
      guard abs(candidate.count - wanted.count) <= allowed else { continue }
      let distance = distance(wanted, candidate)
      let share = wanted.count <= 2 && distance >= wanted.count
      if distance <= allowed, !share, distance < best?.distance ?? .max { best = (word, distance) }
    }
    return best?.word
  }

  /// Insertions, deletions, changes and swaps of neighbours (optimal string alignment).
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var before = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 1..<(a.count + 1) where !a.isEmpty {
      var row = [Int](repeating: 0, count: b.count + 1)
      row[0] = i
      for j in 1..<(b.count + 1) where !b.isEmpty {
        let change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(change, previous[j] + 1, row[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], before[j - 2] + 1)
        }
      }
      before = previous
      previous = row
    }
    return previous[b.count]
  }
}
