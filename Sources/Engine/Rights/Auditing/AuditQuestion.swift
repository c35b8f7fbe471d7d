import Core
import FEEL

/// What of the audit is asked for, as somebody typed it or as an address carries it; nothing was looked up.
package struct AuditAsked: Sendable, Hashable {
  /// Who did it: a name of staff, a login, a phone, `body/post`, or numbers of persons as `person:1,person:2`.
  package var actor: String?
  /// An `AuditArea` or the word of an `AuditKind`.
  package var kind: String?
  /// What or whom it was done to: the code of a request, a member of staff, or a post.
  package var about: String?
  /// A place, with everything below it: a code, a name or a path.
  package var place: String?
  /// First and last day, ISO 8601.
  package var from: String?
  package var until: String?
  /// Where the page before ended.
  package var cursor: String?
  package var limit: Int

  package static let fields = ["actor", "kind", "about", "place", "from", "to"]
  package static let page = 50

  package init(
    actor: String? = nil, kind: String? = nil, about: String? = nil, place: String? = nil, from: String? = nil,
    until: String? = nil, cursor: String? = nil, limit: Int = AuditAsked.page
  ) {
    func typed(_ text: String?) -> String? { text.map { Text.trimmed($0) }.flatMap { $0.isEmpty ? nil : $0 } }
    self.actor = typed(actor)
    self.kind = typed(kind)
    self.about = typed(about)
    self.place = typed(place)
    self.from = typed(from)
    self.until = typed(until)
    self.cursor = typed(cursor)
    self.limit = limit
  }
}

/// The same, looked up.
package struct AuditQuestion: Sendable {
  package enum Kind: Sendable, Hashable {
    case area(AuditArea)
    case one(AuditKind)

    var kinds: [AuditKind] {
      switch self {
      case .area(let area): AuditKind.all.filter { $0.area == area }
      case .one(let kind): [kind]
      }
    }
  }

  package enum About: Sendable {
    case request(MatterRow)
    case person(StaffMember)
    case post(id: Int64, title: String)
  }

  /// Whoever did it; nil = anybody.
  package var people: [StaffMember]?
  package var kind: Kind?
  package var about: About?
  package var place: PlaceLine?
  package var from: CivilDate?
  package var until: CivilDate?
  var cursor: AuditCursor?
  var limit = AuditAsked.page

  package init() {}

  /// The same as an address carries it: it names nobody.
  package var asked: AuditAsked {
    var asked = AuditAsked(from: from?.text, until: until?.text, limit: limit)
    asked.actor = people.map { people in
      people.map { $0.person == 0 ? "system" : RightsUser.person($0.person).token }.joined(separator: ",")
    }
    asked.kind = kind.map { kind in
      switch kind {
      case .area(let area): area.rawValue
      case .one(let one): one.word
      }
    }
    asked.about = about.map { about in
      switch about {
      case .request(let row): row.code
      case .person(let member): RightsUser.person(member.person).token
      case .post(let id, _): RightsUser.post(id).token
      }
    }
    asked.place = place?.code
    return asked
  }

  /// Asks about somebody: that is kept.
  var isOfSomebody: Bool {
    if case .person = about { return true }
    return people?.contains { $0.person != 0 } ?? false
  }
}

/// Where a page of the audit ended: the last line on it.
struct AuditCursor: Sendable, Hashable {
  let at: Int64
  let source: AuditSource
  let sequence: Int64

  init(at: Int64, source: AuditSource, sequence: Int64) {
    self.at = at
    self.source = source
    self.sequence = sequence
  }

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let at = Int64(parts[0]), let source = Int(parts[1]).flatMap({ AuditSource(rawValue: $0) }),
      let sequence = Int64(parts[2])
    else { return nil }
    self.init(at: at, source: source, sequence: sequence)
  }

  var text: String { "\(at).\(source.rawValue).\(sequence)" }

  /// What comes behind it in another stream: at the same moment acts stand before looks.
  func sequence(behindIn other: AuditSource) -> Int64 {
    other == source ? sequence : other.rawValue > source.rawValue ? .max : .min
  }

  /// Stands before another on the pages.
  func isBefore(_ other: AuditCursor) -> Bool {
    (other.at, source.rawValue, other.sequence) < (at, other.source.rawValue, sequence)
  }
}

extension Engine {
  /// Persons of one name that a question may ask of at once.
  static let mostAuditedPeople = 20

  /// Looks up what somebody typed.
  ///
  /// - Throws: `Refusal` with a field error for each part that means nothing, or several things.
  package func auditQuestion(_ asked: AuditAsked, _ caller: Caller) throws -> AuditQuestion {
    var question = AuditQuestion()
    var errors: [Refusal.FieldError] = []
    func part<Found>(_ field: String, _ text: String?, _ find: (String) throws -> Found) throws -> Found? {
      guard let text else { return nil }
      do {
        return try find(text)
      } catch let refusal as Refusal where refusal.code == .malformed {
        errors.append(.init(field: field, code: "malformed", message: refusal.message))
        return nil
      }
    }
    question.people = try part("actor", asked.actor) { try self.auditActors($0, caller) }
    question.kind = try part("kind", asked.kind) { try Self.auditKind($0) }
    question.about = try part("about", asked.about) { try self.auditAbout($0, caller) }
    question.place = try part("place", asked.place) { try self.auditPlace($0) }
    question.from = try part("from", asked.from) { try Self.auditDay($0) }
    question.until = try part("to", asked.until) { try Self.auditDay($0) }
    if let from = question.from, let until = question.until, until < from {
      errors.append(
        .init(
          field: "to", code: "malformed",
          message: Label(zh: "到的日期早于从的日期", en: "The last day is before the first one")))
    }
    question.cursor = try part("cursor", asked.cursor) { text in
      guard let cursor = AuditCursor(text) else {
        throw Refusal(.malformed, Label(zh: "翻页位置不对", en: "There is no such place to go on from"))
      }
      return cursor
    }
    if !(1...500).contains(asked.limit) {
      errors.append(
        .init(field: "limit", code: "malformed", message: Label(zh: "一页 1 到 500 条", en: "A page has 1 to 500 lines")))
    }
    if let first = errors.first { throw Refusal(.invalidAnswers, first.message, fields: errors) }
    question.limit = asked.limit
    return question
  }

  private static func auditKind(_ word: String) throws -> AuditQuestion.Kind {
    if let area = AuditArea(rawValue: word) { return .area(area) }
    if let kind = AuditKind(word: word) { return .one(kind) }
    throw Refusal(.malformed, Label(zh: "没有「\(word)」这一类", en: "There is no kind `\(word)`"))
  }

  private static func auditDay(_ text: String) throws -> CivilDate {
    guard let day = CivilDate(text: text) else {
      throw Refusal(
        .malformed, Label(zh: "「\(text)」不是日期，写成 2026-03-05", en: "`\(text)` is no day: write 2026-03-05"))
    }
    return day
  }

  private func auditPlace(_ text: String) throws -> PlaceLine {
    try snapshot { running, _ in
      let tree = running.city.tree, ids = running.city.ids
      if let coded = running.city.place(ofCode: text), let at = running.city.position(of: coded) {
        return PlaceLine(tree, ids, at)
      }
      switch tree.resolve(text) {
      case .one(let at): return PlaceLine(tree, ids, at)
      case .none: throw Refusal(.malformed, Label(zh: "没有叫「\(text)」的地方", en: "No place is called `\(text)`"))
      case .several(let found):
        let paths = found.prefix(5).map { "\(tree.path(of: $0))（\(tree.nodes[$0].code)）" }
        throw Refusal(
          .malformed,
          Label(
            zh: "有 \(found.count) 个地方叫「\(text)」，请写上级或编码：\(paths.joined(separator: "、"))",
            en: "\(found.count) places are called `\(text)`: write what is above or the code: \(paths.joined(separator: ", "))"))
      }
    }
  }

  // MARK: People

  /// Persons whom words mean: found in the directory, whoever sat there once included, never by looking through the log.
  ///
  /// - Parameter none: what is said where there is nobody of that name.
  private func auditActors(_ text: String, _ caller: Caller, none: Label? = nil) throws -> [StaffMember] {
    if text == "系统" || text == "system" { return [StaffMember(person: 0, name: text, posts: [])] }
    let tokens = text.split(separator: ",").map { RightsUser(token: String($0)) }
    var people: [Int64] = []
    if tokens.allSatisfy({ if case .person = $0 { true } else { false } }) {
      for case .person(let id)? in tokens { people.append(id) }
    } else if let user = try rightsUser(text) {
      switch user {
      case .person(let id): people = [id]
      case .post(let id): people = try sitters(of: id)
      case .organization, .role:
        throw Refusal(
          .malformed, Label(zh: "请写一个人或一个岗位（单位/岗位）", en: "Write a person or a post (body/post)"))
      }
    } else {
      people = try staff(called: text)
    }
    if people.isEmpty || people.count > Self.mostAuditedPeople {
      throw people.isEmpty
        ? Refusal(
          .malformed,
          none
            ?? Label(
              zh: "没有叫「\(text)」的工作人员。可写姓名、登录名、手机号、单位/岗位",
              en: "No member of staff is called `\(text)`. A name, a login, a phone or body/post will do"))
        : Refusal(
          .malformed,
          Label(
            zh: "「\(text)」找到 \(people.count) 个人，请写全姓名或登录名",
            en: "`\(text)` finds \(people.count) people: write the whole name or the login"))
    }
    return try snapshot { running, reader in
      var names = AuditNames(Preparation(self, running, reader, caller))
      return try people.map { try names.member($0) }
    }
  }

  /// Everybody who sits or sat on a post.
  private func sitters(of post: Int64) throws -> [Int64] {
    try snapshot { running, reader in
      let rows = try reader.rows(Self.termsOfPost, [.int(post)], under: .system(.audit))
      return Set(rows.compactMap { $0[1].int }).union(running.city.posts[post]?.sitting ?? []).sorted()
    }
  }

  /// Staff, of before too, whose whole name the words are; else those whose name they are a part of, pinyin or initials.
  private func staff(called text: String) throws -> [Int64] {
    try snapshot { running, reader in
      let wanted = DirectoryWords(text)
      let found = try Preparation(self, running, reader, .nobody).namesOfStaff().compactMap { person, name in
        wanted.rank(of: name) { [] }.map { (rank: $0, person: person) }
      }
      let whole = found.filter { $0.rank == 0 }
      return (whole.isEmpty ? found : whole).map(\.person).sorted()
    }
  }

  private func auditAbout(_ text: String, _ caller: Caller) throws -> AuditQuestion.About {
    if let code = MatterCode.parse(text) {
      guard let row = try snapshot({ _, reader in try MatterRow.find(code: code, reader) }) else {
        throw Refusal(.malformed, Label(zh: "没有编号是 \(code) 的申请", en: "There is no request \(code)"))
      }
      return .request(row)
    }
    if case .post(let id)? = try rightsUser(text) {
      return .post(id: id, title: try snapshot { running, _ in running.city.distinctTitle(ofPost: id).zh })
    }
    let people = try auditActors(
      text, caller,
      none: Label(
        zh: "没有叫「\(text)」的申请、工作人员或岗位。可写申请编号、姓名、登录名、单位/岗位",
        en: "No request, member of staff or post is called `\(text)`. A code, a name, a login or body/post will do"))
    guard people.count == 1 else {
      let lines = people.map { "\(RightsUser.person($0.person).token)（\($0.posts.joined(separator: "、"))）" }
      throw Refusal(
        .malformed,
        Label(
          zh: "有 \(people.count) 个人叫「\(text)」，请写编号：\(lines.joined(separator: "、"))",
          en: "\(people.count) people are called `\(text)`: give the number: \(lines.joined(separator: ", "))"))
    }
    return .person(people[0])
  }
}
