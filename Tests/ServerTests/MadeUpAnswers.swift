import Core
import FEEL
import TestSupport

@testable import Engine

/// Answers as people type them, odd ones included, to every field of a form: for the server and for a page of a browser.
struct MadeUpAnswers {
  private var random: TestSupport.SeededNumbers
  private(set) var answers: [String: Answer] = [:]
  private(set) var fields: [String: Any] = [:]
  private(set) var rows: [String: Int] = [:]
  /// What the page is told of answers elsewhere, by path; nil where a step asks for nothing.
  private var elsewhere: [String: String]?
  private let isFilling: Bool

  /// A page of a browser.
  var page: [String: Any] {
    var page: [String: Any] = ["fields": fields, "rows": rows]
    if let elsewhere { page["elsewhere"] = elsewhere }
    page["filling"] = isFilling
    return page
  }

  /// - Parameter filling: the fields that a step asks for; nil = whoever files writes.
  init(_ form: FormProgram, seed: UInt64, filling: Set<Int>? = nil) {
    random = TestSupport.SeededNumbers(seed)
    isFilling = filling != nil
    if isFilling { elsewhere = [:] }
    for (at, field) in form.fields.enumerated() where form.group[at] == nil && field.value == nil {
      guard filling?.contains(at) ?? !form.isFilledByOthers(at), let made = make(field) else { continue }
      fields[field.id] = made.page
      if let answer = made.answer { answers[field.id] = answer }
    }
    for page in form.pages {
      guard let group = page.rows, filling.map({ !$0.isDisjoint(with: group.fields) }) ?? true else { continue }
      let count = group.each?.items.count ?? random.below(min(group.most, 3) + 1)
      rows[page.id] = count
      answers[page.id] = .list(
        (0..<count).map { row in
          var members: [String: Answer] = [:]
          for at in group.fields where form.fields[at].value == nil {
            guard let made = make(form.fields[at]) else { continue }
            fields["\(page.id).\(row).\(form.fields[at].id)"] = made.page
            if let answer = made.answer { members[form.fields[at].id] = answer }
          }
          return .object(members)
        })
    }
  }

  /// Tells the page what was answered before, but for some fields that it may not be told.
  mutating func tell(_ known: [Int: Value], of form: FormProgram, filling: Set<Int>) {
    for (at, field) in form.fields.enumerated() where field.value == nil && !filling.contains(at) {
      if random.once(in: 4) { continue }
      let value = known[at] ?? .null
      guard let group = form.group[at] else {
        elsewhere?[field.id] = JavaScriptTarget.json(value)
        continue
      }
      let name = form.pages[group].id
      let all = form.pages[group].rows?.fields.compactMap { known[$0] } ?? []
      rows[name] = all.map { if case .list(let column) = $0 { column.count } else { 0 } }.max() ?? 0
      guard case .list(let column) = value else { continue }
      for (row, one) in column.enumerated() { elsewhere?["\(name).\(row).\(field.id)"] = JavaScriptTarget.json(one) }
    }
  }

  /// Leaves only some of the answers on the page: of the others it is told what a draft says.
  mutating func spread(_ told: [(name: String, value: Value)], of form: FormProgram) {
    elsewhere = [:]
    for (name, value) in told where random.once(in: 2) {
      guard form.pages.contains(where: { $0.id == name && $0.rows != nil }), case .list(let column) = value else {
        fields[name] = nil
        elsewhere?[name] = JavaScriptTarget.json(value)
        continue
      }
      for path in fields.keys where path.hasPrefix(name + ".") { fields[path] = nil }
      for (row, one) in column.enumerated() {
        guard case .context(let members) = one else { continue }
        for (id, value) in zip(members.keys, members.values) { elsewhere?["\(name).\(row).\(id)"] = JavaScriptTarget.json(value) }
      }
    }
  }

  /// Nil for what a page cannot read: it is not answered.
  private mutating func make(_ field: FieldProgram) -> (page: [String: Any], answer: Answer?)? {
    guard field.control.parts.isEmpty else { return nil }
    if random.once(in: 8) { return ([:], nil) }
    if random.once(in: 7) { return (["typed": "null"].mapValues { _ in Optional<String>.none as Any }, .null) }
    switch field.type {
    case .boolean:
      let truth = random.once(in: 2)
      return (["typed": truth], .bool(truth))
    case .codes:
      var codes = (field.options ?? field.control.options)?.options.map(\.code).filter { _ in random.once(in: 2) } ?? []
      if random.once(in: 9) { codes.append("没有") }
      return (["typed": codes], .list(codes.map(Answer.text)))
    case .file, .files, .place, .point, .entity, .context, .list, .duration: return nil
    default: break
    }
    let text = random.pick(texts(field))
    return (["typed": text], .text(text))
  }

  private mutating func texts(_ field: FieldProgram) -> [String] {
    let odd = ["", "  ", "中文 ", "\u{1F600}𠮷", "e\u{301}", "a\tb\nc", "null", "\u{3000}全角\u{3000}", "0", "-0", "x'\"<b>"]
    switch field.type {
    case .number, .integer, .money:
      return ["1", "2", "3.5", "12.34", "0.005", "60", "99999999999", "-1", "1e2", " 7 ", "１２", "1.", "07"] + odd.prefix(3)
    case .date:
      return ["2026-03-01", "2026-03-02", "2026-03-09", "2024-02-29", "2025-02-29", "20260301", "2026-2-1", "明天", "1950-01-01"]
    case .time: return ["08:30", "23:59:59", "24:00", "8:30", "25:00", "08:30:00.5"]
    case .code:
      let options = (field.options ?? field.control.options)?.options ?? []
      return options.map(\.code) + options.map(\.title.zh) + options.flatMap(\.was) + ["没有这一项"]
    default: return odd + ["张三", "李四·买买提", "13800138000", "138 0013 8000", "１３８００１３８０００", "某某", "好吃不贵", "110101194912310019"]
    }
  }
}
