import Core
import FEEL

/// How a holder brings in others: hands over, adds signers, asks for help or time, shows it.
extension Preparation {
  /// To another post; the deadline stays, the clocks go apart.
  mutating func transfer(_ matter: inout LiveMatter, _ reason: String?, to: String?, step: String?) throws {
    let grip = try grip(.transfer, matter, step: step)
    guard let reason else { throw Refusal.reason }
    let target = try chosen(to, .handle, besides: taken(grip.stay.visit, matter).union([grip.post]), matter)
    matter.reason = reason
    end(grip.stay, Verb.transfer.rawValue, reason: reason, post: grip.post, person: caller.person, &matter)
    handOn(grip, .post(target), seat: grip.stay.seat, &matter)
    matter.holder = target
    try tell(target, matter, "转办给您：\(reason)")
    try settle(&matter, "transfer", post: grip.post)
  }

  @discardableResult
  private mutating func handOn(
    _ grip: Grip, _ holding: Holding, seat: Int64?, _ matter: inout LiveMatter
  ) -> StepRow {
    stay(
      &matter, grip.step, grip.stay.kind, holding: holding, due: grip.stay.due, calendar: grip.stay.calendar,
      visit: grip.stay.visit, seat: seat)
  }

  /// Another signer: before the holder, who has it again afterwards, or behind.
  mutating func addSigner(
    _ matter: inout LiveMatter, _ reason: String?, to: String?, isBehind: Bool, step: String?
  ) throws {
    let grip = try grip(.addSign, matter, step: step)
    let target = try chosen(to, .handle, besides: taken(grip.stay.visit, matter).union([grip.post]), matter)
    if isBehind {
      let id = nextID()
      add(
        SignerRow(id: id, visit: grip.stay.visit, seat: id, behind: grip.stay.seat, holding: .post(target)), &matter)
    } else {
      end(grip.stay, Verb.addSign.rawValue, reason: reason, post: grip.post, person: caller.person, &matter)
      let signer = handOn(grip, .post(target), seat: nil, &matter)
      add(
        SignerRow(
          id: nextID(), visit: grip.stay.visit, seat: grip.stay.seat, behind: signer.seat,
          holding: .post(grip.stay.standsIn ?? grip.post)), &matter)
      try tell(target, matter, "请您会签" + (reason.map { "：\($0)" } ?? ""))
    }
    matter.reason = reason
    try settle(&matter, "add-sign", post: grip.post)
  }

  /// Somebody works with the holder, who may decide without waiting.
  mutating func help(_ matter: inout LiveMatter, _ reason: String?, to: String?, step: String?) throws {
    let grip = try grip(.help, matter, step: step)
    let target = try chosen(to, .handle, besides: taken(grip.stay.visit, matter).union([grip.post]), matter)
    stay(
      &matter, grip.step, .help, post: target, due: grip.stay.due, calendar: grip.stay.calendar, reason: reason,
      visit: grip.stay.visit, seat: grip.stay.seat)
    matter.reason = reason
    try tell(target, matter, "请您协办" + (reason.map { "：\($0)" } ?? ""))
    try settle(&matter, "help", post: grip.post)
  }

  mutating func endHelp(_ grip: Grip, _ reason: String?, _ matter: inout LiveMatter) throws {
    end(grip.stay, Verb.complete.rawValue, reason: reason, post: grip.post, person: caller.person, &matter)
    matter.reason = reason
    let helped = matter.steps.first { $0.seat == grip.stay.seat && $0.done == nil && $0.kind.decides }
    if let post = helped?.post {
      try tell(post, matter, "\(running.city.title(ofPost: grip.post).zh)已协办" + (reason.map { "：\($0)" } ?? ""))
    }
    try settle(&matter, "help-complete", post: grip.post)
  }

  /// Shown to another post, which need not do anything.
  mutating func cc(_ matter: inout LiveMatter, _ reason: String?, to: String?, step: String?) throws {
    let grip = try grip(.cc, matter, step: step)
    let target = try chosen(to, .read, besides: [grip.post], matter)
    let shown = stay(
      &matter, grip.step, .cc, post: target, reason: reason, visit: grip.stay.visit, seat: grip.stay.seat)
    end(shown, Verb.cc.rawValue, reason: reason, post: target, person: nil, &matter)
    matter.reason = reason
    try tell(target, matter, "抄送给您" + (reason.map { "：\($0)" } ?? ""))
    try settle(&matter, "cc", post: grip.post)
  }

  // MARK: More time

  /// Asks the level above for time until the end of a day.
  mutating func extend(_ matter: inout LiveMatter, _ reason: String?, until: String?, step: String?) throws {
    let grip = try grip(.extend, matter, step: step)
    guard let reason else { throw Refusal.reason }
    guard let due = grip.stay.due else { throw Refusal.noDeadline }
    guard let day = until.flatMap({ CivilDate(text: $0) }), let asked = deadline(matter).end(of: day), asked > due,
      asked > now, asked < now &+ 5 * 366 * 86_400_000
    else {
      let words = Label(zh: "请给一个比原时限更晚的日子", en: "Please give a day after the deadline")
      throw Refusal(.invalidAnswers, words, fields: [.init(field: "until", code: "invalid", message: words)])
    }
    if matter.steps.contains(where: { $0.kind == .extend && $0.done == nil && $0.seat == grip.stay.seat }) {
      throw Refusal.alreadyAsked
    }
    guard case .post(let superior)? = superior(of: [grip.post], matter, having: [.handle]) else { throw Refusal.nobodyAbove }
    stay(
      &matter, grip.step, .extend, post: superior, due: asked, calendar: grip.stay.calendar, reason: reason,
      visit: grip.stay.visit, seat: grip.stay.seat)
    matter.reason = reason
    try tell(superior, matter, "请求延期到\(day.text)：\(reason)")
    try settle(&matter, "extend", post: grip.post)
  }

  /// The level above agrees, or not; the holder goes on in any case.
  mutating func agree(_ grip: Grip, _ agrees: Bool, _ reason: String?, _ matter: inout LiveMatter) throws {
    let verb: Verb = agrees ? .approve : .reject
    end(grip.stay, verb.rawValue, reason: reason, post: grip.post, person: caller.person, &matter)
    matter.reason = reason
    for (at, stay) in matter.steps.enumerated()
    where stay.seat == grip.stay.seat && stay.done == nil && stay.kind.decides {
      if let post = stay.post { try tell(post, matter, agrees ? "延期已同意" : "延期没有同意：\(reason ?? "")") }
      guard agrees, let due = grip.stay.due else { continue }
      guarded.append(Change(MatterStatements.extendStep, [.int(due), .int(stay.id)], guarding: .moved))
      matter.steps[at].due = due
      changes.append(Change(MatterStatements.dropReminders, [.int(stay.id)]))
      remind(of: matter.steps[at], grip.step, matter)
    }
    try settle(&matter, agrees ? "extended" : "not-extended", post: grip.post)
  }

  // MARK: Words

  /// A message to whoever sits on a post.
  mutating func tell(_ post: Int64, _ matter: LiveMatter, _ words: String) throws {
    let text = Words("\(matter.service.title.zh) \(matter.row.code)：\(words)")
    try deliver(text, by: [], to: addressee(post: post), matter.row, matter.service)
  }
}

extension Refusal {
  static let noDeadline = Refusal(
    .verbNotHere, Label(zh: "这一步没有时限，不需要延期", en: "This step has no deadline to extend"))
  static let alreadyAsked = Refusal(
    .verbNotHere, Label(zh: "已经申请过延期，等上级答复", en: "More time was asked for already"))
  static let nobodyAbove = Refusal(
    .verbNotHere, Label(zh: "上级没有能同意延期的岗位", en: "No post above could agree"))
}
