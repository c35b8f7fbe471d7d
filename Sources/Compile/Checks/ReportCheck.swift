import Core
import FEEL
import Spec

/// Conditions, figures and dimensions of a report over its sources.
enum ReportCheck {
  private static let kinds: [SpecPosition] = [.service, .task, .ledger, .notice]

  static func check(_ spec: ReportSpec, _ context: CompileContext, _ sink: inout DiagnosticSink) {
    var names = FieldNames()
    var isWhole = true
    for node in spec.sources where !node.isInvalid {
      if let entry = context.document(among: kinds, node.text) {
        names.merge(context.fieldNames(entry))
        // Items of a task are rows of a ledger: its columns are theirs too.
        if let row = entry.document?.root[.each]?[.ledger], !row.isInvalid, let ledger = context.document(.ledger, row.text) {
          names.merge(context.fieldNames(ledger))
        }
      } else {
        isWhole = false
      }
    }
    let scope = scope(names, context)
    _ = sink.formula(spec.where, scope, expecting: .boolean)
    var figures = names.measures.union(spec.measures.map(\.name))
    for word in context.table.words("built-in-measure") { figures.formUnion([word.name, word.alias]) }
    for measure in spec.measures where !measure.isInvalid {
      let value = measure.node.kind == .keys ? measure.value : measure.node
      _ = sink.formula(value, scope, expecting: .number)
    }
    for block in spec.show where !block.isInvalid {
      _ = sink.formula(block.where, scope, expecting: .boolean)
      // A source that is not known may have any figure.
      guard isWhole else { continue }
      for node in block.measure + [block.sort].compactMap({ $0 }) where !node.isInvalid && !figures.contains(node.text) {
        sink.report(figureUnknown(node, figures))
      }
      for node in block.per where !node.isInvalid && !isDimension(node.text, names, context) {
        sink.report(open(node))
      }
    }
  }

  private static func scope(_ names: FieldNames, _ context: CompileContext) -> DocumentScope {
    var scope = DocumentScope(context)
    for name in names.fields { scope.add(name: name, .part(name), .unknown) }
    for list in ["items", "requests", "rows", "receipts"] { scope.add(word: list, .part(list), .list(.unknown)) }
    for word in ["state", "step", "variant", "opened", "closed", "due", "code"] { scope.add(word: word, .part(word), .unknown) }
    scope.roots = [.place: .place]
    scope.hasLedgers = true
    return scope
  }

  private static func isDimension(_ text: String, _ names: FieldNames, _ context: CompileContext) -> Bool {
    if context.table.word(text, in: "level") != nil || names.fields.contains(text) { return true }
    return context.table.word(text, in: "name").map { ["state", "step", "variant", "holder"].contains($0) } ?? false
  }

  private static func figureUnknown(_ node: SpecNode, _ figures: Set<String>) -> Diagnostic {
    Diagnostic(
      .refUnknown, at: node.range, Message(zh: "没有指标「\(node.text)」", en: "There is no figure `\(node.text)`"),
      hint: Nearest.hint(node.text, among: figures.sorted()))
  }

  private static func open(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .dimensionOpen, at: node.range,
      Message(zh: "「\(node.text)」不能作维度", en: "`\(node.text)` is no dimension"),
      hint: Message(zh: "可以写层级、状态、环节、变体，或取值固定的字段", en: "A level, state, step, variant, or a field with closed values"))
  }
}
