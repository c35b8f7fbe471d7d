import Core
import Engine

/// What differs between documents, a document at a time, its lines folded away.
struct DifferenceParts {
  let layout: Layout
  /// Documents with their lines; of more, only the names.
  private static let most = 60
  /// Lines of one document.
  private static let mostLines = 400

  init(layout: Layout) { self.layout = layout }

  func write(_ comparison: ReleaseComparison, _ html: inout HTML) {
    html.tag("section", [.style("stack stack--3")]) { html in
      if comparison.documents.isEmpty {
        return layout.blank(.check, layout.say("没有任何改变。", "Nothing differs."), &html)
      }
      for (at, document) in comparison.documents.enumerated() { self.document(document, isShort: at >= Self.most, &html) }
    }
  }

  private func document(_ document: ReleaseComparison.Document, isShort: Bool, _ html: inout HTML) {
    let counts = counts(document)
    html.tag("details", [.style("card")]) { html in
      html.tag("summary", [.style("row")]) { html in
        html.tag("span", [.style(PlanParts.style(document.kind.rawValue))], PlanParts(layout: layout).word(document.kind.rawValue))
        html.tag("span", [.style("mono grow")], "\(document.document)/\(document.id)")
        html.tag("span", [.style("sm sub num")], counts)
      }
      guard let hunks = document.hunks, !isShort else {
        let words =
          isShort
          ? layout.say("改动的文档太多，这里只列名字。", "Too many documents differ; this one is only named.")
          : layout.say("这份文档太长或改动太多，不逐行比较。", "Too long, or too different, to be compared by lines.")
        return html.tag("p", [.style("sub")], words)
      }
      if hunks.isEmpty { return html.tag("p", [.style("sub")], layout.say("只有位置变了。", "Only its place changed.")) }
      var left = Self.mostLines
      for hunk in hunks where left > 0 {
        html.tag("p", [.style("xs mute num")], layout.say("第 \(hunk.line) 行起", "from line \(hunk.line)"))
        lines(Array(hunk.lines.prefix(left)), &html)
        left -= hunk.lines.count
      }
      if left < 0 { html.tag("p", [.style("foot")], layout.say("后面还有，没有列出。", "There is more, not listed.")) }
    }
  }

  /// The text of each line says how it differs, for who does not see colours.
  private func lines(_ lines: [ReleaseComparison.Line], _ html: inout HTML) {
    html.tag("pre", [.style("code lines"), .of("tabindex", "0")]) { html in
      for line in lines {
        switch line.kind {
        case .kept: html.tag("span", [], "  \(line.text)\n")
        case .added: html.tag("ins", [], "+ \(line.text)\n")
        case .removed: html.tag("del", [], "- \(line.text)\n")
        }
      }
    }
  }

  private func counts(_ document: ReleaseComparison.Document) -> String {
    guard let lines = document.hunks?.flatMap(\.lines) else { return "" }
    let added = lines.count { $0.kind == .added }, removed = lines.count { $0.kind == .removed }
    return layout.say("加 \(added) 行，减 \(removed) 行", "+\(added) −\(removed) lines")
  }
}
