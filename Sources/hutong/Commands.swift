/// The commands by name. Exit status: 0 done, 1 the input is wrong or differs, 2 usage or something cannot be reached.
enum Commands {
  private static let table: [(name: String, zh: String, en: String, run: @Sendable ([String]) -> Int32)] = [
    ("serve", "启动服务", "serve bundles over HTTP", ServeCommand.run),
    ("check", "检查 YAML", "check bundles", CheckCommand.run),
    ("fix", "自动修正 YAML", "apply machine repairs", FixCommand.run),
    ("feel", "试一个表达式", "evaluate an expression", FeelCommand.run),
    ("explain", "解释一个错误代码", "explain a diagnostic code", ExplainCommand.run),
    ("plan", "看发布会改变什么", "what publishing would change", PublishCommand.plan),
    ("apply", "发布到运行中的服务", "publish to a running server", PublishCommand.apply),
    ("test", "运行成套里的测试", "run a bundle's tests", TestCommand.run),
    ("account", "建账号、改密码", "give somebody a login", AccountCommand.run),
    ("demo", "列出演示数据", "list what --demo loads", DemoCommand.run),
    ("dmn", "DMN 决策模型：运行、测试、导入、导出", "run, test, import and export DMN models", DMNCommand.run),
    ("places", "地名：导入、核对、变更", "import, check and change places", PlacesCommand.run),
    ("directory", "通讯录：导入、查看、撤回", "import and show organisations and posts", DirectoryCommand.run),
    ("export", "导出为 CSV", "export as CSV", ExportCommand.run),
    ("rights", "谁能看、为什么、能看什么", "who may, why, and what", RightsCommand.run),
    ("verify", "核对全部统计和记录", "recount and verify a store", VerifyCommand.run),
  ]

  static func run(_ arguments: [String]) -> Int32 {
    guard let name = arguments.first else {
      usage()
      return 2
    }
    if ["help", "--help", "-h"].contains(name) {
      usage()
      return 0
    }
    guard let command = table.first(where: { $0.name == name }) else {
      Terminal.error("没有命令 `\(name)` / no command `\(name)`")
      usage()
      return 2
    }
    return command.run(Array(arguments.dropFirst()))
  }

  private static func usage() {
    Terminal.error("hutong COMMAND …")
    for command in table {
      let pad = String(repeating: " ", count: max(1, 11 - command.name.count))
      Terminal.error("  \(command.name)\(pad)\(command.zh)  \(command.en)")
    }
  }
}
