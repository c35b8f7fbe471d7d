import Core

/// What of a matter's answers somebody may read. Grants add up; only `hide` takes away.
struct Sight {
  /// What one grant shows.
  private struct Part {
    /// Nil = all fields.
    let fields: Set<String>?
    /// Unmasked up to here.
    let see: Sensitivity

    func shows(_ field: FieldProgram) -> Bool { fields?.contains(field.id) ?? true }
  }

  /// Nil = everything is theirs.
  private let parts: [Part]?
  private let hidden: Set<String>

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

  func shows(_ field: FieldProgram) -> Bool {
    guard let parts else { return true }
    return !hidden.contains(field.id) && parts.contains { $0.shows(field) }
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
    if right.isOverOwn, matter.isOwn(caller.person, running.city) { return .whole }
    let granted = try reach(right, service).filter { try covers($0, matter, steps) }
    return granted.isEmpty ? nil : Sight(granted.map(\.grant))
  }
}
