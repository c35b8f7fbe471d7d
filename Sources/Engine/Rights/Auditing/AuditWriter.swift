import Core
import FEEL

/// Makes lines of rows.
struct AuditWriter {
  private let preparation: Preparation
  private var names: AuditNames
  private var changes: PlaceChangesRead
  private var matters: [Int64: MatterRow] = [:]

  /// Places that a line lists.
  private static let mostPlaces = 3

  init(_ preparation: Preparation) {
    self.preparation = preparation
    names = AuditNames(preparation)
    changes = PlaceChangesRead(preparation)
  }

  private var city: CityIndex { preparation.running.city }

  mutating func entry(_ row: AuditRow) throws -> AuditEntry {
    let kind = row.kind, said = try PlaceChangesRead.said(row, preparation)
    var entry = AuditEntry(
      source: row.source, sequence: row.sequence, at: row.at, actor: try actor(row, kind, said), kind: kind)
    if row.source == .act { try tell(row, said, &entry) } else { try tell(look: row, &entry) }
    if entry.about == nil, let subject = row.subject, subject != row.actor { entry.about = try names.name(ofSubject: subject) }
    return entry
  }

  // MARK: Who

  private mutating func actor(
    _ row: AuditRow, _ kind: AuditKind, _ said: [String: Answer]
  ) throws -> AuditEntry.Actor {
    if row.actor == 0 { return try nobody(kind, said) }
    let name = try names.name(row.actor)
    guard try names.isStaff(row.actor) else {
      return AuditEntry.Actor(kind: .resident, name: name, person: row.actor, posts: [])
    }
    let acting = kind.isOfPost ? nil : row.post
    let posts = try acting.map { [$0] } ?? names.posts(of: row.actor, at: row.at)
    return AuditEntry.Actor(
      kind: .staff, name: name, person: row.actor, posts: try posts.map { try names.title(ofPost: $0, at: row.at) })
  }

  private func nobody(_ kind: AuditKind, _ said: [String: Answer]) throws -> AuditEntry.Actor {
    func made(_ kind: AuditEntry.Actor.Kind, _ zh: String, _ en: String) -> AuditEntry.Actor {
      AuditEntry.Actor(
        kind: kind, name: Label(zh: zh, en: en).text(in: preparation.caller.language), person: nil, posts: [])
    }
    if kind.word.hasPrefix("account"), let token = said["token"]?.text {
      return made(.service, "对接系统「\(token)」", "another system, `\(token)`")
    }
    let isHeld: Bool
    switch kind.area {
    case .publishing, .exports, .accounts, .directory: isHeld = true
    case .places: isHeld = try said["change"]?.text.flatMap { Int64($0) }.map { try changes.actor(of: $0) == 0 } ?? false
    case .requests, .reading, .emergencies, .mandates: isHeld = false
    }
    return isHeld ? made(.holder, "管理部署的人", "who runs the installation") : made(.system, "系统", "the system")
  }

  // MARK: Acts

  private mutating func tell(_ row: AuditRow, _ said: [String: Answer], _ entry: inout AuditEntry) throws {
    entry.reason = said["reason"]?.text ?? said["why"]?.text
    if let id = row.matter, let matter = try matter(id) { try tell(of: matter, row, &entry) }
    if entry.kind.isOfPost, let post = row.post {
      entry.objects.append(.init(.post, String(post), try names.title(ofPost: post, at: row.at)))
    }
    switch entry.kind.area {
    case .places: try tell(ofPlaces: row, said, &entry)
    case .publishing:
      if let epoch = said["epoch"]?.text { entry.objects.append(.init(.release, epoch, release(epoch))) }
      if let origin = said["origin"]?.text, origin != "rollback" { entry.origin = Label(zh: origin) }
    case .directory: entry.detail = Self.directory(said)
    case .accounts where entry.actor.kind == .holder: entry.detail = said["token"]?.text.map { Label(zh: "「\($0)」", en: "`\($0)`") }
    case .mandates:
      let words = said["words"]?.text.flatMap { $0.isEmpty ? nil : $0 }
      if entry.kind.word == "mandate-declared" { entry.detail = words.map(Self.powers) } else { entry.reason = words }
    case .requests, .reading, .emergencies, .exports, .accounts: break
    }
  }

  private func release(_ epoch: String) -> String {
    Label(zh: "第 \(epoch) 版", en: "release \(epoch)").text(in: preparation.caller.language)
  }

  private static func powers(_ text: String) -> Label {
    let powers = text.split(separator: " ").map(String.init)
    return Label(
      zh: powers.map { Mandate.Power(rawValue: $0)?.label.zh ?? $0 }.joined(separator: "、"),
      en: powers.map { Mandate.Power(rawValue: $0)?.label.text(in: .en) ?? $0 }.joined(separator: ", "))
  }

  private mutating func tell(of matter: MatterRow, _ row: AuditRow, _ entry: inout AuditEntry) throws {
    let service = preparation.running.program.services[matter.definition]?.title ?? Label(zh: matter.definition)
    entry.objects.append(.init(.request, matter.code, service.text(in: preparation.caller.language)))
    guard let subject = matter.subject else { return }
    let name = try names.name(ofSubject: subject)
    if subject != row.actor { entry.about = name }
    guard entry.kind.word == Verb.submit.rawValue, matter.filer == row.actor, subject != row.actor else { return }
    entry.origin = Label(
      zh: "代 \(name) 办理" + (matter.mandate == nil ? "" : "（凭委托）"),
      en: "for \(name)" + (matter.mandate == nil ? "" : " (by a mandate)"))
  }

  private static func directory(_ said: [String: Answer]) -> Label? {
    if case .number(let bodies)? = said["organizations"], case .number(let posts)? = said["posts"] {
      return Label(zh: "新单位 \(bodies) 个、新岗位 \(posts) 个", en: "\(bodies) new bodies, \(posts) new posts")
    }
    let from = said["from"]?.text, until = said["until"]?.text
    switch (from, until) {
    case (let from?, let until?): return Label(zh: "\(from) 起，\(until) 前", en: "from \(from), before \(until)")
    case (let from?, nil): return Label(zh: "\(from) 起", en: "from \(from)")
    case (nil, let until?): return Label(zh: "\(until) 前", en: "before \(until)")
    case (nil, nil): return nil
    }
  }

  // MARK: Places

  private mutating func tell(ofPlaces row: AuditRow, _ said: [String: Answer], _ entry: inout AuditEntry) throws {
    if let proposal = said["proposal"]?.text.flatMap({ Int64($0) }), let found = try changes.parent(of: proposal) {
      if let above = try place(found.parent, nil, at: row.at) { entry.objects.append(above) }
      entry.detail = Label(zh: "「\(found.name)」", en: "`\(found.name)`")
      return
    }
    let touched = try changes.touched(row)
    entry.objects += try touched.prefix(Self.mostPlaces).compactMap { try place($0.place, $0.change, at: row.at) }
    entry.more = touched.count - min(touched.count, Self.mostPlaces)
    // A line of the log is the kind of change, then the place and what becomes of it.
    let lines = (said["places"]?.elements ?? []).compactMap(\.text).map { line in
      line.firstIndex(of: " ").map { String(line[line.index(after: $0)...]) } ?? line
    }
    if !lines.isEmpty { entry.detail = Label(zh: lines.prefix(Self.mostPlaces).joined(separator: "；")) }
    if case .number(let count)? = said["created"] { entry.detail = Label(zh: "新增 \(count) 个", en: "\(count) new") }
    let issues = (said["issues"]?.elements ?? []).compactMap(\.text)
    if !issues.isEmpty { entry.reason = issues.joined(separator: "；") }
    if case .number("1")? = said["waiting"], let day = said["day"]?.text {
      entry.origin = Label(zh: "\(day) 生效", en: "takes effect on \(day)")
    }
  }

  /// A place by the path that it had, with the code that leads to it.
  private func place(_ id: Int64, _ change: Int64?, at moment: Int64) throws -> AuditEntry.Object? {
    let timeline = try PlaceTimeline(preparation.reader, of: [id])
    guard let path = timeline.path(id, on: CivilDateTime(milliseconds: moment).date.text) else { return nil }
    let code = city.isLiving(id) ? city.position(of: id).map { city.tree.nodes[$0].code } : timeline.all(of: id).last?.code
    return AuditEntry.Object(.place, code ?? "", path, change: change)
  }

  private mutating func matter(_ id: Int64) throws -> MatterRow? {
    if let known = matters[id] { return known }
    let found = try MatterRow.find(id: id, preparation.reader)
    matters[id] = found
    return found
  }

  // MARK: Looks

  private mutating func tell(look row: AuditRow, _ entry: inout AuditEntry) throws {
    var rest = String(AuditKind.ofLook(row.words).rest)
    if let code = row.code, let matter = try MatterRow.find(code: code, preparation.reader) {
      let service = preparation.running.program.services[matter.definition]?.title ?? Label(zh: matter.definition)
      entry.objects.append(.init(.request, matter.code, service.text(in: preparation.caller.language)))
      rest = rest.firstIndex(of: " ").map { String(rest[rest.index(after: $0)...]) } ?? ""
    }
    let said = rest.isEmpty ? nil : rest
    switch entry.kind.word {
    case "read-request", "export-audit": entry.reason = said
    default: entry.detail = said.map { Label(zh: $0) }
    }
    if row.subject == nil, let count = row.count, entry.kind.word != "unmask" {
      entry.detail = Label(zh: "\(count) 条", en: count == 1 ? "1 line" : "\(count) lines")
    }
  }
}
