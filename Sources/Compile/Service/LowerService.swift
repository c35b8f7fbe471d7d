import Core

/// A service with its overlays as it runs; nil when something in it was wrong and reported.
///
/// - Parameters:
///   - base: The service's own document (without `base`).
///   - overlays: The documents whose `base` is this service, in the order of the bundle. Overlays of overlays stand
///     behind the one they extend.
package func lowerService(
  _ base: DocumentEntry, overlays: [DocumentEntry], in context: CompileContext, reporting: inout DiagnosticSink
) -> ServiceProgram? {
  reporting.report(
    Diagnostic(
      .notYet, at: base.nameRange,
      Message(zh: "服务「\(base.title.zh)」读过了，这一版还不能运行", en: "Service `\(base.id)` was read; this build cannot run it yet"),
      severity: .warning))
  return nil
}
