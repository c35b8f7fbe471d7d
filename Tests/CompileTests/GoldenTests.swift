import Core
import Foundation
import Spec
import Testing

@testable import Compile

/// Documents an author could have written, compiled in the test city (`Examples/t-city`), with what is printed of
/// them. `HUTONG_REWRITE_GOLDENS=1` writes the printed text anew; review the difference.
@Suite struct GoldenTests {
  static let folder = Bundles.repository + "/Tests/Cases/compile"
  static let rewrites = ProcessInfo.processInfo.environment["HUTONG_REWRITE_GOLDENS"] == "1"
  static let compiler = try? Bundles.compiler()
  static let city = (try? Bundles.read(Bundles.repository + "/Examples", "t-city"))?.documents ?? []

  static func cases(_ kind: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + kind)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  private func compile(_ kind: String, _ name: String) throws -> (Program?, [Diagnostic], [SourceDocument]) {
    let table = try #require(Bundles.table)
    let compiler = try #require(Self.compiler)
    var files = [
      BundleFile(path: name + ".yaml", bytes: try FolderReader.bytes(of: "\(Self.folder)/\(kind)/\(name).yaml"))
    ]
    if !files[0].bytes.starts(with: Array("hutong: bundle".utf8)) {
      let bundle = "hutong: bundle/1\nid: case\ntitle: 例子\nuses: [t-city]\n"
      files.append(BundleFile(path: "bundle.yaml", bytes: Array(bundle.utf8)))
    }
    let documents = BundleDocuments(folder: "", files: files, table: table).documents
    let result = compiler.compile(Self.city + documents)
    return (result.program, result.diagnostics, documents + Self.city + Bundles.installation)
  }

  @Test(arguments: cases("fail")) func failing(_ name: String) throws {
    let (program, found, documents) = try compile("fail", name)
    #expect(program == nil)
    #expect(!found.isEmpty)
    let path = "\(Self.folder)/fail/\(name).expected"
    let printed = Bundles.print(found, documents)
    if Self.rewrites {
      try printed.write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      #expect(try printed == String(contentsOfFile: path, encoding: .utf8))
    }
  }

  @Test(arguments: cases("pass")) func passing(_ name: String) throws {
    let (program, found, documents) = try compile("pass", name)
    let loud = found.filter { $0.severity != .note }
    #expect(loud.isEmpty, "\(Bundles.print(loud, documents))")
    #expect(program != nil)
  }

  /// Every finding points at something, has both languages and stands there once.
  @Test(arguments: cases("fail")) func findingsAreWhole(_ name: String) throws {
    let (_, found, _) = try compile("fail", name)
    for finding in found {
      #expect(!finding.range.isEmpty, "\(finding)")
      #expect(!finding.message.zh.isEmpty && !finding.message.en.isEmpty)
      #expect(finding.notes.allSatisfy { !$0.range.isEmpty }, "\(finding)")
    }
    let places = found.map { "\($0.range.file):\($0.range.start.line):\($0.range.start.column) \($0.code)" }
    #expect(Set(places).count == places.count, "the same finding twice: \(places)")
  }

  @Test func enoughOfBoth() {
    #expect(Self.cases("fail").count >= 80)
    #expect(Self.cases("pass").count >= 23)
  }
}
