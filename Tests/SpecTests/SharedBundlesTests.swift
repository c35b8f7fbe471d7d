import Core
import Foundation
import Testing

@testable import Spec

/// The yardstick documents of the language design, where they lie beside the repository.
@Suite struct SharedBundlesTests {
  @Test func readWithoutFindings() throws {
    guard let folder = SharedFolder.bundles else {
      print("skipped: no design folder beside the repository")
      return
    }
    let table = try #require(TestTable.table)
    var documents = 0
    for path in SharedFolder.yamlFiles(under: folder) {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let source = SourceText(file: String(path.dropFirst(folder.count + 1)), bytes: bytes)
      let file = SpecFile.read(source, table: table)
      documents += file.documents.count
      let report = TextReport(language: .zh) { _, line in source.line(line) }
      #expect(file.diagnostics.isEmpty, "\(report.print(file.diagnostics))")
    }
    #expect(documents >= 76)
  }

  /// The samples inside the language reference.
  @Test func samplesOfTheReference() throws {
    guard let folder = SharedFolder.bundles else {
      print("skipped: no design folder beside the repository")
      return
    }
    let table = try #require(TestTable.table)
    let guide = String(decoding: try FolderReader.bytes(of: folder + "/../../LANGUAGE.md"), as: UTF8.self)
    var documents = 0
    for part in guide.components(separatedBy: "```yaml\n").dropFirst() {
      let text = part.components(separatedBy: "```")[0]
      guard text.hasPrefix("hutong: ") || text.hasPrefix("胡同: ") else { continue }
      let source = SourceText(file: "LANGUAGE.md", text: text)
      let file = SpecFile.read(source, table: table)
      documents += file.documents.count
      let report = TextReport(language: .zh) { _, line in source.line(line) }
      #expect(file.diagnostics.isEmpty, "\(report.print(file.diagnostics))")
    }
    #expect(documents == 2)
  }
}
