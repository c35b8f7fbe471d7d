import Core
import FEEL

/// What the applicant may do when it is done.
extension Preparation {
  /// How it went: 1 to 5, and words. The last word counts.
  mutating func rate(_ matter: LiveMatter, _ stars: Int?, _ words: String?) throws {
    try demandOwn(matter)
    guard try mayRate(matter) else { throw Refusal.verbNotHere(.rate) }
    guard let stars, (1...5).contains(stars) else {
      let words = Label(zh: "请给 1 到 5 分", en: "Please give 1 to 5 stars")
      throw Refusal(.invalidAnswers, words, fields: [.init(field: "stars", code: "invalid", message: words)])
    }
    changes.append(
      Change(
        MatterStatements.rate,
        [
          .int(matter.row.id), .int(caller.person), .int(Int64(stars)),
          words.map { .blob(sealing.seal(Array($0.utf8), subject: matter.row.subject)) } ?? .null, .int(now),
        ]))
    var json = JSONText()
    json.object { json in
      json.key("stars")
      json.number(stars)
    }
    event("rate", matter: matter.row.id, subject: matter.row.subject, Array(json.text.utf8))
  }

  /// Back to the first step, within the days that the service allows.
  mutating func reopen(_ matter: inout LiveMatter, _ reason: String?) throws {
    try demandOwn(matter)
    guard let closed = matter.row.closed, try mayReopen(matter) else { throw Refusal.verbNotHere(.reopen) }
    guard let reason else { throw Refusal.reason }
    matter.reason = reason
    matter.row.closed = nil
    matter.row.outcome = nil
    try takeAgain(matter)
    let gap = StepRow(
      id: nextID(), matter: matter.row.id, step: matter.variant.flow.steps[0].id, kind: .closed, opened: closed,
      person: caller.person)
    var over = gap
    over.done = now
    over.outcome = Verb.reopen.rawValue
    over.reason = reason
    changes.append(Change(MatterStatements.insertStep, over.stored))
    matter.steps.append(over)
    matter.row.state = .waiting
    try run(.reopened, &matter)
    try advance(&matter, to: 0, in: 0)
    try settle(&matter, "reopen")
  }

  func mayRate(_ matter: LiveMatter) throws -> Bool {
    try tends(matter.row) && matter.row.state == .done && matter.service.isRated
      && (matter.service.reopen == nil || isRecent(matter))
  }

  func mayReopen(_ matter: LiveMatter) throws -> Bool { try tends(matter.row) && canReopen(matter) }

  /// Whether those whose it is could have it taken up again.
  private func canReopen(_ matter: LiveMatter) -> Bool {
    matter.row.state == .done && !matter.variant.flow.steps.isEmpty && isRecent(matter)
  }

  /// What may still come of a request that has ended; nil while it runs.
  func afterwards(_ matter: LiveMatter) -> Label? {
    guard matter.row.state.isFinal else { return nil }
    if canReopen(matter) {
      return Label(
        zh: "已经结束，没有人再办；申请人现在还可以「重开」，重开后由承办岗位办",
        en: "it has ended and nobody acts on it; the applicant can still reopen it, and then the post in charge acts")
    }
    return Label(
      zh: "已经结束，没有人再办；还要办的，请申请人重新申请",
      en: "it has ended and nobody acts on it; where something is still wanted, the applicant applies again")
  }

  private func isRecent(_ matter: LiveMatter) -> Bool {
    guard let allowed = matter.service.reopen, let closed = matter.row.closed,
      let until = deadline(matter).due(allowed, from: closed)
    else { return false }
    return now <= until
  }
}
