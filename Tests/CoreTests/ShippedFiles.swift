import Foundation

/// Text of a file that the project ships, by its path from the top of the repository.
func shipped(_ path: String) throws -> String {
  let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return try String(contentsOf: top.appending(path: path), encoding: .utf8)
}
