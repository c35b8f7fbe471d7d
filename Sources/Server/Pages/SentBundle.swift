import Core

/// A bundle as a browser sent it: pasted, as files, or both; a file that was sent stands for a pasted one of
/// its name.
struct SentBundle {
  let entries: [BundleEntry]
  /// All of it as one text that can be pasted again.
  let text: String
  let reason: String
  /// To be published, not only looked at.
  let isForGood: Bool

  /// - Throws: `Problem`: 413 and 422 for archives that cannot be read and files that are no text.
  init(_ call: Call) throws {
    let parts = Multipart(call.request.body, contentType: call.request.head.header(.contentType))
    let posted = try parts?.fields ?? call.form()
    reason = posted["reason"] ?? ""
    isForGood = posted["act"] == "publish"
    let size = (parts?.files ?? []).reduce(0) { $0 + $1.bytes.count }
    if size > SentFile.bundle.most { throw Problem.tooLarge(.bundle, size) }
    var entries = PastedBundle.entries(posted["bundle"] ?? "")
    let sent = try (parts?.files ?? []).filter { $0.field == "files" && !$0.bytes.isEmpty }.flatMap {
      try Self.read($0)
    }
    for entry in sent {
      entries.removeAll { $0.path == entry.path }
      entries.append(entry)
    }
    self.entries = entries
    text = sent.isEmpty ? posted["bundle"] ?? "" : PastedBundle.text(entries)
  }

  private static func read(_ file: Multipart.File) throws -> [BundleEntry] {
    let bytes = file.bytes
    let isArchive =
      bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x1F, 0x8B])
      || bytes.dropFirst(257).starts(with: Array("ustar".utf8))
    if isArchive {
      let found = try BundleArchive.read(bytes)
      return try found.flatMap { PastedBundle.entries(try text($0.bytes, $0.path), first: $0.path) }
    }
    let name = file.name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    if BundleArchive.endings.contains(where: { name.lowercased().hasSuffix($0) }) {
      throw Problem(
        422, "bad-archive",
        Label(zh: "「\(name)」不是有效的压缩包，请重新打包", en: "`\(name)` is no archive that can be read: pack it again"))
    }
    return PastedBundle.entries(
      try text(bytes, name), first: PastedBundle.isPath(name) ? name : "bundle.yaml")
  }

  private static func text(_ bytes: [UInt8], _ name: String) throws -> String {
    if let text = PercentText.plain(bytes) { return text }
    throw Problem(422, "not-text", Label(zh: "「\(name)」不是 UTF-8 文本", en: "`\(name)` is no UTF-8 text"))
  }
}
