import Core

/// The end of files that nobody answers with: an upload is let go after a time, a file when no row names it any more. The
/// bytes lie elsewhere; who removes them keeps uploads out meanwhile (`FileVault.alone`).
extension Engine {
  /// Milliseconds for which an upload that belongs to no request may wait: thirty days.
  package static let waiting: Int64 = 30 * 86_400_000

  private static let oldUploads = Query(
    ["person", "file", "created"], of: SystemTables.upload, where: .compare(.column("created"), .less, .parameter(0)),
    order: [.init(.column("created"))], limit: .constant(.int(200)))
  private static let drafts = Query(
    ["definition", "subject", "payload", "updated"], of: SystemTables.draft, where: .equals("person", 0))
  private static let dropUpload = Statement(
    SystemTables.upload, .delete(where: .all([.equals("person", 0), .equals("file", 1), .equals("created", 2)])))
  private static let keepUpload = Statement(
    SystemTables.upload,
    .update(
      [.set("created", .parameter(0))], where: .all([.equals("person", 1), .equals("file", 2), .equals("created", 3)])))

  /// Lets go of uploads that are older than `waiting`. One that a draft holds waits as long from the draft's last change;
  /// one that belongs to a request is read by the request's rights alone from then on.
  ///
  /// - Returns: How many were looked at; 0 = none is left.
  package func forgetUploads() throws -> Int {
    let now = try store.now(), limit = now &- Self.waiting
    let (count, changes): (Int, [Change]) = try snapshot { _, reader in
      let old = try reader.rows(Self.oldUploads, [.int(limit)], under: .system(.background))
      var changes: [Change] = []
      for row in old {
        guard let person = row[0].int, let hash = row[1].text, let created = row[2].int else { continue }
        let touched = try self.touched(hash, by: person, reader)
        changes.append(
          touched > limit
            ? Change(Self.keepUpload, [.int(touched), .int(person), .text(hash), .int(created)])
            : Change(Self.dropUpload, [.int(person), .text(hash), .int(created)]))
      }
      return (old.count, changes)
    }
    if !changes.isEmpty { try commitOrThrow(Plan(changes: changes)) }
    return count
  }

  /// When a draft that holds a file was last changed; 0 for a file that none holds.
  private func touched(_ hash: String, by person: Int64, _ reader: any Reader) throws -> Int64 {
    let mark = Array(hash.utf8)
    var last: Int64 = 0
    for row in try reader.rows(Self.drafts, [.int(person)], under: .system(.background)) {
      let subject = (row[0].text ?? "").contains(":") ? try subjectOfMatter(row[1].int ?? 0, reader) : row[1].int
      guard let sealed = row[2].blob, let plain = sealing.open(sealed, subject: subject), plain.contains(mark) else { continue }
      last = max(last, row[3].int ?? 0)
    }
    return last
  }

  /// Drafts of a running request are sealed for whom the request is about.
  private func subjectOfMatter(_ matter: Int64, _ reader: any Reader) throws -> Int64? {
    try MatterRow.find(id: matter, reader)?.subject
  }

  // MARK: Files

  private static let unnamed = Query(
    [.init(.column("hash", of: "g"), .text)], from: SystemTables.file, as: "g",
    where: .all([
      .compare(.column("created", of: "g"), .less, .parameter(0)), .compare(.column("hash", of: "g"), .greater, .parameter(1)),
      .not(.exists(names(SystemTables.upload))), .not(.exists(names(SystemTables.matterFile))),
      .not(.exists(names(SystemTables.mandate, in: "proof"))),
    ]), order: [.init(.column("hash", of: "g"))], limit: .constant(.int(200)))

  private static func names(_ table: Table, in column: String = "file") -> Query {
    Query([column], of: table, where: .compare(.column(column), .equal, .column("hash", of: "g")))
  }

  private static let dropFile = Statement(
    SystemTables.file,
    .delete(
      where: .all([
        .equals("hash", 0), .not(.exists(Query(["file"], of: SystemTables.upload, where: .equals("file", 0)))),
        .not(.exists(Query(["file"], of: SystemTables.matterFile, where: .equals("file", 0)))),
        .not(.exists(Query(["proof"], of: SystemTables.mandate, where: .equals("proof", 0)))),
      ])))

  /// Deletes the rows of files that no upload, request or entity names.
  ///
  /// - Parameters:
  ///   - before: Only files that came before this moment, milliseconds UTC.
  ///   - after: Only hashes behind this one: where the last round ended.
  /// - Returns: the hashes whose rows are gone, and where to go on; nil = that was all.
  package func dropUnnamedFiles(before: Int64, after: String = "") throws -> (gone: [String], next: String?) {
    let (found, free) = try snapshot { running, reader in
      let found = try reader.rows(Self.unnamed, [.int(before), .text(after)], under: .system(.background))
        .compactMap { $0[0].text }
      return (found, try found.filter { try !self.isNamed($0, running, reader) })
    }
    var gone: [String] = []
    for hash in free {
      switch commitNow(Plan(changes: [Change(Self.dropFile, [.text(hash)], guarding: .moved)])) {
      case .committed, .repeated: gone.append(hash)
      // Somebody has answered with it meanwhile.
      case .failed: continue
      case .keyReused, .unavailable, .rejected: return (gone, nil)
      }
    }
    return (gone, found.count < 200 ? nil : found.last)
  }

  /// Whether an attribute of an entity holds a file: requests write their answers there.
  private func isNamed(_ hash: String, _ running: Running, _ reader: any Reader) throws -> Bool {
    let knowledge = running.program.knowledge
    for root in EntityClass.allCases {
      for attribute in knowledge.attributes(of: root) where attribute.type == .file || attribute.type == .files {
        if attribute.value != nil { continue }
        let table = attribute.isMany ? SystemTables.values(of: attribute) : SystemTables.entity(root, of: knowledge)
        let column = attribute.isMany ? "value" : attribute.column
        let query = running.shapes.query("file \(table.name).\(column)") {
          Query([column], of: table, where: .holds(.column(column), .parameter(0)), limit: .constant(.int(1)))
        }
        if try !reader.rows(query, [.text(hash)], under: .system(.background)).isEmpty { return true }
      }
    }
    return false
  }

  private static let known = Query(
    ["hash", "size"], of: SystemTables.file, where: .compare(.column("hash"), .greater, .parameter(0)),
    order: [.init(.column("hash"))], limit: .constant(.int(5_000)))
  private static let isKnown = Query(["hash"], of: SystemTables.file, where: .equals("hash", 0))

  /// Whether a row knows a file.
  package func knows(file hash: String) throws -> Bool {
    try store.read { try !$0.rows(Self.isKnown, [.text(hash)], under: .system(.background)).isEmpty }
  }

  /// What the tables say of files and the disk does not, and the other way round.
  ///
  /// - Parameter sizes: Bytes of every file there is, by hash.
  package func verifyFiles(_ sizes: [String: Int]) throws -> [Label] {
    var found: [Label] = [], rest = sizes, last = ""
    while true {
      let rows = try store.read { try $0.rows(Self.known, [.text(last)], under: .system(.maintenance)) }
      for row in rows {
        let hash = row[0].text ?? "", size = Int(row[1].int ?? 0)
        last = hash
        guard let there = rest.removeValue(forKey: hash) else {
          found.append(Label(zh: "附件 \(hash)：文件不见了", en: "file \(hash): missing"))
          continue
        }
        if there != size {
          found.append(
            Label(zh: "附件 \(hash)：应当 \(size) 字节，实际 \(there)", en: "file \(hash): \(size) bytes expected, \(there) found"))
        }
      }
      if rows.count < 5_000 { break }
    }
    for hash in rest.keys.sorted() {
      found.append(Label(zh: "附件 \(hash)：没有任何记录提到它", en: "file \(hash): stray, no row knows it"))
    }
    return found
  }
}
