import Core

/// What differs between the documents of two releases, line by line.
package struct ReleaseComparison: Sendable {
  package struct Document: Sendable {
    package let kind: ReleasePlan.Item.Kind
    /// `service`, `ledger`, `role` …
    package let document: String
    package let id: String
    /// Where lines differ, with some around them; nil = too long to be compared by lines.
    package let hunks: [Hunk]?

    package init(kind: ReleasePlan.Item.Kind, document: String, id: String, hunks: [Hunk]?) {
      self.kind = kind
      self.document = document
      self.id = id
      self.hunks = hunks
    }
  }

  /// Lines that follow each other.
  package struct Hunk: Sendable, Hashable {
    /// Number of its first line in the newer text, from 1.
    package let line: Int
    package let lines: [Line]

    package init(line: Int, lines: [Line]) {
      self.line = line
      self.lines = lines
    }
  }

  package struct Line: Sendable, Hashable {
    package enum Kind: Sendable { case kept, added, removed }
    package let kind: Kind
    package let text: String

    package init(_ kind: Kind, _ text: String) {
      self.kind = kind
      self.text = text
    }
  }

  /// In the order of the newer documents; what is not there any more comes last.
  package let documents: [Document]

  package init(documents: [Document]) { self.documents = documents }

  init(_ before: [SourceDocument], _ after: [SourceDocument]) {
    func name(_ document: SourceDocument) -> [String] { [document.kind, document.bundle, document.id] }
    let former = Dictionary(before.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
    let now = Set(after.map(name))
    var found = after.compactMap { document -> Document? in
      let old = former[name(document)]
      if old?.text == document.text { return nil }
      return .init(
        kind: old == nil ? .added : .changed, document: document.kind, id: document.id,
        hunks: TextDifference(old?.text ?? "", document.text).hunks)
    }
    for document in before where !now.contains(name(document)) {
      found.append(
        .init(
          kind: .removed, document: document.kind, id: document.id, hunks: TextDifference(document.text, "").hunks))
    }
    documents = found
  }
}

extension Engine {
  /// Compares the texts of two releases; nil when one of them does not exist.
  package func compareReleases(from old: Int64, to new: Int64) throws -> ReleaseComparison? {
    let (before, after) = try store.read { reader in
      (try documents(of: old, reader), try documents(of: new, reader))
    }
    return before.isEmpty || after.isEmpty ? nil : ReleaseComparison(before, after)
  }

  /// Compares documents with those that they would stand for: the running ones of the same bundles.
  package func compareWithRunning(_ documents: [SourceDocument]) throws -> ReleaseComparison {
    let bundles = Set(documents.map(\.bundle))
    return ReleaseComparison(try activeDocuments().filter { bundles.contains($0.bundle) }, documents)
  }
}

/// The lines in which two texts differ.
struct TextDifference {
  /// Lines shown around a difference.
  private static let around = 2
  /// Lines of one text, and lines that may differ: beyond, comparing takes too long.
  private static let mostLines = 20_000, mostChanges = 2_000

  /// nil when the texts are too long or too different.
  let hunks: [ReleaseComparison.Hunk]?

  init(_ old: String, _ new: String) {
    let before = Self.lines(old), after = Self.lines(new)
    guard before.count <= Self.mostLines, after.count <= Self.mostLines, Self.isNear(before, after) else {
      hunks = nil
      return
    }
    let difference = after.difference(from: before)
    var removed: Set<Int> = [], added: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    hunks = Self.hunks(before, after, removed, added)
  }

  private static func lines(_ text: String) -> [Substring] {
    if text.isEmpty { return [] }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// Whether so few lines differ that comparing them costs little: by how often each line is there.
  private static func isNear(_ before: [Substring], _ after: [Substring]) -> Bool {
    if before.isEmpty || after.isEmpty { return true }
    var counts: [Substring: Int] = [:]
    for line in before { counts[line, default: 0] += 1 }
    for line in after { counts[line, default: 0] -= 1 }
    return counts.values.reduce(0) { $0 + abs($1) } <= mostChanges
  }

  private static func hunks(
    _ before: [Substring], _ after: [Substring], _ removed: Set<Int>, _ added: Set<Int>
  ) -> [ReleaseComparison.Hunk] {
    var all: [(line: ReleaseComparison.Line, number: Int)] = []
    var i = 0, j = 0
    while i < before.count || j < after.count {
      if i < before.count, removed.contains(i) {
        all.append((.init(.removed, String(before[i])), j + 1))
        i += 1
      } else if j < after.count, added.contains(j) {
        all.append((.init(.added, String(after[j])), j + 1))
        j += 1
      } else {
        guard i < before.count, j < after.count else { break }
        all.append((.init(.kept, String(after[j])), j + 1))
        (i, j) = (i + 1, j + 1)
      }
    }
    var shown = ShownLines(all.count)
    for (at, line) in all.enumerated() where line.line.kind != .kept { shown.insert(at, around: around) }
    return shown.runs.map { run in
      ReleaseComparison.Hunk(line: all[run.lowerBound].number, lines: all[run].map(\.line))
    }
  }

  /// Lines that are to be shown, as runs.
  private struct ShownLines {
    private let count: Int
    private(set) var runs: [Range<Int>] = []

    init(_ count: Int) { self.count = count }

    /// Comes in rising order.
    mutating func insert(_ at: Int, around: Int) {
      let wanted = max(0, at - around)..<min(count, at + around + 1)
      if let last = runs.last, last.upperBound >= wanted.lowerBound {
        runs[runs.count - 1] = last.lowerBound..<wanted.upperBound
      } else {
        runs.append(wanted)
      }
    }
  }
}
