import Foundation

/// A folder of modules that node runs; gone with the object.
package final class NodeFolder {
  package static let program: String? = ["/usr/bin/node", "/usr/local/bin/node", "/usr/bin/nodejs"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private let program: String
  private let path = NSTemporaryDirectory() + "hutong-node-\(UUID().uuidString)"

  /// Nil where node is not installed.
  package init?() throws {
    guard let program = Self.program else { return nil }
    self.program = program
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func write(_ name: String, _ data: Data) throws {
    try data.write(to: URL(fileURLWithPath: path + "/" + name))
  }

  package func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  /// Runs a module of the folder; what it leaves in `out.json` is its answer.
  package func run(_ module: String) throws -> Data {
    let out = path + "/out.json"
    try? FileManager.default.removeItem(atPath: out)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [path + "/" + module]
    try process.run()
    process.waitUntilExit()
    return try Data(contentsOf: URL(fileURLWithPath: out))
  }
}
