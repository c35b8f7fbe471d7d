import Core

/// Collects what is found; nothing stops at the first mistake.
package struct DiagnosticSink: Sendable {
  package private(set) var diagnostics: [Diagnostic] = []

  package init() {}

  package mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  package mutating func report(_ diagnostics: [Diagnostic]) { self.diagnostics += diagnostics }

  /// Whether anything found keeps a program from being made.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
