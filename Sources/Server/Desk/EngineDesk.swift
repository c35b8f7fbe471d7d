import Core
import Engine
import FEEL

extension Desk {
  /// The desk of a running engine.
  ///
  /// - Parameter documents: turns the files of an uploaded bundle into the documents of the next release.
  package init(
    engine: Engine, compiler: any ProgramCompiler, documents: @escaping @Sendable ([BundleEntry]) -> [SourceDocument]
  ) {
    let views = EngineViews(engine: engine)
    self.init(
      perform: { command, done in
        engine.perform(command) { result in done(result.mapError { $0 }) }
      },
      services: { caller, words in try engine.services(caller, text: words).map(views.listed) },
      form: { caller, service, person, answers in
        views.form(try engine.form(service, for: person, answers: answers ?? [:], caller: caller))
      },
      draft: { caller, service, person in try engine.draft(service, for: person, caller: caller) },
      requests: { caller in try engine.myRequests(caller).map(views.card) },
      request: { caller, code in views.request(try engine.request(code, caller: caller)) },
      inbox: { caller, filter in try views.inbox(filter, caller) },
      counts: { caller, service, question in try views.counts(service, question, caller) },
      represented: { caller in
        try engine.represented(caller).map {
          RepresentedPerson(id: $0.person, name: $0.name, relation: Label(zh: $0.relation))
        }
      },
      who: { caller in
        let card = try engine.card(of: caller)
        return Who(
          name: card.name, place: card.place,
          posts: card.seats.map { Who.Post(name: $0.post, organization: $0.organization, place: $0.place) })
      },
      mayPublish: { caller in try engine.mayPublish(caller) },
      releases: Releases(
        documents: documents, plan: { EngineViews.release(try engine.plan($0), epoch: nil, isNew: false) },
        publish: { documents, actor, reason in
          try EngineViews.published { try engine.publish(documents, actor: actor, reason: reason, origin: "api") }
        },
        rollback: { epoch, actor in try EngineViews.published { try engine.rollback(to: epoch, actor: actor) } },
        list: {
          try engine.releases().map {
            ReleaseLine(
              epoch: $0.epoch, program: $0.program, actor: $0.actor, reason: $0.reason, origin: $0.origin, at: $0.at,
              isActive: $0.isActive)
          }
        }),
      epoch: { engine.current?.epoch ?? 0 }, counters: { compiler.counters })
  }
}

/// The engine's answers in the shapes that routes and pages write.
struct EngineViews: Sendable {
  let engine: Engine

  func listed(_ card: ServiceCard) -> ListedService {
    ListedService(id: card.id, title: card.title, help: card.help, variant: card.variant, place: card.placePath)
  }

  // MARK: Forms

  func form(_ form: ServiceForm) -> FormView {
    FormView(
      id: form.id, title: form.title, help: form.help, variant: form.variant, program: form.program, epoch: form.epoch,
      pages: form.pages.map { page in
        FormPage(id: page.id, title: page.title, help: page.help, fields: page.fields.map(field))
      })
  }

  private func field(_ field: ServiceForm.Field) -> FormField {
    var view = FormField(id: field.id, control: field.control, widget: field.widget, title: field.title)
    view.help = field.help
    view.unit = field.unit
    view.isRequired = field.isRequired
    view.isVisible = field.isVisible
    view.isComputed = field.isReadOnly && field.source == nil
    view.isLocked = field.isReadOnly && field.source != nil
    view.choices = field.options.map { FormField.Choice(code: $0.code, title: $0.title) }
    view.value = answer(field.value)
    view.shown = shown(field.value, field.options)
    view.source = field.source
    view.age = field.age
    view.parts = field.parts.map { part in
      var inner = FormField(id: part.id, control: part.control, widget: part.widget, title: part.title)
      inner.isRequired = part.isRequired
      inner.choices = part.options.map { FormField.Choice(code: $0.code, title: $0.title) }
      inner.value = answer(part.value)
      inner.shown = shown(part.value, part.options)
      return inner
    }
    return view
  }

  /// A value as a client would send it back: a place by its code.
  func answer(_ value: Value) -> Answer {
    switch value {
    case .null, .function, .range: .null
    case .boolean(let truth): .bool(truth)
    case .number(let number): .number(number.text)
    case .list(let items): .list(items.map(answer))
    case .context(let parts):
      .object(Dictionary(zip(parts.keys, parts.values.map(answer)), uniquingKeysWith: { first, _ in first }))
    case .entity(let entity):
      .text(entity.classID == "place" ? engine.current?.city.code(of: entity.id) ?? "" : String(entity.id))
    default: .text(value.plainText)
    }
  }

  /// What a person reads where the value is a code or a place; nil where it speaks for itself.
  private func shown(_ value: Value, _ options: [ServiceForm.Option]) -> String? {
    switch value {
    case .entity(let entity) where entity.classID == "place": engine.current?.city.path(of: entity.id)
    case .string(let code): options.first { $0.code == code }?.title.zh
    default: nil
    }
  }

  // MARK: Requests

  func card(_ line: RequestLine) -> RequestCard {
    RequestCard(
      code: line.code, service: line.service, title: line.title, state: line.state, step: line.step,
      opened: line.opened, due: line.due, place: nil, subject: nil)
  }

  func request(_ page: RequestDetail) -> RequestView {
    var card = card(page.line)
    card.place = page.placePath
    return RequestView(
      card: card, variant: page.variant, program: page.program, epoch: page.epoch,
      answers: page.answers.map {
        RequestView.Line(
          field: $0.id, title: $0.title, value: $0.isMasked ? .text($0.text) : answer($0.value), shown: $0.text)
      },
      steps: page.steps.map {
        RequestView.Step(
          title: $0.title, holder: $0.holder?.zh, opened: $0.opened, due: $0.due, done: $0.done, outcome: $0.outcome,
          reason: $0.reason)
      }, notes: page.messages.map { RequestView.Note(text: $0.text, at: $0.created) }, verbs: page.verbs)
  }

  func inbox(_ filter: QueueFilter, _ caller: Caller) throws -> QueueRows {
    let state = try filter.state.map { word in
      guard let state = MatterState(word: word) else { throw Problem.malformed("没有这个状态", "no such state") }
      return state
    }
    var place: Int64?
    if let text = filter.place, let city = engine.current?.city {
      guard case .one(let position) = city.tree.resolve(text) else { return QueueRows(rows: [], next: nil) }
      place = city.ids[position]
    }
    let page = try engine.inbox(
      InboxFilter(service: filter.service, state: state, place: place, text: filter.words, cursor: filter.cursor),
      caller: caller)
    return QueueRows(
      rows: page.lines.map { line in
        var card = card(line.line)
        card.place = line.placePath
        card.due = line.stepDue ?? card.due
        return card
      }, next: page.cursor)
  }

  // MARK: Figures

  func counts(_ service: String, _ question: CountsQuestion, _ caller: Caller) throws -> CountsView {
    let by = question.by.flatMap(CountDimension.init(rawValue:)) ?? .state
    let counts = try engine.counts(service, by: by, at: question.at, caller: caller)
    return CountsView(
      total: counts.figures.total,
      rows: counts.rows.map { row in
        CountsView.Row(
          key: row.key, title: row.title, count: row.figures.total,
          more: MatterState.allCases.compactMap { state in row.figures.byState[state].map { (state.rawValue, $0) } })
      })
  }

  // MARK: Releases

  static func published(_ publish: () throws -> PublishResult) throws -> ReleaseView {
    do {
      let result = try publish()
      return release(result.plan, epoch: result.epoch, isNew: result.isNew)
    } catch let refused as PublishRefused {
      throw BundleRefused(diagnostics: refused.diagnostics)
    }
  }

  static func release(_ plan: ReleasePlan, epoch: Int64?, isNew: Bool) -> ReleaseView {
    var view = ReleaseView()
    view.epoch = epoch
    view.program = plan.program
    view.isNew = isNew
    view.items = plan.items.map { ReleaseView.Item(change: $0.kind.rawValue, document: $0.document, id: $0.id) }
    view.tables = plan.tables
    view.columns = plan.columns
    view.kept = plan.kept
    view.moved = plan.moved
    view.blocked = plan.blocked
    view.waited = plan.waited
    view.diagnostics = plan.diagnostics
    return view
  }
}
