internal import CArchive
import Core
import FEEL

/// A bundle as somebody sent it: zip or tar (also gzipped), read in memory, nothing touches the disk. Bounded while
/// reading: files, bytes unpacked, paths; anything but plain files and folders is refused.
enum BundleArchive {
  static let mostFiles = 2_000
  static let mostBytes = SentFile.bundle.most
  /// How names of archives end.
  static let endings = [".zip", ".tar", ".gz", ".tgz"]

  /// - Throws: `Problem` 413 or 422.
  static func read(_ bytes: [UInt8]) throws -> [BundleEntry] {
    guard let archive = archive_read_new() else { throw Problem.unavailable }
    defer { archive_read_free(archive) }
    archive_read_support_format_zip(archive)
    archive_read_support_format_tar(archive)
    archive_read_support_filter_gzip(archive)
    return try bytes.withUnsafeBytes { buffer in
      guard archive_read_open_memory(archive, buffer.baseAddress, buffer.count) == ARCHIVE_OK else {
        throw unreadable
      }
      return try entries(archive)
    }
  }

  private static func entries(_ archive: OpaquePointer) throws -> [BundleEntry] {
    var found: [BundleEntry] = []
    var seen = Set<String>()
    var total = 0
    var count = 0
    while true {
      var entry: OpaquePointer?
      let code = archive_read_next_header(archive, &entry)
      if code == ARCHIVE_EOF { break }
      guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry else { throw unreadable }
      count += 1
      guard count <= mostFiles else { throw tooManyFiles }
      let type = archive_entry_filetype(entry)
      if type == 0o040000 { continue }
      guard type == 0o100000, archive_entry_hardlink(entry) == nil, archive_entry_symlink(entry) == nil else {
        throw badPath("link")
      }
      let path = try path(entry)
      guard seen.insert(path).inserted else { throw badPath(path) }
      let bytes = try content(archive, room: mostBytes - total)
      total += bytes.count
      if !isHidden(path) { found.append(BundleEntry(path: path, bytes: bytes)) }
    }
    guard !found.isEmpty else { throw unreadable }
    return withoutCommonFolder(found)
  }

  private static func content(_ archive: OpaquePointer, room: Int) throws -> [UInt8] {
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let read = chunk.withUnsafeMutableBytes { archive_read_data(archive, $0.baseAddress, $0.count) }
      if read == 0 { return out }
      guard read > 0 else { throw unreadable }
      guard out.count + read <= room else { throw Problem.tooLarge(.bundle, mostBytes - room + out.count + read) }
      out.append(contentsOf: chunk[0..<read])
    }
  }

  /// A relative path of plain names.
  private static func path(_ entry: OpaquePointer) throws -> String {
    guard let raw = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry),
      let text = String(validatingCString: raw)
    else { throw badPath("?") }
    var path = Text.normalized(text)[...]
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".."
        && part.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 && $0 != "\\" && $0 != ":" }
    }
    guard isPlain, path.utf8.count <= 400, parts.count <= 16 else { throw badPath(String(path.prefix(80))) }
    return String(path)
  }

  /// What archivers of some systems add.
  private static func isHidden(_ path: String) -> Bool {
    path.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__MACOSX" }
  }

  /// `elder-check/bundle.yaml` and its neighbours as `bundle.yaml`: people pack the folder or what is in it.
  private static func withoutCommonFolder(_ entries: [BundleEntry]) -> [BundleEntry] {
    guard let first = entries.first?.path.split(separator: "/"), first.count > 1, let folder = first.first,
      entries.allSatisfy({ $0.path.hasPrefix(folder + "/") })
    else { return entries }
    return entries.map { BundleEntry(path: String($0.path.dropFirst(folder.count + 1)), bytes: $0.bytes) }
  }

  private static let tooManyFiles = Problem(
    413, "too-large", Label(zh: "压缩包里的文件超过 \(mostFiles) 个", en: "The archive has more than \(mostFiles) files"))

  private static let unreadable = Problem(
    422, "bundle-unreadable", Label(zh: "读不出来：需要 zip 或 tar", en: "Not readable: a zip or tar is needed"))

  private static func badPath(_ path: String) -> Problem {
    Problem(
      422, "bundle-path",
      Label(zh: "压缩包里有不能用的路径：\(path)", en: "The archive holds a path that is not allowed: \(path)"))
  }
}
