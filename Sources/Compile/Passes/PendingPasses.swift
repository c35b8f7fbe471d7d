extension CompileRun {
  func checkOthers() {}
}
