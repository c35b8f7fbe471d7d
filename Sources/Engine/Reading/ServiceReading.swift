import Core
import FEEL

extension FormProgram {
  /// Whether any field is signed or asks where somebody is.
  var usesDevice: Bool { fields.contains { $0.control.widget == .sign || $0.control.widget == .map } }
}

extension Engine {
  /// The form of a service for the caller or for somebody they may file for, with what the ledger knows already.
  ///
  /// - Parameter answers: what was typed so far: the form as it looks then, nothing demanded.
  package func form(
    _ service: String, for other: Int64?, answers: [String: Answer]? = nil, caller: Caller
  ) throws -> ServiceForm {
    let (form, audit): (ServiceForm, Change?) = try snapshot { running, reader in
      guard let program = running.program.services[service] else { throw Refusal.noService }
      let preparation = Preparation(self, running, reader, caller)
      let form = try preparation.form(program, for: other, answers)
      return (form, try preparation.look(at: form, program))
    }
    if let audit { try commitOrThrow(Plan(changes: [audit])) }
    return form
  }

  private static let draftQuery = Query(
    ["payload"], of: SystemTables.draft,
    where: .all([.equals("person", 0), .equals("definition", 1), .equals("subject", 2)]))

  /// What the caller kept of a form, as they sent it; nil when nothing is kept.
  package func draft(_ service: String, for other: Int64?, caller: Caller) throws -> [UInt8]? {
    try snapshot { running, reader in
      // Of a service that is gone it is given back to whoever wrote it.
      let party = try running.program.services[service].map {
        try Preparation(self, running, reader, caller).party(of: $0, for: other)
      }
      let subject = party?.id ?? other ?? caller.person
      let row = try reader.rows(
        Self.draftQuery, [.int(caller.person), .text(service), .int(subject)],
        under: .scope(Scoped(reader: caller.person))
      ).first
      return row?[0].blob.flatMap { sealing.open($0, subject: subject) }
    }
  }
}

extension Preparation {
  fileprivate func form(
    _ service: ServiceProgram, for other: Int64?, _ answers: [String: Answer]?
  ) throws -> ServiceForm {
    let party = try party(of: service, for: other)
    let place = try place(of: party, for: service)
    guard let variant = variant(service, at: place) else { throw Refusal.noPlace }
    try checkDates(service, variant.open)
    try checkAudience(service, variant.open, party, at: place)
    let shape = running.shapes.shape(service, variant, running)
    let images = try images(
      shape, subject: party.id, applicant: party.person ?? caller.person, filer: caller.person, place: place)
    if isEligible(variant, images, place: place, values: nil) == false { throw notEligible(variant.open) }
    let context = EvaluationContext(running: running, now: now, place: place, images: images)
    let filled = FieldFilling(variant, context).values
    let outcome = FormEvaluation.run(
      variant: variant, answers: answers ?? [:], filled: filled, context: context, mode: .show)
    let errors = answers.map {
      FormEvaluation.run(variant: variant, answers: $0, filled: filled, context: context, mode: .submit).errors
    }
    let sources = try FilledSources(self, images)
    let pages = pages(variant, outcome, filled, images, sources)
    var made = ServiceForm(
      id: service.id, title: service.title, help: service.help, variant: variant.id, program: service.hash,
      epoch: running.epoch, person: party.id,
      placePath: place.flatMap { running.city.path(of: $0) },
      purpose: service.purpose, pages: pages, errors: errors ?? [], now: now)
    made.usesDevice = variant.form.usesDevice
    made.isForFamily = variant.open.audience.contains(.family)
    made.elsewhere = variant.form.elsewhere(outcome, typed: answers ?? [:])
    return made
  }

  /// - Parameter filling: The fields that a step asks for; nil = those of who files.
  func pages(
    _ variant: VariantProgram, _ outcome: FormOutcome, _ filled: [Int: Value], _ images: [EntityRoot: EntityImage],
    _ sources: FilledSources, filling: Set<Int>? = nil
  ) -> [ServiceForm.Page] {
    let form = variant.form
    // Fields stand on the outermost page round them.
    func page(_ start: Int) -> Int {
      var at = start
      for _ in form.pages {
        guard form.pages.indices.contains(at), let parent = form.pages[at].parent else { return at }
        at = parent
      }
      return at
    }
    var fields: [Int: [ServiceForm.Field]] = [:]
    var placed: Set<Int> = []
    for (i, field) in form.fields.enumerated() {
      if filling.map({ !$0.contains(i) }) ?? form.isFilledByOthers(i) { continue }
      guard let group = form.group[i] else {
        let source = filled[i] != nil ? sources.source(of: field, images) : nil
        fields[page(field.page), default: []].append(shown(i, field, outcome, filled[i] != nil, source))
        continue
      }
      if placed.insert(group).inserted { fields[page(field.page), default: []].append(rows(form, group, outcome)) }
    }
    return form.pages.enumerated().compactMap { i, page in
      guard page.parent == nil, filling == nil ? page.by == nil : fields[i] != nil else { return nil }
      return ServiceForm.Page(id: page.id, title: page.title, help: page.help, fields: fields[i] ?? [])
    }
  }

  private func shown(
    _ i: Int, _ field: FieldProgram, _ outcome: FormOutcome, _ isFilled: Bool, _ source: FilledSources.Source?
  ) -> ServiceForm.Field {
    var made = Self.shown(
      field, value: outcome.values[i], isRequired: outcome.required[i], isVisible: outcome.visible[i],
      offered: outcome.offered[i], isLocked: field.isLocked && isFilled, source: source, now: now,
      isAsked: outcome.asked.contains(field.id))
    made.isFilled = isFilled
    return made
  }

  private static func shown(
    _ field: FieldProgram, value: Value, isRequired: Bool, isVisible: Bool, offered: [String]?, isLocked: Bool = false,
    source: FilledSources.Source? = nil, now: Int64 = 0, isAsked: Bool = false
  ) -> ServiceForm.Field {
    ServiceForm.Field(
      id: field.id, title: field.title, help: field.help, control: field.control.id, widget: field.control.widget,
      type: field.type, isRequired: isRequired, isVisible: isVisible, isReadOnly: field.value != nil || isLocked,
      options: options(field.options ?? field.control.options, offered),
      parts: field.control.parts.map { part($0, value) }, unit: field.unit, level: field.level, value: value,
      source: source?.label, age: source.map { Int(max(0, now &- $0.at) / 86_400_000) }, sourced: source?.at,
      isAsked: isAsked)
  }

  /// A repeating group as one field.
  private func rows(_ form: FormProgram, _ page: Int, _ outcome: FormOutcome) -> ServiceForm.Field {
    let program = form.pages[page], group = form.pages[page].rows
    let members = group?.fields ?? []
    let template = members.map { field -> ServiceForm.Field in
      let field = form.fields[field]
      var isRequired = true
      if case .never = field.required { isRequired = false }
      return Self.shown(field, value: .null, isRequired: isRequired, isVisible: field.when == nil, offered: nil)
    }
    let filled = (outcome.rows[page] ?? []).enumerated().map { row, state in
      members.enumerated().map { at, field in
        let field = form.fields[field]
        return Self.shown(
          field, value: state.values[at], isRequired: state.required[at], isVisible: state.visible[at],
          offered: state.offered[at], isAsked: outcome.asked.contains("\(program.id).\(row).\(field.id)"))
      }
    }
    let value = group.map { form.rows($0, outcome.values) } ?? []
    var made = ServiceForm.Field(
      id: program.id, title: program.title, help: program.help, control: "rows", widget: .none, type: .list,
      isRequired: (group?.least ?? 0) > 0, isVisible: outcome.shown[page], isReadOnly: false, options: [], parts: [],
      unit: nil, level: nil, value: .list(value.map { .context($0) }), source: nil, age: nil, sourced: nil,
      isAsked: false)
    made.rows = ServiceForm.Rows(
      least: group?.least ?? 0, most: group?.most ?? 0, fields: template, filled: filled, titles: group?.each?.titles ?? [])
    return made
  }

  private static func options(_ options: OptionsProgram?, _ offered: [String]?) -> [ServiceForm.Option] {
    (options?.options ?? []).filter { offered?.contains($0.code) ?? true }
      .map { ServiceForm.Option(code: $0.code, title: $0.title) }
  }

  private static func part(_ part: ControlProgram.Part, _ value: Value) -> ServiceForm.Part {
    var own = Value.null
    if case .context(let parts) = value { own = parts[part.id] ?? .null }
    return ServiceForm.Part(
      id: part.id, title: part.title, control: part.control.id, widget: part.control.widget, type: part.control.type,
      isRequired: part.required, options: options(part.control.options, nil), value: own)
  }
}
