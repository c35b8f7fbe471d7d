import Core
import Foundation
import Testing

@testable import Compile

/// What is printed of wrong services. `HUTONG_REWRITE_GOLDENS=1` writes the printed text anew; review the
/// difference.
@Suite struct ServiceGoldenTests {
  static let rewrites = ProcessInfo.processInfo.environment["HUTONG_REWRITE_GOLDENS"] == "1"

  @Test(arguments: ServiceCases.names("fail")) func failing(_ name: String) throws {
    let text = try ServiceCases.text("fail", name)
    let found = try ServiceCases.compile(text, file: name + ".yaml").found
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let printed = ServiceCases.print(found, lines) + ServiceCases.print(found, lines, .en)
    let path = "\(ServiceCases.folder)/fail/\(name).expected"
    #expect(!found.isEmpty)
    if ServiceGoldenTests.rewrites {
      try printed.write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      #expect(try printed == String(contentsOfFile: path, encoding: .utf8))
    }
  }

  @Test(arguments: ServiceCases.names("pass")) func passing(_ name: String) throws {
    let text = try ServiceCases.text("pass", name)
    let (program, found) = try ServiceCases.compile(text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(found.isEmpty, "\(ServiceCases.print(found, lines))")
    #expect(program?.services[name] != nil)
  }

  /// Every finding points at something, has both languages and stands there once.
  @Test(arguments: ServiceCases.names("fail")) func findingsAreWhole(_ name: String) throws {
    let text = try ServiceCases.text("fail", name)
    let found = try ServiceCases.compile(text, file: name + ".yaml").found
    for finding in found {
      #expect(!finding.range.isEmpty, "\(finding)")
      #expect(!finding.message.zh.isEmpty && !finding.message.en.isEmpty)
      #expect(finding.notes.allSatisfy { !$0.range.isEmpty }, "\(finding)")
    }
    let places = found.map { "\($0.range.start.line):\($0.range.start.column) \($0.code)" }
    #expect(Set(places).count == places.count, "the same finding twice: \(places)")
  }

  @Test func enoughOfBoth() {
    #expect(ServiceCases.names("fail").count >= 40)
    #expect(ServiceCases.names("pass").count >= 20)
  }
}
