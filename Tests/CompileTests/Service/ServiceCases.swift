import Core
import Foundation
import Spec
import Testing

@testable import Compile

/// Services that an author could have written, compiled in the test city (`Examples/t-city`).
enum ServiceCases {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let folder = repository + "/Tests/Cases/compile/service"

  static let table: SpecTable? = FileManager.default
    .contents(atPath: repository + "/Specs/language/keys.csv").flatMap { SpecTable(csv: [UInt8]($0)) }

  /// Knowledge, controls and the test city, read once.
  static let surroundings: [SourceDocument]? = {
    guard let table,
      let base = try? BundleDocuments.installation(at: InstallationFolder(path: repository), table: table)
    else { return nil }
    return base + bundle("Examples/t-city")
  }()

  static let compiler: Compiler? = table.map { Compiler(table: $0, base: []) }

  static func bundle(_ folder: String) -> [SourceDocument] {
    guard let table, let files = try? FolderReader.contents(of: repository + "/" + folder) else { return [] }
    return BundleDocuments(folder: "", files: files, table: table).documents
  }

  static func names(_ kind: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + kind)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func text(_ kind: String, _ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(kind)/\(name).yaml", encoding: .utf8)
  }

  /// The program of one file in the test city, and what is wrong in that file.
  static func compile(_ text: String, file: String = "case.yaml") throws -> (
    program: Program?, found: [Diagnostic]
  ) {
    let table = try #require(table)
    let surroundings = try #require(surroundings)
    let compiler = try #require(compiler)
    let bundle = "hutong: bundle/1\nid: case\ntitle: 例子\nuses: [t-city]\n"
    let files = [
      BundleFile(path: "bundle.yaml", bytes: Array(bundle.utf8)),
      BundleFile(path: file, bytes: Array(text.utf8)),
    ]
    let documents = BundleDocuments(folder: "", files: files, bundle: "case", table: table).documents
    let result = compiler.compile(surroundings + documents)
    return (result.program, result.diagnostics.filter { $0.range.file == file })
  }

  /// The one service of a text that is right.
  static func service(_ text: String) throws -> ServiceProgram {
    let (program, found) = try compile(text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(found.isEmpty, "\(print(found, lines))")
    return try #require(program?.services.values.first)
  }

  static func print(_ found: [Diagnostic], _ lines: [String], _ language: Language = .zh) -> String {
    TextReport(language: language) { _, line in lines.indices.contains(line - 1) ? lines[line - 1] : nil }
      .print(found)
  }
}
