import Core
import Testing

@testable import Compile

/// The yardstick bundles of the language design, where they lie beside the repository.
@Suite struct SharedBundlesTests {
  @Test(arguments: [
    ["controls"], ["t-city"], ["t-city", "s1-elder-check"], ["t-city", "s1-elder-check", "s1-elder-check-zh"],
    ["t-city", "s2-flood"], ["t-city", "s3-fire"], ["t-city", "s4-contacts"], ["t-city", "s5-shops"],
    ["t-city", "s6-covers"], ["t-city", "s7-bikes"], ["t-city", "s8-water-notice"],
  ])
  func checkCleanButForNotYet(_ names: [String]) throws {
    guard let folder = Bundles.shared else {
      print("skipped: no design folder beside the repository")
      return
    }
    let bundles = try names.map { try Bundles.read(folder, $0) }
    let compiler = try Bundles.compiler()
    let base = bundles.flatMap(\.documents)
    var editions = [base]
    for edition in bundles.last?.editions ?? [] { editions.append(BundleDocuments.replacing(base, with: edition.documents)) }
    for documents in editions {
      let found = compiler.compile(documents).diagnostics.filter { $0.code != .notYet && $0.severity != .note }
      #expect(found.isEmpty, "\(Bundles.print(found, documents + Bundles.installation))")
    }
  }
}
