import Core
import Foundation
import Spec

@testable import Compile

/// Bundles and the product's own declarations, as the tests of this target read them.
enum Bundles {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static let table: SpecTable? = FileManager.default
    .contents(atPath: repository + "/Specs/language/keys.csv").flatMap { SpecTable(csv: [UInt8]($0)) }

  /// `Specs/knowledge` and `Controls` of the repository.
  static let installation: [SourceDocument] = {
    guard let table else { return [] }
    return (try? BundleDocuments.installation(at: InstallationFolder(path: repository), table: table)) ?? []
  }()

  /// The bundles of the language design; nil when they are absent.
  static let shared: String? = {
    let environment = ProcessInfo.processInfo.environment["HUTONG_SHARED"]
    for case let folder? in [environment, repository + "/../shared", repository + "/../../shared"] {
      let path = folder + "/design/language/bundles"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    return nil
  }()

  static func compiler() throws -> Compiler {
    guard let table else { throw Missing() }
    return Compiler(table: table, base: installation)
  }

  static func read(_ folder: String, _ name: String) throws -> BundleDocuments {
    guard let table else { throw Missing() }
    let files = try FolderReader.contents(of: folder + "/" + name)
    return BundleDocuments(folder: name, files: files, table: table)
  }

  struct Missing: Error {}

  /// What was found, as it is printed.
  static func print(_ diagnostics: [Diagnostic], _ documents: [SourceDocument]) -> String {
    var lines: [String: [Int: String]] = [:]
    for document in documents {
      for (offset, line) in document.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        lines[document.file, default: [:]][document.line + offset] = String(line)
      }
    }
    return TextReport(language: .zh) { lines[$0]?[$1] }.print(diagnostics)
  }
}
