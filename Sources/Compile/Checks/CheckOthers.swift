import Core
import Spec

extension CompileRun {
  /// Kinds that this build checks and does not run, what directories regulate, the tests of bundles, and whether somebody
  /// can process what is filed.
  func checkOthers() {
    for entry in entries {
      switch entry.kind {
      case .task: check(entry) { _, context, sink in checkTask(entry, in: context, reporting: &sink) }
      case .notice: check(entry) { _, context, sink in checkNotice(entry, in: context, reporting: &sink) }
      case .report: check(entry) { ReportCheck.check(ReportSpec($0), $1, &$2) }
      case .directory: check(entry) { DirectoryCheck.check(DirectorySpec($0), $1, &$2) }
      case .bundle: check(entry) { BundleCheck.check(BundleSpec($0), $1, &$2) }
      default: break
      }
    }
    for entry in entries(.directory) { checkDuties(entry) }
    checkHandling()
  }

  /// Rights and services are each remembered by themselves; this is about both. Where no directory is in sight nothing is
  /// known of who holds a role.
  private func checkHandling() {
    if city.organizations.isEmpty { return }
    var check = HandlingCheck(roles, city)
    for service in services.values.sorted(by: { $0.id < $1.id }) { check.check(service) }
    sink.report(check.sink.diagnostics)
  }

  /// What roles administer is no part of their names, so nothing of this is remembered.
  private func checkDuties(_ entry: DocumentEntry) {
    guard let root = entry.document?.root, roles.values.contains(where: { $0.administration != nil }) else { return }
    var check = DutiesCheck(CompileContext(self, entry, log: DependencyLog(SharedAnswers())))
    check.check(DirectorySpec(root))
    sink.report(check.sink.diagnostics)
  }

  private func check(
    _ entry: DocumentEntry, _ body: (SpecNode, CompileContext, inout DiagnosticSink) -> Void
  ) {
    _ = make(.check, entry, surroundings: surroundings(entry)) { context, sink in
      if let root = entry.document?.root { body(root, context, &sink) }
      if let kind = entry.kind, [.task, .notice, .report].contains(kind) { sink.report(Self.notYet(entry, kind)) }
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
