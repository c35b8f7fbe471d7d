import Compile
import Core
import Engine
import Server
import Spec

/// `hutong directory …`: organisations, posts and who sits there, in a store that no server has open (on SQLite), by whoever
/// holds it. 0 done, 1 refused or wrong, 2 usage or the store cannot be read.
enum DirectoryCommand {
  static func run(_ arguments: [String]) -> Int32 {
    if Arguments.asksForHelp(arguments) { return help() }
    guard let word = arguments.first,
      let options = try? Arguments(
        Array(arguments.dropFirst()), valued: ["store", "lang", "days"], plain: ["dry-run", "partial"]),
      let address = options["store"]
    else { return usage() }
    guard let table = SpecTable.standard else { return Terminal.noInstallation(.zh) }
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
        engine: engine, store: store, options: options, language: options["lang"].flatMap(Language.init(rawValue:)) ?? .zh)
      switch word {
      case "import": return try run.bring()
      case "undo": return try run.undo()
      case "log": return try run.log()
      case "show": return try run.show()
      case "token": return try run.token()
      case "tokens": return try run.tokens()
      case "revoke": return try run.revoke()
      default: return usage()
      }
    } catch {
      Terminal.error(OpenStore.words(error))
      return error is Refusal ? 1 : 2
    }
  }

  private static func usage() -> Int32 {
    Terminal.error(words)
    return 2
  }

  private static func help() -> Int32 {
    Terminal.print(words + "\n")
    return 0
  }

  private static let words = """
    usage: hutong directory import FILE.csv --store S [--dry-run] [--partial]
           hutong directory log --store S
           hutong directory undo CHANGE --store S
           hutong directory show [ORGANIZATION] --store S
           hutong directory token NAME --store S [--days 365]
           hutong directory tokens --store S
           hutong directory revoke NAME --store S

    Of a post that stands a table changes rank, duties, tags and phone where a field says something; a field that is
    empty leaves what is so, a single - clears it.
    """
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
    guard options.rest.count == 1 else { return 2 }
    return try ImportRun(engine: engine, kind: .directory, language: language)
      .bring(options.rest[0], isPartial: options.has("partial"), isDry: options.has("dry-run"))
  }

  func undo() throws -> Int32 {
    guard options.rest.count == 1, let change = Int64(options.rest[0]) else { return 2 }
    try engine.undoDirectory(change, owner, .owner)
    say("已撤回", "undone")
    return 0
  }

  func log() throws -> Int32 {
    for record in try engine.directoryChanges() {
      Terminal.print("\(record.id)  \(record.act)  \(record.isUndone ? "undone" : "done")  \(record.rows)\n")
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
    guard options.rest.count == 1, let days = Int64(options["days"] ?? "365"), days > 0 else { return 2 }
    let token = try ProvisioningTokens(store).issue(options.rest[0], days: days)
    Terminal.error(
      language == .zh ? "令牌只显示这一次，\(days) 天有效" : "The token is shown this once; it holds for \(days) days")
    Terminal.print(token + "\n")
    return 0
  }

  func tokens() throws -> Int32 {
    for token in try ProvisioningTokens(store).all() {
      Terminal.print("\(token.name)  \(token.created)  \(token.expires)  \(token.isRevoked ? "revoked" : "valid")\n")
    }
    return 0
  }

  func revoke() throws -> Int32 {
    guard options.rest.count == 1 else { return 2 }
    try ProvisioningTokens(store).revoke(options.rest[0])
    say("已撤销", "revoked")
    return 0
  }

  private func print(_ line: OrganizationLine) {
    let path = line.above.isEmpty ? line.name : line.above + "/" + line.name
    say("\(path)  岗位 \(line.posts)，空缺 \(line.vacant)", "\(path)  \(line.posts) posts, \(line.vacant) vacant")
  }
}
