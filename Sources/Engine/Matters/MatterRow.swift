import Core
import FEEL

/// A matter as its row says.
package struct MatterRow: Sendable {
  package let id: Int64
  package let code: String
  package let definition: String
  package var epoch: Int64
  package var program: String
  package let variant: String
  package var state: MatterState
  package var step: String?
  package let revision: Int64
  package let place: Int64?
  /// A person, or an organisation.
  package let subject: Int64?
  package let subjectClass: EntityClass
  package let applicant: Int64?
  package let filer: Int64?
  package let opened: Int64
  package var due: Int64?
  package var closed: Int64?
  package var list: Int64?
  package var outcome: String?
  /// The request that leads it, once it was merged.
  package var mergedInto: Int64?
  /// By which mandate it was filed for somebody else; nil = by nobody's leave but the filer's own.
  package var mandate: Int64?

  static let columns = [
    "id", "code", "definition", "epoch", "program", "variant", "state", "step", "revision", "place", "subject",
    "applicant", "filer", "opened", "due", "closed", "list", "outcome", "merged_into",
    "subject_class", "mandate",
  ]

  /// Nil for a state this build does not know.
  init?(_ row: some RowValues, from at: Int = 0) {
    guard let id = row.int(at), let state = row.text(at + 6).flatMap(MatterState.init(rawValue:)) else { return nil }
    self.id = id
    code = row.text(at + 1) ?? ""
    definition = row.text(at + 2) ?? ""
    epoch = row.int(at + 3) ?? 0
    program = row.text(at + 4) ?? ""
    variant = row.text(at + 5) ?? ""
    self.state = state
    step = row.text(at + 7)
    revision = row.int(at + 8) ?? 0
    place = row.int(at + 9)
    subject = row.int(at + 10)
    applicant = row.int(at + 11)
    filer = row.int(at + 12)
    opened = row.int(at + 13) ?? 0
    due = row.int(at + 14)
    closed = row.int(at + 15)
    list = row.int(at + 16)
    outcome = row.text(at + 17)
    mergedInto = row.int(at + 18)
    subjectClass = row.text(at + 19).flatMap { EntityClass(rawValue: $0) } ?? .person
    mandate = row.int(at + 20)
  }

  init(
    id: Int64, code: String, definition: String, epoch: Int64, program: String, variant: String, place: Int64?,
    subject: Int64?, of subjectClass: EntityClass, applicant: Int64?, filer: Int64?, opened: Int64, due: Int64?
  ) {
    self.subjectClass = subjectClass
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

  private static let byID = Query(columns, of: SystemTables.matter, where: .equals("id", 0))

  static func find(id: Int64, _ reader: any Reader) throws -> MatterRow? {
    try reader.rows(byID, [.int(id)], under: .system(.command)).first.flatMap { MatterRow($0) }
  }

  private static let joined = Query(
    ["matter"], of: SystemTables.joined, where: .equals("leader", 0), order: [.init(.column("matter"))])

  /// The requests that were merged into one.
  static func merged(into leader: Int64, _ reader: any Reader) throws -> [MatterRow] {
    try reader.rows(joined, [.int(leader)], under: .system(.command))
      .compactMap { try $0[0].int.flatMap { try find(id: $0, reader) } }
  }

  private static let inList = Query(
    ["matter"], of: SystemTables.step, where: .all([.equals("list", 0), .isNull(.column("done"))]),
    order: [.init(.column("matter"))])

  /// The matters that wait in a list: with all of themselves, or with one of their branches.
  static func held(in list: Int64, _ reader: any Reader) throws -> [Int64] {
    try reader.rows(inList, [.int(list)], under: .system(.lists)).compactMap { $0[0].int }
  }

  /// The civil day it was opened, yyyymmdd: the period of its figures.
  package var period: Int64 { Day.number(opened) }

  /// The organisation it is of; nil where it is a person's.
  package var body: Int64? { subjectClass == .organization ? subject : nil }

  /// True when the person stands in it as who filed it or whom it is for.
  package func names(_ person: Int64) -> Bool { filer == person || applicant == person || subject == person }
}
