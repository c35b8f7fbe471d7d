import Core
import FEEL
import Spec

extension CompileRun {
  /// Formulas of computed attributes, conditions of computed subtypes.
  func makeDerived() {
    var found: [String: DerivedProgram] = [:]
    for entry in entries(.knowledge) {
      let made = make(.derived, entry, surroundings: knowledgeHash) { context, sink in
        guard let document = entry.document else { return (.nothing, "") }
        var lowering = DerivedLowering(context)
        let programs = lowering.lower(KnowledgeSpec(document.root))
        sink.report(lowering.sink.diagnostics)
        return (.derived(programs), "")
      }
      if case .derived(let programs) = made.product { found.merge(programs) { first, _ in first } }
    }
    for id in found.keys.sorted() where needsItself(id, found) {
      guard let program = found[id] else { continue }
      sink.report(
        Diagnostic(
          .cycle, at: program.formula.range,
          Message(zh: "属性 `\(id)` 绕了一圈又由自己算出", en: "The attribute `\(id)` is computed from itself in a circle")))
    }
    derived = found
  }

  private func needsItself(_ id: String, _ all: [String: DerivedProgram]) -> Bool {
    var seen: Set<String> = []
    var open = inputs(of: id, all)
    while let next = open.popLast() {
      if next == id { return true }
      if seen.insert(next).inserted { open += inputs(of: next, all) }
    }
    return false
  }

  private func inputs(of id: String, _ all: [String: DerivedProgram]) -> [String] {
    all[id]?.layout.sources.compactMap { source in
      if case .attribute(_, let input) = source { input } else { nil }
    } ?? []
  }
}

/// The expressions of one knowledge document.
private struct DerivedLowering {
  let context: CompileContext
  var sink = DiagnosticSink()

  init(_ context: CompileContext) { self.context = context }

  mutating func lower(_ spec: KnowledgeSpec) -> [String: DerivedProgram] {
    var programs: [String: DerivedProgram] = [:]
    for attribute in spec.attributes {
      guard !attribute.isInvalid, let node = attribute.value, let known = context.knowledge.attribute(attribute.name),
        case .entity(let root) = known.owner
      else { continue }
      let scope = scope(root)
      guard let formula = sink.formula(node, scope, expecting: context.knowledge.feelType(of: known)) else { continue }
      programs[known.qualifiedID] = DerivedProgram(formula: formula, layout: scope.slots.layout)
    }
    for kind in spec.classes {
      guard let node = kind.where, let root = context.knowledge.entityClass(kind.name)?.root else { continue }
      _ = sink.formula(node, scope(root), expecting: .boolean)
    }
    return programs
  }

  private func scope(_ root: EntityClass) -> DocumentScope {
    var scope = DocumentScope(context)
    scope.entity = (.subject, root)
    return scope
  }
}
