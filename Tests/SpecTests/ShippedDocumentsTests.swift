import Core
import Foundation
import Testing

@testable import Spec

/// What the project itself ships must read without a word.
@Suite struct ShippedDocumentsTests {
  @Test(arguments: ["Specs/knowledge", "Controls", "Examples"])
  func readWithoutFindings(folder: String) throws {
    let table = try #require(TestTable.table)
    let top = SharedFolder.repository + "/" + folder
    var documents = 0
    for path in SharedFolder.yamlFiles(under: top) {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let source = SourceText(file: String(path.dropFirst(top.count + 1)), bytes: bytes)
      let file = SpecFile.read(source, table: table)
      documents += file.documents.count
      let report = TextReport(language: .zh) { _, line in source.line(line) }
      #expect(file.diagnostics.isEmpty, "\(report.print(file.diagnostics))")
    }
    #expect(documents >= 8)
  }
}
