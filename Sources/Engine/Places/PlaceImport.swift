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

  init(_ table: PlaceTable, _ city: CityIndex, ids: IdentifierIssue, now: Int64) {
    self.table = table
    self.ids = ids
    self.now = now
    sketch = PlaceSketch(city)
    plan.problems = table.problems
    for row in table.rows.sorted(by: { ($0.level, $0.line) < ($1.level, $1.line) }) { read(row) }
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
    if let above = parent, let provisional = provisional(row, under: above) {
      byCode[row.code] = provisional
      plan.recoded += 1
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
    byCode[row.code] = id
    if !row.parent.isEmpty, let above = node.parent.flatMap({ sketch.node($0) }), above.code != row.parent,
      PlaceCode(above.code)?.text != row.parent
    {
      return fail(row, "parent", Message(zh: "现在的上级是 \(above.code)；换上级请用划转", en: "Its parent is \(above.code) now: use a move"))
    }
    if node.name == row.name {
      plan.unchanged += 1
    } else {
      plan.renamed += 1
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

  private mutating func create(_ row: PlaceTable.Row, under parent: Int64?) {
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
    created.append(node)
    plan.created += 1
    for alias in row.aliases { aliases.append((node.id, alias)) }
  }

  /// Places that stand and are changed, or get something new below; nil for the top of the tree.
  var touched: Set<Int64?> {
    var found: Set<Int64?> = []
    for node in created where node.parent.map({ nodes[$0] == nil }) ?? true { found.insert(node.parent) }
    for step in sketch.steps {
      switch step {
      case .rename(let place, _, _): found.insert(place)
      case .recode(let recodings): for recoding in recodings { found.insert(recoding.place) }
      case .create, .move, .end: continue
      }
    }
    return found
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
    _ table: PlaceTable, isPartial: Bool = false, isDry: Bool = false, _ caller: Caller, _ authority: PlaceAuthority
  ) throws -> PlaceImportPlan {
    try bringing(Label(zh: "地名刚被别人改了，请重试", en: "Places were changed meanwhile; try again")) { running, reader in
      try PlaceStatements.takeTime(reader)
      var preparation = Preparation(self, running, reader, caller)
      let importing = PlaceImporting(table, running.city, ids: ids, now: preparation.now)
      if authority == .caller { try preparation.mayChange(importing.touched) }
      var result = importing.plan
      let isRefused = isDry || (!result.problems.isEmpty && !isPartial)
      if isRefused || result.created + result.renamed + result.recoded == 0 { return (result, nil) }
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
      // A table says what there is, not since when.
      fact(
        node.id, Int64(node.level.rawValue), node.kind.rawValue, node.code, node.name, node.parent, node.isOfficial, nil,
        nil, id)
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
