import Core

/// The mandates by which somebody acts today; read when they are first asked for, on one snapshot.
final class LiveMandates {
  let person: Int64
  private let reader: any Reader
  private var known: [Mandate]?

  init(_ person: Int64, _ reader: any Reader) {
    self.person = person
    self.reader = reader
  }

  func all() throws -> [Mandate] {
    if let known { return known }
    let read = person == 0 ? [] : try Mandate.live(by: person, reader)
    known = read
    return read
  }
}

/// How a request is somebody's own.
struct OwnTie {
  /// By whose leave; nil = by nobody's, it names them or is of their organisation.
  let mandate: Mandate?
  /// Whether they do with it what an applicant does, and not only see it.
  let tends: Bool

  static let whole = OwnTie(mandate: nil, tends: true)
}

extension MatterRow {
  /// How it is a person's own today; nil = not at all. That of an organisation belongs to its agents of today; what was
  /// filed by a mandate is the filer's as long as that holds.
  func tie(_ person: Int64, _ city: CityIndex, _ reader: any Reader) throws -> OwnTie? {
    try tie(city, LiveMandates(person, reader))
  }

  /// - Parameter mandates: those of the person whose it may be.
  fileprivate func tie(_ city: CityIndex, _ mandates: LiveMandates) throws -> OwnTie? {
    let person = mandates.person
    if subjectClass == .organization {
      return subject.map { city.isAgent(person, of: $0) } ?? false ? .whole : nil
    }
    if person == 0 { return nil }
    if applicant == person || subject == person || filer == person && mandate == nil { return .whole }
    let live = try mandates.all()
    if filer == person, let own = live.first(where: { $0.id == mandate }) { return OwnTie(mandate: own, tends: true) }
    let seeing = live.filter { [applicant, subject].contains($0.principal) && $0.powers.contains(.see) }
    guard let first = seeing.first(where: { $0.powers.contains(.follow) }) ?? seeing.first else { return nil }
    return OwnTie(mandate: first, tends: first.powers.contains(.follow))
  }

  /// Whether it is a person's own today, to see at least.
  func isOwn(_ person: Int64, _ city: CityIndex, _ reader: any Reader) throws -> Bool {
    try tie(person, city, reader) != nil
  }
}

extension Preparation {
  func isOwn(_ row: MatterRow) throws -> Bool { try row.isOwn(caller.person, running.city, reader) }

  /// Whether the caller does with it what an applicant does.
  func tends(_ row: MatterRow) throws -> Bool { try row.tie(caller.person, running.city, reader)?.tends ?? false }

  /// A command by somebody's leave: it fails where that has ended meanwhile.
  mutating func use(_ mandate: Mandate) {
    guarded.append(
      Change(MandateStatements.use, [.int(now), .int(mandate.id), .text(today.text)], guarding: .moved))
  }

  /// Whoever filed a request, as long as it is theirs.
  func filer(of row: MatterRow) throws -> Int64? {
    guard let filer = row.filer, let mandate = row.mandate else { return row.filer }
    return try Mandate.find(mandate, reader)?.isLive(on: today.text) ?? false ? filer : nil
  }
}

extension Rights {
  func isOwn(_ row: MatterRow) throws -> Bool { try row.tie(running.city, mandates) != nil }
}
