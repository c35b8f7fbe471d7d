import Core
import FEEL

/// A service as somebody sees it in the list.
package struct ServiceCard: Sendable {
  package enum Opening: Sendable, Hashable {
    case open
    /// Opens at this moment, milliseconds UTC.
    case notYet(Int64)
    case closed
  }
  package let id: String
  package let title: Label
  package let help: Label?
  package let tags: [String]
  package let variant: String
  /// Where the caller lives; nil when that is not known.
  package let place: Int64?
  package let placePath: String?
  package let opening: Opening
  /// Nil = cannot be decided without answers: shown and asked.
  package let isEligible: Bool?
  package let audience: [Audience]
  /// When it closes, milliseconds UTC.
  package let until: Int64?
  /// Places left, where there is a limit that is counted for the whole service or for the caller's own place.
  package let left: Int?
  /// Who deals with it, one after the other.
  package let steps: [Label]
}

/// A form as it stands before somebody fills it.
package struct ServiceForm: Sendable {
  package struct Option: Sendable {
    package let code: String
    package let title: Label
  }

  package struct Part: Sendable {
    package let id: String
    package let title: Label
    package let control: String
    package let widget: Widget
    package let type: ValueType
    package let isRequired: Bool
    package let options: [Option]
    package let value: Value
  }

  package struct Field: Sendable {
    package let id: String
    package let title: Label
    package let help: Label?
    package let control: String
    package let widget: Widget
    package let type: ValueType
    package let isRequired: Bool
    package let isVisible: Bool
    /// Computed, or verified and not to be changed.
    package let isReadOnly: Bool
    package let options: [Option]
    package let parts: [Part]
    package let unit: String?
    package let level: PlaceLevel?
    package let value: Value
    /// Where a filled value comes from: a request's code, or the ledger.
    package let source: Label?
    /// Whole days since it was written or confirmed.
    package let age: Int?
  }

  package struct Page: Sendable {
    package let id: String
    package let title: Label
    package let help: Label?
    package let fields: [Field]
  }

  package let id: String
  package let title: Label
  package let help: Label?
  package let variant: String
  package let program: String
  package let epoch: Int64
  package let person: Int64
  package let placePath: String?
  package let purpose: Label?
  package let pages: [Page]
}

extension Engine {
  /// The services that are open where the caller lives and meant for them, by title.
  ///
  /// - Parameter text: only those whose title, id or tag holds it, or is spelled by it in pinyin or first letters.
  package func services(_ caller: Caller, text: String? = nil) throws -> [ServiceCard] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let place = try preparation.residence(of: caller.person)
      let path = place.flatMap { running.city.position(of: $0) }.map { running.city.tree.path(of: $0) }
      var cards: [ServiceCard] = []
      for service in running.program.services.values {
        if let text, !text.isEmpty, !service.matches(text) { continue }
        guard let variant = preparation.variant(service, at: place) else { continue }
        guard let card = try preparation.card(service, variant, place, path) else { continue }
        cards.append(card)
      }
      return cards.sorted { ($0.title.zh, $0.id) < ($1.title.zh, $1.id) }
    }
  }

  /// The form of a service for the caller or for somebody they may file for, with what the ledger knows already.
  ///
  /// - Parameter answers: what was typed so far: the form as it looks then, nothing demanded.
  package func form(
    _ service: String, for other: Int64?, answers: [String: Answer] = [:], caller: Caller
  ) throws -> ServiceForm {
    try snapshot { running, reader in
      guard let program = running.program.services[service] else { throw Refusal.noService }
      return try Preparation(self, running, reader, caller).form(program, for: other, answers)
    }
  }

  private static let draftQuery = Query(
    ["payload"], of: SystemTables.draft,
    where: .all([.equals("person", 0), .equals("definition", 1), .equals("subject", 2)]))

  /// What the caller kept of a form, as they sent it; nil when nothing is kept.
  package func draft(_ service: String, for other: Int64?, caller: Caller) throws -> [UInt8]? {
    try snapshot { _, reader in
      let subject = other ?? caller.person
      let row = try reader.rows(
        Self.draftQuery, [.int(caller.person), .text(service), .int(subject)],
        under: .scope(Scoped(reader: caller.person))
      ).first
      return row?[0].blob.flatMap { sealing.open($0, subject: subject) }
    }
  }
}

extension ServiceProgram {
  fileprivate func matches(_ text: String) -> Bool {
    title.zh.contains(text) || (title.en ?? "").lowercased().contains(text.lowercased()) || id.contains(text)
      || tags.contains { $0.contains(text) } || Pinyin.spells(text, title.zh)
      || tags.contains { Pinyin.spells(text, $0) }
  }
}

extension Preparation {
  /// Nil when it is not meant for this person.
  fileprivate func card(
    _ service: ServiceProgram, _ variant: VariantProgram, _ place: Int64?, _ path: String?
  ) throws -> ServiceCard? {
    var opening = ServiceCard.Opening.open
    if let from = variant.open.from, now < from { opening = .notYet(from) }
    if let until = variant.open.until, now >= until { opening = .closed }
    if opening == .closed { return nil }
    let open = variant.open
    guard isMeant(open) else { return nil }
    var eligible: Bool? = true
    if open.condition != nil, open.audience.contains(.`self`) || open.audience.contains(.anyone) {
      let shape = running.shapes.shape(service, variant, running)
      let images = try images(
        shape, subject: caller.person, applicant: caller.person, filer: caller.person, place: place)
      eligible = isEligible(variant, images, place: place, values: nil)
    }
    // Who may file for family sees it even when it is not for themselves.
    if eligible == false, !open.audience.contains(.family) { return nil }
    return ServiceCard(
      id: service.id, title: service.title, help: service.help, tags: service.tags, variant: variant.id, place: place,
      placePath: path, opening: opening, isEligible: eligible, audience: open.audience, until: open.until,
      left: try left(service, open, at: place), steps: variant.flow.steps.map(\.title))
  }

  /// Whether this sort of caller may file at all: a service for staff is none for residents.
  private func isMeant(_ open: OpenProgram) -> Bool {
    open.audience.contains { audience in
      switch audience {
      case .`self`, .family, .anyone: true
      case .staff: caller.kind == .staff
      case .agent: false
      }
    }
  }

  fileprivate func form(
    _ service: ServiceProgram, for other: Int64?, _ answers: [String: Answer]
  ) throws -> ServiceForm {
    let person = other ?? caller.person
    let place = try residence(of: person)
    guard let variant = variant(service, at: place) else { throw Refusal.noPlace }
    try checkDates(variant.open)
    try checkAudience(service, variant.open, person, at: place)
    let shape = running.shapes.shape(service, variant, running)
    let images = try images(shape, subject: person, applicant: person, filer: caller.person, place: place)
    if isEligible(variant, images, place: place, values: nil) == false { throw notEligible(variant.open) }
    let context = EvaluationContext(running: running, now: now, place: place, images: images)
    let filled = FieldFilling(variant, context).values
    let outcome = FormEvaluation.run(
      variant: variant, answers: answers, filled: filled, context: context, mode: .show)
    let sources = try FilledSources(self, images)
    let pages = pages(variant, outcome, filled, images, sources)
    return ServiceForm(
      id: service.id, title: service.title, help: service.help, variant: variant.id, program: service.hash,
      epoch: running.epoch, person: person,
      placePath: place.flatMap { running.city.position(of: $0) }.map { running.city.tree.path(of: $0) },
      purpose: service.purpose, pages: pages)
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
    for (i, field) in form.fields.enumerated() {
      if filling.map({ !$0.contains(i) }) ?? form.isFilledByOthers(i) { continue }
      let isFilled = filled[i] != nil
      let source = isFilled ? sources.source(of: field, images) : nil
      fields[page(field.page), default: []].append(
        ServiceForm.Field(
          id: field.id, title: field.title, help: field.help, control: field.control.id, widget: field.control.widget,
          type: field.type, isRequired: outcome.required[i], isVisible: outcome.visible[i],
          isReadOnly: field.value != nil || (field.isLocked && isFilled),
          options: Self.options(field.options ?? field.control.options, outcome.offered[i]),
          parts: field.control.parts.map { Self.part($0, outcome.values[i]) }, unit: field.unit, level: field.level,
          value: outcome.values[i], source: source?.label,
          age: source.map { Int(max(0, now &- $0.at) / 86_400_000) }))
    }
    return form.pages.enumerated().compactMap { i, page in
      guard page.parent == nil, filling == nil ? page.by == nil : fields[i] != nil else { return nil }
      return ServiceForm.Page(id: page.id, title: page.title, help: page.help, fields: fields[i] ?? [])
    }
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
