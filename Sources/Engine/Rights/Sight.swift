import Core

/// What of a matter's answers somebody may read. Grants add up; only `hide` takes away.
struct Sight {
  /// What one grant shows.
  private struct Part {
    /// Nil = all fields.
    let fields: Set<String>?
    var without: Set<String> = []
    /// Unmasked up to here.
    let see: Sensitivity

    func shows(_ field: FieldProgram) -> Bool { !without.contains(field.id) && fields?.contains(field.id) ?? true }
  }

  /// Nil = everything is theirs.
  private let parts: [Part]?
  private let hidden: Set<String>
  /// What may be asked for whole, one by one.
  private var unmasking: [Part] = []

  /// One's own.
  static let whole = Sight(parts: nil, hidden: [])

  private init(parts: [Part]?, hidden: Set<String>) {
    self.parts = parts
    self.hidden = hidden
  }

  /// - Parameter grants: those that reach the matter.
  init(_ grants: [GrantProgram]) {
    parts = grants.map { Part(fields: $0.fields.map { Set($0) }, see: $0.see) }
    hidden = Set(grants.flatMap(\.hide))
  }

  /// With what grants of `unmask` that reach the matter let be asked for: up to their own `see`, personal at least.
  func asking(_ grants: [GrantProgram]) -> Sight {
    var sight = self
    sight.unmasking = grants.map { grant in
      let hidden = Set(grant.hide)
      return Part(fields: grant.fields.map { Set($0).subtracting(hidden) }, without: hidden, see: max(grant.see, .personal))
    }
    return sight
  }

  /// Whether a field that is shown masked may be asked for whole.
  func unmasks(_ field: FieldProgram) -> Bool {
    shows(field) && masks(field) && unmasking.contains { $0.shows(field) && field.sensitivity <= $0.see }
  }

  func shows(_ field: FieldProgram) -> Bool {
    guard let parts else { return true }
    return !hidden.contains(field.id) && parts.contains { $0.shows(field) }
  }

  /// Whether names of persons are masked; nil = not shown at all. As the form's own fields of names, or as any field
  /// of the sensitivity where it has none.
  func masksNames(_ fields: [FieldProgram], _ sensitivity: Sensitivity) -> Bool? {
    guard let parts else { return false }
    if fields.isEmpty { return parts.isEmpty ? nil : !parts.contains { $0.fields == nil && sensitivity <= $0.see } }
    let shown = fields.filter(shows)
    return shown.isEmpty ? nil : shown.allSatisfy(masks)
  }

  /// Whether no grant that shows the field shows it unmasked.
  func masks(_ field: FieldProgram) -> Bool {
    guard let parts else { return false }
    return !parts.contains { $0.shows(field) && field.sensitivity <= $0.see }
  }
}

extension Rights {
  /// What a right shows of the answers; nil = nothing.
  func sight(
    _ matter: MatterRow, _ steps: [StepRow], _ service: ServiceProgram, by right: Right = .read
  ) throws -> Sight? {
    if right.isOverOwn, try isOwn(matter) { return .whole }
    let granted = try current(right).filter { try reaches($0, matter, steps, service) }
    return granted.isEmpty ? nil : Sight(granted.map(\.grant))
  }

  /// What is shown of the answers, with what may be asked for whole.
  func sightAsking(_ matter: MatterRow, _ steps: [StepRow], _ service: ServiceProgram) throws -> Sight? {
    guard let sight = try sight(matter, steps, service) else { return nil }
    return sight.asking(try current(.unmask).filter { try reaches($0, matter, steps, service) }.map(\.grant))
  }
}
