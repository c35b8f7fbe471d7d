internal import Glibc
internal import Core

/// Reads the files of a folder into memory: one of the few places that touch the disk.
package enum FolderReader {
  /// Why a folder or file could not be read.
  package struct ReadError: Error, Sendable {
    package let path: String
    /// The words of the operating system.
    package let reason: String
  }

  /// No folder of a bundle lies deeper.
  private static let deepest = 16
  /// Larger files are no tables or boundaries of a bundle.
  private static let largestFile = 64 << 20

  /// All files below a folder, hidden ones and links left out; a single file gives itself.
  ///
  /// - Parameter isWanted: by the name of a file whether it is read.
  package static func contents(
    of path: String, where isWanted: (String) -> Bool = { _ in true }
  ) throws(ReadError) -> [BundleFile] {
    var status = stat()
    guard stat(path, &status) == 0 else { throw ReadError(path: path, reason: lastError()) }
    if status.st_mode & S_IFMT != S_IFDIR {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return [BundleFile(path: name, bytes: try bytes(of: path))]
    }
    var found: [BundleFile] = []
    try walk(path, "", 0, isWanted, &found)
    return found
  }

  private static func walk(
    _ root: String, _ inside: String, _ depth: Int, _ isWanted: (String) -> Bool, _ found: inout [BundleFile]
  ) throws(ReadError) {
    guard depth < deepest else { return }
    let folder = inside.isEmpty ? root : root + "/" + inside
    for name in try names(in: folder) where !name.hasPrefix(".") {
      let path = inside.isEmpty ? name : inside + "/" + name
      var status = stat()
      guard lstat(root + "/" + path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try walk(root, path, depth + 1, isWanted, &found)
      case S_IFREG where isWanted(name): found.append(BundleFile(path: path, bytes: try bytes(of: root + "/" + path)))
      default: break
      }
    }
  }

  /// What lies directly in a folder, in order.
  package static func names(in folder: String) throws(ReadError) -> [String] {
    guard let handle = opendir(folder) else { throw ReadError(path: folder, reason: lastError()) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The bytes of one file.
  package static func bytes(of path: String) throws(ReadError) -> [UInt8] {
    let handle = open(path, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else { throw ReadError(path: path, reason: lastError()) }
    defer { close(handle) }
    var status = stat()
    guard fstat(handle, &status) == 0 else { throw ReadError(path: path, reason: lastError()) }
    let size = max(0, Int(status.st_size))
    guard size <= largestFile else { throw ReadError(path: path, reason: "larger than 64 MB") }
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size, let base = buffer.baseAddress {
        let got = read(handle, base + count, size - count)
        if got < 0 { failed = true }
        if got <= 0 { break }
        count += got
      }
    }
    if failed { throw ReadError(path: path, reason: lastError()) }
    return bytes
  }

  private static func lastError() -> String { String(cString: strerror(errno)) }
}

extension BundleSource {
  /// Reads a folder (or a single file) from the disk.
  package static func read(_ path: String, table: SpecTable) throws(FolderReader.ReadError) -> BundleSource {
    let contents = try FolderReader.contents(of: path)
    let isFile = contents.count == 1 && (path == contents[0].path || path.hasSuffix("/" + contents[0].path))
    let folder = isFile ? String(path.dropLast(contents[0].path.count)) : path
    return BundleSource(folder: folder, contents: contents, table: table)
  }
}

extension SpecTable {
  /// The table of the installation (`Specs/language/keys.csv`), read once; nil when there is none.
  package static let standard: SpecTable? = {
    guard let folder = InstallationFolder.current,
      let bytes = try? FolderReader.bytes(of: folder.path("Specs/language/keys.csv"))
    else { return nil }
    return SpecTable(csv: bytes)
  }()
}
