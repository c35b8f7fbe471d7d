import Core
import Testing

@testable import Compile

/// The bundles that ship with the product: clean, and whole programs.
@Suite struct ExamplesTests {
  @Test(arguments: [
    ["t-city"], ["t-city", "elder-check"], ["t-city", "flood"], ["t-city", "market-stall"],
    ["t-city", "street-repair"],
    ["t-city", "elder-check", "elder-check-zh"], ["haidian"],
  ])
  func compileClean(_ names: [String]) throws {
    let bundles = try names.map { try Bundles.read(Bundles.repository + "/Examples", $0) }
    let compiler = try Bundles.compiler()
    let base = bundles.flatMap(\.documents)
    var editions = [base]
    for bundle in bundles { for edition in bundle.editions { editions.append(BundleDocuments.replacing(base, with: edition.documents)) } }
    for documents in editions {
      let result = compiler.compile(documents)
      let found = result.diagnostics.filter { $0.severity != .note }
      #expect(found.isEmpty, "\(Bundles.print(found, documents + Bundles.installation))")
      #expect(result.program != nil)
    }
  }
}
