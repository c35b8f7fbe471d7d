import Core
import FEEL

/// The stay that a caller may act on, and the post by which.
struct Grip {
  let stay: StepRow
  let post: Int64
  let step: StepProgram
}

extension Preparation {
  /// The stay and the post by which the caller may act on it. Where several are theirs, the first that offers the verb.
  ///
  /// - Parameter named: The step that the caller means, by its id; nil = whichever is theirs.
  /// - Throws: `Refusal`: not found when the caller may not see the matter, who has it now when it is not theirs.
  func grip(_ verb: Verb, _ matter: LiveMatter, step named: String? = nil) throws -> Grip {
    let grips = try handling(matter, step: named)
    guard let grip = grips.first(where: { offers(verb, $0) }) else {
      throw Refusal.verbNotHere(verb)
    }
    if let person = grip.stay.person, person != caller.person, verb == .claim, grip.stay.id == grips[0].stay.id {
      throw Refusal.movedOn(standing(matter))
    }
    return grip
  }

  /// The stays that the caller may act on now, whatever the verb, with the post of each; one at least.
  ///
  /// - Throws: `Refusal` as `grip`.
  func handling(_ matter: LiveMatter, step named: String? = nil) throws -> [Grip] {
    let rights = Rights(running, caller, reader)
    guard try rights.maySee(matter.row, matter.steps, matter.service) else { throw Refusal.noMatter }
    let grips = grips(matter, rights).filter { named == nil || $0.stay.step == named || $0.step.title.zh == named }
      .filter { actingPost == nil || $0.post == actingPost }
    if grips.isEmpty {
      let mine = matter.steps.contains { $0.done != nil && $0.kind.isWork && rights.post(holding: $0) != nil }
      let isOpen = matter.steps.contains { $0.done == nil && $0.kind.isWork }
      throw mine || !isOpen ? Refusal.movedOn(standing(matter)) : Refusal.notHolder(standing(matter))
    }
    guard try rights.reach(.handle, matter.service).contains(where: {
      try rights.covers($0, matter.row, matter.steps)
    }) else {
      throw Refusal(.beyondAuthority, Label(zh: "您的岗位没有办理权", en: "Your post has no right to handle this"))
    }
    return grips
  }

  /// All stays that the caller's posts have or may claim, each with every post that may.
  func grips(_ matter: LiveMatter, _ rights: Rights) -> [Grip] {
    matter.steps.flatMap { stay -> [Grip] in
      guard stay.done == nil, stay.kind.isWork, let step = matter.program(of: stay) else { return [] }
      return rights.posts(holding: stay).map { Grip(stay: stay, post: $0, step: step) }
    }
  }

  /// Whether a stay takes a verb at all, whoever has claimed it.
  func offers(_ verb: Verb, _ grip: Grip) -> Bool {
    switch grip.stay.kind {
    case .help: verb == .claim || verb == .complete
    case .extend: verb == .claim || verb == .approve || verb == .reject
    case .review: grip.step.allow.contains(verb) && verb != .complete
    case .fill:
      verb == .complete || verb == .draft
        || (grip.step.allow.contains(verb) && verb != .approve && verb != .reject)
    case .applicant, .held, .blocked, .timer, .call, .cc, .closed: false
    }
  }

  /// Who has it now, or how it ended.
  func standing(_ matter: LiveMatter) -> Label {
    let state = matter.row.state
    let open = matter.standing
    if open.isEmpty { return Label(zh: state.alias, en: state.rawValue) }
    var labels: [Label] = []
    for stay in open {
      let label = standing(stay)
      if !labels.contains(label) { labels.append(label) }
    }
    let shown = labels.prefix(3)
    let more = labels.count > 3
    return Label(
      zh: shown.map(\.zh).joined(separator: "；") + (more ? "等" : ""),
      en: shown.map { $0.text(in: .en) }.joined(separator: "; ") + (more ? " and others" : ""))
  }

  private func standing(_ stay: StepRow) -> Label {
    switch stay.kind {
    case .applicant: return Label(zh: "等申请人补正", en: "waiting for the applicant")
    case .held: return Label(zh: "已列入名单，等待结单", en: "in a list that waits to be closed")
    case .blocked:
      guard let post = stay.post else { return Label(zh: "受阻", en: "blocked") }
      let title = running.city.title(ofPost: post).zh
      return Label(zh: "受阻，由\(title)处理", en: "blocked, with \(title)")
    case .timer: return Label(zh: "等时间到", en: "waiting for its time")
    case .call: return Label(zh: "等别的系统答复", en: "waiting for another system")
    case .review, .fill, .help, .cc, .extend, .closed:
      if let post = stay.post {
        let title = running.city.title(ofPost: post).zh
        return Label(zh: "现在由\(title)办理", en: "now with \(title)")
      }
      let role = stay.role.flatMap { running.program.roles[$0]?.title } ?? Label(zh: stay.role ?? "")
      return Label(zh: "等\(role.zh)领取", en: "waiting to be claimed by \(role.text(in: .en))")
    }
  }
}
