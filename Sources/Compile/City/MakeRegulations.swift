import Core
import FEEL
import Spec

extension CompileRun {
  /// What bodies regulate, made to run; mistakes in it are told where the directory is checked.
  func makeRegulations() -> [SourceRange: Regulation] {
    var made: [SourceRange: Regulation] = [:]
    for entry in entries(.directory) {
      guard let document = entry.document else { continue }
      let context = CompileContext(self, entry, log: DependencyLog(SharedAnswers()))
      for organization in DirectorySpec(document.root).organizations where !organization.isInvalid {
        guard let node = organization.regulates, !node.isInvalid else { continue }
        let scope = DirectoryCheck.scope(context)
        let (compiled, _) = Expression.compile(node.text, scope: scope, expecting: .boolean)
        if let compiled { made[node.range] = Regulation(compiled, scope.slots.layout) }
      }
    }
    return made
  }
}
