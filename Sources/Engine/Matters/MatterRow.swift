import Core
import FEEL

/// A matter as its row says.
package struct MatterRow: Sendable {
  package let id: Int64
  package let code: String
  package let definition: String
  package let epoch: Int64
  package let program: String
  package let variant: String
  package var state: MatterState
  package var step: String?
  package let revision: Int64
  package let place: Int64?
  package let subject: Int64?
  package let applicant: Int64?
  package let filer: Int64?
  package let opened: Int64
  package var due: Int64?
  package var closed: Int64?
  package var list: Int64?
  package var outcome: String?

  static let columns = [
    "id", "code", "definition", "epoch", "program", "variant", "state", "step", "revision", "place", "subject",
    "applicant", "filer", "opened", "due", "closed", "list", "outcome",
  ]

  /// Nil for a state this build does not know.
  init?(_ row: Row, from at: Int = 0) {
    guard let id = row[at].int, let state = row[at + 6].text.flatMap(MatterState.init(rawValue:)) else { return nil }
    self.id = id
    code = row[at + 1].text ?? ""
    definition = row[at + 2].text ?? ""
    epoch = row[at + 3].int ?? 0
    program = row[at + 4].text ?? ""
    variant = row[at + 5].text ?? ""
    self.state = state
    step = row[at + 7].text
    revision = row[at + 8].int ?? 0
    place = row[at + 9].int
    subject = row[at + 10].int
    applicant = row[at + 11].int
    filer = row[at + 12].int
    opened = row[at + 13].int ?? 0
    due = row[at + 14].int
    closed = row[at + 15].int
    list = row[at + 16].int
    outcome = row[at + 17].text
  }

  init(
    id: Int64, code: String, definition: String, epoch: Int64, program: String, variant: String, place: Int64?,
    subject: Int64?, applicant: Int64?, filer: Int64?, opened: Int64, due: Int64?
  ) {
    self.id = id
    self.code = code
    self.definition = definition
    self.epoch = epoch
    self.program = program
    self.variant = variant
    state = .waiting
    revision = 1
    self.place = place
    self.subject = subject
    self.applicant = applicant
    self.filer = filer
    self.opened = opened
    self.due = due
  }

  private static let byCode = Query(columns, of: SystemTables.matter, where: .equals("code", 0))

  /// The matter that a command acts on; the command's own rights decide what becomes of it.
  static func find(code: String, _ reader: any Reader) throws -> MatterRow? {
    guard let code = MatterCode.parse(code) else { return nil }
    return try reader.rows(byCode, [.text(code)], under: .system(.command)).first.flatMap { MatterRow($0) }
  }

  private static let inList = Query(
    columns, of: SystemTables.matter, where: .all([.equals("list", 0), .equals("state", 1)]), order: [.init(.column("id"))])

  /// The matters that wait in a list.
  static func held(in list: Int64, _ reader: any Reader) throws -> [MatterRow] {
    try reader.rows(inList, [.int(list), .text(MatterState.held.rawValue)], under: .system(.lists))
      .compactMap { MatterRow($0) }
  }

  /// The civil day it was opened, yyyymmdd: the period of its figures.
  package var period: Int64 { Day.number(opened) }

  /// True when the person filed it, or it is for them.
  package func isOwn(_ person: Int64) -> Bool { filer == person || applicant == person || subject == person }
}

/// One stay of a matter with one holder.
package struct StepRow: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    case review
    /// The resident has it.
    case applicant
    /// It waits in a list for the list to be closed.
    case held
    /// Nobody could be found, or a condition could not be decided; an alarm was raised.
    case blocked
  }

  package let id: Int64
  package let matter: Int64
  package let step: String
  package let kind: Kind
  package let role: String?
  package let place: Int64?
  package let post: Int64?
  package let person: Int64?
  package let opened: Int64
  package let claimed: Int64?
  package let due: Int64?
  package let done: Int64?
  package let outcome: String?
  package let reason: String?
  package let list: Int64?

  static let columns = [
    "id", "matter", "step", "kind", "role", "place", "post", "person", "opened", "claimed", "due", "done", "outcome",
    "reason", "list",
  ]

  init?(_ row: Row, from at: Int = 0) {
    guard let id = row[at].int, let matter = row[at + 1].int, let kind = row[at + 3].text.flatMap(Kind.init(rawValue:))
    else { return nil }
    self.id = id
    self.matter = matter
    step = row[at + 2].text ?? ""
    self.kind = kind
    role = row[at + 4].text
    place = row[at + 5].int
    post = row[at + 6].int
    person = row[at + 7].int
    opened = row[at + 8].int ?? 0
    claimed = row[at + 9].int
    due = row[at + 10].int
    done = row[at + 11].int
    outcome = row[at + 12].text
    reason = row[at + 13].text
    list = row[at + 14].int
  }

  private static let ofMatter = Query(
    columns, of: SystemTables.step, where: .equals("matter", 0), order: [.init(.column("id"))])

  /// All stays of a matter, oldest first.
  static func all(of matter: Int64, _ reader: any Reader, under authority: Authority) throws -> [StepRow] {
    try reader.rows(ofMatter, [.int(matter)], under: authority).compactMap { StepRow($0) }
  }
}
