import Core
import FEEL

/// Along which streams a question is answered, and which of their rows fit.
struct AuditFilter {
  private let question: AuditQuestion
  private let preparation: Preparation
  private let people: Set<Int64>?
  private let wanted: [AuditKind]?
  private var places: AuditPlaces

  init(_ question: AuditQuestion, _ preparation: Preparation) {
    self.question = question
    self.preparation = preparation
    people = question.people.map { Set($0.map(\.person)) }
    wanted = question.kind?.kinds
    places = AuditPlaces(preparation)
  }

  // MARK: Streams

  var tracks: [AuditTrack] {
    switch question.about {
    case .request(let row): return tracks(of: row)
    case .person(let member):
      let kinds = AuditKind.all.filter { $0.source == .act && $0.namesSubject && isWanted($0) }
      return kinds.map { track(.actsOfKind, .text($0.word)) }
        + looks { [track(.looksAtPerson, .int(member.person))] }
    case .post:
      return AuditKind.all.filter { $0.area == .directory && $0.isOfPost && isWanted($0) }
        .map { track(.actsOfKind, .text($0.word)) }
    case nil: break
    }
    if let people = question.people?.map(\.person) {
      return acts { people.map { track(.actsOfPerson, .int($0)) } }
        + looks { people.filter { $0 != 0 }.map { track(.looksOfPerson, .int($0)) } }
    }
    // Most of what is done is done with requests.
    if wanted == nil || question.kind == .area(.requests) { return acts { [track(.everyAct)] } + looks { [track(.everyLook)] } }
    let kinds = (wanted ?? []).filter { $0.source == .act }
    return kinds.map { track(.actsOfKind, .text($0.word)) } + looks { [track(.everyLook)] }
  }

  private func tracks(of row: MatterRow) -> [AuditTrack] {
    let people = Set([row.subject, row.applicant, row.filer].compactMap { $0 }).sorted()
    return acts { [track(.actsOfRequest, .int(row.id))] }
      + looks {
        people.map { track(.looksAtPerson, .int($0)) }
          // Looks at what is about no person name nobody.
          + (row.body == nil ? [] : [track(.everyLook, since: row.opened)])
      }
  }

  private func track(_ line: AuditTrack.Line, _ value: StoredValue? = nil, since: Int64 = .min) -> AuditTrack {
    let from = max(question.from?.moments.lowerBound ?? 0, since), until = question.until?.moments.upperBound ?? .max
    return AuditTrack(line, value, after: question.cursor, days: min(from, until)..<until)
  }

  private func acts(_ tracks: () -> [AuditTrack]) -> [AuditTrack] {
    wanted?.contains { $0.source == .act } ?? true ? tracks() : []
  }

  private func looks(_ tracks: () -> [AuditTrack]) -> [AuditTrack] {
    wanted?.contains { $0.source == .look } ?? true ? tracks() : []
  }

  private func isWanted(_ kind: AuditKind) -> Bool { wanted?.contains(kind) ?? true }

  // MARK: Rows

  mutating func fits(_ row: AuditRow) throws -> Bool {
    if let people, !people.contains(row.actor) { return false }
    if let kind = question.kind {
      switch kind {
      case .area(let area): if row.kind.area != area { return false }
      case .one(let one): if row.kind.word != one.word { return false }
      }
    }
    switch question.about {
    case .request(let matter): if row.source == .look, !row.words.contains(matter.code) { return false }
    case .person(let member): if row.subject != member.person { return false }
    case .post(let id, _): if row.post != id { return false }
    case nil: break
    }
    return try question.place.map { try places.lies(row, within: $0.id) } ?? true
  }
}

extension AuditRow {
  var kind: AuditKind {
    source == .act ? .ofAct(words, isOfRequest: matter != nil) : AuditKind.ofLook(words).kind
  }

  /// The code of the request that a look was at.
  var code: String? {
    guard source == .look, let first = AuditKind.ofLook(words).rest.split(separator: " ").first else { return nil }
    return MatterCode.parse(String(first))
  }
}

extension AuditKind {
  /// The log names whom it is about, apart from acts on requests, which name the request.
  fileprivate var namesSubject: Bool { area != .requests && area != .publishing && area != .exports }
}

/// Where a line belongs: the place of what it was done to, else those that the post works for from which it was done.
struct AuditPlaces {
  private let preparation: Preparation
  private var matters: [Int64: Int64] = [:]
  private var codes: [String: Int64] = [:]
  private var posts: AuditNames
  private var changes: PlaceChangesRead

  init(_ preparation: Preparation) {
    self.preparation = preparation
    posts = AuditNames(preparation)
    changes = PlaceChangesRead(preparation)
  }

  private var city: CityIndex { preparation.running.city }

  mutating func lies(_ row: AuditRow, within root: Int64) throws -> Bool {
    let found = try places(of: row)
    return found.contains { $0 == root || city.lineage(of: $0).contains(root) }
  }

  private mutating func places(of row: AuditRow) throws -> [Int64] {
    if let matter = row.matter { return try place(ofMatter: matter) }
    if let code = row.code { return try place(ofCode: code) }
    let kind = row.kind
    if kind.area == .places { return try changes.touched(row).map(\.place) }
    if let post = row.post { return territory(of: post) }
    return try posts.posts(of: row.actor, at: row.at).flatMap { territory(of: $0) }
  }

  private func territory(of post: Int64) -> [Int64] { city.posts[post]?.territory.map { city.ids[$0] } ?? [] }

  private mutating func place(ofMatter id: Int64) throws -> [Int64] {
    if let known = matters[id] { return known == 0 ? [] : [known] }
    let place = try MatterRow.find(id: id, preparation.reader)?.place
    matters[id] = place ?? 0
    return place.map { [$0] } ?? []
  }

  private mutating func place(ofCode code: String) throws -> [Int64] {
    if let known = codes[code] { return known == 0 ? [] : [known] }
    let place = try MatterRow.find(code: code, preparation.reader)?.place
    codes[code] = place ?? 0
    return place.map { [$0] } ?? []
  }
}

/// What operations on places touched, read from the log's own words and from the facts that they wrote.
struct PlaceChangesRead {
  struct Touched {
    let place: Int64
    let change: Int64?
  }

  /// Places of one operation that are read.
  static let most = 200

  private let preparation: Preparation
  private var known: [Int64: [Touched]] = [:]

  init(_ preparation: Preparation) { self.preparation = preparation }

  private static let payload = Query(
    ["payload"], of: SystemTables.event, where: .equals("sequence", 0), limit: .constant(.int(1)))
  private static let facts = ["change", "closed_by"].map { column in
    Query(
      ["place"], of: SystemTables.placeFact, where: .equals(column, 0),
      order: [.init(.column("level")), .init(.column("id"))], limit: .constant(.int(Int64(most))))
  }
  private static let proposal = Query(["parent", "name"], of: SystemTables.placeProposal, where: .equals("id", 0))

  /// What the log keeps of an act; nil where it is erased.
  static func said(_ row: AuditRow, _ preparation: Preparation) throws -> [String: Answer] {
    guard row.source == .act,
      let sealed = try preparation.reader.rows(payload, [.int(row.sequence)], under: .system(.audit)).first?[0].blob,
      let plain = preparation.sealing.open(sealed, subject: row.subject)
    else { return [:] }
    return (try? JSONReader.read(plain).members) ?? [:]
  }

  mutating func touched(_ row: AuditRow) throws -> [Touched] {
    let said = try Self.said(row, preparation)
    if let proposal = said["proposal"]?.text.flatMap({ Int64($0) }) {
      return try parent(of: proposal).map { [Touched(place: $0.parent, change: nil)] } ?? []
    }
    return try said["change"]?.text.flatMap { Int64($0) }.map { try touched(by: $0) } ?? []
  }

  /// A reported place: below which, and its name.
  func parent(of proposal: Int64) throws -> (parent: Int64, name: String)? {
    try preparation.reader.rows(Self.proposal, [.int(proposal)], under: .system(.audit)).first.flatMap { row in
      row[0].int.map { ($0, row[1].text ?? "") }
    }
  }

  /// The outermost first.
  mutating func touched(by change: Int64) throws -> [Touched] {
    if let known = known[change] { return known }
    let reader = preparation.reader
    var ids: [Int64] = []
    for query in Self.facts {
      for row in try reader.rows(query, [.int(change)], under: .system(.audit)) {
        if let place = row[0].int, !ids.contains(place) { ids.append(place) }
      }
    }
    if ids.isEmpty { ids = try Array(preparation.boundedPlaces(change).prefix(Self.most)) }
    if ids.isEmpty { ids = try asked(by: change) }
    let found = ids.map { Touched(place: $0, change: change) }
    known[change] = found
    return found
  }

  /// What an operation that has not come to its day, or never did anything, was asked for.
  private func asked(by change: Int64) throws -> [Int64] {
    let city = preparation.running.city
    guard
      let row = try preparation.reader.rows(PlaceStatements.changeOfID, [.int(change)], under: .system(.audit)).first,
      let operation = row[8].blob.flatMap({ PlaceOperation(text: String(decoding: $0, as: UTF8.self)) })
    else { return [] }
    let named = operation.what.isEmpty ? operation.to : operation.what
    return named.compactMap { name in
      if case .one(let at) = city.tree.resolve(name) { city.ids[at] } else { nil }
    }
  }

  /// Who asked for an operation; nil where there is no record of it.
  func actor(of change: Int64) throws -> Int64? {
    try preparation.reader.rows(PlaceStatements.changeOfID, [.int(change)], under: .system(.audit)).first?[5].int
  }
}
