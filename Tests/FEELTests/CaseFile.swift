import Foundation
import Testing

@testable import FEEL

/// Cases as an author would note them: an expression, `→`, and what it gives.
struct CaseFile {
  struct Line {
    let number: Int
    let expression: String
    let expected: String
  }

  let name: String
  let lines: [Line]

  /// Every file of a folder under Tests/Cases/feel.
  static func all(in folder: String) throws -> [CaseFile] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let place = root.appending(path: "Cases/feel").appending(path: folder)
    let files = try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "feel" }.sorted { $0.path < $1.path }.map { try CaseFile($0) }
  }

  private init(_ file: URL) throws {
    name = file.lastPathComponent
    var lines: [Line] = []
    for (index, line) in try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated() where !line.isEmpty && !line.hasPrefix("#") {
      let arrow = try #require(line.range(of: " → ", options: .backwards), "\(file.lastPathComponent):\(index + 1)")
      lines.append(
        Line(
          number: index + 1, expression: String(line[..<arrow.lowerBound]),
          expected: String(line[arrow.upperBound...])))
    }
    self.lines = lines
  }
}
