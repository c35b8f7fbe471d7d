import Core
import FEEL

/// Somebody who can be put on a post.
package struct StaffMember: Sendable {
  package let person: Int64
  package let name: String
  /// Posts they hold today.
  package let posts: [String]

  package init(person: Int64, name: String, posts: [String]) {
    self.person = person
    self.name = name
    self.posts = posts
  }
}

/// What words find to choose from: the best of it, and how much there is.
package struct DirectoryChoices<Line: Sendable>: Sendable {
  package let lines: [Line]
  /// All that the words find, listed or not.
  package let total: Int

  package init(lines: [Line], total: Int) {
    self.lines = lines
    self.total = total
  }

  /// How many are found and not listed.
  package var left: Int { total - lines.count }

  package static var nothing: DirectoryChoices { DirectoryChoices(lines: [], total: 0) }
}

extension Engine {
  /// Lines that a choice lists at once.
  package static let mostChoices = 50

  /// Everybody who holds or held a post or has an account of staff, whom some words find; for who may change a post.
  ///
  /// - Parameter words: of the name, as written, as pinyin or as initials. Of several, each may also stand for a post or
  ///   organisation where they sit.
  /// - Throws: `Refusal` for a post that is none, or not the caller's to change.
  package func staffChoices(
    _ words: String, for post: Int64, _ caller: Caller, _ authority: DirectoryAuthority,
    limit: Int = Engine.mostChoices
  ) throws -> DirectoryChoices<StaffMember> {
    try choices(words, for: post, caller, authority, limit) { preparation, wanted in
      try preparation.namesOfStaff().compactMap { person, name in
        let rank = wanted.rank(of: name) { preparation.titles(of: person) }
        return rank.map { FoundName(rank: $0, name: name, id: person) { preparation.member(person, named: name) } }
      }
    }
  }

  /// Posts that words find, for a choice of where somebody goes or who stands in: every post but the one that is changed.
  ///
  /// - Throws: `Refusal` as `staffChoices`.
  package func postChoices(
    _ words: String, for post: Int64, _ caller: Caller, _ authority: DirectoryAuthority,
    limit: Int = Engine.mostChoices
  ) throws -> DirectoryChoices<PostLine> {
    try choices(words, for: post, caller, authority, limit) { preparation, wanted in
      let city = preparation.running.city
      return city.posts.values.compactMap { other in
        if other.id == post { return nil }
        let body = city.organizations[other.organization]?.name ?? ""
        let rank = wanted.rank(of: body) { [other.name] } ?? wanted.rank(of: other.name) { [body] }
        return rank.map {
          FoundName(rank: $0, name: "\(body)/\(other.name)", id: other.id) { try preparation.line(other) }
        }
      }
    }
  }

  /// - Parameter find: all that the words find.
  private func choices<Line>(
    _ words: String, for post: Int64, _ caller: Caller, _ authority: DirectoryAuthority, _ limit: Int,
    _ find: (Preparation, DirectoryWords) throws -> [FoundName<Line>]
  ) throws -> DirectoryChoices<Line> {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      try preparation.mayChoose(for: post, authority)
      let found = try find(preparation, DirectoryWords(words))
      let best = found.sorted { ($0.rank, $0.name, $0.id) < ($1.rank, $1.name, $1.id) }.prefix(limit)
      return DirectoryChoices(lines: try best.map { try $0.line() }, total: found.count)
    }
  }
}

/// A name that words found, and how well they say it.
private struct FoundName<Line> {
  let rank: Int
  let name: String
  let id: Int64
  /// What is said of it where it is among the best.
  let line: () throws -> Line
}

/// Words that somebody types to find a name.
struct DirectoryWords {
  /// All of it without spaces.
  private let wanted: Piece
  private let pieces: [Piece]

  private struct Piece {
    let letters: String
    let isLatin: Bool

    init(_ letters: some Sequence<Unicode.Scalar>) {
      self.letters = String(letters.prefix(64).map(Character.init))
      isLatin = self.letters.utf8.allSatisfy { $0 < 0x80 }
    }

    func fits(_ text: String) -> Bool {
      text.lowercased().contains(letters) || (isLatin && Pinyin.spells(letters, text))
    }
  }

  init(_ words: String) {
    let parts = words.lowercased().unicodeScalars.split { $0.properties.isWhitespace }
    wanted = Piece(parts.joined())
    pieces = parts.count < 2 ? [] : parts.prefix(8).map { Piece($0) }
  }

  var isEmpty: Bool { wanted.letters.isEmpty }

  func fits(_ text: String?) -> Bool {
    guard let text, !isEmpty else { return false }
    return wanted.fits(text)
  }

  /// How well the words say a name: 0 all of it, 1 its beginning, 2 something else of it or nothing is asked, 3 with the help
  /// of what else is said of it; nil = not at all.
  func rank(of name: String, besides: () -> [String]) -> Int? {
    if isEmpty { return 2 }
    if wanted.fits(name) {
      let name = name.lowercased()
      return name == wanted.letters ? 0 : name.hasPrefix(wanted.letters) ? 1 : 2
    }
    guard pieces.contains(where: { $0.fits(name) }) else { return nil }
    let others = besides()
    return pieces.allSatisfy { piece in piece.fits(name) || others.contains { piece.fits($0) } } ? 3 : nil
  }
}

extension Preparation {
  fileprivate func mayChoose(for post: Int64, _ authority: DirectoryAuthority) throws {
    guard running.city.posts[post] != nil else { throw Refusal.noPost }
    try mustEdit([post], authority)
  }

  /// Where somebody sits today.
  fileprivate func titles(of person: Int64) -> [String] {
    (running.city.postsByPerson[person] ?? []).map { running.city.distinctTitle(ofPost: $0).zh }
  }

  func member(_ person: Int64, named name: String) -> StaffMember {
    StaffMember(person: person, name: name, posts: titles(of: person))
  }
}
