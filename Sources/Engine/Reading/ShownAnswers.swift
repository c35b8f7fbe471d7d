import Core
import FEEL

/// What was answered, as somebody who reads a request may see it.
extension Preparation {
  func answers(_ matter: LiveMatter, _ rights: Rights) throws -> [RequestDetail.AnswerShown] {
    guard let sight = try rights.sightAsking(matter.row, matter.steps, matter.service) else { return [] }
    let earlier = try EarlierAnswers(matter, reader, under: .scope(Scoped(reader: caller.person)), sealing)
    let form = matter.variant.form
    var answers: [RequestDetail.AnswerShown] = []
    var placed: Set<Int> = []
    for (i, field) in form.fields.enumerated() where matter.values.indices.contains(i) {
      if let group = form.group[i] {
        guard placed.insert(group).inserted, var shown = rows(form.pages[group], matter, sight) else { continue }
        if let before = earlier.groups[group] {
          shown.before = former(before.was, form, sight)
          shown.changed = before.at
        }
        answers.append(shown)
        continue
      }
      let before = earlier.fields[i].flatMap { $0.was.isNull && !form.isFilers(i) ? nil : $0 }
      guard sight.shows(field), !matter.values[i].isNull || before != nil else { continue }
      let isMasked = sight.masks(field)
      var shown = answer(field, matter.values[i], isMasked: isMasked)
      shown.isAskable = isMasked && !matter.values[i].isNull && sight.unmasks(field)
      if !isMasked { shown.ledger = ledger(field, matter.values[i], matter) }
      if let before {
        shown.before = before.was.isNull ? "" : isMasked ? field.control.masked(before.was) : text(before.was, field)
        shown.changed = before.at
      }
      answers.append(shown)
    }
    return answers
  }

  /// The rows that stood in a group before, as far as the reader may see them.
  private func former(_ rows: [[Int: Value]], _ form: FormProgram, _ sight: Sight) -> String {
    rows.map { row in
      row.sorted { $0.key < $1.key }.compactMap { i, value in
        let field = form.fields[i]
        guard sight.shows(field), !value.isNull else { return nil }
        let words = sight.masks(field) ? field.control.masked(value) : text(value, field)
        return "\(field.title.text(in: caller.language)) \(words)"
      }.joined(separator: caller.language == .zh ? "，" : ", ")
    }.joined(separator: caller.language == .zh ? "；" : "; ")
  }

  private func answer(_ field: FieldProgram, _ value: Value, isMasked: Bool) -> RequestDetail.AnswerShown {
    RequestDetail.AnswerShown(
      id: field.id, title: field.title, control: field.control.id, widget: field.control.widget, type: field.type,
      value: isMasked ? .null : value,
      text: value.isNull ? "" : isMasked ? field.control.masked(value) : text(value, field),
      isMasked: isMasked)
  }

  private func rows(
    _ group: PageProgram, _ matter: LiveMatter, _ sight: Sight
  ) -> RequestDetail.AnswerShown? {
    guard let program = group.rows else { return nil }
    let form = matter.variant.form
    let rows = form.rows(program, matter.values)
    let fields = program.fields.map { form.fields[$0] }
    guard !rows.isEmpty, fields.contains(where: { sight.shows($0) }) else { return nil }
    var shown = RequestDetail.AnswerShown(
      id: group.id, title: group.title, control: "rows", widget: .rows, type: .list,
      value: .list(
        rows.map { row in
          .context(
            Context(
              zip(fields, row.values).filter { sight.shows($0.0) && !sight.masks($0.0) }.map { ($0.id, $1) }))
        }),
      text: caller.language == .zh ? "\(rows.count) 行" : "\(rows.count) row(s)", isMasked: false)
    shown.rows = rows.enumerated().map { at, row in
      let answers = zip(fields, row.values).filter { sight.shows($0.0) && !$0.1.isNull }
        .map { field, value in
          var shown = answer(field, value, isMasked: sight.masks(field))
          shown.isAskable = sight.unmasks(field)
          return shown
        }
      guard let each = program.each, each.titles.indices.contains(at) else { return answers }
      let title = each.titles[at]
      let named = RequestDetail.AnswerShown(
        id: "each", title: Label(zh: "项目", en: "Item"), control: "text", widget: .line, type: .string, value: .string(title.zh),
        text: title.text(in: caller.language), isMasked: false)
      return [named] + answers
    }
    return shown
  }

  private func ledger(_ field: FieldProgram, _ value: Value, _ matter: LiveMatter) -> String? {
    guard case .attribute(let attribute, let root) = field.binding,
      let known = matter.images[root]?.attributes[attribute.number], !known.isNull
    else { return nil }
    let now = text(known, field)
    return now == text(value, field) ? nil : now
  }

  /// Choices by title, places by path.
  func text(_ value: Value, _ field: FieldProgram) -> String {
    if value.isNull { return "" }
    if field.type == .file || field.type == .files {
      let count = value.fileHashes.count
      return caller.language == .zh ? "\(count) 个文件" : "\(count) file(s)"
    }
    switch value {
    case .entity(let reference) where reference.classID == EntityClass.place.rawValue:
      return running.city.path(of: reference.id) ?? ""
    case .string(let code): return title(code, field)
    case .list(let items): return items.map { $0.string.map { title($0, field) } ?? $0.plainText }.joined(separator: "、")
    case .context(let point) where field.type == .point:
      return "\(point.values.map(\.plainText).joined(separator: ", "))（WGS-84）"
    case .dateTime(let moment): return String(moment.text.prefix(16)).replacing("T", with: " ")
    case .boolean(let truth):
      return caller.language == .zh ? (truth ? "是" : "否") : (truth ? "yes" : "no")
    default: return value.plainText
    }
  }

  private func title(_ code: String, _ field: FieldProgram) -> String {
    guard let options = field.options ?? field.control.options, let at = options.byCode[code] else { return code }
    return options.options[at].title.text(in: caller.language)
  }
}
