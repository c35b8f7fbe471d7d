import Core
import FEEL

extension Engine {
  /// Does a command once: prepared on one snapshot, committed with others that wait, decided again when something moved
  /// meanwhile. `completion` is called once, after the commit or the refusal, on a thread of the store or of a worker. The
  /// thread that calls waits for reads of the store alone: where the directory moved on, a worker loads it and decides.
  package func perform(
    _ command: Command, completion: @escaping @Sendable (Result<Reply, Refusal>) -> Void
  ) {
    let code: String
    switch command.act {
    case .verb(_, let named, _, _, _, _), .retry(let named, _): code = named
    default: return attempt(command, 1, mayLoad: false, completion)
    }
    queue.enter(code) {
      self.attempt(command, 1, mayLoad: false) { result in
        completion(result)
        self.queue.leave(code)
      }
    }
  }

  /// Tries before a command that keeps being overtaken by other servers is refused.
  private static let tries = 48

  /// - Parameter mayLoad: this thread may wait until the release and the directory of now are loaded; else a worker does.
  private func attempt(
    _ command: Command, _ attempt: Int, mayLoad: Bool = true, _ completion: @escaping @Sendable (Result<Reply, Refusal>) -> Void
  ) {
    let decision: Decision
    do {
      func decide(_ running: Running, _ reader: any Reader) throws -> Decision { try self.decide(command, running, reader) }
      if mayLoad {
        decision = try snapshot(decide)
      } else if let decided = try loaded(decide) {
        decision = decided
      } else {
        return later(completion) { self.attempt(command, attempt, completion) }
      }
    } catch let refusal as Refusal {
      return completion(.failure(refusal))
    } catch StoreError.unavailable(let reason) {
      return completion(.failure(.unavailable(reason)))
    } catch StoreError.rejected(let statement, let reason) {
      return completion(.failure(.unavailable("\(statement): \(reason)")))
    } catch {
      return completion(.failure(.unavailable("unexpected")))
    }
    switch decision {
    case .repeated(let reply): completion(.success(reply))
    case .plan(let plan, let reply, let shortage):
      store.commit(plan) { outcome in
        self.finish(command, attempt, outcome, reply, shortage, completion)
      }
    }
  }

  private func finish(
    _ command: Command, _ attempt: Int, _ outcome: CommitOutcome, _ reply: Reply, _ shortage: Refusal,
    _ completion: @escaping @Sendable (Result<Reply, Refusal>) -> Void
  ) {
    switch outcome {
    case .committed: completion(.success(reply))
    case .repeated(_, let sealed):
      completion(.success(stored(sealed, reply.epoch, command.caller.person)))
    case .keyReused: completion(.failure(.keyReused))
    case .failed(.wouldBreakMinimum): completion(.failure(shortage))
    case .failed(.quotaFull): completion(.failure(.quota))
    case .failed:
      guard attempt < Self.tries else {
        return completion(.failure(.movedOn(Label(zh: "刚被别人处理，请刷新", en: "somebody else has just handled it"))))
      }
      // Not on the store's thread, which must go on writing.
      later(completion) { self.attempt(command, attempt + 1, completion) }
    case .unavailable(let reason): completion(.failure(.unavailable(reason)))
    case .rejected(let statement, let reason): completion(.failure(.unavailable("\(statement): \(reason)")))
    }
  }

  private func later(
    _ completion: @Sendable (Result<Reply, Refusal>) -> Void, _ work: @escaping @Sendable () -> Void
  ) {
    if !again.submit(work) { completion(.failure(.unavailable("the engine is closing"))) }
  }

  /// What a command was answered that was done already; nil when it was not, or has no key.
  package func repeated(_ command: Command) throws -> Reply? {
    try snapshot { running, reader in try repeated(command, running, reader) }
  }

  private enum Decision {
    case repeated(Reply)
    /// With what is said when one of its numbers would fall below its least value.
    case plan(Plan, Reply, Refusal)
  }

  private func decide(_ command: Command, _ running: Running, _ reader: any Reader) throws -> Decision {
    if let known = try repeated(command, running, reader) { return .repeated(known) }
    var preparation = Preparation(self, running, reader, command.caller)
    let reply = try prepare(command.act, &preparation)
    var plan = Plan(epoch: running.epoch, changes: preparation.plan)
    if let key = command.key {
      plan.idempotency = Idempotency(
        key: Self.key(command, key), body: command.body, status: reply.status,
        reply: sealing.seal(reply.json, subject: command.caller.person),
        expires: preparation.now &+ Self.keptFor)
    }
    return .plan(plan, reply, preparation.shortage)
  }

  /// Milliseconds for which a key's reply is kept: seven days.
  private static let keptFor: Int64 = 7 * 86_400_000

  private static func key(_ command: Command, _ key: String) -> String { "\(command.caller.person)/\(key)" }

  private static let storedReply = Query(
    ["body", "status", "reply"], of: SystemTables.command, where: .equals("key", 0))

  private func repeated(_ command: Command, _ running: Running, _ reader: any Reader) throws -> Reply? {
    guard let key = command.key,
      let row = try reader.rows(
        Self.storedReply, [.text(Self.key(command, key))], under: .system(.idempotency)
      ).first
    else { return nil }
    guard row[0].blob == command.body else { throw Refusal.keyReused }
    return stored(row[2].blob ?? [], running.epoch, command.caller.person)
  }

  private func stored(_ sealed: [UInt8], _ epoch: Int64, _ person: Int64) -> Reply {
    Reply(status: 200, json: sealing.open(sealed, subject: person) ?? Array("{}".utf8), epoch: epoch, program: nil)
  }

  private func prepare(_ act: Command.Act, _ preparation: inout Preparation) throws -> Reply {
    switch act {
    case .submit(let service, let answers, let person):
      let matter = try preparation.submit(service, answers, for: person)
      return preparation.reply(201, matter)
    case .saveDraft(let service, let payload, let person):
      try preparation.saveDraft(service, payload, for: person)
      return Reply(
        status: 200, json: Array("{\"saved\":true}".utf8), epoch: preparation.running.epoch,
        program: preparation.running.program.services[service]?.hash)
    case .verb(let verb, let code, let reason, let answers, let to, let details):
      var matter = try preparation.live(code)
      preparation.subject = matter.row.subject
      try preparation.verb(verb, &matter, reason, answers, to, details)
      return preparation.reply(200, matter)
    case .saveStepDraft(let code, let step, let payload):
      let matter = try preparation.live(code)
      try preparation.saveDraft(of: matter, payload, step: step)
      return Reply(
        status: 200, json: Array("{\"saved\":true}".utf8), epoch: preparation.running.epoch,
        program: matter.row.program)
    case .retry(let code, let step):
      var matter = try preparation.live(code)
      preparation.subject = matter.row.subject
      try preparation.retry(&matter, step: step)
      return preparation.reply(200, matter)
    case .upload(let file):
      preparation.upload(file)
      return Reply(
        status: 201, json: Array("{\"file\":\"\(file.hash)\"}".utf8), epoch: preparation.running.epoch, program: nil)
    case .changePlaces(let operation, let authority):
      let plan = try preparation.changePlaces(operation, authority)
      return preparation.reply(plan)
    case .proposePlace(let proposal):
      let id = try preparation.propose(proposal)
      return Reply(
        status: 201, json: Array("{\"proposal\":\"\(id)\",\"state\":\"waiting\"}".utf8),
        epoch: preparation.running.epoch, program: nil)
    case .decidePlace(let id, let accepts, let name):
      try preparation.decide(id, accepts: accepts, name: name)
      return Reply(
        status: 200, json: Array("{\"proposal\":\"\(id)\",\"state\":\"\(accepts ? "accepted" : "refused")\"}".utf8),
        epoch: preparation.running.epoch, program: nil)
    case .changePost(let post, let change, let authority):
      try preparation.changePost(post, change, authority)
      return Reply(
        status: 200, json: Array("{\"post\":\"\(post)\"}".utf8), epoch: preparation.running.epoch, program: nil)
    case .changeAgents(let organization, let change, let authority):
      try preparation.changeAgents(of: organization, change, authority)
      return Reply(
        status: 200, json: Array("{\"organization\":\"\(organization)\"}".utf8), epoch: preparation.running.epoch,
        program: nil)
    case .breakGlass(let code, let reason, let minutes):
      let look = try preparation.breakGlass(code, reason, minutes)
      return Reply(
        status: 201, json: Array("{\"look\":\"\(look.id)\",\"code\":\"\(code)\",\"until\":\(look.until)}".utf8),
        epoch: preparation.running.epoch, program: nil)
    case .lookAtNumbers(let person, let reason, let minutes):
      let look = try preparation.lookAtNumbers(of: person, reason, minutes)
      return Reply(
        status: 201, json: Array("{\"look\":\"\(look.id)\",\"person\":\"\(person)\",\"until\":\(look.until)}".utf8),
        epoch: preparation.running.epoch, program: nil)
    case .endLook(let id):
      try preparation.endLook(id)
      return Reply(
        status: 200, json: Array("{\"look\":\"\(id)\"}".utf8), epoch: preparation.running.epoch, program: nil)
    case .mandate(let act):
      let id = try preparation.mandate(act)
      return Reply(
        status: 200, json: Array("{\"mandate\":\"\(id)\"}".utf8), epoch: preparation.running.epoch, program: nil)
    case .closeList(let codes):
      let lines = try preparation.closeLists(codes)
      return preparation.reply(lines)
    }
  }
}

extension Preparation {
  fileprivate mutating func verb(
    _ verb: Verb, _ matter: inout LiveMatter, _ reason: String?, _ answers: [String: Answer]?, _ to: String?,
    _ details: VerbDetails
  ) throws {
    let said = reason.map { ControlReading.cleaned($0, keepsLines: true) }.flatMap { $0.isEmpty ? nil : $0 }
    if let said, said.utf8.count > 8_000 {
      throw Refusal(.tooLarge, Label(zh: "原因太长", en: "The reason is too long"))
    }
    actingPost = details.post
    switch verb {
    case .claim: try claim(&matter, step: details.step)
    case .approve: try approve(&matter, said, step: details.step)
    case .reject: try reject(&matter, said, step: details.step)
    case .return: try giveBack(&matter, said, to: to, details)
    case .complete: try complete(&matter, said, answers, step: details.step)
    case .transfer: try transfer(&matter, said, to: to, step: details.step)
    case .addSign: try addSigner(&matter, said, to: to, isBehind: details.isBehind, step: details.step)
    case .help: try help(&matter, said, to: to, step: details.step)
    case .cc: try cc(&matter, said, to: to, step: details.step)
    case .extend: try extend(&matter, said, until: details.until, step: details.step)
    case .supplement: try supplement(&matter, answers)
    case .withdraw: try withdraw(&matter, said)
    case .urge: try urge(&matter)
    case .rate: try rate(matter, details.stars, said)
    case .reopen: try reopen(&matter, said)
    case .submit, .draft: throw Refusal.verbNotHere(verb)
    }
  }

  /// `{code, state, step, steps}`.
  fileprivate func reply(_ status: Int, _ matter: LiveMatter) -> Reply {
    var json = JSONText()
    json.object { json in
      json.key("code")
      json.string(matter.row.code)
      json.key("state")
      json.string(matter.row.state.rawValue)
      json.key("variant")
      json.string(matter.variant.id)
      json.key("step")
      if let step = matter.row.step { json.string(step) } else { json.null() }
      json.key("steps")
      json.array { json in
        for step in matter.openedSteps { self.step(step, &json) }
      }
    }
    return Reply(status: status, json: Array(json.text.utf8), epoch: running.epoch, program: matter.row.program)
  }

  private func step(_ step: LiveMatter.OpenedStep, _ json: inout JSONText) {
    json.object { json in
      json.key("step")
      json.string(step.step)
      json.key("title")
      json.string(step.title.text(in: caller.language))
      json.key("kind")
      json.string(step.kind.rawValue)
      json.key("holder")
      if let post = step.post {
        json.string(running.city.title(ofPost: post).zh)
      } else if let role = step.role {
        json.string(running.program.roles[role]?.title.text(in: caller.language) ?? role)
      } else {
        json.null()
      }
      json.key("due")
      if let due = step.due { json.number(Int(due)) } else { json.null() }
    }
  }

  /// `{act, day, waiting, nodes, places}`.
  fileprivate func reply(_ plan: PlacePlan) -> Reply {
    var json = JSONText()
    json.object { json in
      json.key("act")
      json.string(plan.act.rawValue)
      json.key("day")
      json.string(plan.day)
      json.key("state")
      json.string((plan.isWaiting ? PlaceChangeState.waiting : .done).rawValue)
      json.key("nodes")
      json.number(plan.nodes)
      json.key("places")
      json.array { json in
        for line in plan.lines {
          json.object { json in
            for (key, text) in [("kind", line.kind.rawValue), ("path", line.path), ("to", line.to), ("code", line.code)] {
              json.key(key)
              json.string(text)
            }
          }
        }
      }
    }
    return Reply(status: 200, json: Array(json.text.utf8), epoch: running.epoch, program: nil)
  }

  /// `{results: [{code, state}]}`.
  fileprivate func reply(_ lines: [LiveMatter]) -> Reply {
    var json = JSONText()
    json.object { json in
      json.key("results")
      json.array { json in
        for line in lines {
          json.object { json in
            json.key("code")
            json.string(line.row.code)
            json.key("state")
            json.string(line.row.state.rawValue)
          }
        }
      }
    }
    return Reply(status: 200, json: Array(json.text.utf8), epoch: running.epoch, program: nil)
  }
}
