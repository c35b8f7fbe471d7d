import Core
import FEEL

extension Preparation {
  /// One submission, from who asks to the rows it makes.
  ///
  /// - Throws: `Refusal`.
  mutating func submit(
    _ id: String, _ answers: [String: Answer], for other: Int64?
  ) throws -> LiveMatter {
    guard let service = running.program.services[id] else { throw Refusal.noService }
    let party = try party(of: service, for: other)
    subject = party.id
    let place = try placeOf(service, party, answers)
    guard let variant = variant(service, at: place) else { throw Refusal.noPlace }
    let open = variant.open
    try checkDates(service, open)
    try checkAudience(service, open, party, at: place)
    try checkIdentity(open)
    let mandate = try party.person.flatMap { try self.mandate(for: $0) }
    if let mandate { use(mandate) }
    let shape = running.shapes.shape(service, variant, running)
    let images = try images(
      shape, subject: party.id, applicant: party.person ?? caller.person, filer: caller.person, place: place)
    guard images[.subject] != nil else { throw notEligible(open) }
    // Facts of the ledger decide first: an answer cannot make somebody eligible who is known not to be.
    let known = isEligible(variant, images, place: place, values: nil)
    if known == false { throw notEligible(open) }
    let context = EvaluationContext(running: running, now: now, place: place, images: images)
    let outcome = FormEvaluation.run(
      variant: variant, answers: answers, filled: FieldFilling(variant, context).values, context: context,
      mode: .submit)
    try demand(outcome.errors)
    switch known ?? isEligible(variant, images, place: place, values: outcome.values) {
    case true?: break
    case false?: throw notEligible(open)
    case nil: throw Refusal.undecided
    }
    var matter = try newMatter(service, variant, shape, party, place, images, outcome.values)
    matter.row.mandate = mandate?.id
    // The form's own frame has everything but the names.
    matter.unnamed = outcome.frame
    matter.unnamed?.fuel = Frame.fuel
    let leader = try leader(of: matter)
    if leader == nil { try take(matter) }
    try insertAnswers(matter)
    try tieFiles(matter)
    changes.append(
      Change(MatterStatements.deleteDraft, [.int(caller.person), .text(service.id), .int(party.id)]))
    if let leader {
      try join(leader, &matter)
      return matter
    }
    try run(.submitted, &matter)
    try advance(&matter, to: 0, in: 0)
    remind(of: matter)
    try settle(&matter, "submit")
    return matter
  }

  /// Where the request is: the answer of the place field, else where the person lives or the organisation sits.
  private func placeOf(_ service: ServiceProgram, _ party: Party, _ answers: [String: Answer]) throws -> Int64? {
    let home = try self.place(of: party, for: service)
    guard let position = service.placeField, let variant = service.variants.first,
      variant.form.fields.indices.contains(position)
    else { return home }
    let field = variant.form.fields[position]
    guard let answer = answers[field.id] else { return home }
    let context = EvaluationContext(running: running, now: now, place: home, images: [:])
    let reading = ControlReading(
      field.control, options: field.options, city: running.city, today: today,
      now: CivilDateTime(milliseconds: now), host: CityHost(city: running.city, place: home, divisions: running.divisions))
    // What cannot be read is refused with the other answers, by the form.
    guard let value = try? reading.read(answer) else { return home }
    if let point = PlaceShape.Point(value) {
      if let place = try running.place(at: point, reader) { return place }
      try demand([
        Refusal.FieldError(
          field: field.id, code: "invalid",
          message: Label(
            zh: "不知道这个位置在哪个社区，请检查经纬度，或联系社区", en: "No place is known at this position: check the numbers, or ask your community"))
      ])
    }
    return context.place == nil && value.isNull ? nil : value.placeID ?? home
  }

  func demand(_ errors: [Refusal.FieldError]) throws {
    if errors.isEmpty { return }
    let locked = errors.contains { $0.code == Refusal.Code.lockedValueChanged.rawValue }
    throw Refusal(
      locked && errors.count == 1 ? .lockedValueChanged : .invalidAnswers,
      Label(zh: "有 \(errors.count) 处需要改正", en: "\(errors.count) answer(s) need correcting"), fields: errors)
  }

  private func newMatter(
    _ service: ServiceProgram, _ variant: VariantProgram, _ shape: VariantShape, _ party: Party, _ place: Int64?,
    _ images: [EntityRoot: EntityImage], _ values: [Value]
  ) throws -> LiveMatter {
    let id = nextID()
    let deadline = Deadline(place.flatMap { running.city.calendar(for: $0) })
    let due = (variant.within ?? service.within).flatMap { deadline.due($0, from: now) }
    let row = MatterRow(
      id: id, code: MatterCode.text(id), definition: service.id, epoch: running.epoch, program: service.hash,
      variant: variant.id, place: place, subject: party.id, of: party.entityClass, applicant: party.person ?? caller.person,
      filer: caller.person, opened: now, due: due)
    var matter = LiveMatter(
      service: service, variant: variant, shape: shape, row: row, isNew: true, stateBefore: .waiting, values: values,
      images: images, steps: [])
    try findLines(&matter)
    if let priority = service.priority {
      var frame = frame(matter)
      let asked = priority.expression.evaluate(&frame).number?.whole ?? 3
      matter.priority = Int64(max(1, min(5, asked)))
    }
    return matter
  }

  private mutating func insertAnswers(_ matter: LiveMatter) throws {
    guard let insert = matter.shape.insert else { return }
    changes.append(Change(insert, [.int(matter.row.id)] + (try fitted(matter))))
    for group in matter.shape.groups { write(try fitted(matter, group), group, matter) }
  }

  mutating func write(_ rows: [[StoredValue]], _ group: RowsShape, _ matter: LiveMatter) {
    for (at, row) in rows.enumerated() {
      changes.append(Change(group.insert, [.int(nextID()), .int(matter.row.id), .int(Int64(at))] + row))
    }
  }

  /// The rows of a group as their columns hold them.
  func fitted(_ matter: LiveMatter, _ group: RowsShape) throws -> [[StoredValue]] {
    switch matter.shape.stored(matter.values, of: group) {
    case .success(let stored): return stored
    case .failure(let misfit): throw tooLarge(matter, misfit)
    }
  }

  /// The answers as their columns hold them.
  func fitted(_ matter: LiveMatter) throws -> [StoredValue] {
    switch matter.shape.stored(matter.values) {
    case .success(let stored): return stored
    case .failure(let misfit): throw tooLarge(matter, misfit)
    }
  }

  private func tooLarge(_ matter: LiveMatter, _ misfit: VariantShape.Misfit) -> Refusal {
    let form = matter.variant.form
    let group = form.group[misfit.field].map { form.pages[$0].id }
    return Refusal(
      .invalidAnswers, Label(zh: "有的内容太长或太大", en: "An answer is too large"),
      fields: [
        .init(field: group ?? form.fields[misfit.field].id, code: "too-large", message: StandardWords.tooLarge)
      ])
  }
}
