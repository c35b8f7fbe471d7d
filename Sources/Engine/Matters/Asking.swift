import Core
import FEEL

/// What a running matter asks somebody to answer now.
struct Asked {
  let step: StepProgram
  /// Whether the applicant is asked, and not a holder.
  let isOwn: Bool
  /// The fields of a step that asks for its own, by position; nil for a return.
  var filling: Set<Int>?
  /// The fields that the return names; nil = all that whoever filed writes.
  var named: Set<Int>?
  /// Why it was returned.
  var reason: String?
}

extension Preparation {
  private static let insertAsked = Statement.insert(SystemTables.askedField, conflict: .keep)
  private static let askedFields = Query(["field"], of: SystemTables.askedField, where: .equals("stay", 0))

  /// What the applicant is asked for by all stays that wait for them together, else what the caller's post is.
  ///
  /// - Throws: `Refusal` as for the verb `complete`.
  func asked(_ matter: LiveMatter, step named: String?) throws -> Asked {
    if try tends(matter.row) {
      let own = matter.standing.filter { $0.kind == .applicant && (named == nil || $0.step == named) }
      if let asked = try asked(own, matter) { return asked }
    }
    let step = try grip(.complete, matter, step: named).step
    guard case .fill(let fields) = step.kind else { throw Refusal.verbNotHere(.complete) }
    return Asked(step: step, isOwn: false, filling: Set(fields))
  }

  /// One answer ends all of them: it may answer what any of them asks for.
  func asked(_ own: [StepRow], _ matter: LiveMatter) throws -> Asked? {
    guard let step = own.lazy.compactMap({ matter.program(of: $0) }).first else { return nil }
    var fields: Set<Int> = [], names: Set<Int> = []
    var isReturn = false, isAll = false
    for stay in own {
      if case .fill(let asked)? = matter.program(of: stay)?.kind {
        fields.formUnion(asked)
        continue
      }
      isReturn = true
      let named = try reader.rows(Self.askedFields, [.int(stay.id)], under: .system(.command)).compactMap { $0[0].text }
      if named.isEmpty { isAll = true }
      for name in named { names.formUnion(matter.variant.form.positions(named: name)) }
    }
    let reason = matter.steps.last { $0.outcome == Verb.return.rawValue && $0.step == step.id }?.reason
    return Asked(
      step: step, isOwn: true, filling: isReturn ? nil : fields, named: isReturn && !isAll ? names.union(fields) : nil,
      reason: isReturn ? reason : nil)
  }

  /// The names of what the applicant shall look at again. - Throws: `Refusal` for what is not theirs to write.
  mutating func ask(for fields: [String], in stay: StepRow, _ matter: LiveMatter) throws {
    let form = matter.variant.form
    let strangers = fields.filter { form.positions(named: $0).isEmpty || form.positions(named: $0).contains { !form.isFilers($0) } }
    guard strangers.isEmpty else {
      throw Refusal(
        .invalidAnswers, Label(zh: "有指定的项目不是申请人填的", en: "A named field is not the applicant's"),
        fields: strangers.prefix(20).map { .init(field: $0, code: "unknown-field", message: StandardWords.unknownField) })
    }
    for field in Set(fields).sorted() { changes.append(Change(Self.insertAsked, [.int(stay.id), .text(field)])) }
  }

  /// The form of a running matter with answers given anew; what is not answered anew stays.
  func answered(
    _ matter: LiveMatter, _ answers: [String: Answer], filling: Set<Int>?, named: Set<Int>?, mode: FormEvaluation.Mode
  ) -> FormOutcome {
    let context = context(matter), known = matter.known
    func run(_ answers: [String: Answer]) -> FormOutcome {
      FormEvaluation.run(
        variant: matter.variant, answers: answers, filled: known, context: context, mode: mode, filling: filling)
    }
    guard let named else { return run(answers) }
    let form = matter.variant.form
    let open = Set(form.fields.indices.filter { named.contains($0) || matter.isUnanswered($0) }.map { form.name(of: $0) })
    var outcome = run(answers.filter { open.contains($0.key) })
    // What was wrong before, and is not asked about, is not the applicant's fault.
    let before = run([:]).errors
    outcome.errors.removeAll { error in
      let name = error.field.prefix { $0 != "." }
      return !open.contains(String(name)) && before.contains { $0.field == error.field && $0.code == error.code }
    }
    for (name, answer) in answers.sorted(by: { $0.key < $1.key }) where !open.contains(name) && answer != .null {
      outcome.errors.append(.init(field: name, code: "not-yours", message: StandardWords.notYours))
    }
    return outcome
  }

  /// The fields of a page: those named, what the new answers bring up besides, and, hidden still, what other answers
  /// could bring up.
  func onPage(_ named: Set<Int>, _ matter: LiveMatter, _ outcome: FormOutcome) -> Set<Int> {
    let before = answered(matter, [:], filling: nil, named: nil, mode: .show), form = matter.variant.form
    let more = form.fields.indices.filter { i in
      guard matter.isUnanswered(i), form.group[i] == nil else { return false }
      return outcome.visible[i] ? outcome.required[i] || !before.visible[i] : !before.visible[i]
    }
    return named.union(more)
  }
}

extension LiveMatter {
  /// What is answered, by position of the field.
  var known: [Int: Value] {
    var known: [Int: Value] = [:]
    for (i, value) in values.enumerated() where !value.isNull { known[i] = value }
    return known
  }

  /// A field of whoever filed that has no answer.
  func isUnanswered(_ field: Int) -> Bool {
    variant.form.isFilers(field) && (!values.indices.contains(field) || values[field].isNull)
  }
}

extension FormProgram {
  /// Under which name a field is answered: its own, or that of the repeating group it stands in.
  func name(of field: Int) -> String { group[field].map { pages[$0].id } ?? fields[field].id }

  /// The fields that are answered under a name; of a repeating group all of them.
  func positions(named name: String) -> [Int] { fields.indices.filter { self.name(of: $0) == name } }

  /// Whether whoever files writes a field.
  func isFilers(_ field: Int) -> Bool { fields[field].value == nil && !isFilledByOthers(field) }
}
