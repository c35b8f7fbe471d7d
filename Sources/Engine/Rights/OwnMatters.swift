import Core

/// Whose own a request is, as a condition over matters.
struct OwnMatters {
  /// The organisations that the person files for today.
  let bodies: [Int64]
  /// The mandates by which they act today.
  let mandates: [Int64]
  /// Whose requests these let them see.
  let principals: [Int64]

  /// - Parameter mandates: of the person whose own they are.
  init(_ city: CityIndex, _ mandates: LiveMandates) throws {
    bodies = city.agencies(of: mandates.person).map(\.id)
    let live = try mandates.all()
    self.mandates = live.map(\.id)
    principals = live.filter { $0.powers.contains(.see) }.map(\.principal)
  }

  /// Tells shapes apart: numbers, no ids.
  var shape: String { "\(bodies.count),\(mandates.count),\(principals.count)" }

  /// A person's: for them, about them, or filed by them, as long as they may act where they filed for another; about whom
  /// they may see. An organisation's: of one they file for today.
  ///
  /// - Parameters:
  ///   - alias: of the matter's row.
  ///   - parameter: makes a term of an id.
  func condition(of alias: String, me: Term, _ parameter: (Int64) -> Term) -> Condition {
    func column(_ name: String) -> Term { .column(name, of: alias) }
    func equal(_ name: String, _ term: Term) -> Condition { .compare(column(name), .equal, term) }
    let kind = Term.constant(.text(EntityClass.organization.rawValue))
    let ofBodies = bodies.map { equal("subject", parameter($0)) }
    let filed = Condition.all([
      equal("filer", me), .any([.isNull(column("mandate"))] + mandates.map { equal("mandate", parameter($0)) }),
    ])
    let seen = principals.flatMap { id in
      let person = parameter(id)
      return [equal("applicant", person), equal("subject", person)]
    }
    let personal = Condition.all([
      .any([filed, equal("applicant", me), equal("subject", me)] + seen),
      .compare(column("subject_class"), .notEqual, kind),
    ])
    if bodies.isEmpty { return personal }
    return .any([personal, .all([equal("subject_class", kind), .any(ofBodies)])])
  }

  /// The ids in the order in which `condition` asks for their terms.
  var ids: [Int64] { bodies + mandates + principals }
}
