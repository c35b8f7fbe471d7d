import Core
import Spec

extension CompileRun {
  /// Kinds that this build checks and does not run, what directories regulate, and the tests of bundles.
  func checkOthers() {
    for entry in entries {
      guard let document = entry.document else { continue }
      switch document.kind {
      case .task: check(entry) { checkTask(entry, in: $0, reporting: &$1) }
      case .notice: check(entry) { checkNotice(entry, in: $0, reporting: &$1) }
      case .report: check(entry) { ReportCheck.check(ReportSpec(document.root), $0, &$1) }
      case .connector: check(entry) { ConnectorCheck.check(ConnectorSpec(document.root), $0, &$1) }
      case .directory: check(entry) { DirectoryCheck.check(DirectorySpec(document.root), $0, &$1) }
      case .bundle: check(entry) { BundleCheck.check(BundleSpec(document.root), $0, &$1) }
      default: break
      }
    }
  }

  private func check(_ entry: DocumentEntry, _ body: (CompileContext, inout DiagnosticSink) -> Void) {
    _ = make(.check, entry, surroundings: surroundings(entry)) { context, sink in
      body(context, &sink)
      if let kind = entry.kind, [.task, .notice, .report, .connector].contains(kind) { sink.report(Self.notYet(entry, kind)) }
      return (.nothing, "")
    }
  }

  private static func notYet(_ entry: DocumentEntry, _ kind: SpecPosition) -> Diagnostic {
    Diagnostic(
      .notYet, at: entry.nameRange,
      Message(
        zh: "\(kind.noun.zh)「\(entry.title.zh)」读过、查过了，这一版还不能运行",
        en: "The \(kind.noun.en) `\(entry.id)` was read and checked; this build cannot run it yet"),
      severity: .warning)
  }
}
