import Core
import FEEL

/// Makes the lines of one page of a queue from its rows: what several lines share is looked up once.
struct InboxWriter {
  private let preparation: Preparation
  private let rights: Rights
  /// Grants of the rights to handle and to read.
  private let handling, reading: [Rights.Held]
  /// By positions in `reading`.
  private var sights: [(grants: [Int], sight: Sight)] = []
  /// The stay of the line that is made, and what of `reading` reaches it: kept for their memory.
  private var stays: [StepRow] = [], reaching: [Int] = []

  init(_ preparation: Preparation, _ rights: Rights) {
    self.preparation = preparation
    self.rights = rights
    handling = rights.current(.handle)
    reading = rights.current(.read)
  }

  // MARK: Rows

  private static let person = "p"
  private static let nameAt = StepRow.columns.count + MatterRow.columns.count

  /// How many columns `outputs` are.
  static let width = nameAt + 1

  /// What is read of a stay `s`, its matter `m` and whom that is about.
  static func outputs(_ running: Running) -> [Query.Output] {
    let name = running.personName.map { found in
      Query.Output(
        .column(found.attribute.column, of: person), found.table.type(of: found.attribute.column) ?? .text)
    }
    return StepRow.columns.map { .init(.column($0, of: "s"), SystemTables.step.type(of: $0) ?? .text) }
      + MatterRow.columns.map { .init(.column($0, of: "m"), SystemTables.matter.type(of: $0) ?? .text) }
      + [name ?? .init(.constant(.null), .text)]
  }

  static func joins(_ running: Running) -> [Query.Join] {
    let matter = Query.Join(
      SystemTables.matter, "m", on: .compare(.column("id", of: "m"), .equal, .column("matter", of: "s")))
    guard let name = running.personName else { return [matter] }
    let whom = Term.coalesce([.column("subject", of: "m"), .column("applicant", of: "m")])
    let named = Query.Join(
      name.table, person, on: .compare(.column("id", of: person), .equal, whom), optional: true)
    return [matter, named]
  }

  // MARK: Lines

  /// Nil for what no grant of theirs lets them handle.
  mutating func line(_ row: some RowValues) throws -> InboxLine? {
    guard let stay = StepRow(row), let matter = MatterRow(row, from: StepRow.columns.count) else { return nil }
    let words = try preparation.engine.words(of: matter, preparation.running)
    let service = words.service
    stays.removeAll(keepingCapacity: true)
    stays.append(stay)
    let isTheirs =
      try handling.contains { try rights.reaches($0, matter, stays, service) }
      || (stay.kind.isTended && rights.mayTend(matter, stays, service))
    guard isTheirs else { return nil }
    let variant = words.variant(matter.variant)
    let sight = variant?.asksSight ?? false ? try sight(matter, service) : nil
    let place = PlaceShown(matter.place, isMasked: try masksPlace(matter, variant, sight), rights.running.city)
    return InboxLine(
      line: words.line(matter, variant, at: stay.step), stepID: stay.step, placePath: place.path, place: matter.place,
      hidden: place.hidden, name: try name(matter, variant, sight, row),
      post: stay.post.map { rights.running.city.distinctTitle(ofPost: $0) },
      isClaimable: stay.post == nil, isMine: stay.person == preparation.caller.person, stepOpened: stay.opened,
      stepDue: stay.due, isOverdue: stay.due.map { $0 < preparation.now } ?? false, list: stay.list)
  }

  private func masksPlace(_ matter: MatterRow, _ variant: LineWords.Variant?, _ sight: Sight?) throws -> Bool {
    guard let fields = variant?.personalPlaces, !fields.isEmpty, let sight else { return false }
    return try sight.masksPlace(fields) && !rights.isOwn(matter)
  }

  /// The name of whom it is about: for who may see the form's own field of it unmasked.
  private func name(
    _ matter: MatterRow, _ variant: LineWords.Variant?, _ sight: Sight?, _ row: some RowValues
  ) throws -> String? {
    // What an organisation is called is no secret.
    if let body = matter.body { return rights.running.city.organizations[body]?.name }
    guard matter.subject ?? matter.applicant != nil, let named = rights.running.personName?.attribute, let variant,
      !variant.names.isEmpty, let sight
    else { return nil }
    guard try variant.names.contains(where: { sight.shows($0) && !sight.masks($0) }) || rights.isOwn(matter) else {
      return nil
    }
    return ValueCodec.load(row.value(Self.nameAt), type: named.type, scale: named.scale ?? 0).string
  }

  /// What grants to read show of it; what the same ones show is made once.
  private mutating func sight(_ matter: MatterRow, _ service: ServiceProgram) throws -> Sight {
    reaching.removeAll(keepingCapacity: true)
    for (i, held) in reading.enumerated() where try rights.reaches(held, matter, stays, service) { reaching.append(i) }
    if let known = sights.first(where: { $0.grants == reaching }) { return known.sight }
    let made = Sight(reaching.map { reading[$0].grant })
    sights.append((reaching, made))
    return made
  }
}
