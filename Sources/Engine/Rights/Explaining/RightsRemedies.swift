import Core

/// What could close a chain that has a gap, and who can do it.
struct RightsRemedies {
  let running: Running
  /// Whether a grant speaks of the thing.
  let speaks: (GrantProgram) -> Bool
  let right: Right
  /// What may still come of a request that has ended; nil = it runs, or none is asked of.
  var afterwards: Label?
  /// The service, where it is asked of one.
  var service: ServiceProgram?

  func remedies(_ facts: [RightsFact]) -> [Label] {
    switch facts.first(where: { !$0.holds })?.kind {
    case nil, .own, .dates, .identity, .everybody: []
    case .appointment: [appointing] + roles
    case .grant, .period, .variant: [granting] + roles
    case .scope, .condition: [appointing, granting]
    case .glass: [looking]
    case .mandate: [declaring]
    case .holding: [afterwards ?? handing]
    case .place: [opening]
    case .audience: audience
    case .eligibility: [correcting]
    case .limits: [waiting]
    }
  }

  /// Roles that have the right over the thing.
  private var roles: [Label] {
    let found = running.program.roles.values.filter { role in
      role.grants.contains { $0.rights.contains(right) && speaks($0) }
    }
    if found.isEmpty { return [Label(zh: "现在没有任何角色有这项权", en: "no role has this right now")] }
    let zh = found.map { "「\($0.title.zh)」" }.sorted().joined()
    let en = found.map { $0.title.text(in: .en) }.sorted().joined(separator: ", ")
    return [Label(zh: "有这项权的角色：\(zh)", en: "roles with this right: \(en)")]
  }

  private var appointing: Label {
    let who = named { role in
      role.administration == .security || role.grants.contains { $0.rights.contains(.edit) && $0.things.contains(.kind("directory")) }
    }
    return Label(zh: "可由\(who.zh)任命到合适的岗位", en: "\(who.text(in: .en)) can appoint them to a fitting post")
  }

  private var looking: Label {
    Label(
      zh: "本人可以写明原因应急查看：有时限，当时就告知上级和当事人",
      en: "they can look in an emergency, with a reason: for a while, and their superior and the person are told at once")
  }

  private var waiting: Label {
    Label(
      zh: "有人撤回或没有通过时名额会空出来，自己在办的办结后也可以再申请",
      en: "a place becomes free when somebody withdraws or is refused, and of their own when one is done")
  }

  private var handing: Label {
    Label(
      zh: "可由现在的承办岗位转办；没有人办得了的，由其上级或安全管理员补人",
      en: "the post that has it now can transfer it; where nobody there can, whoever appoints staffs the post")
  }

  private var declaring: Label {
    Label(
      zh: "两人中任何一人可以在「我的」里登记代办关系，由对方确认或由社区核实",
      en: "either of the two can declare it on their own page; the other or the community confirms it")
  }

  /// Whom a service is for, and how one becomes one of them.
  private var audience: [Label] {
    guard let service else { return [opening] }
    let words = service.variants.flatMap(\.open.audience)
    if VariantShape.entityClass(service.subject) == .organization {
      return [
        Label(
          zh: "由单位的现任经办人，或可以编辑这个单位通讯录的岗位，请其做经办人",
          en: "an agent of the organisation, or a post that may edit its directory, can ask them to be an agent")
      ]
    }
    return words.contains { $0 == .family || $0 == .agent } ? [declaring] : [opening]
  }

  private var opening: Label {
    let who = named { $0.administration == .system }
    return Label(zh: "可由\(who.zh)修改服务的开放范围并发布", en: "\(who.text(in: .en)) can change whom and where it is open to, and publish")
  }

  private var correcting: Label {
    Label(zh: "登记的情况不对的，请社区更正", en: "where the register is wrong, the community can correct it")
  }

  private var granting: Label {
    let who = named { $0.administration == .system }
    return Label(zh: "可由\(who.zh)修改角色的授权并发布", en: "\(who.text(in: .en)) can change the role's grants and publish")
  }

  /// Posts with a fitting role, the first few of them.
  private func named(_ fits: (RoleProgram) -> Bool) -> Label {
    let posts = Set(running.program.roles.values.filter(fits).flatMap { running.city.postsByRole[$0.id] ?? [] })
    if posts.isEmpty { return Label(zh: "管理部署的人", en: "who runs the installation") }
    let titles = posts.map { running.city.distinctTitle(ofPost: $0).zh }.sorted()
    let shown = titles.prefix(3).joined(separator: "、") + (titles.count > 3 ? "等" : "")
    return Label(zh: shown, en: shown)
  }
}
