import Core

/// In which order a queue is read, and from where on. Rows of equal rank stand in the order in which they came, so that a
/// page begins exactly after the last row of the page before, whatever was handled meanwhile.
package struct InboxOrder: Sendable, Hashable {
  /// What rows are ordered by.
  package enum Key: String, Sendable, CaseIterable {
    /// When the step began: the order of arrival at the post.
    case arrived
    /// The author's priority, 1 first, then the deadline.
    case urgency
    /// The deadline of the step, else of the request; none stands last.
    case due
    /// When the request was opened.
    case opened
  }

  package let key: Key
  package let isDescending: Bool

  package init(_ key: Key = .arrived, isDescending: Bool = false) {
    self.key = key
    self.isDescending = isDescending
  }

  /// `due` rising, `-due` falling; nil for another word.
  package init?(word: String) {
    guard let key = Key(rawValue: word.hasPrefix("-") ? String(word.dropFirst()) : word) else { return nil }
    self.init(key, isDescending: word.hasPrefix("-"))
  }

  package var word: String { (isDescending ? "-" : "") + key.rawValue }

  /// What no deadline counts as: it stands last in both directions.
  private var never: Int64 { isDescending ? 0 : .max }

  /// What rows are compared by, the most significant first; columns of the stay `s` and its matter `m`.
  var terms: [Term] {
    let due = Term.coalesce([.column("due", of: "s"), .column("due", of: "m"), .constant(.int(never))])
    let own: [Term] =
      switch key {
      case .arrived: []
      case .urgency: [.column("priority", of: "m"), due]
      case .due: [due]
      case .opened: [.column("opened", of: "m")]
      }
    return own + [.column("id", of: "s")]
  }

  /// How many `terms` there are.
  var depth: Int {
    switch key {
    case .arrived: 1
    case .due, .opened: 2
    case .urgency: 3
    }
  }

  var order: [Query.Order] { terms.map { .init($0, descending: isDescending) } }

  /// Rows behind one whose terms had these values.
  func behind(_ values: [Term]) -> Condition {
    let way: Comparison = isDescending ? .less : .greater
    let pairs = Array(zip(terms, values))
    return .any(
      pairs.indices.map { at in
        .all(
          pairs[..<at].map { .compare($0.0, .equal, $0.1) } + [.compare(pairs[at].0, way, pairs[at].1)])
      })
  }

  /// Where a page ended, as its reader gives it back.
  func cursor(_ values: [Int64]) -> String { values.map { String($0) }.joined(separator: ".") }

  /// The values of a cursor; nil when it is not one of this order.
  package func values(_ cursor: String) -> [Int64]? {
    let parts = cursor.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
    let known = parts.compactMap { $0 }
    return known.count == parts.count && known.count == depth && known.allSatisfy { $0 >= 0 }
      ? known : nil
  }
}
