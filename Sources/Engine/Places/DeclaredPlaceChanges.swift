import Core

/// Operations that documents declare: each is carried out once, with the release that brings it.
extension Engine {
  /// Refuses a release whose operations do not fit the tree that stands; places that the release itself brings are not
  /// there yet.
  func refuseUnfitChanges(_ program: Program) throws {
    guard current != nil, !program.placeChanges.isEmpty else { return }
    let diagnostics: [Diagnostic] = try snapshot { running, reader in
      try program.placeChanges.flatMap { change -> [Diagnostic] in
        if try Self.isKnown(change, reader) { return [] }
        let planning = PlacePlanning(change.operation, running.city, ids: ids, now: reader.now)
        return planning.issues.filter { $0.code != DiagnosticCode.placeUnknown.rawValue }.map {
          Diagnostic(DiagnosticCode(rawValue: $0.code) ?? .placeTreeBroken, at: change.range, $0.message)
        }
      }
    }
    if !diagnostics.isEmpty { throw PublishRefused(diagnostics: diagnostics) }
  }

  /// - Throws: `Refusal` when one does not fit; those before it are done.
  func carryOutDeclared(_ program: Program) throws {
    for change in program.placeChanges {
      let owner = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
      for _ in 0..<8 {
        let plan: Plan? = try snapshot { running, reader in
          if try Self.isKnown(change, reader) { return nil }
          var preparation = Preparation(self, running, reader, owner)
          _ = try preparation.changePlaces(change.operation, .owner, key: change.key)
          return Plan(epoch: running.epoch, changes: preparation.plan)
        }
        guard let plan else { break }
        if case .failed = commitNow(plan) { continue }
      }
    }
  }

  private static func isKnown(_ change: DeclaredPlaceChange, _ reader: any Reader) throws -> Bool {
    try !reader.rows(PlaceStatements.changeOfKey, [.text(change.key)], under: .system(.places)).isEmpty
  }
}
