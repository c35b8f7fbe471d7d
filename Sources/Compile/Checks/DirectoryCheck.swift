import Core
import FEEL
import Spec

/// What organisations regulate: a condition over other organisations.
enum DirectoryCheck {
  /// Names of `regulates`: the organisation in question.
  static func scope(_ context: CompileContext) -> DocumentScope {
    var scope = DocumentScope(context)
    scope.roots = [.organization: .organization]
    return scope
  }

  static func check(_ spec: DirectorySpec, _ context: CompileContext, _ sink: inout DiagnosticSink) {
    let scope = scope(context)
    for organization in spec.organizations where !organization.isInvalid {
      _ = sink.formula(organization.regulates, scope, expecting: .boolean)
      if let node = organization.class, !node.isInvalid, let found = context.knowledge.entityClass(node.text),
        found.root != .organization
      {
        sink.report(
          Diagnostic(
            .unknownClass, at: node.range,
            Message(zh: "「\(node.text)」不是一种单位", en: "`\(node.text)` is no kind of organisation")))
      }
    }
  }
}
