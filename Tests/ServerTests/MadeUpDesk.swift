import Core
import Engine
import Storage
import Synchronization

@testable import Server

/// A desk without an engine behind it: one service, requests in memory, every text hostile to a careless page.
final class MadeUpDesk: Sendable {
  static let nasty = "<script>alert('1')</script>\"&老人"
  let replies = Mutex<[String: (body: [UInt8], reply: Reply)]>([:])
  let sent = Mutex<[Command]>([])
  let draft = Mutex<[UInt8]?>(Array(#"{"name":"周"}"#.utf8))
  /// Messages are read up to here.
  let marked = Mutex<Int64?>(nil)
  let hasFamily = Mutex(true)
  let published = Mutex<[[BundleEntry]]>([])
  let pool = WorkerPool(threads: 2, most: 100_000)
  let code = MatterCode.text(123_456_789)

  func perform(_ command: Command) -> Result<Reply, any Error> {
    if let key = command.key, let kept = replies.withLock({ $0["\(command.caller.person)/\(key)"] }) {
      if kept.body != command.body {
        return .failure(Refusal(.keyReused, Label(zh: "键已用过", en: "Key used")))
      }
      return .success(Reply(status: 200, json: kept.reply.json, epoch: 7, program: "p1"))
    }
    if case .submit(let service, let answers, _) = command.act {
      guard service == "elder-check" else { return .failure(Refusal(.notFound, Label(zh: "没有", en: "None"))) }
      guard answers["name"]?.text != nil else {
        let words = Label(zh: "请填写姓名", en: "Give the name")
        return .failure(
          Refusal(.invalidAnswers, words, fields: [.init(field: "name", code: "required", message: words)]))
      }
    }
    switch command.act {
    case .saveDraft(_, let payload, _): draft.withLock { $0 = payload }
    case .submit: draft.withLock { $0 = nil }
    case .verb, .closeList, .upload, .saveStepDraft, .changePlaces, .proposePlace, .decidePlace, .changePost, .changeAgents, .retry,
      .breakGlass, .lookAtNumbers, .endLook, .mandate: break
    }
    sent.withLock { $0.append(command) }
    let reply = Reply(
      status: 201, json: Array(#"{"code":"\#(code)","state":"waiting","steps":[]}"#.utf8), epoch: 7,
      program: "p1")
    if let key = command.key {
      replies.withLock { $0["\(command.caller.person)/\(key)"] = (command.body, reply) }
    }
    return .success(reply)
  }

  private var listed: ListedService {
    var service = ListedService(
      id: "elder-check", title: Label(zh: "老人体检", en: "Elder check"), help: Label(zh: Self.nasty), variant: "base",
      place: "槐荫里社区")
    service.audience = [.`self`, .family]
    return service
  }

  private func form(_ service: String) throws -> FormView {
    guard service == "elder-check" else { throw Refusal(.notFound, Label(zh: "没有", en: "None")) }
    var name = FormField(id: "name", control: "person-name", widget: .line, title: Label(zh: Self.nasty))
    name.isRequired = true
    name.value = .text(Self.nasty)
    name.source = Label(zh: Self.nasty)
    var illness = FormField(id: "慢性病", control: "choices", widget: .checks, title: Label(zh: "慢性病"))
    illness.choices = [
      .init(code: "1", title: Label(zh: Self.nasty)), .init(code: "2", title: Label(zh: "糖尿病")),
    ]
    let escort = FormField(id: "escort", control: "yes-no", widget: .toggle, title: Label(zh: "陪同"))
    let note = FormField(id: "note", control: "long-text", widget: .area, title: Label(zh: "备注"))
    var address = FormField(id: "address", control: "address", widget: .line, title: Label(zh: "住址"))
    address.parts = [
      FormField(id: "place", control: "place", widget: .tree, title: Label(zh: "地点")),
      FormField(id: "door", control: "text", widget: .line, title: Label(zh: "门牌")),
    ]
    var view = FormView(
      id: service, title: Label(zh: "老人体检", en: "Elder check"), help: Label(zh: Self.nasty), variant: "base",
      program: "p1", epoch: 7,
      pages: [
        FormPage(
          id: "p", title: Label(zh: "本人"), help: nil, fields: [name, illness, escort, note, address])
      ])
    view.isForFamily = true
    return view
  }

  private func card(_ state: MatterState = .working) -> RequestCard {
    RequestCard(
      code: code, service: "elder-check", title: Label(zh: Self.nasty), state: state, step: Label(zh: "初审"),
      opened: 1_770_000_000_000, due: 1_770_100_000_000, place: Self.nasty, subject: Self.nasty)
  }

  private func view() -> RequestView {
    var view = RequestView(
      card: card(.returned), variant: "base", program: "p1", epoch: 7,
      answers: [.init(field: "name", title: Label(zh: "姓名"), value: .text(Self.nasty), shown: Self.nasty)],
      steps: [
        .init(
          title: Label(zh: "初审"), holder: Self.nasty, opened: 1_770_000_000_000, due: nil, done: nil,
          outcome: "return",
          reason: Self.nasty)
      ], notes: [.init(text: Self.nasty, at: 1_770_000_000_000)],
      verbs: [.withdraw, .supplement, .approve, .reject, .return])
    view.calls = [
      CallShown(
        connector: Label(zh: Self.nasty), step: Label(zh: Self.nasty), next: 1_770_000_000_000,
        attempts: [.init(number: 1, at: 1_770_000_000_000, result: .unfit([Self.nasty]))])
    ]
    view.sendings = [
      SendingShown(
        recipient: Label(zh: Self.nasty), channel: .sms, state: .failed, reason: Label(zh: Self.nasty),
        at: 1_770_000_000_000, ended: nil)
    ]
    view.retries = [(step: Self.nasty, title: Label(zh: Self.nasty))]
    return view
  }

  var desk: Desk {
    var desk = plain
    desk.directory = Self.directory
    desk.rights.audited = { _, _ in MadeUpAudit.page(Self.nasty) }
    return desk
  }

  private var plain: Desk {
    Desk(
      perform: { command, done in _ = self.pool.submit { done(self.perform(command)) } },
      repeated: { command in
        command.key.flatMap { key in self.replies.withLock { $0["\(command.caller.person)/\(key)"]?.reply } }
      },
      vault: FileVault(folder: "/nowhere"), ownFile: { _, _ in throw Refusal(.notFound, Label(zh: "没有", en: "None")) },
      file: { _, _, _ in throw Refusal(.notFound, Label(zh: "没有", en: "None")) },
      services: { caller, words in
        words == "无"
          ? []
          : [
            self.listed
          ]
      },
      form: { _, service, _, _ in try self.form(service) },
      draft: { _, _, _ in self.draft.withLock { $0 } },
      requests: { _ in [self.card()] },
      request: { _, code in
        guard code == self.code else { throw Refusal(.notFound, Label(zh: "没有", en: "None")) }
        return self.view()
      },
      stepForm: { _, code, _, _ in
        guard code == self.code else { throw Refusal(.notFound, Label(zh: "没有", en: "None")) }
        return StepFormView(
          form: try self.form("elder-check"), step: "初审", draft: nil, isOwn: true,
          reason: "<script>alert(1)</script>")
      },
      inbox: { _, _ in QueueRows(rows: [self.card(.held)], next: "2") },
      counts: { _, _, _ in
        CountsView(total: 2, rows: [.init(key: "done", title: Label(zh: "办结", en: "Done"), count: 2)])
      },
      represented: { _ in
        self.hasFamily.withLock { $0 } ? [RepresentedPerson(id: 9, name: "周桂兰", relation: Label(zh: "父母"))] : []
      },
      who: { _ in Who(name: Self.nasty, place: "槐荫里社区", posts: []) },
      administration: { _ in nil },
      releases: Desk.Releases(
        documents: { entries in
          self.published.withLock { $0.append(entries) }
          return []
        }, plan: { _ in ReleaseView() },
        publish: { _, _, _ in
          var view = ReleaseView()
          view.epoch = 8
          view.isNew = true
          return view
        }, rollback: { _, _ in ReleaseView() },
        list: {
          [
            ReleaseLine(
              epoch: 7, program: "p1", actor: "x", reason: nil, origin: "api", at: 0, isActive: true),
            ReleaseLine(
              epoch: 6, program: "p0", actor: Self.nasty, reason: Self.nasty, origin: Self.nasty, at: 0,
              isActive: false),
          ]
        },
        compare: { _ in
          var view = ReleaseView()
          view.items = [.init(change: "changed", document: "service", id: Self.nasty)]
          return view
        }),
      pages: pages,
      epoch: { 7 }, counters: { CompileCounters(parsed: 1_000, typed: 1_000, lowered: 3) })
  }

  /// A directory that is hostile in every text.
  static var directory: Desk.DirectoryReads {
    let nasty = Label(zh: Self.nasty)
    let line = OrganizationLine(id: 5, name: Self.nasty, kind: nasty, above: Self.nasty, below: 1, posts: 1, vacant: 1)
    func span(_ title: String) -> DirectorySpan {
      DirectorySpan(id: 3, title: title, from: Self.nasty, until: nil, isOver: false, isDeclared: false)
    }
    let person = DirectoryPerson(id: 2, name: Self.nasty, office: Self.nasty, mobile: Self.nasty, offersNumbers: true)
    var post = DirectoryPost(
      id: 7, name: Self.nasty, organization: 5, organizationName: Self.nasty, placePath: Self.nasty, roles: [nasty],
      isAway: true, isClosed: false)
    post.rank = Self.nasty
    post.duties = Self.nasty
    post.tags = [Self.nasty]
    post.phone = Self.nasty
    post.people = [person]
    post.standIns = [person]
    post.deputies = [span(Self.nasty)]
    post.leave = [span("")]
    let shown = post
    let found = DirectoryFound(bodies: [line], posts: [shown], isMore: true)
    let detail = DirectoryPostDetail(
      post: shown, terms: [.init(id: 1, person: 2, name: Self.nasty, from: nil, until: nil, isOver: false)],
      log: [.init(at: 1_770_000_000_000, kind: "leave", name: Self.nasty, actor: Self.nasty)], mayEdit: true)
    return Desk.DirectoryReads(
      roots: { _ in [line] }, find: { _, _ in found }, vacant: { _ in found },
      one: { _, _ in
        OrganizationDetail(
          line: line, above: [line], below: [line], governs: [Self.nasty], at: Self.nasty, phone: Self.nasty, posts: [shown])
      }, post: { _, _, _ in detail }, contacts: { _, _ in found },
      people: { _, _, _, _ in
        DirectoryChoices(lines: [StaffMember(person: 2, name: Self.nasty, posts: [Self.nasty])], total: 2_001)
      },
      posts: { _, _, _, _ in
        let post = PostLine(id: 8, name: Self.nasty, organization: Self.nasty, placePath: nil, roles: [], staff: [])
        return DirectoryChoices(lines: [post], total: 1)
      },
      numbers: { _, _ in PersonNumbers(name: Self.nasty, numbers: [(nasty, Self.nasty)]) },
      person: { _, _ in DirectoryPersonDetail(person: person, posts: [shown]) }, change: { _, _, _, _ in })
  }

  /// Everything that pages ask, hostile in every text.
  private var pages: Desk.PageReads {
    let nasty = Label(zh: Self.nasty)
    return Desk.PageReads(
      mail: { _ in
        [
          MailLine(id: 2, text: Self.nasty, created: 1_770_000_000_000, read: nil, code: self.code, title: nasty),
          MailLine(id: 1, text: Self.nasty, created: 1_770_000_000_000, read: 1, code: nil, title: nil),
        ]
      },
      unread: { _ in self.marked.withLock { $0 == nil ? 1 : 0 } },
      markRead: { _, id in self.marked.withLock { $0 = id } },
      ownFacts: { _ in [RegisterFact(title: nasty, text: Self.nasty, source: nasty, at: 1_770_000_000_000)] },
      countedServices: { _ in [(id: "elder-check", title: nasty)] },
      stepTimes: { _, _, _ in
        [StepTime(step: "s", title: nasty, stays: 3, median: 60_000, ninth: 120_000, open: 1)]
      },
      funnel: { _, _, _ in
        Funnel(
          drafts: 1, submitted: 4, steps: [.init(id: "s", title: nasty, reached: 3, passed: 2)],
          states: [.done: 2, .waiting: 2])
      },
      placeFigures: { _, _, _, _ in
        PlaceFigures(
          levels: [.street, .community], level: .street,
          lines: [.init(code: Self.nasty, name: Self.nasty, total: 4, done: 2, isNow: Self.nasty)], path: [(Self.nasty, Self.nasty)])
      },
      queueChoices: { _, _, _ in
        InboxChoices(services: [("x", nasty)], steps: [(Self.nasty, nasty)], places: [("1", Self.nasty), ("2", Self.nasty)])
      },
      look: { _, _ in [Onlooker(name: Self.nasty, post: Self.nasty)] },
      phrases: { _, _ in ["社区核对": [.approve: [Self.nasty]]] }, said: { _, _, _, _, _ in },
      system: { _ in
        SystemFigures(
          openStays: 1, lateStays: 1, vacantStays: 0, deltas: 2, outbox: 3, sessions: 4,
          servers: [.init(number: 1, name: Self.nasty, epoch: 7, silent: 500)],
          connectors: [.init(id: Self.nasty, title: Label(zh: Self.nasty), waiting: 1, attempts: 3, failed: 2)])
      })
  }

  static let demonstration = Demonstration(
    staff: [
      "staff001": .init(password: "密码-001", person: 50), "admin": .init(password: "admin-pass", person: 51),
      "security": .init(password: "security-pass", person: 52), "audit": .init(password: "audit-pass", person: 53),
    ],
    residents: ["19900000001": 1, "19900000002": 2], administrators: [51: .system, 52: .security, 53: .audit])

  static func store() throws -> SQLiteStore {
    let store = try SQLiteStore(path: nil)
    try store.expand(SystemTables.access + [SystemTables.command]) { _ in }
    return store
  }
}

/// A server on a free port with a made-up desk, ended after the body.
func withServer(
  demonstration: Demonstration? = MadeUpDesk.demonstration, limits: LimitRules? = nil,
  _ body: (UInt16, MadeUpDesk, HutongServer) throws -> Void
) throws {
  let desk = MadeUpDesk()
  let store = try MadeUpDesk.store()
  var options = ServerOptions()
  options.port = 0
  options.demonstration = demonstration
  options.limits = limits
  let server = try HutongServer.start(options: options, store: store, desk: desk.desk)
  defer {
    server.stop()
    desk.pool.close()
    store.close()
  }
  try body(server.ports[0], desk, server)
}

/// The token of a resident of the demonstration.
func signIn(_ port: UInt16, phone: String = "19900000001") throws -> String {
  let sent = Wire.ask(port, "POST", "/api/v1/session/code", body: #"{"phone":"\#(phone)"}"#)
  let code = try JSONReader.read(sent?.body ?? []).members?["code"]?.text ?? ""
  let opened = Wire.ask(port, "POST", "/api/v1/session", body: #"{"phone":"\#(phone)","code":"\#(code)"}"#)
  return try JSONReader.read(opened?.body ?? []).members?["token"]?.text ?? ""
}

func signInStaff(_ port: UInt16, _ login: String = "staff001", _ password: String = "密码-001") throws -> String
{
  let opened = Wire.ask(
    port, "POST", "/api/v1/session", body: #"{"login":"\#(login)","password":"\#(password)"}"#)
  return try JSONReader.read(opened?.body ?? []).members?["token"]?.text ?? ""
}
