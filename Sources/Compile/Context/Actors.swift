import Core
import Spec

extension DiagnosticSink {
  /// Who acts, outside a form; nil when the node was wrong. Work goes to posts: one of them has to hold the role.
  mutating func actor(_ node: SpecNode, _ context: CompileContext) -> ActorProgram? {
    guard !node.isInvalid else { return nil }
    if let word = node.word { return Recipient(rawValue: word).map { .recipient($0) } }
    guard node.kind == .keys else { return nil }
    let spec = ActorSpec(node)
    if let of = spec.of { notYet(of.range, "按单位找人 `of`", "Holders inside an organisation (`of`)") }
    guard let named = spec.role, !named.isInvalid, let role = context.role(named.text) else { return nil }
    let level = spec.at.flatMap { PlaceLevel(word: $0) }
    if !context.city.organizations.isEmpty, context.city.seats(of: role.id).isEmpty {
      report(
        Diagnostic(
          .roleUnheld, at: named.range,
          Message(zh: "没有岗位担任角色「\(role.title.zh)」", en: "No post holds the role `\(role.title.text(in: .en))`"),
          hint: Message(zh: "在通讯录里给某个岗位写上这个角色", en: "Give it to a post of the directory")))
    }
    checkLevel(spec, role, level, context)
    return spec.of == nil ? .role(role.id, at: level, along: spec.along.flatMap { AuthorityLine(rawValue: $0) } ?? .territory) : nil
  }

  /// A level that was asked for has a post everywhere.
  private mutating func checkLevel(
    _ spec: ActorSpec, _ role: RoleEntry, _ level: PlaceLevel?, _ context: CompileContext
  ) {
    guard let level, spec.of == nil, spec.along == nil || spec.along == "territory",
      !context.city.seats(of: role.id).isEmpty
    else { return }
    let missing = context.city.unheld(role.id, at: level, within: context.owner?.governs ?? [])
    guard let first = missing.first else { return }
    report(
      Diagnostic(
        .postMissing, at: spec.node[.at]?.range ?? spec.range,
        Message(
          zh: "\(missing.count) 个\(level.alias)没有「\(role.title.zh)」的岗位，例如「\(context.city.tree.path(of: first))」",
          en: "\(missing.count) places of level \(level.word) have no post of `\(role.title.text(in: .en))`, for example \(context.city.tree.path(of: first))")))
  }
}
