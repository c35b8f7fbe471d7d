import Compile
import Core
import Engine
import Server
import Spec

/// `hutong rights why USER ACTION THING`, `who ACTION THING`, `what USER`, each with `--store …`: the chain of facts, or
/// the missing link. `hutong rights look THING`, `looks`, `end-look ID`, each with `--server …`: emergency looks.
/// `hutong rights table DIR…`: all decisions of a bundle's test.
/// 0 allowed or answered, 1 not allowed, 2 usage or what cannot be read.
enum RightsCommand {
  static func run(_ arguments: [String]) -> Int32 {
    if let look = LookCommand(arguments) { return look.run() ?? help.refuse() }
    guard let options = help.read(arguments, valued: ["store", "test"], plain: ["json"]) else { return 2 }
    guard let name = options.rest.first else { return help.refuse() }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    let language = Terminal.language
    let words = Array(options.rest.dropFirst())
    if name == "table", !words.isEmpty, options["store"] == nil || words.count == 1 {
      return RightsTable(table: table, test: options["test"] ?? "world", store: options["store"]).run(words)
    }
    guard ["why", "who", "what", "table"].contains(name) else {
      return help.refuse(Label(zh: "没有 `rights \(name)`", en: "no `rights \(name)`"))
    }
    guard let address = options["store"] else { return help.refuse() }
    do {
      let store = try OpenStore.open(address)
      defer { store.close() }
      let engine = Engine(store: store, compiler: Compiler(table: table, base: []))
      try engine.start()
      let question = RightsAsking(engine: engine, language: language, isJSON: options.has("json"))
      switch (name, words.count) {
      case ("why", 3): return try question.why(words[0], words[1], words[2])
      case ("who", 2): return try question.who(words[0], words[1])
      case ("what", 1): return try question.what(words[0])
      default: return help.refuse()
      }
    } catch {
      Terminal.error(OpenStore.words(error))
      return 2
    }
  }

  static let help = Help(
    forms: """
      hutong rights why USER ACTION THING --store sqlite:FILE|postgres://… [--json]
      hutong rights who ACTION THING --store …
      hutong rights what USER --store …
      hutong rights look THING --reason TEXT [--minutes N] --server URL [--token T | --login NAME]
      hutong rights looks [--all] --server URL …
      hutong rights end-look ID --server URL …
      hutong rights table DIR… [--test NAME]
      hutong rights table DIR --store EMPTY
      """,
    zh: """
        USER      姓名、登录名、手机号、单位/岗位、单位、角色、person:编号
        ACTION    查看、办理、看统计、新建 …，英文词也行
        THING     申请编号、服务、#标签、地名、通讯录、台账
        look      应急查看：申请编号，或工作人员的姓名、person:编号（看其号码）；写明原因，到时自动结束，当时就告知上级和当事人
        looks     开着的；--all 过去的也列；安全管理员看到所有人的
        登录的密码取自 HUTONG_PASSWORD，没有就问。
      """,
    en: """
        USER      a name, a login, a phone, body/post, a body, a role, person:NUMBER
        ACTION    read, handle, figures, create …
        THING     the code of a request, a service, #tag, places, directory, a ledger
        look      in an emergency: the code of a request, or a member of staff by name or person:NUMBER (for their numbers);
                  with a reason; it ends by itself, and the superior and the person are told at once
        looks     those that are open; --all past ones too; who administers security sees everybody's
        The password of a login is HUTONG_PASSWORD or asked for.
      """)
}
