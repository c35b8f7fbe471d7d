import Core
import Spec

/// Places documents → one tree and its seeds, codes issued in the order of the documents.
struct PlacesLowering {
  private(set) var sink = DiagnosticSink()
  private var builder = PlaceTreeBuilder()
  /// Roots by name, so that a later document may hang its places under them.
  private var known: [String: [Int]] = [:]

  /// The tree that is being added hangs under a place of an earlier document.
  private var hangsUnderKnown = false

  mutating func read(_ entry: DocumentEntry, table: SourceDocument?) {
    guard let root = entry.document?.root else { return }
    let spec = PlacesSpec(root)
    if let table { readTable(table) }
    for place in spec.tree where !place.isInvalid {
      let known = existing(place)
      hangsUnderKnown = known != nil
      add(place, under: known, depth: 0)
    }
  }

  /// The tree, and its nodes with ids made from their first codes.
  func finish() -> (PlaceTree, [PlaceSeed]) {
    let tree = builder.build()
    var ids: [Int64] = []
    ids.reserveCapacity(tree.nodes.count)
    let seeds = tree.nodes.map { node in
      let id = StableID.make("place", PlaceCode(node.code)?.text ?? node.code)
      ids.append(id)
      return PlaceSeed(
        id: id, parent: node.parent.flatMap { ids.indices.contains($0) ? ids[$0] : nil }, level: node.level,
        kind: node.kind, code: node.code, name: node.name, aliases: node.aliases, isOfficial: node.isOfficial,
        from: node.from, until: node.until)
    }
    return (tree, seeds)
  }

  private mutating func readTable(_ table: SourceDocument) {
    let first = builder.nodes.count
    for problem in builder.add(CSVRows(table.text)) {
      report(problem, SourceRange(file: table.file, line: max(1, problem.line), column: 1))
    }
    for index in first..<builder.nodes.count { known[builder.nodes[index].name, default: []].append(index) }
  }

  /// A place of the top level that an earlier document has already: its parts are added there.
  private func existing(_ spec: PlaceSpec) -> Int? {
    guard !spec.node.has(.level), !spec.node.has(.code), known[spec.name]?.count == 1 else { return nil }
    return known[spec.name]?.first
  }

  private mutating func add(_ spec: PlaceSpec, under parent: Int?, depth: Int) {
    if depth == 0, let parent { return inside(spec, parent, depth) }
    let above = parent.map { builder.nodes[$0].level }
    let level = spec.level.flatMap { PlaceLevel(word: $0) } ?? (above == nil ? .province : above?.below)
    guard let level else { return report(PlaceProblem(.levelOrder(.door, under: .door)), spec.nameRange) }
    let node = PlaceNode(
      parent: parent, level: level, kind: spec.kind.flatMap { PlaceKind(word: $0) } ?? .area, name: spec.name,
      code: spec.code.map { $0.isInvalid ? "" : $0.text } ?? "",
      aliases: spec.was.filter { !$0.isInvalid }.map(\.text), from: spec.from.flatMap { $0.isInvalid ? nil : $0.text },
      until: spec.until.flatMap { $0.isInvalid ? nil : $0.text })
    do {
      let index = try builder.add(node)
      known[spec.name, default: []].append(index)
      inside(spec, index, depth)
    } catch {
      // Levels inside one document were compared when it was read.
      if case .levelOrder = error.kind, depth > 1 || !hangsUnderKnown { return }
      report(error, spec.nameRange)
    }
  }

  /// Children and counted test data; YAML nests at most 32 deep, and there are nine levels.
  private mutating func inside(_ spec: PlaceSpec, _ index: Int, _ depth: Int) {
    guard depth < 32 else { return }
    for part in spec.parts where !part.isInvalid { add(part, under: index, depth: depth + 1) }
    guard let count = spec.count, !count.isInvalid else { return }
    let counts = count.kind == .list ? count.children.compactMap(\.int) : [count.int].compactMap { $0 }
    guard counts.allSatisfy({ $0 >= 0 }), Self.total(counts) <= Self.most else {
      return sink.report(Self.tooMany(count))
    }
    do { try builder.addCounted(counts, under: index) } catch { report(error, count.range) }
  }

  /// Most places that one `count` may make: test data, not a city.
  private static let most = 200_000

  private static func total(_ counts: [Int]) -> Int {
    var level = 1
    var sum = 0
    for count in counts {
      let (product, overflow) = level.multipliedReportingOverflow(by: count)
      guard !overflow, product <= most else { return .max }
      level = product
      sum += product
    }
    return sum
  }

  // MARK: Messages

  private mutating func report(_ problem: PlaceProblem, _ range: SourceRange) {
    let (code, message) = Self.words(problem.kind)
    sink.report(Diagnostic(code, at: range, message))
  }

  private static func words(_ kind: PlaceProblem.Kind) -> (DiagnosticCode, Message) {
    switch kind {
    case .unknownWord(let word):
      (.unknownWord, Message(zh: "`\(word)` 不是层级或种类", en: "`\(word)` is no level or kind"))
    case .badCode(let code):
      (.placeTreeBroken, Message(zh: "编码 `\(code)` 不是这个层级的编码", en: "`\(code)` is no code of this level"))
    case .duplicateCode(let code):
      (.codeDuplicate, Message(zh: "编码 `\(code)` 用了两次", en: "The code `\(code)` is used twice"))
    case .unknownParent(let code):
      (.placeTreeBroken, Message(zh: "上级编码 `\(code)` 不存在", en: "There is no parent with the code `\(code)`"))
    case .levelOrder(let level, let above):
      (
        .levelOrder,
        Message(
          zh: "「\(level.alias)」不能放在「\(above.alias)」下面", en: "A \(level.word) cannot stand under a \(above.word)")
      )
    case .nameMissing: (.missingKey, Message(zh: "地方没有名称", en: "The place has no name"))
    case .codesUsedUp:
      (.placeTreeBroken, Message(zh: "没有上级，发不出编码；请写 `code`", en: "Without a parent no code can be issued; give a `code`"))
    }
  }

  private static func tooMany(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .limitExceeded, at: node.range, Message(zh: "一次最多生成 \(most) 个地方", en: "At most \(most) places are made at once"))
  }
}
