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
}
