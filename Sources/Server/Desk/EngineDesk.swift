import Core
import Engine
import FEEL

extension Desk {
  /// The desk of a running engine.
  ///
  /// - Parameter documents: an uploaded bundle as the documents of a whole release, together with what runs.
  package init(
    engine: Engine, compiler: any ProgramCompiler, vault: FileVault,
    documents: @escaping @Sendable ([BundleEntry]) -> [SourceDocument]
  ) {
    self.init(
      perform: { command, done in
        engine.perform(command) { result in done(result.mapError { $0 as any Error }) }
      },
      repeated: { try engine.repeated($0) },
      vault: vault, ownFile: { caller, hash in try engine.file(hash, caller: caller) },
      file: { caller, code, hash in try engine.file(hash, of: code, caller: caller) },
      services: { caller, words in
        try engine.services(caller, text: words).map { card in
          ListedService(card)
        }
      },
      form: { caller, service, person, answers in
        let form = try engine.form(service, for: person, answers: answers, caller: caller)
        return FormView(form, try engine.snapshot { running, _ in running.city })
      },
      formModule: { service, variant, hash, runTime in
        guard let program = try engine.program(holding: service, hash: hash),
          let found = program.services[service]
        else { return nil }
        return compiler.formModule(program, found, variant: variant, runTime: runTime)
      },
      draft: { caller, service, person in try engine.draft(service, for: person, caller: caller) },
      requests: { caller in try engine.myRequests(caller).map { RequestCard($0) } },
      request: { caller, code in
        let page = try engine.request(code, caller: caller)
        return RequestView(page, caller.language, try engine.snapshot { running, _ in running.city })
      },
      stepForm: { caller, code, step, answers in
        let found = try engine.stepForm(code, step: step, answers: answers, caller: caller)
        return StepFormView(
          form: FormView(found.form, try engine.snapshot { running, _ in running.city }), step: found.step,
          draft: found.draft, isOwn: found.isOwn, reason: found.reason,
          posts: found.posts)
      },
      inbox: { caller, filter in try engine.queue(filter, caller) },
      counts: { caller, service, question in
        CountsView(
          try engine.counts(
            service, by: question.by.flatMap { CountDimension(rawValue: $0) } ?? .state, at: question.at,
            caller: caller, view: question.view, recorded: question.recorded))
      },
      represented: { caller in
        try engine.represented(caller).map {
          RepresentedPerson(
            id: $0.person, name: $0.name, relation: $0.relation, isOrganization: $0.isOrganization, until: $0.until)
        }
      },
      who: { caller in
        let known = try engine.identity(caller)
        return Who(
          name: known.name ?? "", place: known.placePath,
          posts: known.posts.map {
            Who.Post(name: $0.name, organization: $0.organization, place: $0.placePath)
          })
      },
      administration: { caller in try engine.administration(of: caller) },
      releases: Releases(engine: engine, documents: documents), pages: PageReads(engine: engine),
      places: PlaceReads(engine: engine),
      epoch: { try engine.snapshot { running, _ in running.epoch } }, counters: { compiler.counters })
    rights = RightsReads(engine: engine)
    mandates = MandateReads(engine: engine)
    directory = DirectoryReads(engine: engine)
    imports = { ImportDoor(engine: engine, $0) }
    provisioning = Provisioning(engine: engine)
    frontOffice = { try engine.frontOffice() }
    answerNames = { try engine.answerNames($0) }
  }
}

extension Desk.Releases {
  init(engine: Engine, documents: @escaping @Sendable ([BundleEntry]) -> [SourceDocument]) {
    self.init(
      documents: documents, plan: { ReleaseView(try engine.plan($0), epoch: nil) },
      publish: { documents, actor, reason in
        try Self.refusing {
          let result = try engine.publish(documents, actor: actor, reason: reason, origin: "api")
          return ReleaseView(result)
        }
      },
      rollback: { epoch, actor in
        try Self.refusing { ReleaseView(try engine.rollback(to: epoch, actor: actor)) }
      },
      list: {
        let releases = try engine.releases(), names = try engine.publishers(of: releases)
        return releases.map {
          var line = ReleaseLine(
            epoch: $0.epoch, program: $0.program, actor: $0.actor, reason: $0.reason, origin: $0.origin,
            at: $0.at, isActive: $0.isActive)
          line.publisher = names[$0.actor] ?? $0.actor
          return line
        }
      }, compare: { ReleaseView(try engine.planRollback(to: $0), epoch: nil) })
    differences = { try engine.compareReleases(from: $0, to: $1) }
    changes = { try engine.compareWithRunning($0) }
  }

  private static func refusing(_ work: () throws -> ReleaseView) throws -> ReleaseView {
    do { return try work() } catch let refused as PublishRefused {
      throw BundleRefused(diagnostics: refused.diagnostics)
    }
  }
}

extension ReleaseView {
  init(_ result: PublishResult) {
    self.init(result.plan, epoch: result.epoch)
    isNew = result.isNew
  }

  init(_ plan: ReleasePlan, epoch: Int64?) {
    self.init()
    self.epoch = epoch
    program = plan.program
    items = plan.items.map { Item(change: $0.kind.rawValue, document: $0.document, id: $0.id) }
    tables = plan.tables
    columns = plan.columns
    kept = plan.kept
    moved = plan.moved
    blocked = plan.blocked
    waited = plan.waited
    diagnostics = plan.diagnostics
  }
}

extension CountsView {
  init(_ counts: Counts) {
    self.init(
      total: counts.figures.total,
      rows: counts.rows.map { row in
        let states = row.figures.byState.sorted { $0.key.rawValue < $1.key.rawValue }
        return Row(
          key: row.key, title: row.title, count: row.figures.total,
          states: states.map { ($0.key.rawValue, $0.value) },
          measures: row.figures.own.map {
            Measure(id: $0.id, title: $0.title, value: $0.value, unit: $0.unit)
          })
      })
    states = counts.figures.byState.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      ($0.key.rawValue, $0.value)
    }
    measures = counts.figures.own.map { Measure(id: $0.id, title: $0.title, value: $0.value, unit: $0.unit) }
  }
}

extension Engine {
  /// A page of the queue; a place may be given by its code.
  fileprivate func queue(_ filter: QueueFilter, _ caller: Caller) throws -> QueueRows {
    var state: MatterState?
    if let word = filter.state {
      guard let known = MatterState(word: word) else {
        throw Problem.malformed("state 不认识", "There is no such state")
      }
      state = known
    }
    var place: Int64?
    if let code = filter.place {
      place = try snapshot { running, _ in
        let known = running.city.place(ofCode: code)
        if filter.view == .then { return known }
        return known.flatMap { running.city.position(of: $0) }.map { running.city.ids[$0] }
      }
      guard place != nil else { throw Problem.malformed("place 不是地点代码", "place is no code of a place") }
    }
    var asked = InboxFilter(
      service: filter.service, state: state, place: place, text: filter.words, cursor: filter.cursor)
    asked.step = filter.step
    asked.isOverdue = filter.isOverdue
    asked.view = filter.view
    if let word = filter.hands {
      guard let hands = InboxFilter.Hands(rawValue: word) else {
        throw Problem.malformed("hands 只能是 mine 或 nobody", "`hands` is mine or nobody")
      }
      asked.hands = hands
    }
    if let word = filter.sort {
      guard let order = InboxOrder(word: word) else { throw Problem.malformed("sort 不认识", "There is no such order") }
      asked.order = order
    }
    if let cursor = filter.cursor, asked.order.values(cursor) == nil {
      throw Problem.malformed("cursor 不是上一页给的", "`cursor` is not one that a page gave")
    }
    let page = try inbox(asked, caller: caller)
    return QueueRows(
      rows: page.lines.map { line in
        var card = RequestCard(line.line)
        card.place = line.placePath
        card.placeThen = line.placeThen
        card.subject = line.name
        card.due = line.stepDue ?? card.due
        card.stepID = line.stepID
        card.isMine = line.isMine
        card.isClaimable = line.isClaimable
        card.isOverdue = line.isOverdue
        return card
      }, next: page.cursor)
  }
}
