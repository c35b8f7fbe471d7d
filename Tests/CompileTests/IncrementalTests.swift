import Core
import Spec
import Testing

@testable import Compile

/// Publishing one of many makes that one again, and what names it.
@Suite struct IncrementalTests {
  private static func service(_ number: Int, _ title: String = "服务") -> BundleFile {
    let text = """
      hutong: service/1
      id: service-\(number)
      title: \(title)\(number)
      purpose: 测试
      retain: 1 年
      open: {to: self}
      form:
        - 姓名: person-name
        - 电话: phone
        - 备注: {control: text, local: 本次用, when: 'string length(姓名) > 1', required: false}
      flow: none
      after:
        done:
          - {ledger: 名册, set: {手机: 电话}}
      """
    return BundleFile(path: "service-\(number).yaml", bytes: Array(text.utf8))
  }

  private static func ledger(_ more: String = "") -> BundleFile {
    let text = """
      hutong: ledger/1
      id: people
      title: 名册
      class: person
      purpose: 测试
      retain: 1 年
      columns:
        - 名字: person.full_name
        - 手机: person.mobile_phone\(more)
      """
    return BundleFile(path: "people.yaml", bytes: Array(text.utf8))
  }

  private static func documents(_ changed: [BundleFile] = []) throws -> [SourceDocument] {
    guard let table = Bundles.table else { throw Bundles.Missing() }
    var files = (0..<60).map { service($0) } + [ledger()]
    for file in changed {
      if let at = files.firstIndex(where: { $0.path == file.path }) { files[at] = file }
    }
    return BundleDocuments(folder: "many", files: files, table: table).documents
  }

  private static func made(_ compiler: Compiler, _ documents: [SourceDocument]) throws -> (Program, CompileCounters) {
    let before = compiler.counters
    let result = compiler.compile(documents)
    #expect(result.diagnostics.filter { $0.severity != .note }.isEmpty, "\(Bundles.print(result.diagnostics, documents))")
    let after = compiler.counters
    let program = try #require(result.program)
    return (
      program,
      CompileCounters(
        parsed: after.parsed - before.parsed, typed: after.typed - before.typed, lowered: after.lowered - before.lowered)
    )
  }

  @Test func onlyWhatChangedIsMadeAgain() throws {
    let compiler = try Bundles.compiler()
    let (first, all) = try Self.made(compiler, Self.documents())
    #expect(all.parsed >= 61)
    let (again, nothing) = try Self.made(compiler, Self.documents())
    #expect(nothing == CompileCounters())
    #expect(again.hash == first.hash)

    let (changed, one) = try Self.made(compiler, Self.documents([Self.service(7, "改了名的服务")]))
    #expect(one == CompileCounters(parsed: 1, typed: 1, lowered: 1))
    #expect(changed.hash != first.hash)
    #expect(changed.services["service-7"] !== first.services["service-7"])
    #expect(changed.services["service-7"]?.hash != first.services["service-7"]?.hash)
    #expect(changed.services["service-8"] === first.services["service-8"])

    // Back to the first: nothing is made again, because what went unused once is kept.
    let (back, none) = try Self.made(compiler, Self.documents())
    #expect(none == CompileCounters())
    #expect(back.hash == first.hash)
  }

  @Test func whatNamesAChangedLedgerIsMadeAgain() throws {
    let compiler = try Bundles.compiler()
    let (first, _) = try Self.made(compiler, Self.documents())
    let (second, counters) = try Self.made(compiler, Self.documents([Self.ledger("\n  - 住处: person.native_place")]))
    // The ledger, and again the sixty that name it: trees of services are let go once they run.
    #expect(counters.parsed == 61)
    // The ledger's columns and itself, and the sixty services that put into it.
    #expect(counters.lowered == 62)
    #expect(second.services["service-1"]?.hash != first.services["service-1"]?.hash)
  }

  @Test func aNewNameIsSeen() throws {
    let compiler = try Bundles.compiler()
    let table = try #require(Bundles.table)
    let without = BundleDocuments(folder: "many", files: [Self.service(1)], table: table).documents
    #expect(compiler.compile(without).diagnostics.map(\.code) == [.refUnknown])
    let with = BundleDocuments(folder: "many", files: [Self.service(1), Self.ledger()], table: table).documents
    #expect(compiler.compile(with).program != nil)
  }
}
