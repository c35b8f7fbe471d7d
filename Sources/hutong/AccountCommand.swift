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
  static let help = Help(
    forms: """
      hutong account LOGIN --store sqlite:FILE|postgres://… [--name NAME] [--post ORGANIZATION/POST]
      hutong account --phone NUMBER --store … (--id-number NUMBER | --name NAME)
      """,
    zh: """
        --name NAME              新账号的姓名；不写就是给已有的账号改密码
        --post 单位全称/岗位名   任命到这个岗位
        --phone NUMBER           让居民用这个手机号收验证码登录
        --id-number NUMBER       登记里有这个证件号的人
        密码至少 10 位，取自 HUTONG_PASSWORD，没有就问。SQLite 要先停服务。
      """,
    en: """
        --name NAME              of a new account; without it the password of a login is changed
        --post ORGANIZATION/POST appoints to this post
        --phone NUMBER           lets a resident sign in with codes sent to it
        --id-number NUMBER       whom the register knows by it
        The password, 10 characters at least, is HUTONG_PASSWORD or asked for. On SQLite the server has to be stopped.
      """)

  static func run(_ arguments: [String]) -> Int32 {
    guard let options = help.read(arguments, valued: ["store", "name", "post", "phone", "id-number"]) else { return 2 }
    guard let address = options["store"], options.rest.count == (options["phone"] == nil ? 1 : 0) else {
      return help.refuse()
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    do {
      let store = try OpenStore.open(address)
      defer { store.close() }
      let engine = Engine(store: store, compiler: Compiler(table: table, base: []))
      try engine.start()
      if let phone = options["phone"] { return try PhoneAccount.give(phone, options, engine, store) }
      return try give(options.rest[0], options, engine, store)
    } catch let refusal as Refusal {
      Terminal.error(refusal.message)
      return 1
    } catch {
      Terminal.error(OpenStore.words(error))
      return 2
    }
  }

  private static func give(_ login: String, _ options: Arguments, _ engine: Engine, _ store: any Store) throws -> Int32 {
    let accounts = Accounts(store)
    guard let running = engine.current else {
      Terminal.error("还没有发布任何内容：先用 hutong serve 发布一次", "nothing is published yet: run hutong serve once")
      return 1
    }
    let owner = try accounts.owner(of: login)
    if owner?.isDisabled ?? false {
      Terminal.error("账号 \(login) 已停用", "the account \(login) is disabled")
      return 1
    }
    let known = owner?.person
    let person = known ?? StableID.make("account", login)
    var seeding = EntitySeeding(running, engine, now: try store.now())
    if known == nil {
      guard let name = options["name"], let attribute = running.program.knowledge.attribute("person.full_name") else {
        Terminal.error("新账号要有姓名：--name", "a new account needs --name")
        return 1
      }
      seeding.add(.person, id: person, [(attribute, [.text(Text.normalized(name))])])
    }
    if let wanted = options["post"] {
      guard let post = post(wanted, running) else {
        Terminal.error("没有这个岗位：`\(wanted)`，写法是 单位全称/岗位名", "no such post: organisation's full name/post")
        return 1
      }
      seeding.appoint(person, to: post)
      seeding.moveGrantEpoch()
    }
    guard let password = password(), password.unicodeScalars.count >= 10 else {
      Terminal.error("密码至少 10 位", "at least 10 characters")
      return 1
    }
    let changes = seeding.take()
    if !changes.isEmpty { try engine.commitOrThrow(Plan(changes: changes)) }
    try accounts.setLogin(login, password: password, person: person)
    Terminal.error(
      known == nil
        ? Label(zh: "已建账号 \(login)", en: "account \(login) made") : Label(zh: "已改密码 \(login)", en: "password of \(login) changed"))
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
