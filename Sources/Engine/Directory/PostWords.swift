import Core
import FEEL

/// What is said of a seat, not of who sits there. Rows, tables and the API call it by the same names.
package enum PostWord: String, Sendable, CaseIterable {
  /// The number of the seat.
  case phone
  case rank, duties
  /// Several, with `|` between where people write them.
  case tags

  /// In the order in which values stand everywhere.
  static let columns = allCases.map(\.rawValue)

  /// As a row has it: nothing of that kind is null, tags have a line each.
  fileprivate func stored(_ text: String) -> StoredValue {
    let lines = self == .tags
      ? text.split(separator: "|").map { Text.trimmed(String($0)) }.filter { !$0.isEmpty }.joined(separator: "\n") : text
    return StoredValue(lines.isEmpty ? nil : lines)
  }

  /// As people write it; empty where there is nothing of that kind.
  fileprivate func text(_ stored: StoredValue) -> String {
    let text = stored.text ?? ""
    return self == .tags ? text.split(separator: "\n").joined(separator: "|") : text
  }
}

/// What a seat is like, as somebody says it anew: nil = as it was, empty = nothing of that kind.
package struct PostWords: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  private var texts: [PostWord: String]

  package init(dictionaryLiteral said: (PostWord, String)...) {
    texts = Dictionary(said, uniquingKeysWith: { $1 })
  }

  /// - Parameter said: a word as it came; nil = nothing was said of it.
  package init(_ said: (PostWord) -> String?) {
    texts = Dictionary(uniqueKeysWithValues: PostWord.allCases.compactMap { word in said(word).map { (word, $0) } })
  }

  package subscript(word: PostWord) -> String? {
    get { texts[word] }
    set { texts[word] = newValue }
  }

  /// What is so once it is said.
  ///
  /// - Parameter now: in the order of `PostWord.columns`.
  /// - Throws: `Refusal` for words that are too long, and a phone that is none.
  func over(_ now: [StoredValue]) throws -> [StoredValue] {
    try zip(PostWord.allCases, now).map { word, now in
      guard let text = texts[word].map({ Text.normalized($0) }) else { return now }
      if text.unicodeScalars.count > 2_000 || text.contains("\0") { throw Refusal.badWords }
      guard word == .phone, !text.isEmpty else { return word.stored(text) }
      guard let number = PhoneNumber(text) else { throw Refusal.badPhone }
      return word.stored(number.text)
    }
  }
}

/// What rows say of a post besides who sits there.
struct StoredPostFacts {
  /// In the order of `PostWord.columns`.
  private(set) var words: [StoredValue]
  let from: String?
  let until: String?

  /// - Parameter row: of `PostInstallation.posts`.
  init(_ row: Row) {
    from = row[4].text
    until = row[5].text
    words = Array(row.values[6..<(6 + PostWord.columns.count)])
  }

  /// - Parameter words: in the order of `PostWord.columns`.
  mutating func say(_ words: [StoredValue]) { self.words = words }

  /// As people write it; empty where there is nothing of that kind.
  func text(_ word: PostWord) -> String { zip(PostWord.allCases, words).first { $0.0 == word }.map { word.text($0.1) } ?? "" }

  /// nil where there is nothing of that kind.
  subscript(word: PostWord) -> String? {
    let text = text(word)
    return text.isEmpty ? nil : text
  }

  var tags: [String] { text(.tags).split(separator: "|").map(String.init) }
}

extension OrganizationSeed.Post {
  /// In the order of `PostWord.columns`.
  var words: [StoredValue] {
    PostWord.allCases.map { word in
      switch word {
      case .phone: StoredValue(phone)
      case .rank: StoredValue(rank)
      case .duties: StoredValue(duties)
      case .tags: StoredValue(tags.isEmpty ? nil : tags.joined(separator: "\n"))
      }
    }
  }
}

/// A row of `post` as it is first written.
struct NewPostRow {
  let id: Int64
  let organization: Int64
  let name: String
  let place: Int64?
  /// `directory` for a document, `import` for a table.
  let origin: String
  var span: (from: StoredValue, to: StoredValue) = (.null, .null)
  /// In the order of `PostWord.columns`.
  let words: [StoredValue]

  /// A seat that an import brought and took back may come again.
  private static let insert = Statement(
    SystemTables.post,
    .insert(
      columns: ["id", "organization", "name", "place", "origin", "valid_from", "valid_to", "recorded_at", "superseded_at"]
        + PostWord.columns,
      conflict: .replace))

  func change(_ now: Int64) -> Change {
    Change(
      Self.insert,
      [
        .int(id), .int(organization), .text(name), StoredValue(place), .text(origin), span.from, span.to, .int(now), .null,
      ] + words)
  }
}

extension Refusal {
  fileprivate static let badWords = Refusal(
    .malformed, Label(zh: "太长，或者有不能用的字符", en: "Too long, or with a sign that cannot be used"))
  fileprivate static let badPhone = Refusal(
    .malformed, at: "phone", Label(zh: PhoneNumber.complaint.zh, en: PhoneNumber.complaint.en))
}
