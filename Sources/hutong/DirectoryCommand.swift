import Compile
import Core
import Engine
import FEEL
import Server
import Spec

/// `hutong directory …`: organisations, posts and who sits there, in a store that no server has open (on SQLite), by whoever
/// holds it. 0 done, 1 refused or wrong, 2 usage or the store cannot be read.
enum DirectoryCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard let word = arguments.first else { return help.refuse() }
    guard words.contains(word) else {
      return help.refuse(
        Label(
          zh: "没有 `directory \(word)`，有 \(words.joined(separator: "、"))",
          en: "no `directory \(word)`: \(words.joined(separator: ", "))"))
    }
    let read = help.read(Array(arguments.dropFirst()), valued: ["store", "days"], plain: ["dry-run", "partial"])
    guard let options = read else { return 2 }
    guard let address = options["store"] else {
      return help.refuse(Label(zh: "要写 `--store`：哪个库", en: "`--store` says which store"))
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    do {
      let store = try OpenStore.open(address)
      defer { store.close() }
      let engine = Engine(store: store, compiler: Compiler(table: table, base: []))
      // Tokens need nothing of what is published.
      if ["token", "tokens", "revoke"].contains(word) {
        try store.expand(ProvisioningTokens.tables) { _ in }
      } else {
        try engine.start()
      }
      let run = DirectoryRun(
        engine: engine, store: store, options: options, language: Terminal.language)
      switch word {
      case "import": return try run.bring()
      case "undo": return try run.undo()
      case "log": return try run.log()
      case "show": return try run.show()
      case "token": return try run.token()
      case "tokens": return try run.tokens()
      case "revoke": return try run.revoke()
      default: return help.refuse()
      }
    } catch {
      Terminal.error(OpenStore.words(error))
      return error is Refusal ? 1 : 2
    }
  }

  private static let words = ["import", "log", "undo", "show", "token", "tokens", "revoke"]

  static let help = Help(
    forms: """
      hutong directory import FILE.csv --store S [--dry-run] [--partial]
      hutong directory log --store S
      hutong directory undo CHANGE --store S
      hutong directory show [ORGANIZATION] --store S
      hutong directory token NAME --store S [--days 365]
      hutong directory tokens --store S
      hutong directory revoke NAME --store S
      """,
    zh: """
        import：  一张表里的单位、岗位和人；已有岗位的职级、职责、标签、电话只改写了字的，空着的不动，一个 - 是清空
        --dry-run 只说会怎样；--partial 表里没有的不动
        token     给人事系统（SCIM）的令牌，只显示这一次
        tokens    有哪些令牌，哪天建的，到哪天为止
        退出码：0 完成，1 被拒绝或有不对的行，2 用法不对或库读不了。
      """,
    en: """
        import:   organisations, posts and people of a table; of a post that stands rank, duties, tags and phone change where
                  a field says something; an empty one leaves what is so, a single - clears it
        --dry-run says only what it would do; --partial leaves what the table does not name
        token     for a personnel system (SCIM), shown this once
        tokens    which there are, since when, until when
        Exit: 0 done, 1 refused or rows are wrong, 2 usage or the store cannot be read.
      """)
}

/// One run of the command on an open store.
struct DirectoryRun {
  let engine: Engine
  let store: any Store
  let options: Arguments
  let language: Language

  var owner: Caller { Caller(person: 0, kind: .staff, assurance: .verified, language: language) }

  func say(_ zh: String, _ en: String) { Terminal.print((language == .zh ? zh : en) + "\n") }

  func bring() throws -> Int32 {
    guard options.rest.count == 1 else { return DirectoryCommand.help.refuse() }
    return try ImportRun(engine: engine, kind: .directory, language: language)
      .bring(options.rest[0], isPartial: options.has("partial"), isDry: options.has("dry-run"))
  }

  func undo() throws -> Int32 {
    guard options.rest.count == 1, let change = Int64(options.rest[0]) else { return DirectoryCommand.help.refuse() }
    try engine.undoDirectory(change, owner, .owner)
    say("已撤回", "undone")
    return 0
  }

  func log() throws -> Int32 {
    for record in try engine.directoryChanges() {
      Terminal.print("\(record.id)  \(record.act)  \(language == .zh ? (record.isUndone ? "已撤回" : "已完成") : (record.isUndone ? "undone" : "done"))  \(record.rows)\n")
    }
    return 0
  }

  func show() throws -> Int32 {
    guard let name = options.rest.first else {
      for line in try engine.directoryRoots(owner) { print(line) }
      return 0
    }
    let found = try engine.findInDirectory(name, owner)
    guard let line = found.bodies.first(where: { $0.name == name }) ?? found.bodies.first,
      let body = try engine.organization(line.id, owner)
    else {
      Terminal.error("没有「\(name)」/ there is no `\(name)`")
      return 1
    }
    print(body.line)
    for post in body.posts {
      let people = post.people.isEmpty ? (language == .zh ? "空缺" : "vacant") : post.people.map(\.name).joined(separator: "、")
      let away = post.isAway ? (language == .zh ? "（请假）" : " (on leave)") : ""
      Terminal.print("  \(post.name)  \(people)\(away)\(post.phone.map { "  \($0)" } ?? "")\n")
    }
    for line in body.below { print(line) }
    return 0
  }

  // MARK: Tokens of SCIM

  /// The token alone goes to standard output, this once.
  func token() throws -> Int32 {
    guard options.rest.count == 1, let days = Int64(options["days"] ?? "365"), days > 0 else { return DirectoryCommand.help.refuse() }
    let token = try ProvisioningTokens(store).issue(options.rest[0], days: days)
    Terminal.error(
      language == .zh ? "令牌只显示这一次，\(days) 天有效" : "The token is shown this once; it holds for \(days) days")
    Terminal.print(token + "\n")
    return 0
  }

  func tokens() throws -> Int32 {
    let now = try store.now()
    for token in try ProvisioningTokens(store).all() {
      let created = Self.day(token.created), expires = Self.day(token.expires)
      let state =
        token.isRevoked ? Label(zh: "已撤销", en: "revoked")
        : token.expires <= now ? Label(zh: "已过期", en: "expired") : Label(zh: "有效", en: "valid")
      say(
        "\(token.name)  \(created) 建  到 \(expires)  \(state.zh)",
        "\(token.name)  made \(created)  until \(expires)  \(state.text(in: .en))")
    }
    return 0
  }

  func revoke() throws -> Int32 {
    guard options.rest.count == 1 else { return DirectoryCommand.help.refuse() }
    try ProvisioningTokens(store).revoke(options.rest[0])
    say("已撤销", "revoked")
    return 0
  }

  /// Of Shanghai.
  private static func day(_ milliseconds: Int64) -> String { CivilDateTime(milliseconds: milliseconds).date.text }

  private func print(_ line: OrganizationLine) {
    let path = line.above.isEmpty ? line.name : line.above + "/" + line.name
    say("\(path)  岗位 \(line.posts)，空缺 \(line.vacant)", "\(path)  \(line.posts) posts, \(line.vacant) vacant")
  }
}
