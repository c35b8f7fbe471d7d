import Core
import Spec

extension CompileRun {
  func checkOthers() {}
}
