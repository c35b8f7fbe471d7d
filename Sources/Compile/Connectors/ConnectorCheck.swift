import FEEL
import Spec

/// What goes out to another system and what comes back. Who calls says what the names mean, so only syntax, functions
/// and `reply` are known here.
enum ConnectorCheck {
  static func check(_ spec: ConnectorSpec, _ context: CompileContext, _ sink: inout DiagnosticSink) {
    var scope = DocumentScope(context)
    scope.isOpen = true
    scope.roots = [
      .subject: .person, .applicant: .person, .filer: .person, .organization: .organization, .place: .place,
    ]
    for node in spec.send?.children.map({ $0 }) ?? [] { _ = sink.formula(node, scope) }
    scope.isOpen = false
    scope.add(word: "reply", .part("reply"), .unknown)
    for node in spec.receive?.children.map({ $0 }) ?? [] { _ = sink.formula(node, scope) }
  }
}
