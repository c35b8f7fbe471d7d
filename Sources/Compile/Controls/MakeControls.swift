import Core
import Spec

extension CompileRun {
  /// Every control, those it is made of before it.
  func makeControls() {
    for entry in entries(.control) {
      guard let program = control(entry) else { continue }
      // A bundle's own control of an id stands before the product's.
      if controls[program.id] == nil || !entry.isInstallation { controls[program.id] = program }
    }
  }

  /// The control that a name means in a document.
  func control(_ name: String, from entry: DocumentEntry) -> ControlProgram? {
    guard case .one(let found) = index.find(.control, name, from: entry.bundle) else { return nil }
    return control(found)
  }

  /// Makes a control once; nil when it is wrong or needs itself.
  func control(_ entry: DocumentEntry) -> ControlProgram? {
    let identity = ObjectIdentifier(entry)
    if let known = madeControls[identity] { return known }
    guard openControls.insert(identity).inserted else {
      sink.report(Self.controlCycle(entry))
      return nil
    }
    defer { openControls.remove(identity) }
    prepareControls(entry)
    let made = make(.control, entry, surroundings: surroundings(entry)) { context, sink in
      guard let document = entry.document else { return (.nothing, "") }
      var lowering = ControlLowering(context, document)
      let program = lowering.lower()
      sink.report(lowering.sink.diagnostics)
      return (program.map { .control($0) } ?? .nothing, context.hash())
    }
    index.set(hash: made.hash, of: entry)
    guard case .control(let program) = made.product else {
      madeControls[identity] = .some(nil)
      return nil
    }
    madeControls[identity] = program
    return program
  }

  /// Makes what a control names first, so that what it remembers of them can be compared.
  private func prepareControls(_ entry: DocumentEntry) {
    guard let root = entry.document?.root else { return }
    let spec = ControlSpec(root)
    let nodes = [spec.base].compactMap { $0 } + spec.parts.compactMap { $0.isInvalid ? nil : $0.control }
    for node in nodes where !node.isInvalid && node.kind == .scalar {
      _ = control(controlName(node.text, from: entry.bundle), from: entry)
    }
  }

  private static func controlCycle(_ entry: DocumentEntry) -> Diagnostic {
    Diagnostic(
      .cycle, at: entry.document?.root[.base]?.range ?? entry.nameRange,
      Message(zh: "控件 `\(entry.id)` 绕了一圈又用到自己", en: "The control `\(entry.id)` is made of itself in a circle"))
  }
}
