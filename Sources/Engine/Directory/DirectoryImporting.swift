import Core
import FEEL

/// What an import of a table does, or would do.
package struct DirectoryImportPlan: Sendable {
  /// The id by which it can be undone; nil when nothing was done.
  package var change: Int64?
  package var organizations = 0
  package var posts = 0
  package var appointments = 0
  /// Posts that stand and of which something else is said.
  package var described = 0
  /// What is said of them, by row.
  package var remarks: [RowProblem] = []
  /// Rows that say what is so already.
  package var unchanged = 0
  package var problems: [DirectoryTable.Problem] = []

  package var isNothing: Bool { organizations + posts + appointments + described == 0 }
}

/// A table against the directory that stands: what is new, and what is wrong with each row. Of a post that stands a row
/// may say its rank, duties, tags and number anew; any other row that says otherwise than what stands is told so.
struct DirectoryImporting {
  struct Body {
    let id: Int64
    let name: String
    let kind: String
    let code: String?
    var under: Int64?
    /// Ids of places.
    let governs: [Int64]
    let at: Int64?
    let row: DirectoryTable.Row
  }

  struct Post {
    let id: Int64
    let organization: Int64
    let name: String
    let roles: [String]
    let place: Int64?
    let row: DirectoryTable.Row
  }

  struct Term {
    let post: Int64
    let person: Int64
    let span: AppointmentSpan
  }

  private(set) var plan = DirectoryImportPlan()
  private(set) var bodies: [Body] = []
  private(set) var posts: [Post] = []
  private(set) var terms: [Term] = []
  /// Of posts that stand, by id.
  private(set) var described: [Int64: (line: Int, words: PostWords)] = [:]

  private var table: DirectoryTable
  private let running: Running
  private let reach: DirectoryReach
  private let people: StaffNames
  private let today: String
  /// Terms that stand, by post.
  private var standing: [Int64: [(person: Int64, span: AppointmentSpan)]]
  private var bodyByName: [String: Int64] = [:]
  private var newBodies: [Int64: Int] = [:]
  private var postByName: [String: Int64] = [:]
  private var postRoles: [Int64: [String]] = [:]
  private let facts: [Int64: StoredPostFacts]

  init(
    _ table: DirectoryTable, _ running: Running, _ reach: DirectoryReach, people: StaffNames,
    facts: [Int64: StoredPostFacts], standing: [Int64: [(person: Int64, span: AppointmentSpan)]], today: String,
    _ progress: ImportProgress? = nil
  ) {
    self.table = table
    self.running = running
    self.reach = reach
    self.people = people
    self.facts = facts
    self.standing = standing
    self.today = today
    for body in running.city.organizations.values { bodyByName[body.name] = body.id }
    for post in running.city.posts.values {
      if let body = running.city.organizations[post.organization] { postByName[body.name + "/" + post.name] = post.id }
    }
    progress?.begin(rows: table.rows.count, times: 2)
    for row in table.rows {
      body(row)
      progress?.step()
    }
    superiors()
    leaveOutBodies()
    for row in table.rows {
      if !row[.post].isEmpty && isKnown(row) { post(row) }
      progress?.step()
    }
    plan.problems = self.table.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    (plan.organizations, plan.posts, plan.appointments) = (bodies.count, posts.count, terms.count)
    plan.described = described.count
  }

  /// The body of the row is there, or new and right.
  private func isKnown(_ row: DirectoryTable.Row) -> Bool { bodyByName[row[.organization]] != nil }

  private mutating func fail(_ row: DirectoryTable.Row, _ column: DirectoryTable.Column, _ zh: String, _ en: String) {
    table.fail(row, column, Message(zh: zh, en: en))
  }

  // MARK: Bodies

  private mutating func body(_ row: DirectoryTable.Row) {
    let name = row[.organization]
    let count = table.problems.count
    let kind = kind(row), governs = row.list(.governs).compactMap { place($0, row, .governs) }
    let at = row[.at].isEmpty ? nil : place(row[.at], row, .at)
    guard table.problems.count == count else { return }
    if let known = bodyByName[name] {
      if let position = newBodies[known] { again(row, bodies[position], kind, governs, at) } else { stands(row, known, kind, governs, at) }
      return
    }
    let id = StableID.make("organization", name), places = governs.isEmpty ? [at].compactMap { $0 } : governs
    guard reach.covers(id, at: places) else {
      if places.isEmpty {
        return fail(
          row, .organization, "通讯录里没有单位「\(name)」；新单位要写管辖或地址，在您可以编辑的范围里",
          "There is no organisation `\(name)`; a new one needs what it governs or its place, where you may edit the directory")
      }
      return fail(
        row, .organization, "「\(name)」管辖的地方不在您可以编辑通讯录的范围里",
        "`\(name)` governs places where you may not edit the directory")
    }
    newBodies[id] = bodies.count
    bodyByName[name] = id
    bodies.append(
      Body(
        id: id, name: name, kind: kind ?? "organization", code: row[.code].isEmpty ? nil : row[.code], under: nil,
        governs: governs, at: at, row: row))
  }

  private mutating func kind(_ row: DirectoryTable.Row) -> String? {
    let word = row[.class]
    if word.isEmpty { return nil }
    let found = running.program.knowledge.classes.first {
      $0.root == .organization && ($0.id == word || $0.title.zh == word || $0.title.en == word)
    }
    if found == nil { fail(row, .class, "没有单位类别「\(word)」", "There is no kind of organisation `\(word)`") }
    return found?.id
  }

  private mutating func place(_ name: String, _ row: DirectoryTable.Row, _ column: DirectoryTable.Column) -> Int64? {
    switch running.city.tree.resolve(name) {
    case .one(let at): return running.city.ids[at]
    case .several: fail(row, column, "「\(name)」有几个，请写路径或编码", "Several places are called `\(name)`: give path or code")
    case .none: fail(row, column, "没有地方「\(name)」", "There is no place `\(name)`")
    }
    return nil
  }

  /// A later row of a body that the table brings.
  private mutating func again(
    _ row: DirectoryTable.Row, _ first: Body, _ kind: String?, _ governs: [Int64], _ at: Int64?
  ) {
    let line = first.row.line
    if let kind, kind != first.kind { fail(row, .class, "类别和第 \(line) 行不同", "Another kind than in line \(line)") }
    if !governs.isEmpty, Set(governs) != Set(first.governs) {
      fail(row, .governs, "管辖和第 \(line) 行不同", "Other territory than in line \(line)")
    }
    if let at, at != first.at { fail(row, .at, "地址和第 \(line) 行不同", "Another place than in line \(line)") }
    if !row[.under].isEmpty, row[.under] != first.row[.under] {
      fail(row, .under, "上级和第 \(line) 行不同", "Another superior than in line \(line)")
    }
  }

  /// A row of a body that stands already.
  private mutating func stands(
    _ row: DirectoryTable.Row, _ id: Int64, _ kind: String?, _ governs: [Int64], _ at: Int64?
  ) {
    guard let body = running.city.organizations[id] else { return }
    let city = running.city
    if let kind, kind != body.entityClass {
      let title = running.program.knowledge.entityClass(body.entityClass)?.title
      fail(row, .class, "现在的类别是「\(title?.zh ?? body.entityClass)」", "It is a `\(title?.en ?? body.entityClass)` now")
    }
    if !governs.isEmpty, Set(governs) != Set(body.governs.map { city.ids[$0] }) {
      let now = body.governs.map { city.tree.path(of: $0) }.joined(separator: "|")
      fail(row, .governs, "现在管辖的是「\(now)」", "It governs `\(now)` now")
    }
    if let at, at != body.at.map({ city.ids[$0] }) {
      fail(row, .at, "现在的地址不同", "It sits elsewhere now")
    }
    if !row[.under].isEmpty {
      let now = body.under.flatMap { city.organizations[$0]?.name } ?? ""
      if row[.under] != now { fail(row, .under, "现在的上级是「\(now)」", "Its superior is `\(now)` now") }
    }
    if row[.post].isEmpty { plan.unchanged += 1 }
  }

  /// Once all bodies are known: superiors, circles, and what they govern.
  private mutating func superiors() {
    for position in bodies.indices {
      let name = bodies[position].row[.under]
      if name.isEmpty { continue }
      bodies[position].under = bodyByName[name]
      if bodyByName[name] == nil {
        fail(bodies[position].row, .under, "没有上级单位「\(name)」", "There is no superior `\(name)`")
      }
    }
    for body in bodies {
      if isInCircle(body) {
        fail(body.row, .under, "「\(body.name)」绕了一圈又是自己的上级", "`\(body.name)` is its own superior in a circle")
      } else {
        territory(body)
      }
    }
  }

  /// New bodies of which a row is wrong, and those below them.
  private mutating func leaveOutBodies() {
    var wrong = Set(table.problems.map(\.line)), gone: Set<Int64> = []
    while let next = bodies.first(where: { body in
      !gone.contains(body.id) && (wrong.contains(body.row.line) || body.under.map { gone.contains($0) } ?? false)
    }) {
      gone.insert(next.id)
      if wrong.insert(next.row.line).inserted {
        fail(next.row, .under, "上级单位「\(next.row[.under])」有错，没有导入", "Its superior `\(next.row[.under])` is wrong and left out")
      }
    }
    for body in bodies where gone.contains(body.id) { bodyByName[body.name] = nil }
    bodies.removeAll { gone.contains($0.id) }
    newBodies = Dictionary(bodies.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
    for row in table.rows where !row[.post].isEmpty && !isKnown(row) && !wrong.contains(row.line) {
      fail(row, .organization, "单位「\(row[.organization])」有错，没有导入", "The organisation `\(row[.organization])` is wrong and left out")
    }
  }

  private func isInCircle(_ body: Body) -> Bool {
    var seen: Set<Int64> = []
    var at = body.under
    // Of the table alone: what stands has no circle and nothing of the table above it.
    while let next = at, let position = newBodies[next], seen.insert(next).inserted {
      if next == body.id { return true }
      at = bodies[position].under
    }
    return false
  }

  /// Kinds of which one body governs a place.
  private static let single: Set<String> = ["residents_committee", "subdistrict_office"]

  private mutating func territory(_ body: Body) {
    let above = governed(above: body)
    if !above.isEmpty {
      for place in body.governs where !running.city.isWithin(place, above) {
        let name = running.city.path(of: place) ?? ""
        fail(body.row, .governs, "上级不管辖「\(name)」", "Its superior does not govern `\(name)`")
      }
    }
    guard Self.single.contains(body.kind) else { return }
    for place in body.governs {
      let other = running.city.organizations.values.first { other in
        other.entityClass == body.kind && other.governs.contains { running.city.ids[$0] == place }
      }?.name ?? bodies.first { $0.id != body.id && $0.kind == body.kind && $0.governs.contains(place) }?.name
      if let other { fail(body.row, .governs, "「\(other)」已经管辖这里", "`\(other)` governs this place") }
    }
  }

  /// What the nearest body above it with a territory governs.
  private func governed(above body: Body) -> [Int64] {
    var seen: Set<Int64> = []
    var at = body.under
    while let id = at, seen.insert(id).inserted {
      if let places = governed(by: id), !places.isEmpty { return places }
      at = newBodies[id].map { bodies[$0].under } ?? running.city.organizations[id]?.under
    }
    return []
  }

  private func governed(by id: Int64) -> [Int64]? {
    if let position = newBodies[id] { return bodies[position].governs }
    return running.city.organizations[id]?.governs.map { running.city.ids[$0] }
  }

  // MARK: Posts and terms

  private mutating func post(_ row: DirectoryTable.Row) {
    guard let organization = bodyByName[row[.organization]] else { return }
    let count = table.problems.count
    if newBodies[organization] == nil, !reach.covers(organization) {
      let said = Refusal.noDirectoryRight.message
      fail(row, .organization, said.zh, said.text(in: .en))
    }
    let roles = row.list(.role).compactMap { role($0, row) }
    let place = row[.place].isEmpty ? nil : place(row[.place], row, .place)
    if let place, let governs = governed(by: organization), !governs.isEmpty, !running.city.isWithin(place, governs) {
      fail(row, .place, "单位不管辖「\(row[.place])」", "The organisation does not govern `\(row[.place])`")
    }
    let name = row[.organization] + "/" + row[.post]
    let standing = postByName[name].map(kinds) ?? []
    if !reach.covers(standing.union(roles.compactMap { running.program.roles[$0]?.administration })) {
      let said = Refusal.notOverAdministrators.message
      fail(row, .post, said.zh, said.text(in: .en))
    }
    guard table.problems.count == count else { return }
    let id: Int64
    if let known = postByName[name] {
      id = known
      if !agrees(row, known, roles, place) { return }
      if !describes(row, known), row[.staff].isEmpty { plan.unchanged += 1 }
    } else {
      if roles.isEmpty { return fail(row, .role, "新岗位要有角色", "A new post needs a role") }
      let joined = Set(roles.compactMap { running.program.roles[$0]?.administration })
      if joined.count > 1 {
        let said = Refusal.twoAdministrations(joined).message
        return fail(row, .role, said.zh, said.text(in: .en))
      }
      id = StableID.make("post", name)
      postByName[name] = id
      postRoles[id] = roles
      posts.append(Post(id: id, organization: organization, name: row[.post], roles: roles, place: place, row: row))
    }
    if !row[.staff].isEmpty { term(row, id) }
  }

  private mutating func role(_ word: String, _ row: DirectoryTable.Row) -> String? {
    let found = running.program.roles.values.filter { $0.id == word || $0.title.zh == word || $0.title.en == word }
    if found.count == 1 { return found[0].id }
    if found.isEmpty {
      fail(row, .role, "没有角色「\(word)」", "There is no role `\(word)`")
    } else {
      fail(row, .role, "角色「\(word)」有几个，请写标识", "Several roles are called `\(word)`: give the id")
    }
    return nil
  }

  /// Whether a row says of a post what is so: what a field leaves out is as it stands.
  private mutating func agrees(_ row: DirectoryTable.Row, _ id: Int64, _ roles: [String], _ place: Int64?) -> Bool {
    let count = table.problems.count
    let standing = running.city.posts[id]
    let isRole = roles.isEmpty || Set(roles) == Set(standing?.roles ?? postRoles[id] ?? [])
    if !isRole { fail(row, .role, "这个岗位的角色不同", "The post has other roles") }
    if let place, let standing, standing.territory.first.map({ running.city.ids[$0] }) != place {
      fail(row, .place, "现在的地点不同", "The post works elsewhere now")
    }
    return table.problems.count == count
  }

  /// Whether a row says something else of a post that stands than what is so: only what it says is changed.
  private mutating func describes(_ row: DirectoryTable.Row, _ id: Int64) -> Bool {
    guard let facts = facts[id] else { return false }
    for word in PostWord.allCases {
      guard let said = row.words[word] else { continue }
      let column = DirectoryTable.Column(word), now = facts.text(word)
      var known = described[id] ?? (line: row.line, words: [:])
      if let earlier = known.words[word] {
        if earlier != said {
          fail(row, column, "\(column.alias)和第 \(known.line) 行不同", "Another \(column.rawValue) than in line \(known.line)")
        }
        continue
      }
      if said == now { continue }
      known.words[word] = said
      described[id] = known
      let post = "\(row[.organization])/\(row[.post])"
      plan.remarks.append(
        RowProblem(
          line: row.line, column: table.column(column),
          said.isEmpty
            ? Message(
              zh: "「\(post)」的\(column.alias)「\(now)」要清空", en: "The \(column.rawValue) `\(now)` of `\(post)` is cleared")
            : Message(
              zh: "「\(post)」的\(column.alias)由「\(now)」改为「\(said)」",
              en: "The \(column.rawValue) of `\(post)` changes from `\(now)` to `\(said)`")))
    }
    return described[id] != nil
  }

  private mutating func term(_ row: DirectoryTable.Row, _ post: Int64) {
    let person: Int64
    switch people.find(row[.staff]) {
    case .one(let found): person = found
    case .none:
      return fail(row, .staff, "没有工作人员「\(row[.staff])」：先建账号", "There is nobody of staff called `\(row[.staff])`: make an account first")
    case .several:
      return fail(row, .staff, "叫「\(row[.staff])」的有几个，请写登录名", "Several are called `\(row[.staff])`: give the login")
    }
    if !reach.mayAppoint(person) {
      let said = Refusal.noSelf.message
      return fail(row, .staff, said.zh, said.text(in: .en))
    }
    let until = CivilDate(text: row[.until]).map { $0.adding(days: 1).text }
    let span = AppointmentSpan(from: row[.from].isEmpty ? today : row[.from], until: until)
    let same = (standing[post] ?? []).first { $0.person == person && $0.span.overlaps(span) }
    if let same {
      let isSame = row[.from].isEmpty && row[.until].isEmpty || same.span.from == span.from && same.span.until == span.until
      if isSame {
        plan.unchanged += 1
      } else {
        fail(row, .from, "和已有的任职在时间上重叠（\(same.span.text)）", "It overlaps a term there is (\(same.span.text))")
      }
      return
    }
    guard administers(person, post, span, row) else { return }
    standing[post, default: []].append((person, span))
    terms.append(Term(post: post, person: person, span: span))
  }

  /// Whether a term leaves its person with one administration at most.
  private mutating func administers(
    _ person: Int64, _ post: Int64, _ span: AppointmentSpan, _ row: DirectoryTable.Row
  ) -> Bool {
    var found = kinds(of: post)
    if found.isEmpty { return true }
    for (other, terms) in standing where terms.contains(where: { $0.person == person && $0.span.overlaps(span) }) {
      found.formUnion(kinds(of: other))
    }
    if found.count < 2 { return true }
    let said = Refusal.twoAdministrations(found).message
    fail(row, .staff, said.zh, said.text(in: .en))
    return false
  }

  /// What a post administers, one that stands or one that the table brings.
  private func kinds(of post: Int64) -> Set<Administration> {
    let roles = running.city.posts[post]?.roles ?? postRoles[post] ?? []
    return Set(roles.compactMap { running.program.roles[$0]?.administration })
  }
}

extension AppointmentSpan {
  /// `2026-01-01..2026-02-01`, the last day left out; open ends are empty.
  var text: String { "\(from ?? "")..\(until ?? "")" }
}

/// Members of staff by login and by name.
struct StaffNames {
  enum Found { case one(Int64), several(Set<Int64>), none }

  let byLogin: [String: Int64]
  let byName: [String: Set<Int64>]

  func find(_ word: String) -> Found {
    if let person = byLogin[word] { return .one(person) }
    guard let found = byName[word], let first = found.first else { return .none }
    return found.count == 1 ? .one(first) : .several(found)
  }
}
