import Core
import Engine

/// Filling a form page by page, checking it, sending it. Every page keeps the draft and leads on by a
/// redirect, so that going back or reloading never sends anything twice.
enum ApplyPage {
  /// One page of the form, with what is known and what was typed before, on whatever device.
  static func show(_ call: Call) throws -> Response {
    do { return try page(call) } catch let refusal as Refusal {
      if let left = try LeftDraft(call, refusal, person: call.query["for"]) { return left.page() }
      // Not for who is signed in, and perhaps for their family.
      guard call.query["for"] == nil, let choice = try ForWhom.choice(call, refusal) else { throw refusal }
      return choice
    }
  }

  private static func page(_ call: Call) throws -> Response {
    let draft = try ApplyDraft(call, person: call.query["for"])
    let form = try draft.form()
    let markup = ApplyMarkup(call: call, form: form, draft: draft)
    let wanted = call.query["page"].flatMap { Int($0) }
    guard let page = wanted ?? markup.pages.first else { return .redirect(to: draft.checkPath) }
    guard markup.pages.contains(page) else {
      return .redirect(to: draft.path(page: markup.pages.first { $0 > page } ?? markup.pages.last))
    }
    return markup.fill(page, [], note: note(draft, isFirst: wanted == nil), isFirst: wanted == nil)
  }

  /// What is said of a draft that is opened again.
  private static func note(_ draft: ApplyDraft, isFirst: Bool) -> String? {
    let layout = Layout(draft.call)
    if !draft.gone.isEmpty {
      let names = draft.gone.keys.sorted()
      return layout.say(
        "这张表单改过了，「\(names.joined(separator: "」「"))」不用再填；您填的其他内容都还在",
        "This form has changed: \(names.joined(separator: ", ")) is not asked any more; the rest of yours is here")
    }
    guard isFirst, draft.isKept else { return nil }
    return layout.say("已打开您上次没填完的内容，可以接着填", "This is what you filled in last time; go on from here")
  }

  /// What was typed on a page, as a draft. - Returns: the page's path.
  static func keep(_ call: Call, _ posted: FieldList) throws -> String {
    var draft = try ApplyDraft(call, person: posted["for"])
    draft.typed.take(draft.carried(posted), try draft.form(), .save)
    try draft.save()
    return draft.path(page: posted["page"].flatMap { Int($0) })
  }

  /// A page that was filled: kept, then on to the next, back, or a row more or less.
  static func fill(_ call: Call) throws -> Response {
    var posted = try call.form()
    do { return try fill(call, &posted) } catch let refusal as Refusal {
      guard var left = try LeftDraft(call, refusal, person: posted["for"]) else { throw refusal }
      left.take(posted)
      return left.page()
    }
  }

  private static func fill(_ call: Call, _ posted: inout FieldList) throws -> Response {
    var draft = try ApplyDraft(call, person: posted["for"])
    posted = draft.carried(posted)
    let before = try draft.form()
    let act = FormAct(posted["act"])
    draft.typed.take(posted, before, act)
    try draft.save(forgets: act == .next)
    let form = try draft.form()
    let markup = ApplyMarkup(call: call, form: form, draft: draft)
    guard let page = posted["page"].flatMap({ Int($0) }) ?? markup.pages.first, form.pages.indices.contains(page) else {
      return .redirect(to: draft.checkPath)
    }
    switch act {
    case .look: return markup.look(page)
    case .save: return .redirect(to: draft.path(page: page))
    case .report: return .redirect(to: PlacesPage.path(backTo: draft.path(page: page)))
    case .add(let group): return .redirect(to: draft.path(page: page) + markup.lastRow(of: group))
    case .remove(let group, _): return .redirect(to: draft.path(page: page) + ApplyMarkup.anchor([group]))
    case .drop(let field, _): return .redirect(to: draft.path(page: page) + ApplyMarkup.anchor([field]))
    case .back: return .redirect(to: draft.path(page: markup.pages.last { $0 < page } ?? page))
    case .next where !draft.gone.isEmpty:
      return markup.fill(page, markup.errors(of: page), note: note(draft, isFirst: false))
    case .next: return next(page, posted, markup)
    }
  }

  private static func next(_ page: Int, _ posted: FieldList, _ markup: ApplyMarkup) -> Response {
    let asked = Set(posted.all("s")), toCheck = posted["then"] == "check"
    let form = markup.form, draft = markup.draft
    // Answers may have brought up questions that the page did not show; nobody has failed to answer them yet.
    let fresh = form.pages[page].fields.filter { $0.isShown && !$0.isLocked && $0.rows == nil && !asked.contains($0.id) }
    if let unsent = AnswerText.unsent(posted, form) {
      return markup.fill(page, [.init(field: unsent, code: "file-unsent", message: AnswerText.unsent)], note: nil)
    }
    let errors = markup.errors(of: page).filter { error in !fresh.contains { $0.id == ApplyMarkup.field(of: error) } }
    if !errors.isEmpty { return markup.fill(page, errors, note: nil) }
    if fresh.contains(where: { $0.isRequired && $0.value == .null && draft.answers[$0.id] == nil }) {
      return markup.fill(
        page, [],
        note: markup.call.language == .zh ? "根据您的回答，还有几项要填" : "Your answers bring up a few more questions")
    }
    guard !toCheck, let next = markup.pages.first(where: { $0 > page }) else { return .redirect(to: draft.checkPath) }
    return .redirect(to: draft.path(page: next))
  }

  /// The answers once more before they are sent.
  static func check(_ call: Call) throws -> Response {
    let draft = try ApplyDraft(call, person: call.query["for"])
    guard draft.isKept else { return .redirect(to: draft.path(page: nil)) }
    let form = try draft.form()
    return ApplyMarkup(call: call, form: form, draft: draft).check(form.errors)
  }

  /// Sends what the draft holds. The key in the page makes a second press the same request.
  static func send(_ call: Call) throws -> Response {
    let posted = try call.form()
    let draft = try ApplyDraft(call, person: posted["for"])
    let key = posted["key"].flatMap { $0.utf8.count == 32 ? $0 : nil }
    let command = Command(
      act: .submit(service: call.parameter(0), answers: draft.answers, forPerson: draft.person),
      caller: try call.caller(), key: key, body: Secrets.digest("send \(call.parameter(0)) \(key ?? "")"))
    do {
      guard draft.isKept else {
        // It was sent already: by this page, or by another one.
        if let reply = try call.site.desk.repeated(command) { return try receipt(reply) }
        return .redirect(to: "/requests")
      }
      return try receipt(call.site.performAndWait(command))
    } catch let refusal as Refusal where !refusal.fields.isEmpty {
      return ApplyMarkup(call: call, form: try draft.form(), draft: draft).check(refusal.fields)
    }
  }

  private static func receipt(_ reply: Reply) throws -> Response {
    guard let code = (try? JSONReader.read(reply.json))?.members?["code"]?.text else { throw Problem.broken }
    return .redirect(to: PagePath.of("requests", code, "receipt"))
  }
}

extension Site {
  /// Does a command, on a worker thread. - Throws: what the engine refused.
  func performAndWait(_ command: Command) throws -> Reply {
    let answer = OneAnswer<Result<Reply, any Error>>()
    desk.perform(command) { answer.put($0) }
    let reply = try answer.take().get()
    saw(epoch: reply.epoch)
    commits.add(1, ordering: .relaxed)
    return reply
  }
}
