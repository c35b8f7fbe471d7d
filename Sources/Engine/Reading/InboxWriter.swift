import Core
import FEEL

/// Makes the lines of one page of a queue from its rows: what several lines share is looked up once.
struct InboxWriter {
  private struct Edition: Hashable {
    let service: ObjectIdentifier
    let variant: Int
  }

  private let preparation: Preparation
  private let rights: Rights
  /// Fields that ask for the name of whom it is about.
  private var naming: [Edition: [FieldProgram]] = [:]
  /// By position of the place: neighbours share what is above them.
  private var paths: [Int: String] = [:]
  private var titles: [Int64: Label] = [:]

  init(_ preparation: Preparation, _ rights: Rights) {
    self.preparation = preparation
    self.rights = rights
  }

  // MARK: Rows

  private static let person = "p"
  private static let nameAt = StepRow.columns.count + MatterRow.columns.count

  /// The column that names a person; nil where the knowledge has none.
  private static func name(_ running: Running) -> (table: Table, attribute: KnowledgeAttribute)? {
    guard let attribute = running.program.knowledge.attribute("full_name", of: .person), attribute.isStored,
      !attribute.isMany, attribute.value == nil, let table = running.tables.entities[.person]
    else { return nil }
    return (table, attribute)
  }

  /// What is read of a stay `s`, its matter `m` and whom that is about.
  static func outputs(_ running: Running) -> [Query.Output] {
    let name = name(running).map { found in
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
    guard let name = name(running) else { return [matter] }
    let whom = Term.coalesce([.column("subject", of: "m"), .column("applicant", of: "m")])
    let named = Query.Join(
      name.table, person, on: .compare(.column("id", of: person), .equal, whom), optional: true)
    return [matter, named]
  }

  // MARK: Lines

  /// Nil for what no grant of theirs lets them handle.
  mutating func line(_ row: Row) throws -> InboxLine? {
    guard let stay = StepRow(row), let matter = MatterRow(row, from: StepRow.columns.count) else { return nil }
    let service = try preparation.engine.service(of: matter, preparation.running), stays = [stay]
    let isTheirs =
      try rights.covers(.handle, matter, stays, service)
      || (stay.kind.isTended && rights.mayTend(matter, stays, service))
    guard isTheirs else { return nil }
    let variant = service.variants.firstIndex { $0.id == matter.variant }
    return InboxLine(
      line: line(stay, matter, service, variant), stepID: stay.step, placePath: path(matter.place), place: matter.place,
      name: try name(matter, stays, service, variant, row[Self.nameAt]), post: stay.post.map { title($0) },
      isClaimable: stay.post == nil, isMine: stay.person == preparation.caller.person, stepOpened: stay.opened,
      stepDue: stay.due, isOverdue: stay.due.map { $0 < preparation.now } ?? false, list: stay.list)
  }

  private func line(
    _ stay: StepRow, _ matter: MatterRow, _ service: ServiceProgram, _ variant: Int?
  ) -> RequestLine {
    func title(_ step: String) -> Label? {
      guard let variant, let at = service.variants[variant].flow.byID[step] else { return nil }
      return service.variants[variant].flow.steps[at].title
    }
    return RequestLine(
      code: matter.code, service: matter.definition, title: service.title, state: matter.state,
      step: title(stay.step) ?? matter.step.flatMap(title), subject: matter.subject, opened: matter.opened,
      due: matter.due, closed: matter.closed)
  }

  private mutating func path(_ place: Int64?) -> String? {
    guard let place, let here = rights.running.city.position(of: place) else { return nil }
    let tree = rights.running.city.tree
    guard let above = tree.nodes[here].parent else { return tree.nodes[here].name }
    if let known = paths[above] { return known + "/" + tree.nodes[here].name }
    let made = tree.path(of: above)
    paths[above] = made
    return made + "/" + tree.nodes[here].name
  }

  private mutating func title(_ post: Int64) -> Label {
    if let known = titles[post] { return known }
    let made = rights.running.city.title(ofPost: post)
    titles[post] = made
    return made
  }

  /// The name of whom it is about: for who may see the form's own field of it unmasked.
  private mutating func name(
    _ matter: MatterRow, _ stays: [StepRow], _ service: ServiceProgram, _ variant: Int?, _ stored: StoredValue
  ) throws -> String? {
    // What an organisation is called is no secret.
    if let body = matter.body { return rights.running.city.organizations[body]?.name }
    guard matter.subject ?? matter.applicant != nil, let variant else { return nil }
    let fields = naming(service, variant)
    guard !fields.isEmpty, let sight = try rights.sight(matter, stays, service),
      fields.contains(where: { sight.shows($0) && !sight.masks($0) }),
      let attribute = Self.name(rights.running)?.attribute
    else { return nil }
    return ValueCodec.load(stored, type: attribute.type, scale: attribute.scale ?? 0).string
  }

  private mutating func naming(_ service: ServiceProgram, _ variant: Int) -> [FieldProgram] {
    let edition = Edition(service: ObjectIdentifier(service), variant: variant)
    if let known = naming[edition] { return known }
    let found = service.variants[variant].form.fields.filter { field in
      if case .attribute(let attribute, _) = field.binding { attribute.id == "full_name" } else { false }
    }
    naming[edition] = found
    return found
  }
}
