import Core
import FEEL

/// A file as the tables know it; the bytes lie elsewhere under the same hash.
package struct StoredFile: Sendable, Hashable {
  /// SHA-256 in hexadecimal of the bytes as they are kept.
  package let hash: String
  /// Media type, found out from the bytes.
  package let type: String
  package let size: Int
  /// As the sender called it; nil = without a name.
  package let name: String?

  package init(hash: String, type: String, size: Int, name: String?) {
    self.hash = hash
    self.type = type
    self.size = size
    self.name = name
  }

  /// Whether a text can be the name of a kept file.
  package static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { $0 >= 48 && $0 <= 57 || $0 >= 97 && $0 <= 102 }
  }
}

extension Preparation {
  private static let insertFile = Statement.insert(SystemTables.file, conflict: .keep)
  private static let insertUpload = Statement.insert(SystemTables.upload, conflict: .replace)
  private static let insertMatterFile = Statement.insert(SystemTables.matterFile, conflict: .replace)
  private static let deleteMatterFiles = Statement(
    SystemTables.matterFile, .delete(where: .all([.equals("matter", 0), .equals("field", 1)])))
  private static let uploads = Query(
    ["file", "name"], of: SystemTables.upload, where: .all([.equals("person", 0), .equals("file", 1)]))
  private static let ofMatter = Query(
    ["file", "name"], of: SystemTables.matterFile, where: .all([.equals("matter", 0), .equals("file", 1)]))

  /// created; where person and file: an upload that is answered with is not let go meanwhile.
  private static let holdUpload = Statement(
    SystemTables.upload,
    .update([.set("created", .parameter(0))], where: .all([.equals("person", 1), .equals("file", 2)])))

  /// The name of a file that the caller sent, null without one, which is not let go meanwhile; nil = they sent none such.
  mutating func heldUpload(_ hash: String) throws -> StoredValue? {
    let own = try reader.rows(
      Self.uploads, [.int(caller.person), .text(hash)], under: .scope(Scoped(reader: caller.person))).first
    guard let own else { return nil }
    guarded.append(Change(Self.holdUpload, [.int(now), .int(caller.person), .text(hash)], guarding: .moved))
    return own[1]
  }

  mutating func upload(_ file: StoredFile) {
    changes.append(
      Change(Self.insertFile, [.text(file.hash), .text(file.type), .int(Int64(file.size)), .int(now)]))
    changes.append(
      Change(Self.insertUpload, [.int(caller.person), .text(file.hash), StoredValue(file.name), .int(now)]))
  }

  /// Ties the files of the answers to the matter. A hash that the caller did not send, and that the matter does not hold,
  /// is refused: to know a hash is no right to the file.
  mutating func tieFiles(_ matter: LiveMatter) throws {
    let fields = matter.variant.form.fields
    for i in fields.indices where fields[i].type == .file || fields[i].type == .files {
      guard matter.values.indices.contains(i) else { continue }
      let name = matter.variant.form.fileName(i)
      let hashes = matter.values[i].fileHashes
      if hashes.isEmpty, matter.isNew { continue }
      var names: [StoredValue] = []
      for hash in hashes {
        let own = try reader.rows(
          Self.uploads, [.int(caller.person), .text(hash)], under: .scope(Scoped(reader: caller.person))).first
        let kept = try own ?? reader.rows(
          Self.ofMatter, [.int(matter.row.id), .text(hash)], under: .system(.command)).first
        guard let kept else {
          throw Refusal(
            .invalidAnswers, StandardWords.fileUnknown,
            fields: [.init(field: matter.place(of: hash, in: i), code: "file-unknown", message: StandardWords.fileUnknown)])
        }
        names.append(kept[1])
        if own != nil {
          guarded.append(Change(Self.holdUpload, [.int(now), .int(caller.person), .text(hash)], guarding: .moved))
        }
      }
      if !matter.isNew { changes.append(Change(Self.deleteMatterFiles, [.int(matter.row.id), .text(name)])) }
      for (at, hash) in hashes.enumerated() {
        changes.append(
          Change(
            Self.insertMatterFile,
            [.int(matter.row.id), .text(name), .int(Int64(at)), .text(hash), names[at]]))
      }
    }
  }
}

extension FormProgram {
  /// Under which name the files of a field are tied to a matter: rows of different groups may have fields of one name.
  fileprivate func fileName(_ field: Int) -> String { (group[field].map { pages[$0].id + "." } ?? "") + fields[field].id }
}

extension LiveMatter {
  /// Where an answer holds a file: a field, or a field of one of its rows.
  fileprivate func place(of hash: String, in field: Int) -> String {
    let form = variant.form
    guard let group = form.group[field], case .list(let rows) = values[field] else { return form.fields[field].id }
    let row = rows.firstIndex { $0.fileHashes.contains(hash) } ?? 0
    return "\(form.pages[group].id).\(row).\(form.fields[field].id)"
  }
}

extension Value {
  /// The hashes of an answer of files.
  var fileHashes: [String] {
    switch self {
    case .string(let hash): [hash]
    case .list(let items): items.flatMap(\.fileHashes)
    default: []
    }
  }
}

extension Engine {
  private static let known = Query(["hash", "type", "size"], of: SystemTables.file, where: .equals("hash", 0))
  private static let own = Query(
    ["name"], of: SystemTables.upload, where: .all([.equals("person", 0), .equals("file", 1)]))
  private static let tied = Query(
    ["name", "field"], of: SystemTables.matterFile, where: .all([.equals("matter", 0), .equals("file", 1)]))

  /// A file that the caller has sent. - Throws: `Refusal` `not-found`, also for somebody else's.
  package func file(_ hash: String, caller: Caller) throws -> StoredFile {
    try snapshot { _, reader in
      let scope = Authority.scope(Scoped(reader: caller.person))
      guard let own = try reader.rows(Self.own, [.int(caller.person), .text(hash)], under: scope).first else {
        throw Refusal.noMatter
      }
      return try Self.file(hash, own[0].text, reader)
    }
  }

  /// A file of a matter, for who may read the answer that holds it.
  package func file(_ hash: String, of code: String, caller: Caller) throws -> StoredFile {
    let shown = try request(code, caller: caller)
    let answers = shown.answers.flatMap { $0.rows.isEmpty ? [$0] : $0.rows.flatMap { $0 } }
    guard answers.contains(where: { !$0.isMasked && $0.value.fileHashes.contains(hash) }) else {
      throw Refusal.noMatter
    }
    return try snapshot { _, reader in
      guard let row = try MatterRow.find(code: shown.line.code, reader) else { throw Refusal.noMatter }
      let scope = Authority.scope(Scoped(reader: caller.person))
      let name = try reader.rows(Self.tied, [.int(row.id), .text(hash)], under: scope).first?[0].text
      return try Self.file(hash, name, reader)
    }
  }

  private static func file(_ hash: String, _ name: String?, _ reader: any Reader) throws -> StoredFile {
    guard let row = try reader.rows(known, [.text(hash)], under: .system(.subject)).first else { throw Refusal.noMatter }
    return StoredFile(
      hash: hash, type: row[1].text ?? "application/octet-stream", size: Int(row[2].int ?? 0), name: name)
  }
}
