import Compile
import Core
import Engine
import Glibc
import Server
import Spec

/// One running server: store, engine, HTTP, and the work that nobody asks for.
struct Serving {
  private let options: ServeOptions
  private let table: SpecTable
  private let store: any Store
  private let engine: Engine
  private let compiler: Compiler
  private let connections: ConnectionSettings

  init(_ options: ServeOptions, _ table: SpecTable) throws {
    var listening = ServerOptions()
    listening.host = options.host
    guard listening.isLoopback || options.clockOffset == 0 else {
      throw OpenStore.Failure("--clock-offset 只能在本机地址上用", "--clock-offset works on loopback only")
    }
    guard listening.isLoopback || !options.isDemonstration else {
      throw ServerRefused.demonstrationInPublic(host: options.host)
    }
    self.options = options
    self.table = table
    connections = try ConnectionFile.read(options.connectors)
    store = try OpenStore.open(options.store, clockOffset: options.clockOffset, isNew: true)
    compiler = Compiler(table: table, base: [])
    try store.expand(SystemTables.all) { _ in }
    engine = Engine(
      store: store, compiler: compiler, server: try options.number ?? Engine.freeServerNumber(store),
      divisions: Self.divisions(), addresses: connections.addresses, checksAccounts: !options.isDemonstration)
  }

  /// Every division there has ever been, for ID numbers; nil when the installation has no table.
  private static func divisions() -> DivisionHistory? {
    guard let home = InstallationFolder.current,
      let bytes = try? FolderReader.bytes(of: home.path("Specs/places/history.csv"))
    else { return nil }
    return DivisionHistory(CSVRows(String(decoding: bytes, as: UTF8.self)))
  }

  mutating func run(until signals: sigset_t) throws -> Int32 {
    try engine.start()
    let carrier = HTTPCarrier(connections)
    let work = BackgroundWork(engine, options, table, carrier)
    try publishFolders()
    var listening = ServerOptions()
    listening.host = options.host
    listening.port = options.port
    listening.log = { Terminal.error($0) }
    if options.isDemonstration {
      listening.demonstration = try loadDemonstration()
    } else {
      listening.codeSender = GatewayCodes(engine, carrier) { Terminal.error(Label(zh: "验证码：\($0.label.zh)", en: "sign-in code: \($0.label.text(in: .en))")) }
    }
    let assembly = ReleaseAssembly(
      engine: engine, table: table, installation: try BundleFolders.installation(table))
    let server = try HutongServer.start(
      options: listening, store: store, desk: Desk(engine: engine, compiler: compiler, vault: FileVault(folder: options.files)) { assembly.documents(upload: $0) })
    announce(server, listening.demonstration)
    work.start()
    var signals = signals
    var received: Int32 = 0
    sigwait(&signals, &received)
    work.stop()
    server.stop()
    store.close()
    return 0
  }

  /// The folders as they are now; when they are wrong, the last good release goes on.
  private func publishFolders() throws {
    if options.folders.isEmpty { return }
    do {
      let folders = try BundleFolders.read(options.folders, table: table)
      let result = try engine.publishFolder(
        folders.documents, origin: BackgroundWork.origin(options.folders), actor: "folder"
      ) { who in
        Terminal.error("等待 \(who)", "waiting for \(who)")
      }
      if result.isNew { Terminal.error("已发布第 \(result.epoch) 版", "published release \(result.epoch)") }
    } catch let refused as PublishRefused {
      guard engine.current != nil else { throw refused }
      Self.print(refused.diagnostics)
      Terminal.error("文件夹没有发布，上一版照常运行", "the folders were not published, the last release goes on")
    }
  }

  static func print(_ diagnostics: [Diagnostic]) {
    let blocking = diagnostics.filter { $0.severity == .error || $0.code == .notYet }
    Terminal.error(TextReport(language: Terminal.language) { _, _ in nil }.print(blocking.sortedForPrinting()))
  }

  // MARK: Demonstration

  private func loadDemonstration() throws -> Demonstration? {
    guard let program = engine.current?.program else { return nil }
    let people = DemonstrationPeople(program: program)
    let accounts = try engine.load(people)
    var staff: [String: Demonstration.Login] = [:]
    for member in people.staff {
      if let person = accounts.staff[member.login] { staff[member.login] = .init(password: member.password, person: person) }
    }
    return Demonstration(
      staff: staff, residents: accounts.residents, administrators: try administrators(people, accounts),
      agents: accounts.agents)
  }

  /// The first of staff, one each for what no post of the directory administers.
  private func administrators(
    _ people: DemonstrationPeople, _ accounts: DemonstrationAccounts
  ) throws -> [Int64: Administration] {
    let vacant = try engine.vacantAdministrations()
    let free = try people.staff.lazy.compactMap { accounts.staff[$0.login] }.filter { person in
      try engine.administration(of: Caller(person: person, kind: .staff, assurance: .verified, language: .zh)) == nil
    }
    return Dictionary(uniqueKeysWithValues: zip(free, vacant))
  }

  private func announce(_ server: HutongServer, _ demonstration: Demonstration?) {
    for port in server.ports.prefix(1) {
      let host = options.host.contains(":") ? "[\(options.host)]" : options.host
      Terminal.print("http://\(host):\(port)/\n")
    }
    guard let demonstration, let program = engine.current?.program else { return }
    let people = DemonstrationPeople(program: program)
    let staff = people.staff.count, residents = people.residents.count
    Terminal.print(
      Terminal.say(
        "演示登录（工作人员 \(staff) 人，居民 \(residents) 人）\n",
        "demonstration logins (\(staff) staff, \(residents) residents)\n"))
    for resident in people.residents.prefix(3) {
      let who = "\(resident.phone)  \(resident.name)"
      Terminal.print(
        Terminal.say("  居民  \(who)  验证码显示在页面上\n", "  resident  \(who)  the code is shown on the page\n"))
    }
    for (body, phone) in demonstration.agents.sorted(by: { $0.key < $1.key }).prefix(3) {
      Terminal.print(Terminal.say("  「\(body)」的经办人  \(phone)\n", "  agent of \(body)  \(phone)\n"))
    }
    for member in people.staffToTry() {
      Terminal.print("  \(member.organization)/\(member.post)  \(member.login)  \(member.password)\n")
    }
    Terminal.print(Terminal.say("全部：hutong demo DIR --json\n", "all of them: hutong demo DIR --json\n"))
  }
}
