import Core

/// One published edition, newest first in lists.
package struct ReleaseRecord: Sendable {
  package let epoch: Int64
  /// Hash of the program.
  package let program: String
  package let actor: String
  package let reason: String?
  /// Where it came from: a folder's path, `api`, `rollback`.
  package let origin: String?
  /// Milliseconds UTC.
  package let at: Int64
  package let isActive: Bool
}

/// How releases stand in the tables.
enum ReleaseTables {
  static let newest = Query(
    [.init(.max(.column("epoch")), .integer)], from: SystemTables.release)
  static let all = Query(
    ["epoch", "program", "actor", "reason", "origin", "at"], of: SystemTables.release,
    order: [.init(.column("epoch"), descending: true)], limit: .parameter(0))
  static let newestFrom = Query(
    ["epoch", "program"], of: SystemTables.release, where: .equals("origin", 0),
    order: [.init(.column("epoch"), descending: true)], limit: .constant(.int(1)))
  static let documents = Query(
    [
      .init(.column("hash", of: "d"), .text), .init(.column("kind", of: "d"), .text),
      .init(.column("id", of: "d"), .text), .init(.column("bundle", of: "r"), .text),
      .init(.column("file", of: "r"), .text), .init(.column("line", of: "r"), .integer),
      .init(.column("text", of: "d"), .text),
    ], from: SystemTables.releaseDocument, as: "r",
    joins: [
      .init(SystemTables.document, "d", on: .compare(.column("hash", of: "d"), .equal, .column("document", of: "r")))
    ], where: .compare(.column("epoch", of: "r"), .equal, .parameter(0)),
    order: [.init(.column("position", of: "r"))])
  static let running = Query(
    [.init(.column("epoch"), .integer), .init(.count, .integer)], from: SystemTables.matter,
    where: .isNull(.column("closed")), groupBy: [.column("epoch")])

  static let insertDocument = Statement.insert(SystemTables.document, conflict: .keep)
  static let insertRelease = Statement.insert(SystemTables.release, conflict: .keep)
  static let insertReleaseDocument = Statement.insert(SystemTables.releaseDocument)
  static let firstActive = Statement.insert(SystemTables.activeRelease, conflict: .keep)
  static let firstGrant = Statement.insert(SystemTables.grantEpoch, conflict: .keep)
  static let switchActive = Statement(
    SystemTables.activeRelease,
    .update([.set("epoch", .parameter(0))], where: .all([.equals("id", 1), .equals("epoch", 2)])))
  static let nextGrant = Statement(
    SystemTables.grantEpoch,
    .update([.set("epoch", .add(.column("epoch"), .constant(.int(1))))], where: .equals("id", 0)))

  static func document(_ row: Row) -> SourceDocument {
    SourceDocument(
      hash: row[0].text ?? "", kind: row[1].text ?? "", id: row[2].text ?? "", bundle: row[3].text ?? "",
      file: row[4].text ?? "", line: Int(row[5].int ?? 1), text: row[6].text ?? "")
  }
}

extension Engine {
  /// The documents of one release, in order.
  func documents(of epoch: Int64, _ reader: any Reader) throws -> [SourceDocument] {
    try reader.rows(ReleaseTables.documents, [.int(epoch)], under: .system(.release)).map(ReleaseTables.document)
  }

  /// The last so many releases.
  package func releases(limit: Int = 100) throws -> [ReleaseRecord] {
    try store.read { reader in
      let active = try EpochMarks.read(reader).epoch
      return try reader.rows(ReleaseTables.all, [.int(Int64(limit))], under: .system(.release)).map { row in
        ReleaseRecord(
          epoch: row[0].int ?? 0, program: row[1].text ?? "", actor: row[2].text ?? "", reason: row[3].text,
          origin: row[4].text, at: row[5].int ?? 0, isActive: row[0].int == active)
      }
    }
  }

  /// Who published each, as people say it: a person by name and posts. What was no person is left out.
  package func publishers(of releases: [ReleaseRecord]) throws -> [String: String] {
    try snapshot { running, reader in
      let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
      let preparation = Preparation(self, running, reader, nobody)
      var found: [String: String] = [:]
      for actor in Set(releases.map(\.actor)) where actor.hasPrefix("person:") {
        guard let person = Int64(actor.dropFirst("person:".count)), let name = try preparation.name(of: person) else {
          continue
        }
        let posts = (running.city.postsByPerson[person] ?? []).map { running.city.distinctTitle(ofPost: $0).zh }
        found[actor] = posts.isEmpty ? name : "\(name)（\(posts.joined(separator: "、"))）"
      }
      return found
    }
  }

  /// The documents that run now.
  package func activeDocuments() throws -> [SourceDocument] {
    try store.read { reader in try documents(of: EpochMarks.read(reader).epoch, reader) }
  }
}
