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
  enum Refused: Error {
    case empty, tooManyPixels, unknownKind, broken
    /// With so many bytes.
    case tooLarge(Int)
  }

  /// Checks, cleans and keeps a file; written whole before its name is there.
  ///
  /// - Throws: `Refused`, or `Refusal` when the disk fails.
  func keep(_ bytes: [UInt8], name: String?, onlyPictures: Bool) throws -> StoredFile {
    if bytes.isEmpty { throw Refused.empty }
    if bytes.count > Self.most { throw Refused.tooLarge(bytes.count) }
    guard let kind = FileKind(bytes), kind.isPicture || !onlyPictures else { throw Refused.unknownKind }
    if let size = PictureSize(bytes, kind), size.pixels > PictureSize.most { throw Refused.tooManyPixels }
    guard let clean = UploadedPicture.cleaned(bytes, kind) else { throw Refused.broken }
    var hash = SHA256()
    hash.update(clean)
    let file = StoredFile(
      hash: Hex.text(hash.finish()), type: kind.mediaType, size: clean.count, name: name.map(Self.shortened))
    try write(clean, as: file.hash)
    return file
  }

  // MARK: Life

  /// Runs `body` while no file is removed: from the moment its bytes lie there until a row names it.
  func keeping<T>(_ body: () throws -> T) throws -> T { try locked(LOCK_SH, body) }

  /// Runs `body` while nobody sends a file, on this or another server.
  package func alone<T>(_ body: () throws -> T) throws -> T { try locked(LOCK_EX, body) }

  private func locked<T>(_ how: Int32, _ body: () throws -> T) throws -> T {
    makeFolders(folder)
    let lock = open(folder + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw Self.failed }
    defer { close(lock) }
    while flock(lock, how) != 0 { if errno != EINTR { throw Self.failed } }
    return try body()
  }

  /// Removes the bytes of a file, and what was made of them.
  package func remove(_ hash: String) {
    guard StoredFile.isHash(hash) else { return }
    unlink(path(hash))
    unlink(path(hash + Self.smallMark))
  }

  /// Whether anything was ever kept here.
  package var isThere: Bool { access(folder, R_OK) == 0 }

  /// Bytes of every kept file, by hash.
  package func sizes() -> [String: Int] {
    var found: [String: Int] = [:]
    entries { name, path in
      var about = stat()
      if StoredFile.isHash(name), stat(path, &about) == 0 { found[name] = Int(about.st_size) }
    }
    return found
  }

  /// Removes what an upload that was cut off left behind, a day later.
  package func sweep() {
    let limit = time(nil) - 86_400
    entries { name, path in
      var about = stat()
      let isHalf = name.utf8.count > 64 && !name.hasSuffix(Self.smallMark) && name.contains(".")
      if isHalf, stat(path, &about) == 0, about.st_mtim.tv_sec < limit { unlink(path) }
    }
  }

  private func entries(_ body: (_ name: String, _ path: String) -> Void) {
    for part in Self.names(folder) where part.utf8.count == 2 {
      for name in Self.names("\(folder)/\(part)") { body(name, "\(folder)/\(part)/\(name)") }
    }
  }

  private static func names(_ folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// The bytes of a kept file. - Throws: `Refusal` when they are gone.
  func bytes(_ hash: String) throws -> [UInt8] {
    guard StoredFile.isHash(hash) else { throw Self.failed }
    return try read(hash)
  }

  private func read(_ name: String) throws -> [UInt8] {
    guard let file = fopen(path(name), "rb") else { throw Self.failed }
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

  /// A small JPEG of a kept picture, made when it is first asked for; nil for what is none or cannot be made small.
  func small(_ hash: String) throws -> [UInt8]? {
    guard StoredFile.isHash(hash) else { throw Self.failed }
    if access(path(hash + Self.smallMark), R_OK) == 0 { return try read(hash + Self.smallMark) }
    let whole = try bytes(hash)
    guard let kind = FileKind(whole), let made = Thumbnail.make(of: whole, kind) else { return nil }
    try? write(made, as: hash + Self.smallMark)
    return made
  }

  /// What is made of a file stands beside it under its name and this.
  static let smallMark = ".small"

  private func path(_ name: String) -> String { "\(folder)/\(name.prefix(2))/\(name)" }

  private func write(_ bytes: [UInt8], as hash: String) throws {
    makeFolders("\(folder)/\(hash.prefix(2))")
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

  /// Makes a folder and those above it; what exists stays.
  private func makeFolders(_ path: String) {
    if access(path, W_OK) == 0 { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex { makeFolders(String(path[..<slash])) }
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
    case .tooManyPixels: "file-too-many-pixels"
    case .unknownKind: "file-kind"
    case .broken: "file-broken"
    }
  }

  func words(onlyPictures: Bool) -> Label {
    switch self {
    case .empty: Label(zh: "文件是空的，请选另一个", en: "The file is empty; please choose another")
    case .tooLarge(let count):
      Label(
        zh: "文件太大，\(SentFile.picture.tooLarge(count).zh)，请压缩或选小一点的",
        en: "\(SentFile.picture.tooLarge(count).text(in: .en)); please choose a smaller one")
    case .tooManyPixels:
      Label(zh: "图片的像素太多（超过一亿），请缩小以后再选", en: "The picture has more than 100 million pixels; please make it smaller")
    case .unknownKind:
      onlyPictures
        ? Label(zh: "这不是 JPEG 或 PNG 图片", en: "This is no JPEG or PNG picture")
        : Label(zh: "这不是 PDF、JPEG 或 PNG 文件", en: "This is no PDF, JPEG or PNG file")
    case .broken: Label(zh: "图片不完整，请重新拍或重新选", en: "The picture is not whole; please take or choose it again")
    }
  }
}
