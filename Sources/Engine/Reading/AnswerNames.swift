import Core

/// What the answers to a service are called: what was kept under an earlier edition of its form is carried into the form
/// that runs now.
package struct AnswerNames: Sendable {
  /// Fields and repeating groups.
  private var known: Set<String> = []
  /// A name of before, and that of now.
  private var former: [String: String] = [:]
  /// The names inside the rows of a group.
  private var inside: [String: AnswerNames] = [:]

  init(_ forms: [FormProgram]) {
    for form in forms {
      for (i, field) in form.fields.enumerated() {
        if let group = form.group[i] {
          inside[form.pages[group].id, default: AnswerNames([])].add(field.id, field.was)
        } else {
          add(field.id, field.was)
        }
      }
      for page in form.pages { if let rows = page.rows { add(page.id, rows.was) } }
    }
  }

  private mutating func add(_ name: String, _ was: [String]) {
    known.insert(name)
    for old in was where former[old] == nil { former[old] = name }
  }

  /// Answers under the names of now.
  ///
  /// - Returns: Those, and the names that lead nowhere any more; what was kept under them is asked by nobody.
  package func carry(_ answers: [String: Answer]) -> (answers: [String: Answer], gone: [String]) {
    var carried: [String: Answer] = [:]
    var gone: [String] = []
    for (name, answer) in answers.sorted(by: { $0.key < $1.key }) {
      guard let now = known.contains(name) ? name : former[name] else {
        gone.append(name)
        continue
      }
      if now != name, answers[now] != nil { continue }
      carried[now] = inside[now].map { $0.carry(rows: answer) } ?? answer
    }
    return (carried, gone)
  }

  /// The path of now for one of before: `孩子.0.小名` becomes `子女.0.姓名`; one that leads nowhere stays as it is.
  package func path(_ path: String) -> String {
    var parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, let now = known.contains(first) ? first : former[first] else { return path }
    parts[0] = now
    if parts.count > 2, let inside = inside[now] { parts[2] = inside.path(parts[2]) }
    return parts.joined(separator: ".")
  }

  private func carry(rows answer: Answer) -> Answer {
    guard case .list(let items) = answer else { return answer }
    return .list(
      items.map { item in
        if case .object(let members) = item { .object(carry(members).answers) } else { item }
      })
  }
}

extension Engine {
  /// What answers to a service may be called, in any of its variants; nil when there is no such service.
  package func answerNames(_ service: String) throws -> AnswerNames? {
    try snapshot { running, _ in
      running.program.services[service].map { AnswerNames($0.variants.map(\.form)) }
    }
  }
}
