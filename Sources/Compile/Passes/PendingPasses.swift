import Core
import Spec

extension CompileRun {
  func control(_ name: String, from entry: DocumentEntry) -> ControlProgram? { nil }
  func makeControls() {}
  func shape(of entry: DocumentEntry) -> LedgerShape? { shapes[ObjectIdentifier(entry)] }
  func makeLedgers() {}
  func makeCalendars() {}
  func makeRoles() {}
  func checkOthers() {}
}
