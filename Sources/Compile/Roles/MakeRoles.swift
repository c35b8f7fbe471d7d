import Core
import Spec

extension CompileRun {
  /// Roles with their own grants, then the grants that roles with a `base` add to them.
  func makeRoles() {
    let all = entries(.role)
    for entry in all where entry.header?.isOverlay == false {
      guard let program = role(entry) else { continue }
      roles[program.id] = program
    }
    for entry in all {
      guard let base = entry.document?.root[.base], let added = role(entry) else { continue }
      guard !base.isInvalid, case .one(let target) = index.find(.role, base.text, from: entry.bundle) else { continue }
      if target === entry || target.header?.isOverlay == true {
        sink.report(Self.baseOfBase(base, target))
        continue
      }
      guard let known = roles[target.id] else { continue }
      let sum = RoleProgram(
        id: known.id, title: known.title, level: known.level, grants: known.grants + added.grants,
        glass: known.glass + added.glass, administers: known.administers ?? added.administers)
      if let first = known.administration, let second = added.administration, first != second {
        sink.report(RoleLowering.joined(base, first, second))
      }
      roles[target.id] = sum
    }
  }

  private func role(_ entry: DocumentEntry) -> RoleProgram? {
    let made = make(.role, entry, surroundings: surroundings(entry)) { context, sink in
      guard let document = entry.document else { return (.nothing, "") }
      var lowering = RoleLowering(context, document)
      let program = lowering.lower()
      sink.report(lowering.sink.diagnostics)
      return (.role(program), "")
    }
    guard case .role(let program) = made.product else { return nil }
    return program
  }

  private static func baseOfBase(_ node: SpecNode, _ target: DocumentEntry) -> Diagnostic {
    Diagnostic(
      .cycle, at: node.range,
      Message(
        zh: "`\(target.id)` 自己也在给别的角色加权限；请直接写被加权限的那个角色",
        en: "`\(target.id)` itself adds to another role; name the role that gets the rights"))
  }
}
