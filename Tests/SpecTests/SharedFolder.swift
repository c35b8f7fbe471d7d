import Core
import Foundation

@testable import Spec

/// Folders that tests read from and that need not be there.
enum SharedFolder {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The bundles of the language design; nil when they are absent.
  static let bundles: String? = {
    let environment = ProcessInfo.processInfo.environment["HUTONG_SHARED"]
    let candidates = [environment, repository + "/../shared", repository + "/../../shared"]
    for case let shared? in candidates {
      let path = shared + "/design/language/bundles"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    return nil
  }()

  static func yamlFiles(under folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { folder + "/" + $0 }
  }
}

/// The key table of the repository.
enum TestTable {
  static let table: SpecTable? = FileManager.default
    .contents(atPath: SharedFolder.repository + "/Specs/language/keys.csv")
    .flatMap { SpecTable(csv: [UInt8]($0)) }
}
