import Core
import Engine

/// What somebody had begun to fill in of a service that takes nothing any more: it is shown with the reason, so that
/// nothing typed is gone without a word.
struct LeftDraft {
  private let layout: Layout
  private let refusal: Refusal
  private var answers: [String: Answer]

  /// Nil where nothing had been begun, or the refusal says something else.
  init?(_ call: Call, _ refusal: Refusal, person: String?) throws {
    guard refusal.code == .notFound || refusal.code == .serviceClosed else { return nil }
    let kept = try call.site.desk.draft(call.caller(), call.parameter(0), ServiceRoutes.person(person))
    guard let kept, let members = try JSONReader.read(kept).members else { return nil }
    layout = Layout(call)
    self.refusal = refusal
    answers = members
  }

  /// What stood on a page that is sent now: texts as they were typed.
  mutating func take(_ posted: FieldList) {
    for name in Set(posted.pairs.map(\.name)) where name.hasPrefix("f.") && !name.dropFirst(2).contains(".") {
      let texts = posted.all(name).filter { !$0.isEmpty }.map(Answer.text)
      if let first = texts.first { answers[String(name.dropFirst(2))] = texts.count == 1 ? first : .list(texts) }
    }
  }

  func page() -> Response {
    let problem = Problem(refusal)
    let title = layout.say("不再受理", "No longer open")
    return layout.page(problem.status, title: title) { html in
      layout.back("/", layout.say("返回", "Back"), &html)
      html.tag("h1", [], title)
      layout.call("wait", refusal.message.text(in: layout.language), &html)
      html.tag(
        "p", [], layout.say("没有提交任何内容。您填到一半的还在，可以抄下来：", "Nothing was sent. What you had filled in is still here to copy:"))
      html.tag("section", [.style("card")]) { html in
        html.tag("dl", [.style("sum")]) { html in
          for (name, answer) in answers.sorted(by: { $0.key < $1.key }) {
            let text = text(answer)
            if text.isEmpty { continue }
            html.tag("div") { html in
              html.tag("dt", [], name)
              html.tag("dd", [.style("pre")], text)
            }
          }
        }
      }
    }
  }

  private func text(_ answer: Answer) -> String {
    switch answer {
    case .null: ""
    case .bool(let truth): truth ? layout.say("是", "Yes") : layout.say("否", "No")
    case .number(let text): text
    case .text(let text): StoredFile.isHash(text) ? layout.say("一个文件", "a file") : text
    case .list(let items): items.map { self.text($0) }.filter { !$0.isEmpty }.joined(separator: layout.say("、", ", "))
    case .object(let members):
      members.sorted { $0.key < $1.key }.compactMap { name, value in
        let text = text(value)
        return text.isEmpty ? nil : "\(name) \(text)"
      }.joined(separator: layout.say("，", ", "))
    }
  }
}
