import Compile
import Core
import Engine
import FEEL
import Glibc
import Server
import Spec

/// `hutong account LOGIN --store … [--name NAME] [--post ORGANIZATION/POST]`: gives somebody a login, or a new password; with
/// `--post` also a seat. The password is `HUTONG_PASSWORD` or asked for. `hutong account --phone NUMBER --store …
/// (--id-number NUMBER | --name NAME)`: lets somebody sign in with codes sent to a phone. On SQLite the server must not be
/// running. 0 done, 1 refused, 2 usage or store.
enum AccountCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard let options = try? Arguments(arguments, valued: ["store", "name", "post", "phone", "id-number"]),
      let address = options["store"], options.rest.count == (options["phone"] == nil ? 1 : 0)
    else {
      Terminal.error(
        """
        usage: hutong account LOGIN --store sqlite:FILE|postgres://… [--name NAME] [--post ORGANIZATION/POST]
               hutong account --phone NUMBER --store … (--id-number NUMBER | --name NAME)
        """)
      return 2
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation(.zh) }
    do {
      let store = try OpenStore.open(address)
      defer { store.close() }
      let engine = Engine(store: store, compiler: Compiler(table: table, base: []))
      try engine.start()
      if let phone = options["phone"] { return try PhoneAccount.give(phone, options, engine, store) }
      return try give(options.rest[0], options, engine, store)
    } catch let refusal as Refusal {
      Terminal.error("\(refusal.message.zh) / \(refusal.message.en ?? "")")
      return 1
    } catch {
      Terminal.error(OpenStore.words(error))
      return 2
    }
  }

  private static func give(_ login: String, _ options: Arguments, _ engine: Engine, _ store: any Store) throws -> Int32 {
    let accounts = Accounts(store)
    guard let running = engine.current else {
      Terminal.error("还没有发布任何内容：先用 hutong serve 发布一次 / nothing is published yet: run hutong serve once")
      return 1
    }
    let owner = try accounts.owner(of: login)
    if owner?.isDisabled ?? false {
      Terminal.error("账号 \(login) 已停用 / the account \(login) is disabled")
      return 1
    }
    let known = owner?.person
    let person = known ?? StableID.make("account", login)
    var seeding = EntitySeeding(running, engine, now: try store.now())
    if known == nil {
      guard let name = options["name"], let attribute = running.program.knowledge.attribute("person.full_name") else {
        Terminal.error("新账号要有姓名：--name / a new account needs --name")
        return 1
      }
      seeding.add(.person, id: person, [(attribute, [.text(Text.normalized(name))])])
    }
    if let wanted = options["post"] {
      guard let post = post(wanted, running) else {
        Terminal.error("没有这个岗位：`\(wanted)`，写法是 单位全称/岗位名 / no such post: organisation's full name/post")
        return 1
      }
      seeding.appoint(person, to: post)
      seeding.moveGrantEpoch()
    }
    guard let password = password(), password.unicodeScalars.count >= 10 else {
      Terminal.error("密码至少 10 位 / at least 10 characters")
      return 1
    }
    let changes = seeding.take()
    if !changes.isEmpty { try engine.commitOrThrow(Plan(changes: changes)) }
    try accounts.setLogin(login, password: password, person: person)
    Terminal.error(known == nil ? "已建账号 \(login) / account made" : "已改密码 \(login) / password changed")
    return 0
  }

  private static func post(_ wanted: String, _ running: Running) -> Int64? {
    guard let slash = wanted.lastIndex(of: "/") else { return nil }
    let body = wanted[..<slash], name = wanted[wanted.index(after: slash)...]
    return running.city.posts.values.filter { post in
      post.name == name && running.city.organizations[post.organization]?.name == String(body)
    }.map(\.id).min()
  }

  private static func password() -> String? {
    if let given = getenv("HUTONG_PASSWORD") { return String(cString: given) }
    return getpass("password: ").map { String(cString: $0) }
  }
}
