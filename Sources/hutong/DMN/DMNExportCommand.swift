import Core
import FEEL
import Spec

/// `hutong dmn export DIR|FILE`: the decision tables of a bundle, in the `dispatch` of services and tasks, as one DMN 1.5
/// file on standard output. 0 done, 1 a document is wrong or there is no table, 2 usage or nothing to read.
enum DMNExportCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard arguments.count == 1, !arguments[0].hasPrefix("--") else {
      return DMNCommand.help.refuse()
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    let source: BundleSource
    do throws(FolderReader.ReadError) {
      source = try BundleSource.read(arguments[0], table: table)
    } catch {
      Terminal.error(error)
      return 2
    }
    let wrong = source.diagnostics.filter { $0.severity == .error && $0.code != .notYet }
    guard wrong.isEmpty else {
      Terminal.error(TextReport(language: Terminal.language) { _, _ in nil }.print(wrong.sortedForPrinting()))
      return 1
    }
    let tables = source.documents.compactMap { self.table(of: $0) }
    guard !tables.isEmpty else {
      Terminal.error("`dispatch` 里没有决策表", "there is no decision table in any `dispatch`")
      return 1
    }
    let model = DMNModel(name: source.name, namespace: "urn:hutong:\(source.name)", tables: tables)
    Terminal.print(DMNWriter.write(model))
    return 0
  }

  /// The dispatch table of a service or task; nil when it has none.
  private static func table(of document: SpecDocument) -> PlainTable? {
    guard let node = document.root[.dispatch], node.position == .table else { return nil }
    let table = TableSpec(node)
    let rows = table.rules.filter { !$0.isInvalid }.compactMap { row in
      let cells = Array(row.children)
      return cells.last.map { result in
        PlainTable.Row(tests: cells.dropLast().map(\.text), result: value(result))
      }
    }
    return PlainTable(
      name: document.id, hit: PlainTable.Hit(rawValue: table.hit ?? "first") ?? .first,
      inputs: table.inputs.map(\.text), rows: rows, otherwise: table.default.map { value($0) })
  }

  /// What an author wrote as a result: an actor by its keys, a list of them, or one word.
  private static func value(_ node: SpecNode) -> Value {
    switch node.kind {
    case .list: return .list(node.children.map { value($0) })
    case .keys, .map, .named:
      return .context(Context(node.children.map { ($0.key?.name ?? $0.name ?? "", value($0)) }))
    case .scalar: return .string(node.text)
    case .invalid: return .null
    }
  }
}
