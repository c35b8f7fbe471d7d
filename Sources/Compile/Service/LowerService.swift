import Core

/// A service with its overlays as it runs; nil when something in it was wrong and reported.
///
/// - Parameters:
///   - base: The service's own document (without `base`).
///   - overlays: The documents whose `base` is this service, in the order of the bundle. Overlays of overlays
///     stand behind the one they extend.
package func lowerService(
  _ base: DocumentEntry, overlays: [DocumentEntry], in context: CompileContext,
  reporting: inout DiagnosticSink
) -> ServiceProgram? {
  guard var lowering = ServiceLowering(base, overlays: overlays, in: context) else { return nil }
  let program = lowering.lower()
  reporting.report(lowering.findings.new(besides: [base] + overlays))
  return program
}
