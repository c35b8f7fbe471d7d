import Core
import FEEL
import Spec

/// Who acts: roles that posts hold, and recipient words.
extension FormLowering {
  /// The actor of a node; nil when it is wrong or cannot run, which is reported.
  mutating func actor(_ node: SpecNode) -> ActorProgram? {
    guard !node.isInvalid else { return nil }
    if let word = node.word { return Recipient(rawValue: word).map { .recipient($0) } }
    guard node.kind == .keys else { return nil }
    let spec = ActorSpec(node)
    let isInside = spec.of.map { isItsOrganization($0) } ?? false
    let body = isInside ? nil : spec.of.flatMap { organization($0) }
    guard let named = spec.role else {
      if spec.of == nil {
        findings.report(.missingKey, node.range, "没有写角色 `role`", "The `role` is missing")
      }
      return nil
    }
    guard !named.isInvalid, let role = context.role(named.text) else { return nil }
    let level = spec.at.flatMap { PlaceLevel(word: $0) }
    let line = spec.along.flatMap { AuthorityLine(rawValue: $0) } ?? .territory
    checkHeld(role, at: level, node: node, named: named, elsewhere: spec.of != nil || line != .territory)
    // Inside the organisation that it is of is what its direct line begins with.
    if isInside { return .role(role.id, at: level, along: .direct) }
    if let body { return .inside(body, role: role.id) }
    return spec.of == nil ? .role(role.id, at: level, along: line) : nil
  }

  /// The expression that gives an organisation, or several; nil when it is wrong, which is reported.
  private mutating func organization(_ node: SpecNode) -> Formula? {
    guard let formula = formula(node, nil, scope(.flow)) else { return nil }
    var type = formula.expression.type
    if case .list(let element) = type { type = element }
    switch type {
    case .unknown, .null: return formula
    case .entity(let found) where context.knowledge.entityClass(found)?.root == .organization: return formula
    default:
      findings.report(
        .typeMismatch, node.range, "「\(node.text)」不是单位：`of` 要写给出单位的表达式",
        "`\(node.text)` is no organisation: `of` takes an expression that gives one",
        hint: (
          "写 `of: organization`：申请的单位；个人申请时是管这个人的单位",
          "Write `of: organization`: the one that files, or that answers for the person"
        ))
      return nil
    }
  }

  /// `of: organization`, and `of: subject` where that is an organisation: the one that it is of, or that answers for the
  /// person.
  private func isItsOrganization(_ node: SpecNode) -> Bool {
    if node.isInvalid { return false }
    if context.table.word(node.text, in: "name") == "organization" { return true }
    return names.subjectClass == .organization && context.table.word(node.text, in: "recipient") == "subject"
  }

  mutating func actors(_ nodes: [SpecNode]) -> [ActorProgram] { nodes.compactMap { actor($0) } }

  /// An actor to whom work can be given: posts above the place, or the matter's holder.
  mutating func worker(_ node: SpecNode) -> ActorProgram? {
    guard let actor = actor(node) else { return nil }
    switch actor {
    case .role(_, at: _, along: .territory), .role(_, at: _, along: .direct), .inside, .recipient(.holder): break
    case .role(_, at: _, along: .sector):
      if names.subjectClass == .organization { break }
      findings.report(
        .lineMissing, ActorSpec(node).node[.along]?.range ?? node.range,
        "申请不是单位的，没有主管行业的单位可找", "The request is of no organisation, so no body regulates whom it is of",
        hint: ("写 `subject: organization`，由单位的经办人办理", "Write `subject: organization`: an organisation's agents file it"))
    case .recipient(let word):
      findings.notYet(node.range, "由「\(word.alias)」办", "steps of the \(word.rawValue)")
    }
    return actor
  }

  /// Work goes to posts: one of them has to hold the role. Where no directory is in sight nothing is known
  /// of posts.
  private mutating func checkHeld(
    _ role: RoleEntry, at level: PlaceLevel?, node: SpecNode, named: SpecNode, elsewhere: Bool
  ) {
    let city = context.city
    guard !city.organizations.isEmpty else { return }
    guard !city.seats(of: role.id).isEmpty else {
      findings.report(
        .roleUnheld, named.range, "没有岗位担任角色「\(role.title.zh)」",
        "No post holds the role `\(role.title.text(in: .en))`",
        hint: ("在通讯录里给某个岗位写上这个角色", "Give it to a post of the directory"))
      return
    }
    guard let level, !elsewhere else { return }
    let missing = city.unheld(role.id, at: level, within: territory)
    guard let first = missing.first else { return }
    let range = ActorSpec(node).node[.at]?.range ?? node.range
    findings.report(
      .postMissing, range,
      "\(missing.count) 个\(level.alias)没有「\(role.title.zh)」的岗位，例如「\(city.tree.path(of: first))」",
      "\(missing.count) places of level \(level.word) have no post of `\(role.title.text(in: .en))`, for example \(city.tree.path(of: first))"
    )
  }

  /// Recipient word or role, to whom something is sent.
  mutating func recipient(_ node: SpecNode, what: (zh: String, en: String)) -> MessageTarget? {
    guard !node.isInvalid, node.kind == .scalar else { return nil }
    if let word = context.table.word(node.text, in: "recipient") {
      if word == "keeper" { findings.notYet(node.range, "发给管理人的\(what.zh)", "\(what.en) to the keeper") }
      return Recipient(rawValue: word).map { .word($0) }
    }
    if let role = context.role(node.text) {
      checkHeld(role, at: nil, node: node, named: node, elsewhere: false)
      return .role(role.id)
    }
    // A reference to a role that is not there was reported with the other references.
    if node.type == .audienceRef { return nil }
    let words = context.table.words("recipient").flatMap { [$0.name, $0.alias] }
    let near = didYouMean(node.text, words)
    findings.report(
      .unknownWord, node.range, "「\(node.text)」不是收件人，也不是角色\(near.zh)",
      "`\(node.text)` is neither a recipient nor a role\(near.en)",
      hint: (
        "可以写：\(context.table.words("recipient").map(\.alias).joined(separator: " "))，或角色名",
        "One of \(context.table.words("recipient").map(\.name).joined(separator: " ")), or a role"
      ))
    return nil
  }
}
