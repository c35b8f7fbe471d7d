import Core

/// Whether a running matter can go on under another edition of its service, and where its stays go.
struct Moving {
  enum Decision {
    /// By id of the stay.
    case now([Int64: MigrationProgram.Target])
    /// Somebody is at it; when they are done.
    case later
    /// It stays with its edition.
    case blocked(Label)
  }

  let service: ServiceProgram
  let migration: MigrationProgram

  /// nil when the service leaves its running matters where they are.
  init?(_ service: ServiceProgram) {
    guard case .migrate(let migration) = service.inflight else { return nil }
    self.service = service
    self.migration = migration
  }

  /// - Parameters:
  ///   - row: Of the service, under another edition.
  ///   - old: That edition.
  func decide(_ row: MatterRow, _ stays: [StepRow], _ old: ServiceProgram) -> Decision {
    guard let variant = service.variants.first(where: { $0.id == row.variant }) else {
      return .blocked(Label(zh: "新版没有变体「\(row.variant)」", en: "the new edition has no variant `\(row.variant)`"))
    }
    if let before = old.variants.first(where: { $0.id == row.variant }),
      let lost = Self.lost(before.form, variant.form)
    {
      return .blocked(
        Label(
          zh: "新版的字段「\(lost)」没有了，或换了类型", en: "the new edition has no field `\(lost)`, or one of another type"))
    }
    let open = stays.filter { $0.done == nil }
    var targets: [Int64: MigrationProgram.Target] = [:]
    for stay in open where stay.kind.carries {
      guard let target = target(stay.step, variant.flow) else {
        return .blocked(
          Label(
            zh: "停在环节「\(stay.step)」，新版没有写它对应哪里",
            en: "it stands in step `\(stay.step)`, and the new edition does not say where that leads"))
      }
      targets[stay.id] = target
    }
    return open.allSatisfy(Self.isWaiting) ? .now(targets) : .later
  }

  /// Nobody has begun, and nothing outside is waited for.
  private static func isWaiting(_ stay: StepRow) -> Bool {
    switch stay.kind {
    case .review, .fill: stay.person == nil
    case .blocked: true
    case .applicant, .held, .timer, .call, .help, .cc, .extend, .closed: false
    }
  }

  /// What the map says; else the step of that name, or the one that had it.
  private func target(_ step: String, _ flow: FlowProgram) -> MigrationProgram.Target? {
    if let named = migration.map[step] {
      if case .step(let id) = named, flow.byID[id] == nil { return nil }
      return named
    }
    if flow.byID[step] != nil { return .step(step) }
    return flow.trunk.first { $0.was.contains(step) }.map { .step($0.id) }
  }

  /// A field whose answers the new form could not show.
  private static func lost(_ old: FormProgram, _ new: FormProgram) -> String? {
    for (i, field) in old.fields.enumerated() {
      let name = old.group[i].map { old.pages[$0].id }
      let kept = new.fields.indices.contains { at in
        let other = new.fields[at]
        return (other.id == field.id || other.was.contains(field.id)) && other.type == field.type
          && other.scale == field.scale && new.group[at].map({ new.pages[$0].id }) == name
      }
      if !kept { return field.id }
    }
    return nil
  }
}
