import Core
import Foundation
import Testing

@testable import Spec

/// Documents an author could have written, with what is printed of them. `HUTONG_REWRITE_GOLDENS=1` writes
/// the printed text anew; review the difference.
@Suite struct GoldenTests {
  static let folder = SharedFolder.repository + "/Tests/Cases/spec"
  static let rewrites = ProcessInfo.processInfo.environment["HUTONG_REWRITE_GOLDENS"] == "1"

  static func cases(_ kind: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + kind)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  private func read(_ kind: String, _ name: String) throws -> SpecFile {
    let table = try #require(TestTable.table)
    let bytes = try FolderReader.bytes(of: "\(GoldenTests.folder)/\(kind)/\(name).yaml")
    return SpecFile.read(SourceText(file: name + ".yaml", bytes: bytes), table: table)
  }

  @Test(arguments: cases("fail")) func failing(_ name: String) throws {
    let file = try read("fail", name)
    #expect(!file.diagnostics.isEmpty)
    let line: TextReport.LineOfFile = { _, line in file.source.line(line) }
    let base = "\(GoldenTests.folder)/fail/\(name)"
    try compare(
      base + ".expected", TextReport(language: .zh, line: line).print(file.diagnostics), always: true)
    try compare(base + ".en.expected", TextReport(language: .en, line: line).print(file.diagnostics))
    try compare(base + ".json.expected", JSONReport(language: .zh).print(file.diagnostics))
    try compare(base + ".sarif.expected", SarifReport(language: .zh).print(file.diagnostics))
    try compare(base + ".github.expected", GitHubReport(language: .en).print(file.diagnostics))
  }

  @Test(arguments: cases("pass")) func passing(_ name: String) throws {
    let file = try read("pass", name)
    let report = TextReport(language: .zh) { _, line in file.source.line(line) }
    #expect(file.diagnostics.isEmpty, "\(report.print(file.diagnostics))")
    #expect(!file.documents.isEmpty)
  }

  /// Every finding of every case points at something, has both languages and stands there once.
  @Test(arguments: cases("fail")) func findingsAreWhole(_ name: String) throws {
    let file = try read("fail", name)
    for finding in file.diagnostics {
      #expect(!finding.range.isEmpty, "\(finding)")
      #expect(finding.range.file == name + ".yaml")
      #expect(!finding.message.zh.isEmpty && !finding.message.en.isEmpty)
      #expect(finding.notes.allSatisfy { !$0.range.isEmpty })
      #expect(finding.range.start.line <= file.source.lineStarts.count)
    }
    let places = file.diagnostics.sortedForPrinting().map {
      "\($0.range.start.line):\($0.range.start.column) \($0.code)"
    }
    #expect(Set(places).count == places.count, "the same finding twice: \(places)")
  }

  /// A machine repair of a case leaves fewer findings, never a file that cannot be read.
  @Test(arguments: cases("fail")) func repairsRepair(_ name: String) throws {
    let table = try #require(TestTable.table)
    let file = try read("fail", name)
    let repairable = file.diagnostics.filter { $0.fix != nil }.count
    let (source, changes) = Repair.all(file.source, table: table)
    #expect(changes.isEmpty == (repairable == 0))
    let after = SpecFile.read(source, table: table)
    #expect(after.diagnostics.filter { $0.fix != nil }.isEmpty)
    let couldRead = !file.diagnostics.contains { $0.code == .yamlSyntax }
    if couldRead { #expect(!after.diagnostics.contains { $0.code == .yamlSyntax }) }
  }

  @Test func enoughOfBoth() {
    #expect(GoldenTests.cases("fail").count >= 90)
    #expect(GoldenTests.cases("pass").count >= 45)
  }

  private func compare(_ path: String, _ printed: String, always: Bool = false) throws {
    let exists = FileManager.default.fileExists(atPath: path)
    guard exists || always else { return }
    if GoldenTests.rewrites {
      try printed.write(toFile: path, atomically: true, encoding: .utf8)
      return
    }
    let expected = exists ? try String(contentsOfFile: path, encoding: .utf8) : ""
    #expect(printed == expected, "\(path)")
  }
}
