import Core
import FEEL

/// An operation worked out against the tree that stands: what it does, or what is wrong with it.
struct PlacePlanning {
  let operation: PlaceOperation
  let day: CivilDate
  let ids: IdentifierIssue
  let now: Int64
  private(set) var sketch: PlaceSketch
  private(set) var issues: [PlaceIssue] = []
  /// Places on whose territory somebody must have the right: parents on both sides; nil = above the roots.
  private(set) var sides: [Int64?] = []
  /// The places it is done to, as they were named.
  private(set) var roots: [Int64] = []
  /// Places that take over from one that nobody governs yet: new → who is asked.
  private(set) var inheritors: [(new: Int64, from: Int64)] = []
  /// A place that is split for which nothing says where what stands at it alone goes.
  private(set) var unmapped: Int64?
  private let today: CivilDate

  init(_ operation: PlaceOperation, _ city: CityIndex, ids: IdentifierIssue, now: Int64) {
    self.operation = operation
    self.ids = ids
    self.now = now
    today = CivilDateTime(milliseconds: now).date
    sketch = PlaceSketch(city)
    let day = operation.from.flatMap { CivilDate(text: $0) }
    self.day = day ?? today
    if operation.from != nil, day == nil {
      issues.append(PlaceIssue("from", "date-bad", Message(zh: "日期要写成 2026-03-05", en: "A day is written 2026-03-05")))
    }
    work()
  }

  /// The day has not come yet.
  var isWaiting: Bool { day > today }

  private mutating func work() {
    switch operation.act {
    case .add: add()
    case .rename: rename()
    case .move: move()
    case .merge: merge()
    case .split: split()
    case .close: close()
    }
  }

  // MARK: Operations

  private mutating func add() {
    guard let parent = one(operation.to, "to"), let above = sketch.node(parent) else { return }
    sides.append(parent)
    guard let name = clean(operation.name, "name"), isFree(name, under: parent, "name") else { return }
    guard let level = operation.level ?? PlaceLevel.guessed(name, under: above.level), level > above.level else {
      return fail("level", "level-order", .levels(operation.level ?? .door, above.level))
    }
    guard let code = code(level, name, parent) else { return }
    let id = ids.place(code, isKnown: { sketch.city.isKnown($0) }, now)
    roots.append(id)
    sketch.create(
      .init(
        id: id, parent: parent, level: level, kind: operation.kind, name: name, code: code,
        isOfficial: operation.isOfficial && operation.code != nil))
  }

  private mutating func code(_ level: PlaceLevel, _ name: String, _ parent: Int64) -> String? {
    guard let written = operation.code, !written.isEmpty else {
      if let code = sketch.freeCode(level, named: name, under: parent) { return code }
      fail("code", "place-tree-broken", .noCode)
      return nil
    }
    guard let code = PlaceCode(written), code.level == level else {
      fail("code", "place-tree-broken", Message(zh: "「\(written)」不是\(level.alias)的编码", en: "`\(written)` is no code of a \(level.word)"))
      return nil
    }
    if let above = sketch.node(parent), let problem = PlaceCode.problem(code.text, under: above.code) {
      fail("code", "place-tree-broken", problem)
      return nil
    }
    guard sketch.take(code) else {
      fail("code", "code-duplicate", Message(zh: "编码 \(code.text) 已经有地方用了", en: "Another place has the code \(code.text)"))
      return nil
    }
    return code.text
  }

  private mutating func rename() {
    guard let place = one(operation.what, "what"), let node = sketch.node(place) else { return }
    sides.append(node.parent ?? place)
    guard operation.to.count == 1, let name = clean(operation.to.first, "to") else {
      return fail("to", "missing-key", Message(zh: "请写一个新名称", en: "Give one new name"))
    }
    guard name != node.name else { return fail("to", "name-twice", Message(zh: "已经叫「\(name)」", en: "That is its name already")) }
    if let parent = node.parent, !isFree(name, under: parent, "to") { return }
    sketch.rename(place, to: name)
  }

  private mutating func move() {
    guard let target = one(operation.to, "to"), let above = sketch.node(target) else { return }
    for place in many(operation.what, "what") {
      guard let node = sketch.node(place) else { continue }
      sides += [node.parent, target]
      if sketch.lineage(target).contains(place) {
        fail("to", "cycle", Message(zh: "「\(above.name)」就在「\(node.name)」里面", en: "`\(above.name)` lies within `\(node.name)`"))
        continue
      }
      if node.parent == target {
        fail("to", "name-twice", Message(zh: "「\(node.name)」已经在「\(above.name)」下面", en: "`\(node.name)` is there already"))
        continue
      }
      guard above.level < node.level else {
        fail("to", "level-order", .levels(node.level, above.level))
        continue
      }
      guard isFree(node.name, under: target, "what") else { continue }
      relocate(place, to: target)
    }
  }

  private mutating func merge() {
    let sources = many(operation.what, "what")
    guard let first = sources.first.flatMap({ sketch.node($0) }) else { return }
    sides += sources.map { sketch.node($0)?.parent }
    guard sources.allSatisfy({ sketch.node($0)?.level == first.level }) else {
      return fail("what", "level-order", Message(zh: "只能合并同一层级的地方", en: "Only places of one level are merged"))
    }
    guard operation.to.count == 1 else {
      return fail("to", "missing-key", Message(zh: "请写合并成哪一个（现有的或新名称）", en: "Say which one they become, standing or new"))
    }
    guard let target = part(operation.to[0], beside: first, "to"), let into = sketch.node(target) else { return }
    sides.append(into.parent)
    guard into.level == first.level else { return fail("to", "level-order", .levels(first.level, into.level)) }
    let ending = sources.filter { $0 != target }
    if ending.isEmpty {
      return fail("what", "missing-key", Message(zh: "合并至少要有两个地方", en: "Two places at least are merged"))
    }
    if let source = ending.first, sketch.city.position(of: target) == nil { inheritors.append((target, source)) }
    for source in ending {
      for child in sketch.children(source) {
        distinguish(child, of: source, under: target)
        relocate(child, to: target)
      }
      sketch.end(source, successor: target, heirs: [target])
    }
  }

  private mutating func split() {
    guard let place = one(operation.what, "what"), let whole = sketch.node(place) else { return }
    sides.append(whole.parent)
    guard operation.to.count >= 2, Set(operation.to).count == operation.to.count else {
      return fail("to", "split-incomplete", Message(zh: "拆分至少要有两个不同的部分", en: "A split has two different parts at least"))
    }
    let children = sketch.children(place)
    var parts: [String: Int64] = [:]
    for name in operation.to {
      guard let part = part(name, beside: whole, "to"), let node = sketch.node(part) else { return }
      guard node.level == whole.level else { return fail("to", "level-order", .levels(whole.level, node.level)) }
      if part != place { sides.append(node.parent) }
      if sketch.city.position(of: part) == nil { inheritors.append((part, place)) }
      parts[name] = part
    }
    guard let (of, deep, own) = mapped(place, children, parts) else { return }
    for (inner, part) in deep.sorted(by: { $0.key < $1.key }) {
      guard let node = sketch.node(inner), isFree(node.name, under: part, "map") else { continue }
      relocate(inner, to: part)
    }
    for child in children { if let part = of[child], part != place { relocate(child, to: part) } }
    if parts.values.contains(place) { return }
    if own == nil { unmapped = place }
    sketch.end(place, successor: own ?? whole.parent ?? place, heirs: operation.to.compactMap { parts[$0] })
  }

  /// Where each child goes, what further in goes elsewhere than the child that holds it, and what stands at the place
  /// itself; every child must be named, and no part get all.
  private mutating func mapped(
    _ place: Int64, _ children: [Int64], _ parts: [String: Int64]
  ) -> (children: [Int64: Int64], deep: [Int64: Int64], own: Int64?)? {
    let count = issues.count
    var of: [Int64: Int64] = [:], deep: [Int64: Int64] = [:]
    var own: Int64?
    for (key, value) in operation.map.sorted(by: { $0.key < $1.key }) {
      guard let part = parts[value] else {
        fail("map", "place-unknown", Message(zh: "「\(value)」不是拆分后的一部分", en: "`\(value)` is none of the parts"))
        continue
      }
      switch match(key, within: place) {
      case .one(let found) where found == place: own = part
      case .one(let found) where children.contains(found): of[found] = part
      case .one(let found): deep[found] = part
      case .several: fail("map", "ambiguous-name", Message(zh: "「\(key)」有几个，请写编码", en: "Several are called `\(key)`: give the code"))
      case .none: fail("map", "place-unknown", Message(zh: "这里没有「\(key)」", en: "There is no `\(key)` here"))
      }
    }
    let left = children.filter { of[$0] == nil }.compactMap { sketch.node($0)?.name }
    if !left.isEmpty {
      let names = left.prefix(8).joined(separator: "、") + (left.count > 8 ? "…（共 \(left.count) 个）" : "")
      fail("map", "split-incomplete", Message(zh: "还没有说去哪一部分：\(names)", en: "Not said to which part it goes: \(names)"))
    }
    // What goes along with the child that holds it needs no word.
    deep = deep.filter { inner, part in
      sketch.lineage(inner).first { children.contains($0) }.map { of[$0] != part } ?? true
    }
    let used = Set(of.values).union(deep.values).union(own.map { [$0] } ?? [])
    for (name, part) in parts.sorted(by: { $0.key < $1.key }) where !used.contains(part) {
      fail("map", "split-incomplete", Message(zh: "没有任何下级归「\(name)」，这不是拆分", en: "Nothing goes to `\(name)`: that is no split"))
    }
    return issues.count == count ? (of, deep, own) : nil
  }

  private mutating func close() {
    for place in many(operation.what, "what") {
      guard let node = sketch.node(place) else { continue }
      sides.append(node.parent)
      guard sketch.children(place).isEmpty else {
        fail("what", "place-tree-broken", Message(zh: "「\(node.name)」下面还有地方，先划转或合并", en: "There are places below `\(node.name)`: move or merge them first"))
        continue
      }
      let target = operation.to.isEmpty ? node.parent : one(operation.to, "to")
      guard let target, target != place else {
        if operation.to.isEmpty { fail("to", "missing-key", Message(zh: "请写由哪里接管", en: "Say which place takes over")) }
        continue
      }
      sides.append(target)
      sketch.end(place, successor: target, heirs: [target])
    }
  }

  /// Two places of one parent have two names: what comes takes the name of the place it comes from with it.
  private mutating func distinguish(_ place: Int64, of source: Int64, under target: Int64) {
    guard let node = sketch.node(place), let from = sketch.node(source) else { return }
    func isTaken(_ name: String) -> Bool {
      sketch.children(target).contains { $0 != place && sketch.node($0)?.name == name }
    }
    guard isTaken(node.name) else { return }
    let name = from.name + node.name
    guard !isTaken(name), name.unicodeScalars.count <= Self.longestName else {
      return fail("what", "name-twice", Message(zh: "「\(node.name)」两边都有，先改名", en: "Both have a `\(node.name)`: rename one first"))
    }
    sketch.rename(place, to: name)
  }

  private static let longestName = 100

  // MARK: Parts

  private mutating func relocate(_ place: Int64, to parent: Int64) {
    guard let node = sketch.node(place) else { return }
    let code = sketch.freeCode(node.level, named: node.name, under: parent, like: node.code)
    if code == nil, PlaceCode(node.code) != nil { return fail("to", "place-tree-broken", .noCode) }
    sketch.move(place, to: parent, code: code)
  }

  /// A place that stands, or a new one of that name beside another.
  private mutating func part(_ name: String, beside node: PlaceSketch.Node, _ key: String) -> Int64? {
    let beside = node.parent.map { sketch.children($0) } ?? []
    let named = beside.filter { sketch.node($0)?.name == name }
    if named.count == 1 { return named[0] }
    // Elsewhere only what is named without doubt: a new name may well exist in another district.
    if name.contains("/") || PlaceCode(name) != nil { return one([name], key) }
    guard let parent = node.parent else {
      fail(key, "place-unknown", Message(zh: "没有「\(name)」", en: "There is no `\(name)`"))
      return nil
    }
    guard let name = clean(name, key), let code = sketch.freeCode(node.level, named: name, under: parent) else {
      if issues.isEmpty { fail("code", "place-tree-broken", .noCode) }
      return nil
    }
    let id = ids.place(code, isKnown: { sketch.city.isKnown($0) }, now)
    sketch.create(
      .init(id: id, parent: parent, level: node.level, kind: node.kind, name: name, code: code, isOfficial: false))
    return id
  }

  private enum Match {
    case one(Int64)
    case several, none
  }

  private func match(_ text: String, within owner: Int64?) -> Match {
    let city = sketch.city
    switch city.tree.resolve(text, within: owner.flatMap { city.position(of: $0) }) {
    case .one(let at): return .one(city.ids[at])
    case .several: return .several
    case .none: return .none
    }
  }

  private mutating func one(_ names: [String], _ key: String) -> Int64? {
    guard names.count == 1 else {
      fail(key, "missing-key", Message(zh: "要写一个地方", en: "One place is needed"))
      return nil
    }
    return many(names, key).first
  }

  private mutating func many(_ names: [String], _ key: String) -> [Int64] {
    if names.isEmpty { fail(key, "missing-key", Message(zh: "要写地方", en: "A place is needed")) }
    var found: [Int64] = []
    for name in names {
      let text = PlaceCode(name)?.text ?? name
      if let ended = sketch.city.endedCodes[text], sketch.city.tree.index(ofCurrentCode: text) == nil {
        let now = sketch.city.position(of: ended).map { sketch.city.tree.path(of: $0) } ?? ""
        fail(key, "place-unknown", Message(zh: "「\(name)」已经撤销，现在是「\(now)」", en: "`\(name)` has ended; now it is `\(now)`"))
        continue
      }
      switch match(name, within: nil) {
      case .one(let id): if !found.contains(id) { found.append(id) }
      case .several: fail(key, "ambiguous-name", Message(zh: "「\(name)」有几个，请写路径或编码", en: "Several are called `\(name)`: give path or code"))
      case .none: fail(key, "place-unknown", Message(zh: "没有「\(name)」", en: "There is no `\(name)`"))
      }
    }
    if key == "what" { roots += found }
    return found
  }

  private mutating func clean(_ name: String?, _ key: String) -> String? {
    let text = ControlReading.cleaned(name ?? "", keepsLines: false)
    guard !text.isEmpty, text.unicodeScalars.count <= Self.longestName, !text.contains("/") else {
      fail(key, "missing-key", Message(zh: "名称要有 1 到 100 个字，不含「/」", en: "A name has 1 to 100 characters and no `/`"))
      return nil
    }
    return text
  }

  private mutating func isFree(_ name: String, under parent: Int64, _ key: String) -> Bool {
    guard sketch.children(parent).contains(where: { sketch.node($0)?.name == name }) else { return true }
    fail(key, "name-twice", Message(zh: "那里已经有「\(name)」", en: "There is a `\(name)` there already"))
    return false
  }

  private mutating func fail(_ part: String, _ code: String, _ message: Message) {
    issues.append(PlaceIssue(part, code, message))
  }
}

extension Message {
  fileprivate static let noCode = Message(zh: "上级没有可用的编码，请写 code", en: "No code can be issued there: give a `code`")

  fileprivate static func levels(_ level: PlaceLevel, _ above: PlaceLevel) -> Message {
    Message(zh: "「\(level.alias)」不能放在「\(above.alias)」下面", en: "A \(level.word) cannot stand under a \(above.word)")
  }
}

extension CityIndex {
  /// A place that stands or ended.
  func isKnown(_ place: Int64) -> Bool { isLiving(place) || successors[place] != nil }
}

extension IdentifierIssue {
  /// The id of a new place: made from its code, so that documents and tables that bring it mean the same one; another
  /// when a place had it before.
  func place(_ code: String, isKnown: (Int64) -> Bool, _ now: Int64) -> Int64 {
    let id = StableID.make("place", PlaceCode(code)?.text ?? code)
    return isKnown(id) ? next(now) : id
  }
}
