import Core
import FEEL

/// A verb that somebody may use now, with what it asks for: a client draws its button and dialogue from this alone.
package struct OfferedVerb: Sendable {
  package struct Field: Sendable {
    package enum Kind: String, Sendable {
      case text, post, step, choice, date, number
      /// Answers of the fields in `options`; `GET …/form` has them as a form.
      case answers
      /// Some of the fields in `options`, none = all of them.
      case fields
    }
    /// The member of the command's body.
    package let name: String
    package let title: Label
    package let kind: Kind
    package let isRequired: Bool
    /// Code and title of what may be chosen.
    package var options: [(code: String, title: Label)] = []
    /// How many more may be chosen than `options` has.
    package var left = 0
  }

  package let verb: Verb
  /// The step it is for, to be sent as `step`; nil for what the applicant does.
  package let step: String?
  package let stepTitle: Label?
  package let fields: [Field]
  /// Decides whether there is more time, not the step itself.
  package var isForTime = false
}

extension Preparation {
  /// The offers of the applicant, then those of every stay that the caller's posts have.
  func offers(_ matter: LiveMatter, _ rights: Rights) throws -> [OfferedVerb] {
    var found = try ownOffers(matter).map { OfferedVerb(verb: $0, step: nil, stepTitle: nil, fields: fields($0)) }
    guard try rights.reach(.handle, matter.service).contains(where: {
      try rights.covers($0, matter.row, matter.steps)
    }) else {
      return found
    }
    let grips = grips(matter, rights)
    var said: Set<String> = []
    for grip in grips {
      for verb in Self.inOrder where offers(verb, grip) && isUseful(verb, grip, matter) {
        guard said.insert("\(verb) \(grip.stay.id)").inserted else { continue }
        var offer = OfferedVerb(
          verb: verb, step: grip.stay.step, stepTitle: grip.step.title,
          fields: acting(verb, grip, grips) + fields(verb, grip, matter))
        offer.isForTime = grip.stay.kind == .extend
        found.append(offer)
      }
    }
    return found
  }

  /// By which post, asked where several of the caller's could do it at this step.
  private func acting(_ verb: Verb, _ grip: Grip, _ grips: [Grip]) -> [OfferedVerb.Field] {
    let able = grips.filter { $0.stay.step == grip.stay.step && offers(verb, $0) }
    if Set(able.map(\.post)).count < 2 { return [] }
    let options = able.filter { $0.stay.id == grip.stay.id }.map {
      (code: String($0.post), title: running.city.distinctTitle(ofPost: $0.post))
    }
    return [
      .init(
        name: "as", title: Label(zh: "以哪个岗位", en: "by which post"), kind: .choice, isRequired: false, options: options)
    ]
  }

  private static let inOrder: [Verb] = [
    .claim, .complete, .approve, .reject, .return, .transfer, .addSign, .help, .cc, .extend,
  ]

  private func ownOffers(_ matter: LiveMatter) throws -> [Verb] {
    guard try tends(matter.row) else { return [] }
    let rates = try mayRate(matter), reopens = try mayReopen(matter)
    if rates || reopens { return (rates ? [.rate] : []) + (reopens ? [.reopen] : []) }
    if matter.row.state.isFinal { return [] }
    var verbs: [Verb] = []
    if matter.standing.contains(where: { $0.kind == .applicant }) { verbs.append(.supplement) }
    if matter.standing.contains(where: { $0.kind != .applicant }) { verbs.append(.urge) }
    let isDecided = matter.steps.contains { $0.outcome == Verb.approve.rawValue || $0.outcome == Verb.reject.rawValue }
    if !isDecided, try !hasJoiners(matter) { verbs.append(.withdraw) }
    return verbs
  }

  /// What a stay takes in principle may make no sense now.
  private func isUseful(_ verb: Verb, _ grip: Grip, _ matter: LiveMatter) -> Bool {
    switch verb {
    case .claim: grip.stay.person == nil
    case .transfer, .addSign, .help:
      !Candidates(running, matter).posts(.handle, besides: taken(grip.stay.visit, matter).union([grip.post])).isEmpty
    case .extend:
      grip.stay.due != nil
        && !matter.steps.contains { $0.kind == .extend && $0.done == nil && $0.seat == grip.stay.seat }
        && superior(of: [grip.post], matter, having: [.handle]) != nil
    default: true
    }
  }

  // MARK: Fields

  private func fields(_ verb: Verb) -> [OfferedVerb.Field] {
    switch verb {
    case .rate:
      let stars = (1...5).reversed().map { (code: String($0), title: Label(zh: "\($0) 分", en: "\($0) of 5")) }
      return [
        .init(name: "stars", title: Label(zh: "评分", en: "stars"), kind: .number, isRequired: true, options: stars),
        Self.reason(false),
      ]
    case .reopen: return [Self.reason(true)]
    case .withdraw: return [Self.reason(false)]
    default: return []
    }
  }

  private func fields(_ verb: Verb, _ grip: Grip, _ matter: LiveMatter) -> [OfferedVerb.Field] {
    switch verb {
    case .claim: return []
    case .approve: return [Self.reason(false)]
    case .reject: return [Self.reason(true)]
    case .return: return [Self.reason(true), targets(grip, matter), named(matter)]
    case .transfer: return [posts(.handle, grip, matter), Self.reason(true)]
    case .addSign:
      let places = [
        (code: "before", title: Label(zh: "在我之前", en: "before me")),
        (code: "behind", title: Label(zh: "在我之后", en: "behind me")),
      ]
      return [
        posts(.handle, grip, matter),
        .init(
          name: "where", title: Label(zh: "位置", en: "where"), kind: .choice, isRequired: false, options: places),
        Self.reason(false),
      ]
    case .help: return [posts(.handle, grip, matter), Self.reason(false)]
    case .cc: return [posts(.read, grip, matter), Self.reason(false)]
    case .extend:
      return [
        .init(name: "until", title: Label(zh: "延到哪天", en: "until"), kind: .date, isRequired: true),
        Self.reason(true),
      ]
    case .complete: return (answers(grip, matter).map { [$0] } ?? []) + [Self.reason(false)]
    default: return []
    }
  }

  private static func reason(_ isRequired: Bool) -> OfferedVerb.Field {
    .init(
      name: "reason", title: isRequired ? Label(zh: "原因", en: "reason") : Label(zh: "说明", en: "words"), kind: .text,
      isRequired: isRequired)
  }

  private func posts(_ right: Right, _ grip: Grip, _ matter: LiveMatter) -> OfferedVerb.Field {
    let besides = right == .read ? [grip.post] : taken(grip.stay.visit, matter).union([grip.post])
    let posts = Candidates(running, matter).posts(right, besides: besides), shown = posts.prefix(Candidates.mostShown)
    return .init(
      name: "to", title: Label(zh: "岗位", en: "post"), kind: .post, isRequired: true,
      options: shown.map { (code: String($0), title: running.city.distinctTitle(ofPost: $0)) },
      left: posts.count - shown.count)
  }

  private func targets(_ grip: Grip, _ matter: LiveMatter) -> OfferedVerb.Field {
    let applicant = (code: Recipient.applicant.rawValue, title: Label(zh: "申请人", en: "applicant"))
    let steps = earlier(than: grip.step, matter).map { matter.variant.flow.steps[$0] }
      .map { (code: $0.id, title: $0.title) }
    return .init(
      name: "to", title: Label(zh: "退到", en: "back to"), kind: .step, isRequired: false, options: [applicant] + steps)
  }

  /// What the applicant may be asked to answer anew: what they answered, and what everybody is asked.
  private func named(_ matter: LiveMatter) -> OfferedVerb.Field {
    let form = matter.variant.form
    var options: [(code: String, title: Label)] = []
    for (i, field) in form.fields.enumerated() where form.isFilers(i) && field.control.widget != .none {
      guard field.when == nil || !matter.isUnanswered(i), options.last?.code != form.name(of: i) else { continue }
      options.append((code: form.name(of: i), title: form.group[i].map { form.pages[$0].title } ?? field.title))
    }
    return .init(
      name: "fields", title: Label(zh: "请申请人改哪几项（不选就是都可以改）", en: "to be answered anew (none: everything)"),
      kind: .fields, isRequired: false, options: options)
  }

  private func answers(_ grip: Grip, _ matter: LiveMatter) -> OfferedVerb.Field? {
    guard case .fill(let asked) = grip.step.kind, grip.stay.kind == .fill else { return nil }
    let fields = asked.compactMap { matter.variant.form.fields.indices.contains($0) ? matter.variant.form.fields[$0] : nil }
    return .init(
      name: "answers", title: Label(zh: "填写", en: "answers"), kind: .answers, isRequired: true,
      options: fields.map { (code: $0.id, title: $0.title) })
  }
}
