import Core
import FEEL

/// What an import of a table does, or would do.
package struct PlaceImportPlan: Sendable {
  /// The id by which it can be undone; nil when nothing was done.
  package var change: Int64?
  package var created = 0
  package var renamed = 0
  /// Provisional codes that official ones replaced.
  package var recoded = 0
  package var unchanged = 0
  /// Known places that get another name, in the order of the table.
  package var renames: [Rename] = []
  /// Rows with a code of their own whose name something beside them has: two villages of one name.
  package var namesakes: [RowProblem] = []

  package struct Rename: Sendable, Hashable {
    /// From 1.
    package let line: Int
    package let path: String
    package let name: String
  }

  package var problems: [PlaceTable.Problem] = []
}

/// A table against the tree that stands.
struct PlaceImporting {
  private(set) var plan = PlaceImportPlan()
  private(set) var sketch: PlaceSketch
  /// Places that are new, parents first: their rows are written in bulk.
  private(set) var created: [PlaceSketch.Node] = []
  private(set) var aliases: [(place: Int64, name: String)] = []
  private let table: PlaceTable
  private let ids: IdentifierIssue
  private let now: Int64
  private var byCode: [String: Int64] = [:]
  private var nodes: [Int64: PlaceSketch.Node] = [:]
  /// Days since which new places stand, where the table says.
  private(set) var since: [Int64: String] = [:]
  /// A row reaches further than who brings the table may.
  private(set) var isBeyond = false
  /// What each row changes or puts something under; nil for the top of the tree.
  private var touching: [(row: PlaceTable.Row, place: Int64?)] = []
  /// Lines of names that are new, by the place above.
  private var named: [Int64: [String: Int]] = [:]

  init(
    _ table: PlaceTable, _ city: CityIndex, ids: IdentifierIssue, now: Int64, _ progress: ImportProgress? = nil
  ) {
    self.table = table
    self.ids = ids
    self.now = now
    sketch = PlaceSketch(city)
    plan.problems = table.problems
    progress?.begin(rows: table.rows.count)
    for row in table.rows.sorted(by: { ($0.level, $0.line) < ($1.level, $1.line) }) {
      read(row)
      progress?.step()
    }
    plan.problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  private mutating func read(_ row: PlaceTable.Row) {
    let city = sketch.city
    if let at = city.tree.index(ofCurrentCode: row.code) { return known(row, city.ids[at]) }
    if let ended = city.endedCodes[row.code] {
      let now = city.position(of: ended).map { city.tree.path(of: $0) } ?? ""
      return fail(row, "code", Message(zh: "编码 \(row.code) 的地方已经撤销，现在是「\(now)」", en: "The place \(row.code) has ended; now it is `\(now)`"))
    }
    if let at = city.tree.index(ofCode: row.code) { return known(row, city.ids[at]) }
    guard let parent = parent(of: row) else { return }
    if row.code.isEmpty, let above = parent, let same = standing(row, under: above) { return known(row, same) }
    if let above = parent, let provisional = provisional(row, under: above) {
      byCode[row.code] = provisional
      plan.recoded += 1
      touching.append((row, provisional))
      return sketch.recode(provisional, to: row.code, isOfficial: true)
    }
    create(row, under: parent)
  }

  /// A place of the tree with that code.
  private mutating func known(_ row: PlaceTable.Row, _ id: Int64) {
    guard let node = sketch.node(id) else { return }
    guard node.level == row.level else {
      return fail(row, "level", Message(zh: "编码 \(row.code) 现在是\(node.level.alias)", en: "The code \(row.code) is a \(node.level.word) now"))
    }
    if !row.code.isEmpty { byCode[row.code] = id }
    if !row.parent.isEmpty, let above = node.parent.flatMap({ sketch.node($0) }), above.code != row.parent,
      PlaceCode(above.code)?.text != row.parent
    {
      return fail(row, "parent", Message(zh: "现在的上级是 \(above.code)；换上级请用划转", en: "Its parent is \(above.code) now: use a move"))
    }
    if node.name == row.name {
      plan.unchanged += 1
    } else if let parent = node.parent, !isFree(row, under: parent) {
      return
    } else {
      plan.renamed += 1
      touching.append((row, id))
      plan.renames.append(.init(line: row.line, path: sketch.path(id), name: row.name))
      sketch.rename(id, to: row.name)
    }
  }

  /// The parent of a row: named, or the nearest place above by code; nil with a problem. An inner nil is a root.
  private mutating func parent(of row: PlaceTable.Row) -> Int64?? {
    var code = row.parent.isEmpty ? PlaceCode(row.code)?.parent?.text : row.parent
    let isNamed = !row.parent.isEmpty
    while let text = code {
      let found = byCode[text] ?? sketch.city.tree.index(ofCode: text).map { sketch.city.ids[$0] }
      if let found {
        guard let level = nodes[found]?.level ?? sketch.node(found)?.level, level < row.level else {
          fail(row, "parent", Message(zh: "上级 \(text) 不在\(row.level.alias)之上", en: "The parent \(text) is not above a \(row.level.word)"))
          return nil
        }
        return .some(found)
      }
      if isNamed { break }
      code = PlaceCode(text)?.parent?.text
    }
    if !isNamed, row.level == .province || row.code.isEmpty == false && PlaceCode(row.code)?.parent == nil { return .some(nil) }
    if !isNamed, code == nil, row.level <= .city { return .some(nil) }
    fail(row, "parent", Message(zh: "没有上级 \(row.parent.isEmpty ? row.code : row.parent)", en: "There is no parent \(row.parent.isEmpty ? row.code : row.parent)"))
    return nil
  }

  /// A place whose code is provisional and which this row means: the same name, or the same stem, under the same parent.
  private func provisional(_ row: PlaceTable.Row, under parent: Int64) -> Int64? {
    guard row.isOfficial, sketch.city.isLiving(parent) else { return nil }
    let candidates = sketch.children(parent).compactMap { sketch.node($0) }.filter { !$0.isOfficial && $0.level == row.level }
    let exact = candidates.filter { $0.name == row.name }
    if exact.count == 1 { return exact[0].id }
    let stem = Self.stem(row.name)
    let alike = candidates.filter { Self.stem($0.name) == stem }
    return alike.count == 1 ? alike[0].id : nil
  }

  /// The name without what kind of place it is: the sources disagree on that.
  private static func stem(_ name: String) -> String {
    for ending in ["社区居民委员会", "社区居委会", "村民委员会", "居民委员会", "居委会", "村委会", "社区", "村"]
    where name.hasSuffix(ending) && name.count > ending.count {
      return String(name.dropLast(ending.count))
    }
    return name
  }

  /// A row without a code that names what stands there already.
  private func standing(_ row: PlaceTable.Row, under parent: Int64) -> Int64? {
    guard sketch.city.isLiving(parent) else { return nil }
    return sketch.children(parent).first { sketch.node($0).map { $0.name == row.name && $0.level == row.level } ?? false }
  }

  /// Nothing that stands there, and no row before, has the name. Two of one name are told apart by their codes alone.
  private mutating func isFree(_ row: PlaceTable.Row, under parent: Int64) -> Bool {
    var message: Message?
    if sketch.city.isLiving(parent), sketch.children(parent).contains(where: { sketch.node($0)?.name == row.name }) {
      message = Message(zh: "那里已经有「\(row.name)」", en: "There is a `\(row.name)` there already")
    } else if let line = named[parent]?[row.name] {
      message = Message(zh: "第 \(line) 行在那里已经有「\(row.name)」", en: "Line \(line) has a `\(row.name)` there already")
    }
    if named[parent]?[row.name] == nil { named[parent, default: [:]][row.name] = row.line }
    guard let message else { return true }
    if row.code.isEmpty {
      fail(row, "name", message)
      return false
    }
    plan.namesakes.append(RowProblem(line: row.line, column: table.column("name"), message))
    return true
  }

  private mutating func create(_ row: PlaceTable.Row, under parent: Int64?) {
    if let from = row.from, from > CivilDateTime(milliseconds: now).date.text {
      return fail(row, "from", Message(zh: "\(from) 还没到：表里写现在有的地方", en: "\(from) has not come: a table says what stands"))
    }
    if let parent, !isFree(row, under: parent) { return }
    if let above = parent.flatMap({ nodes[$0] ?? sketch.node($0) }), let problem = PlaceCode.problem(row.code, under: above.code) {
      return fail(row, "code", problem)
    }
    var code = row.code
    if code.isEmpty {
      guard let parent, let issued = sketch.freeCode(row.level, named: row.name, under: parent) else {
        return fail(row, "code", Message(zh: "发不出编码，请写 code", en: "No code can be issued: give one"))
      }
      code = issued
    }
    let node = PlaceSketch.Node(
      id: ids.place(code, isKnown: { sketch.city.isKnown($0) }, now), parent: parent, level: row.level, kind: row.kind,
      name: row.name, code: code, isOfficial: row.isOfficial && !row.code.isEmpty)
    byCode[code] = node.id
    nodes[node.id] = node
    since[node.id] = row.from
    created.append(node)
    if parent.map({ nodes[$0] == nil }) ?? true { touching.append((row, parent)) }
    plan.created += 1
    for alias in row.aliases { aliases.append((node.id, alias)) }
  }

  /// Names the rows that reach further than somebody may change; with one of them nothing is brought.
  ///
  /// - Throws: what `check` throws, when every row does.
  mutating func refuse(beyond check: (Set<Int64?>) throws -> Void) throws {
    var beyond: Set<Int64?> = []
    let places = Set(touching.map(\.place))
    for place in places {
      do { try check([place]) } catch is Refusal { beyond.insert(place) }
    }
    if beyond.count == places.count { return try check(places) }
    for (row, place) in touching where beyond.contains(place) {
      fail(row, "parent", Message(zh: "不在您可以编辑的范围内", en: "It lies beyond what you may edit"))
    }
    isBeyond = !beyond.isEmpty
    plan.problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  private mutating func fail(_ row: PlaceTable.Row, _ field: String, _ message: Message) {
    plan.problems.append(.init(line: row.line, column: table.column(field), message))
  }
}

extension Engine {
  /// Brings a table of places into the tree, whole or not at all: new places, new names, official codes for provisional
  /// ones.
  ///
  /// - Parameters:
  ///   - isPartial: rows that are wrong are left out, and the others done.
  ///   - isDry: nothing is done.
  /// - Throws: `Refusal` `beyond-authority` when a row touches what the caller may not change.
  package func importPlaces(
    _ table: PlaceTable, isPartial: Bool = false, isDry: Bool = false, _ caller: Caller, _ authority: PlaceAuthority,
    _ progress: ImportProgress? = nil
  ) throws -> PlaceImportPlan {
    try bringing(Label(zh: "地名刚被别人改了，请重试", en: "Places were changed meanwhile; try again")) { running, reader in
      try PlaceStatements.takeTime(reader)
      var preparation = Preparation(self, running, reader, caller)
      var importing = PlaceImporting(table, running.city, ids: ids, now: preparation.now, progress)
      if authority == .caller { try importing.refuse { try preparation.mayChange($0) } }
      var result = importing.plan
      let isRefused = isDry || importing.isBeyond || (!result.problems.isEmpty && !isPartial)
      if isRefused || result.created + result.renamed + result.recoded == 0 { return (result, nil) }
      progress?.write()
      result.change = try preparation.write(importing)
      return (result, Plan(epoch: running.epoch, changes: preparation.plan))
    }
  }
}

extension Preparation {
  /// New places by one row each, what follows from them by a statement for each level.
  fileprivate mutating func write(_ importing: PlaceImporting) throws -> Int64 {
    let id = nextID()
    guarded.append(Engine.moving(running.city.grantEpoch))
    changes.append(
      Change(
        PlaceStatements.insertChange,
        [
          .int(id), .null, .text("import"), .text(today.text), .text(PlaceChangeState.done.rawValue), .int(caller.person),
          .int(now), .int(now),
          .blob(Array("created \(importing.plan.created) renamed \(importing.plan.renamed) recoded \(importing.plan.recoded)".utf8)),
        ]))
    for node in importing.created {
      fact(
        node.id, Int64(node.level.rawValue), node.kind.rawValue, node.code, node.name, node.parent, node.isOfficial,
        importing.since[node.id], nil, id)
    }
    changes.append(Change(PlaceStatements.placesOfChange, [.int(id)]))
    changes.append(Change(PlaceStatements.selvesOfChange, [.int(id)]))
    for level in PlaceLevel.allCases {
      changes.append(Change(PlaceStatements.ancestorsOfChange, [.int(id), .int(Int64(level.rawValue))]))
    }
    for alias in importing.aliases { self.alias(alias.place, alias.name, today.text) }
    try write(
      importing.sketch, from: today, roots: [], PlaceOperation(.rename, handover: .stay), change: id)
    // After the codes that changed: the new places', where nobody else has one.
    changes.append(Change(PlaceStatements.codesOfChange, [.int(id)]))
    event("place-import", matter: nil, subject: nil, Array("{\"change\":\"\(id)\",\"created\":\(importing.plan.created)}".utf8))
    return id
  }
}
