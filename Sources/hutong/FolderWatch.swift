import Core
import Glibc
import Spec

/// Notices that a file below some folders came, went or changed: by size and time of change, looked at twice a second.
/// Half-written files are no matter: what does not read is refused, and the next look sees the rest.
struct FolderWatch {
  private let folders: [String]
  private var seen: [String: String] = [:]

  init(_ folders: [String]) {
    self.folders = folders
    seen = look()
  }

  /// True when something changed since the last time.
  mutating func changed() -> Bool {
    let now = look()
    defer { seen = now }
    return now != seen
  }

  private func look() -> [String: String] {
    var found: [String: String] = [:]
    for folder in folders { walk(folder, 0, &found) }
    return found
  }

  private func walk(_ path: String, _ depth: Int, _ found: inout [String: String]) {
    var status = stat()
    guard depth < 16, stat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      found[path] = "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_ino)"
      return
    }
    guard let handle = opendir(path) else { return }
    defer { closedir(handle) }
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { walk(path + "/" + name, depth + 1, &found) }
    }
  }
}
