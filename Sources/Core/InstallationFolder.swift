internal import Glibc

/// Where the product's own declarations lie: the folder that holds `Specs/` and `Controls/`.
///
/// The environment variable `HUTONG_HOME` wins; else the folder is searched upwards from the executable; else
/// upwards from the current directory, as a test or a fresh checkout runs.
package struct InstallationFolder: Sendable, Hashable {
  /// Absolute, without a slash at the end.
  package let path: String

  package init(path: String) {
    self.path = path
  }

  /// The path of something inside, such as `Specs/language/keys.csv`.
  package func path(_ inside: String) -> String { path + "/" + inside }

  /// Searched once; nil when nothing looks like an installation.
  package static let current: InstallationFolder? = find()

  private static let mark = "/Specs/language/keys.csv"

  private static func find() -> InstallationFolder? {
    if let home = getenv("HUTONG_HOME") {
      let path = String(cString: home)
      if holds(path) { return InstallationFolder(path: path) }
    }
    for start in [executableFolder(), currentFolder()] {
      if let start, let found = searchUpwards(from: start) { return found }
    }
    return nil
  }

  private static func searchUpwards(from start: String) -> InstallationFolder? {
    var path = start
    for _ in 0..<12 {
      if holds(path) { return InstallationFolder(path: path) }
      guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return nil }
      path = String(path[..<slash])
    }
    return nil
  }

  private static func holds(_ path: String) -> Bool { access(path + mark, R_OK) == 0 }

  private static func executableFolder() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = buffer.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { readlink("/proc/self/exe", $0, buffer.count) } ?? 0
    }
    guard length > 0, length < buffer.count else { return nil }
    let path = String(decoding: buffer[..<length], as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) }
  }

  private static func currentFolder() -> String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }
}
