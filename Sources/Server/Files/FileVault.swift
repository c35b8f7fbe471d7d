import Core
import Engine
internal import Glibc

/// Where the bytes of uploaded files lie: a folder that no route serves, each file under the hash of its bytes. Several
/// servers of one store need one folder, shared between them.
package struct FileVault: Sendable {
  /// Bytes that one file may have.
  package static let most = 10 << 20

  private let folder: String

  package init(folder: String) { self.folder = folder }

  /// Why a file is not taken; the words say what would be.
  enum Refused: Error { case empty, tooLarge, unknownKind, broken }

  /// Checks, cleans and keeps a file; written whole before its name is there.
  ///
  /// - Throws: `Refused`, or `Refusal` when the disk fails.
  func keep(_ bytes: [UInt8], name: String?, onlyPictures: Bool) throws -> StoredFile {
    if bytes.isEmpty { throw Refused.empty }
    if bytes.count > Self.most { throw Refused.tooLarge }
    guard let kind = FileKind(bytes), kind.isPicture || !onlyPictures else { throw Refused.unknownKind }
    guard let clean = UploadedPicture.cleaned(bytes, kind) else { throw Refused.broken }
    var hash = SHA256()
    hash.update(clean)
    let file = StoredFile(
      hash: Hex.text(hash.finish()), type: kind.mediaType, size: clean.count, name: name.map(Self.shortened))
    try write(clean, as: file.hash)
    return file
  }

  /// The bytes of a kept file. - Throws: `Refusal` when they are gone.
  func bytes(_ hash: String) throws -> [UInt8] {
    guard StoredFile.isHash(hash), let file = fopen(path(hash), "rb") else { throw Self.failed }
    defer { fclose(file) }
    var out: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = fread(&part, 1, part.count, file)
      if count == 0 { break }
      out += part.prefix(count)
      if out.count > Self.most { throw Self.failed }
    }
    guard ferror(file) == 0 else { throw Self.failed }
    return out
  }

  private func path(_ hash: String) -> String { "\(folder)/\(hash.prefix(2))/\(hash)" }

  private func write(_ bytes: [UInt8], as hash: String) throws {
    Self.makeFolders("\(folder)/\(hash.prefix(2))")
    let path = path(hash)
    if access(path, R_OK) == 0 { return }
    let draft = path + "." + Secrets.hex(Secrets.random(8))
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard file >= 0 else { throw Self.failed }
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count <= 0 { break }
      done += count
    }
    let isWhole = done == bytes.count && fsync(file) == 0
    close(file)
    guard isWhole, rename(draft, path) == 0 else {
      unlink(draft)
      throw Self.failed
    }
  }

  /// The folder and those above it that are not there yet.
  private static func makeFolders(_ path: String) {
    for end in path.indices.dropFirst() where path[end] == "/" { mkdir(String(path[..<end]), 0o700) }
    mkdir(path, 0o700)
  }

  private static var failed: Refusal {
    Refusal(.unavailable, Label(zh: "文件暂时存不了或读不出，请稍后再试", en: "Files cannot be kept or read just now"))
  }

  /// A file's name as people see it: no path, nothing that controls a terminal or a header.
  private static func shortened(_ name: String) -> String {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    let plain = last.unicodeScalars.filter { $0.properties.generalCategory != .control && $0.properties.generalCategory != .format }
    return String(String.UnicodeScalarView(plain.prefix(120)))
  }
}

extension FileVault.Refused {
  var code: String {
    switch self {
    case .empty: "file-empty"
    case .tooLarge: "file-too-large"
    case .unknownKind: "file-kind"
    case .broken: "file-broken"
    }
  }

  func words(onlyPictures: Bool) -> Label {
    switch self {
    case .empty: Label(zh: "文件是空的，请选另一个", en: "The file is empty; please choose another")
    case .tooLarge: Label(zh: "文件超过 10 MB，请压缩或选小一点的", en: "The file is above 10 MB; please choose a smaller one")
    case .unknownKind:
      onlyPictures
        ? Label(zh: "这不是 JPEG 或 PNG 图片", en: "This is no JPEG or PNG picture")
        : Label(zh: "这不是 PDF、JPEG 或 PNG 文件", en: "This is no PDF, JPEG or PNG file")
    case .broken: Label(zh: "图片不完整，请重新拍或重新选", en: "The picture is not whole; please take or choose it again")
    }
  }
}
