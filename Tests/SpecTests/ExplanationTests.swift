import Core
import Testing

@testable import Spec

@Suite struct ExplanationTests {
  /// Every code is explained in both languages with a wrong and a right example.
  @Test func everyCodeIsExplained() throws {
    let path = SharedFolder.repository + "/Specs/language/explain.yaml"
    let source = SourceText(file: "explain.yaml", bytes: try FolderReader.bytes(of: path))
    for code in DiagnosticCode.allCases {
      let found = Explanation.find(code, in: source)
      #expect(found.words?.en != nil, "\(code.rawValue)")
      #expect(found.wrong?.isEmpty == false && found.right?.isEmpty == false, "\(code.rawValue)")
      #expect(found.print(in: .zh).contains(code.meaning.zh))
    }
    let text = Explanation.find(.missingBlank, in: source).print(in: .zh)
    #expect(text.contains("错的写法：\n\n    title:老人体检\n"))
    #expect(text.contains("对的写法：\n\n    title: 老人体检\n"))
  }
}
