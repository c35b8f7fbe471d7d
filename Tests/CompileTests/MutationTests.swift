import Core
import Spec
import Testing

@testable import Compile

/// Broken documents give findings; they end nothing.
@Suite struct MutationTests {
  /// Numbers that are the same at every run.
  private struct Sequence {
    var state: UInt64
    mutating func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, below)))
    }
  }

  @Test func mutatedBundlesOnlyReport() throws {
    let table = try #require(Bundles.table)
    let compiler = try Bundles.compiler()
    let folder = Bundles.repository + "/Examples"
    let files = try FolderReader.contents(of: folder + "/t-city") + FolderReader.contents(of: folder + "/elder-check")
    var sequence = Sequence(state: 20_260_301)
    for round in 0..<24 {
      var changed = files
      let at = sequence.next(files.count)
      var lines = files[at].bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
      for _ in 0...sequence.next(3) {
        let a = sequence.next(lines.count)
        let b = sequence.next(lines.count)
        switch sequence.next(4) {
        case 0: lines.swapAt(a, b)
        case 1: lines[a] = lines[b]
        case 2: lines.remove(at: a)
        default: lines[a] = Array(lines[a].shuffledWords(&sequence.state))
        }
        if lines.isEmpty { lines = [[]] }
      }
      changed[at] = BundleFile(path: files[at].path, bytes: Array(lines.joined(separator: [0x0A])))
      let documents = BundleDocuments(folder: "m\(round)", files: changed, bundle: "m", table: table).documents
      let result = compiler.compile(documents)
      #expect(result.diagnostics.allSatisfy { !$0.range.isEmpty })
    }
  }
}

extension [UInt8] {
  /// The words of a line in another order.
  fileprivate func shuffledWords(_ state: inout UInt64) -> [UInt8] {
    var words = split(separator: 0x20, omittingEmptySubsequences: false).map(Array.init)
    guard words.count > 1 else { return reversed() }
    state = state &* 6_364_136_223_846_793_005 &+ 1
    words.swapAt(Int(state >> 33) % words.count, Int(state >> 40) % words.count)
    return Array(words.joined(separator: [0x20]))
  }
}
