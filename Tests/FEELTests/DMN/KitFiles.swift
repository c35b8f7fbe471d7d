import Foundation

@testable import FEEL

/// Folders with models and their test cases.
enum KitFiles {
  /// The root of the repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Models that were written for this project.
  static let own = root.appendingPathComponent("Tests/Cases/dmn").path

  /// The public kit, beside the repository where it is at hand.
  static let kit = root.deletingLastPathComponent().appendingPathComponent("shared/tck").path

  static var hasKit: Bool { FileManager.default.fileExists(atPath: kit) }

  static let now = CivilDateTime(milliseconds: 1_772_000_000_000)

  /// The files of every folder below a path that holds test cases.
  static func folders(below path: String) -> [(name: String, files: [KitFolder.File])] {
    var folders: [String: [KitFolder.File]] = [:]
    let manager = FileManager.default
    for case let file as String in manager.enumerator(atPath: path) ?? .init() {
      let isTest = file.hasSuffix(".xml") && file.contains("-test-")
      guard file.hasSuffix(".dmn") || isTest, let data = manager.contents(atPath: path + "/" + file) else {
        continue
      }
      let name = file as NSString
      folders[name.deletingLastPathComponent, default: []].append(
        KitFolder.File(name: name.lastPathComponent, bytes: [UInt8](data)))
    }
    return folders.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// One model of this project.
  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: own + "/" + path)))
  }
}
