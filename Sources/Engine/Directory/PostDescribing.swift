import Core

/// The words of the event of a post that was described anew, and of taking that back.
package enum DescribingAct: String, Sendable, CaseIterable {
  case describe
  case undoDescribe = "undo-describe"
}

enum PostWordsStatements {
  static let columns = ["id", "post"] + PostWord.columns + ["change"]
  private static let isBelieved = Condition.isNull(.column("superseded_at"))
  /// What is believed over what a document or a table said first.
  static let standing = Query(columns, of: SystemTables.postFact, where: isBelieved)
  static let ofPost = Query(columns, of: SystemTables.postFact, where: .all([.equals("post", 0), isBelieved]))
  static let postOfRow = Query(["post"], of: SystemTables.postFact, where: .equals("id", 0))
  static let writtenBy = Query(
    columns + ["superseded_at"], of: SystemTables.postFact, where: .equals("change", 0), order: [.init(.column("id"))])
  static let closedBy = Query(
    columns, of: SystemTables.postFact, where: .equals("closed_by", 0), order: [.init(.column("id"))])
  static let insert = Statement.insert(SystemTables.postFact)
  /// 0 now, 1 what closes it, 2 the fact.
  static let close = Statement(
    SystemTables.postFact,
    .update(
      [.set("superseded_at", .parameter(0)), .set("closed_by", .parameter(1))],
      where: .all([.equals("id", 2), isBelieved])))
  static let describing = Query(
    ["id"], of: SystemTables.directoryChange,
    where: .all([
      .equals("id", 0), .compare(.column("act"), .equal, .constant(.text(DescribingAct.describe.rawValue))),
      .compare(.column("state"), .equal, .constant(.text("done"))),
    ]))

  /// A fact: 0 its id … `change` null = what a document said over what somebody set.
  static func row(_ id: Int64, _ post: Int64, _ values: [StoredValue], _ change: Int64?, _ now: Int64) -> Change {
    Change(
      insert, [.int(id), .int(post)] + values + [.null, .null, .int(now), .null, StoredValue(change), .null])
  }
}

extension Preparation {
  /// Says anew what a post is like, as an operation of its own that can be taken back.
  ///
  /// - Throws: `Refusal` for words that are too long; nothing happens where all is so already.
  mutating func describe(_ post: Int64, _ words: PostWords) throws {
    let change = nextID()
    var brought = DirectoryChangeRows()
    guard let facts = try postFacts()[post] else { throw Refusal.noPost }
    guard try describe(post, facts, words, by: change, &brought) else { return }
    changes.append(
      Change(
        Self.insertDirectoryChange,
        [
          .int(change), .text(DescribingAct.describe.rawValue), .int(caller.person), .int(now), .text("done"),
          .blob(brought.bytes),
        ]))
  }

  /// - Parameter facts: what is so now.
  /// - Returns: false where all is so already.
  mutating func describe(
    _ post: Int64, _ facts: StoredPostFacts, _ words: PostWords, by change: Int64, _ brought: inout DirectoryChangeRows
  ) throws -> Bool {
    let before = facts.words, after = try words.over(before)
    if after == before { return false }
    for row in try reader.rows(PostWordsStatements.ofPost, [.int(post)], under: .system(.directory)) {
      guarded.append(Change(PostWordsStatements.close, [.int(now), .int(change), row[0]], guarding: .moved))
    }
    let id = nextID()
    brought.add(SystemTables.postFact, id)
    changes.append(PostWordsStatements.row(id, post, after, change, now))
    event(
      DescribingAct.describe.rawValue, matter: nil, post: post, subject: nil,
      Self.payload(change, before: before, after: after))
    return true
  }

  /// Takes back what was said of a post last; what was believed before is believed again.
  ///
  /// - Throws: `Refusal` when something else was said since.
  mutating func undescribe(_ change: Int64, of post: Int64, _ authority: DirectoryAuthority) throws {
    let written = try reader.rows(PostWordsStatements.writtenBy, [.int(change)], under: .system(.directory))
    let isDescribing = try !reader.rows(PostWordsStatements.describing, [.int(change)], under: .system(.directory)).isEmpty
    guard isDescribing, written.contains(where: { $0[1].int == post }) else { throw Refusal.noImport }
    try takeBack(change, authority)
    event(
      DescribingAct.undoDescribe.rawValue, matter: nil, post: post, subject: nil,
      Array("{\"change\":\"\(change)\"}".utf8))
  }

  /// What an operation said of posts is believed no more, and what it replaced again, as of the operation before.
  mutating func restoreWords(_ change: Int64) throws {
    let written = try reader.rows(PostWordsStatements.writtenBy, [.int(change)], under: .system(.directory))
    let standing = written.filter { $0[7].isNull }
    guard Set(standing.map { $0[1] }) == Set(written.map { $0[1] }) else { throw Refusal.importBuiltOn }
    for row in standing {
      guarded.append(Change(PostWordsStatements.close, [.int(now), .null, row[0]], guarding: .moved))
    }
    for row in try reader.rows(PostWordsStatements.closedBy, [.int(change)], under: .system(.directory)) {
      changes.append(
        PostWordsStatements.row(nextID(), row[1].int ?? 0, Array(row.values[2..<6]), row[6].int, now))
    }
  }

  /// The operation that said last what a post is like; nil where none did that can be taken back by itself.
  func lastDescribing(of post: Int64) throws -> Int64? {
    guard
      let change = try reader.rows(PostWordsStatements.ofPost, [.int(post)], under: .system(.directory)).first?[6],
      !change.isNull
    else { return nil }
    return try reader.rows(PostWordsStatements.describing, [change], under: .system(.directory)).first?[0].int
  }

  /// What was and what is, for who reads the log.
  private static func payload(_ change: Int64, before: [StoredValue], after: [StoredValue]) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      json.key("change")
      json.string(String(change))
      for (column, (old, new)) in zip(PostWord.columns, zip(before, after)) where old != new {
        json.key(column)
        json.array { json in for value in [old, new] { json.string(value.text ?? "") } }
      }
    }
    return Array(json.text.utf8)
  }
}
