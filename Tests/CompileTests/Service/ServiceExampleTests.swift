import Core
import Testing

@testable import Compile

/// The shipped examples become programs.
@Suite struct ServiceExampleTests {
  @Test(arguments: ["elder-check", "elder-check-zh"]) func elderCheckHasThreeProcedures(_ name: String) throws
  {
    let result = try compile(["t-city", name])
    let service = try #require(result.program?.services[name])
    #expect(service.variants.map(\.flow.steps.count) == [0, 1, 2])
    #expect(service.variants[0].territory != service.variants[1].territory)
    for variant in service.variants {
      #expect(variant.form.fields.map(\.id).starts(with: ["姓名", "证件号", "出生日期", "电话", "住址"]))
      #expect(variant.layout.count >= variant.form.fields.count)
    }
    let last = service.variants[2].flow.steps[1]
    guard case .review(let batch) = last.kind else { return }
    #expect(batch?.per == .level(.community) && batch?.close == .byHand)
    #expect(service.measures.count >= 1)
  }

  @Test(arguments: ["t-city"]) func isClean(_ name: String) throws {
    _ = try compile([name])
  }

  private func compile(_ names: [String]) throws -> CompileResult {
    let bundles = try names.map { try Bundles.read(Bundles.repository + "/Examples", $0) }
    let documents = bundles.flatMap(\.documents)
    let compiler = try Bundles.compiler()
    let result = compiler.compile(documents)
    #expect(
      result.diagnostics.filter { $0.severity != .note }.isEmpty,
      "\(Bundles.print(result.diagnostics, documents + Bundles.installation))")
    for edition in bundles.last?.editions ?? [] {
      let sum = BundleDocuments.replacing(documents, with: edition.documents)
      let found = compiler.compile(sum).diagnostics
      #expect(found.filter { $0.severity != .note }.isEmpty, "\(Bundles.print(found, sum))")
    }
    return result
  }
}
