import Core
import FEEL

/// Names as who administers audit reads them: who is or was of staff by name, of residents the first letter; posts as they
/// were held at a moment. What several lines share is looked up once.
struct AuditNames {
  /// One time on a post, as it was recorded from a moment until another.
  private struct Term {
    let post: Int64
    let from: String?
    let until: String?
    let recorded: Int64
    let superseded: Int64?

    func holds(on day: String) -> Bool { (from ?? "") <= day && until.map { day < $0 } ?? true }
  }

  let preparation: Preparation
  private var names: [Int64: String] = [:]
  private var terms: [Int64: [Term]] = [:]
  private var hasLogin: [Int64: Bool] = [:]
  private var titles: [String: String] = [:]

  init(_ preparation: Preparation) { self.preparation = preparation }

  private var city: CityIndex { preparation.running.city }

  private static let held = Query(
    ["post", "valid_from", "valid_to", "recorded_at", "superseded_at"], of: SystemTables.appointment,
    where: .equals("person", 0), order: [.init(.column("id"))])
  private static let login = Query(
    ["person"], of: SystemTables.credential,
    where: .all([.equals("person", 0), .compare(.column("kind"), .equal, .constant(.text("login")))]),
    limit: .constant(.int(1)))
  private static let post = Query(
    ["name", "organization", "place"], of: SystemTables.post, where: .equals("id", 0), limit: .constant(.int(1)))

  // MARK: People

  mutating func member(_ person: Int64) throws -> StaffMember {
    preparation.member(person, named: try name(person))
  }

  /// Who is or was of staff by name; of anybody else the first letter.
  mutating func name(_ person: Int64) throws -> String {
    if let known = names[person] { return known }
    let made: String
    if person == 0 {
      made = preparation.caller.language == .zh ? "系统" : "the system"
    } else if let name = try preparation.name(of: person) {
      made = try isStaff(person) ? name : Preparation.initial(of: name)
    } else {
      made = Preparation.numbered(person)
    }
    names[person] = made
    return made
  }

  /// A person or an organisation.
  mutating func name(ofSubject id: Int64) throws -> String {
    if let body = city.organizations[id] { return body.name }
    if try preparation.name(of: id) == nil, let name = try preparation.number("organization.org_name", of: id) { return name }
    return try name(id)
  }

  /// Sits or sat on a post, or has or had an account of staff.
  mutating func isStaff(_ person: Int64) throws -> Bool {
    if try !terms(of: person).isEmpty { return true }
    if let known = hasLogin[person] { return known }
    let has = try !preparation.reader.rows(Self.login, [.int(person)], under: .system(.audit)).isEmpty
    hasLogin[person] = has
    return has
  }

  private mutating func terms(of person: Int64) throws -> [Term] {
    if let known = terms[person] { return known }
    let found = try preparation.reader.rows(Self.held, [.int(person)], under: .system(.audit)).map { row in
      Term(
        post: row[0].int ?? 0, from: row[1].text, until: row[2].text, recorded: row[3].int ?? 0, superseded: row[4].int)
    }
    terms[person] = found
    return found
  }

  // MARK: Posts

  /// Where somebody sat at a moment, as it was known then.
  mutating func posts(of person: Int64, at moment: Int64) throws -> [Int64] {
    let day = CivilDateTime(milliseconds: moment).date.text
    let held = try terms(of: person).filter { $0.holds(on: day) }
    let then = held.filter { $0.recorded <= moment && $0.superseded.map { moment < $0 } ?? true }
    var found: [Int64] = []
    for term in then.isEmpty ? held.filter({ $0.superseded == nil }) : then where !found.contains(term.post) {
      found.append(term.post)
    }
    return found
  }

  /// Organisation and post, with the place that tells it from others of its name, as that was called then.
  mutating func title(ofPost id: Int64, at moment: Int64) throws -> String {
    let day = CivilDateTime(milliseconds: moment).date.text, key = "\(id) \(day)"
    if let known = titles[key] { return known }
    let made = try made(id, day)
    titles[key] = made
    return made
  }

  private func made(_ id: Int64, _ day: String) throws -> String {
    let title = city.title(ofPost: id).zh
    if let post = city.posts[id] {
      guard city.distinctTitle(ofPost: id).zh != title, let at = post.territory.first else { return title }
      let timeline = try PlaceTimeline(preparation.reader, of: [city.ids[at]])
      return "\(title)（\(timeline.stretch(city.ids[at], on: day)?.name ?? city.tree.nodes[at].name)）"
    }
    // A post that is no more keeps its name, and that of its organisation.
    guard let row = try preparation.reader.rows(Self.post, [.int(id)], under: .system(.audit)).first,
      let name = row[0].text
    else { return title }
    let body = try row[1].int.flatMap { id in
      try city.organizations[id]?.name ?? preparation.number("organization.org_name", of: id)
    }
    let place = try row[2].int.flatMap { place in
      try PlaceTimeline(preparation.reader, of: [place]).stretch(place, on: day)?.name
    }
    return (body.map { "\($0)/\(name)" } ?? name) + (place.map { "（\($0)）" } ?? "")
  }
}
