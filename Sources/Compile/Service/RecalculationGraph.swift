import Core
import FEEL
import Spec

/// Everything of a form that is computed, in ONE graph: relevance of pages and fields, values, first values,
/// required, options, bounds and checks. What reads an answer comes behind all that decides the answer.
struct RecalculationGraph {
  struct Node {
    let step: Recalculation
    let formulas: [Formula]
    /// What people call it.
    let name: String
  }

  private(set) var nodes: [Node] = []
  private var after: [[Int]] = []

  /// A repeating group as others read it: as the list of its rows.
  struct Rows {
    /// The fields of its rows.
    let fields: [Int]
    /// The group and those around it, innermost first.
    let pages: [Int]
  }

  /// - Parameters:
  ///   - pageOf: for each field, the pages and groups around it, innermost first.
  ///   - rows: the repeating groups by slot.
  ///   - reads: the fields of rows that a formula takes from the list in a slot; nil = all of them.
  init(
    fields: [FieldFormulas], names: [String], pages: [(name: String, when: Formula?)], pageOf: [[Int]],
    rows: [Int: Rows], reads: (Formula, Int) -> [Int]?
  ) {
    var pageNode: [Int: Int] = [:]
    for (at, page) in pages.enumerated() {
      guard let when = page.when else { continue }
      pageNode[at] = nodes.count
      nodes.append(Node(step: Recalculation(field: -1, aspect: .page(at)), formulas: [when], name: page.name))
    }
    // What decides the answer of each field: its page, its own relevance, value and first value.
    var deciding = [[Int]](repeating: [], count: fields.count)
    for (at, field) in fields.enumerated() {
      deciding[at] = pageOf[at].compactMap { pageNode[$0] }
      if let when = field.when { deciding[at].append(add(at, .when, [when], names[at])) }
      if let value = field.value { deciding[at].append(add(at, .value, [value], names[at])) }
      if let fallback = field.fallback { deciding[at].append(add(at, .fallback, [fallback], names[at])) }
    }
    for (at, field) in fields.enumerated() { addRest(at, field, names[at]) }
    connect(deciding) { formula, slot in
      guard let group = rows[slot] else { return slot < deciding.count ? deciding[slot] : [] }
      // A field of a row may look at another field of all rows: only what is read is waited for.
      return (reads(formula, slot) ?? group.fields).flatMap { deciding[$0] } + group.pages.compactMap { pageNode[$0] }
    }
  }

  private mutating func addRest(_ at: Int, _ field: FieldFormulas, _ name: String) {
    let options = field.options?.options.compactMap(\.when) ?? []
    if !options.isEmpty { _ = add(at, .options, options, name) }
    if case .when(let formula) = field.required { _ = add(at, .required, [formula], name) }
    let bounds = [field.min, field.max].compactMap { $0 }
    if !bounds.isEmpty { _ = add(at, .bounds, bounds, name) }
    if let check = field.check { _ = add(at, .check, [check], name) }
  }

  private mutating func add(
    _ field: Int, _ aspect: Recalculation.Aspect, _ formulas: [Formula], _ name: String
  ) -> Int {
    nodes.append(Node(step: Recalculation(field: field, aspect: aspect), formulas: formulas, name: name))
    return nodes.count - 1
  }

  /// - Parameter read: the nodes that decide what a formula finds in a slot.
  private mutating func connect(_ deciding: [[Int]], _ read: (Formula, Int) -> [Int]) {
    after = nodes.map { node in
      var before: Set<Int> = []
      for formula in node.formulas {
        for slot in formula.expression.slots { before.formUnion(read(formula, slot)) }
      }
      // Inside one field: relevance before value, both before what hangs on the answer.
      if node.step.field >= 0 {
        before.formUnion(deciding[node.step.field].filter { isBefore($0, node.step) })
      }
      return before.sorted()
    }
  }

  /// Whether a deciding node of the same field comes before this step by itself.
  private func isBefore(_ other: Int, _ step: Recalculation) -> Bool {
    let first = nodes[other].step
    if first == step { return false }
    if case .page = first.aspect { return true }
    switch (first.aspect, step.aspect) {
    case (.when, _): return true
    case (_, .when): return false
    case (.value, .fallback), (.fallback, .value): return false
    default: return true
    }
  }

  /// The order, or the nodes of one circle.
  func sorted() -> (order: [Recalculation], circles: [[Node]]) {
    var state = [UInt8](repeating: 0, count: nodes.count)
    var order: [Recalculation] = []
    var circles: [[Node]] = []
    order.reserveCapacity(nodes.count)
    for start in nodes.indices where state[start] == 0 {
      var path: [(node: Int, next: Int)] = [(start, 0)]
      state[start] = 1
      while let (node, next) = path.last {
        guard next < after[node].count else {
          state[node] = 2
          order.append(nodes[node].step)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let other = after[node][next]
        if state[other] == 0 {
          state[other] = 1
          path.append((other, 0))
        } else if state[other] == 1, let from = path.firstIndex(where: { $0.node == other }) {
          circles.append(path[from...].map { nodes[$0.node] })
        }
      }
    }
    return (order, circles)
  }
}

extension FormLowering {
  /// The order of all formulas; a circle is reported with everybody in it.
  mutating func order(_ formulas: [FieldFormulas], pageConditions: [Formula?]) -> [Recalculation] {
    let around = pages.indices.map { page -> [Int] in
      var chain: [Int] = []
      var at: Int? = page
      while let here = at {
        chain.append(here)
        at = pages[here].parent
      }
      return chain
    }
    var groups: [Int: RecalculationGraph.Rows] = [:]
    for page in pages.indices {
      if let rows = rows(page) { groups[rows.slot] = .init(fields: rows.fields, pages: around[page]) }
    }
    let graph = RecalculationGraph(
      fields: formulas, names: fields.map(\.name),
      pages: zip(pages, pageConditions).map { ($0.draft?.name ?? title.zh, $1) },
      pageOf: fields.map { around[$0.page] }, rows: groups
    ) { formula, slot in
      guard case .some(let members)? = rowReads[ObjectIdentifier(formula)]?.members[slot] else { return nil }
      return groups[slot]?.fields.filter { members.contains(fields[$0].name) }
    }
    let (order, circles) = graph.sorted()
    for circle in circles { report(circle) }
    return order
  }

  private mutating func report(_ circle: [RecalculationGraph.Node]) {
    guard
      let first = circle.min(by: {
        ($0.formulas.first?.range.start ?? .init(line: 0, column: 0))
          < ($1.formulas.first?.range.start ?? .init(line: 0, column: 0))
      }),
      let range = first.formulas.first?.range
    else { return }
    var chain = circle.map(\.name)
    if let start = chain.firstIndex(of: first.name) { chain = Array(chain[start...] + chain[..<start]) }
    // Each reads the next: turn it so that the words follow the arrow.
    let words = (chain + [first.name]).map { "「\($0)」" }.joined(separator: " → ")
    let english = (chain + [first.name]).map { "`\($0)`" }.joined(separator: " → ")
    let notes = circle.compactMap { node -> DiagnosticNote? in
      guard let other = node.formulas.first?.range, other != range else { return nil }
      return DiagnosticNote(at: other, Message(zh: "「\(node.name)」在这里", en: "`\(node.name)` is here"))
    }
    findings.report(
      .cycle, range, chain.count == 1 ? "「\(first.name)」取决于它自己" : "互相取决：\(words)",
      chain.count == 1 ? "`\(first.name)` depends on itself" : "These depend on each other: \(english)",
      notes: notes)
  }
}
