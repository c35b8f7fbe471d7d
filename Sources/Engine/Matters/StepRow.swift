import Core

/// One stay of a matter with one holder.
package struct StepRow: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    /// A holder decides.
    case review
    /// A holder writes answers.
    case fill
    /// The resident has it.
    case applicant
    /// It waits in a list for the list to be closed.
    case held
    /// Nobody could be found, or a condition could not be decided; an alarm was raised. Its post tends it.
    case blocked
    /// It waits for a moment.
    case timer
    /// It waits for another system; a reason says why for so long, a post tends it once that is an alarm.
    case call
    /// Somebody works with a holder, who need not wait for it.
    case help
    /// Somebody was shown it; over at once.
    case cc
    /// A level above is asked for more time.
    case extend
    /// Between the end and the reopening.
    case closed

    /// The flow stands here; the others go on beside it.
    package var carries: Bool {
      switch self {
      case .review, .fill, .applicant, .held, .blocked, .timer, .call: true
      case .help, .cc, .extend, .closed: false
      }
    }

    /// A post decides or writes here, which ends the seat.
    package var decides: Bool { self == .review || self == .fill }

    /// It stands, and the post that it names tends it.
    package var isTended: Bool { self == .blocked || self == .call }

    /// A post acts here.
    package var isWork: Bool { decides || self == .help || self == .extend }
    static let work: [Kind] = [.review, .fill, .help, .extend]
  }

  package let id: Int64
  package let matter: Int64
  package var step: String
  package let kind: Kind
  package let role: String?
  package let place: Int64?
  package var post: Int64?
  package var person: Int64?
  package let opened: Int64
  package var claimed: Int64?
  package var due: Int64?
  package let calendar: String?
  package var done: Int64?
  package var outcome: String?
  package var reason: String?
  package let list: Int64?
  /// Shared by all stays of one entering of the step.
  package let visit: Int64
  /// Shared by those of which a single one decides; what helps or asks for it has it too.
  package let seat: Int64
  /// The vacant post whose work somebody has here until there is somebody again; nil = it is the holder's own.
  var standsIn: Int64?

  /// Somebody has it in place of a vacant post.
  var isStandIn: Bool { done == nil && standsIn != nil }

  static let columns = SystemTables.step.columns.map(\.name)

  init?(_ row: some RowValues, from at: Int = 0) {
    guard let id = row.int(at), let matter = row.int(at + 1), let kind = row.text(at + 3).flatMap(Kind.init(rawValue:))
    else { return nil }
    self.id = id
    self.matter = matter
    step = row.text(at + 2) ?? ""
    self.kind = kind
    role = row.text(at + 4)
    place = row.int(at + 5)
    post = row.int(at + 6)
    person = row.int(at + 7)
    opened = row.int(at + 8) ?? 0
    claimed = row.int(at + 9)
    due = row.int(at + 10)
    calendar = row.text(at + 11)
    done = row.int(at + 12)
    outcome = row.text(at + 13)
    reason = row.text(at + 14)
    list = row.int(at + 15)
    visit = row.int(at + 16) ?? id
    seat = row.int(at + 17) ?? id
    standsIn = row.int(at + 18)
  }

  /// A stay that begins.
  init(
    id: Int64, matter: Int64, step: String, kind: Kind, opened: Int64, role: String? = nil, place: Int64? = nil,
    post: Int64? = nil, person: Int64? = nil, due: Int64? = nil, calendar: String? = nil, reason: String? = nil,
    list: Int64? = nil, visit: Int64? = nil, seat: Int64? = nil, standsIn: Int64? = nil
  ) {
    self.id = id
    self.matter = matter
    self.step = step
    self.kind = kind
    self.role = role
    self.place = place
    self.post = post
    self.person = person
    self.opened = opened
    self.due = due
    self.calendar = calendar
    self.reason = reason
    self.list = list
    self.visit = visit ?? id
    self.seat = seat ?? id
    self.standsIn = standsIn
  }

  /// In the order of the table's columns.
  var stored: [StoredValue] {
    [
      .int(id), .int(matter), .text(step), .text(kind.rawValue), StoredValue(role), StoredValue(place),
      StoredValue(post), StoredValue(person), .int(opened), StoredValue(claimed), StoredValue(due),
      StoredValue(calendar), StoredValue(done), StoredValue(outcome), StoredValue(reason), StoredValue(list),
      .int(visit), .int(seat), StoredValue(standsIn),
    ]
  }

  /// Who has it, as a holding that another stay can take over.
  var holding: Holding? {
    if let post { return .post(post) }
    return role.map { .pool(role: $0, place: place) }
  }

  private static let ofMatter = Query(
    columns, of: SystemTables.step, where: .equals("matter", 0), order: [.init(.column("id"))])

  /// All stays of a matter, oldest first.
  static func all(of matter: Int64, _ reader: any Reader, under authority: Authority) throws -> [StepRow] {
    try reader.rows(ofMatter, [.int(matter)], under: authority).compactMap { StepRow($0) }
  }
}
