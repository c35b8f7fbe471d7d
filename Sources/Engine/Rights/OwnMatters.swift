import Core

/// Whose own a request is, as a condition over matters.
enum OwnMatters {
  /// A person's: filed by them, for them or about them. An organisation's: of one they file for today.
  ///
  /// - Parameters:
  ///   - alias: of the matter's row.
  ///   - bodies: the organisations that they file for.
  static func condition(of alias: String, me: Term, bodies: [Term]) -> Condition {
    func column(_ name: String) -> Term { .column(name, of: alias) }
    let kind = Term.constant(.text(EntityClass.organization.rawValue))
    let personal = Condition.all([
      .any(["filer", "applicant", "subject"].map { .compare(column($0), .equal, me) }),
      .compare(column("subject_class"), .notEqual, kind),
    ])
    if bodies.isEmpty { return personal }
    return .any([
      personal,
      .all([
        .compare(column("subject_class"), .equal, kind), .any(bodies.map { .compare(column("subject"), .equal, $0) }),
      ]),
    ])
  }
}
