import Core

/// The commands by name. Exit status: 0 done, 1 the input is wrong or differs, 2 usage or something cannot be reached.
enum Commands {
  private struct Entry {
    let name: String
    let zh: String
    let en: String
    let help: Help
    let run: @Sendable ([String]) -> Int32
  }

  private static let table: [Entry] = [
    Entry(name: "serve", zh: "启动服务", en: "serve bundles over HTTP", help: ServeOptions.help, run: ServeCommand.run),
    Entry(name: "check", zh: "检查 YAML", en: "check bundles", help: CheckCommand.help, run: CheckCommand.run),
    Entry(name: "fix", zh: "自动修正 YAML", en: "apply machine repairs", help: FixCommand.help, run: FixCommand.run),
    Entry(name: "feel", zh: "试一个表达式", en: "evaluate an expression", help: FeelCommand.help, run: FeelCommand.run),
    Entry(
      name: "explain", zh: "解释一个错误代码", en: "explain a diagnostic code", help: ExplainCommand.help,
      run: ExplainCommand.run),
    Entry(
      name: "plan", zh: "看发布会改变什么", en: "what publishing would change", help: PublishCommand.planHelp,
      run: PublishCommand.plan),
    Entry(
      name: "apply", zh: "发布到运行中的服务", en: "publish to a running server", help: PublishCommand.applyHelp,
      run: PublishCommand.apply),
    Entry(name: "test", zh: "运行成套里的测试", en: "run a bundle's tests", help: TestCommand.help, run: TestCommand.run),
    Entry(
      name: "account", zh: "建账号、改密码", en: "give somebody a login", help: AccountCommand.help, run: AccountCommand.run),
    Entry(name: "demo", zh: "列出演示数据", en: "list what --demo loads", help: DemoCommand.help, run: DemoCommand.run),
    Entry(
      name: "dmn", zh: "DMN 决策模型：运行、测试、导入、导出", en: "run, test, import and export DMN models", help: DMNCommand.help,
      run: DMNCommand.run),
    Entry(
      name: "places", zh: "地名：导入、核对、变更", en: "import, check and change places", help: PlacesCommand.help,
      run: PlacesCommand.run),
    Entry(
      name: "directory", zh: "通讯录：导入、查看、撤回", en: "import and show organisations and posts",
      help: DirectoryCommand.help, run: DirectoryCommand.run),
    Entry(name: "export", zh: "导出为 CSV", en: "export as CSV", help: ExportCommand.help, run: ExportCommand.run),
    Entry(
      name: "rights", zh: "谁能看、为什么、能看什么", en: "who may, why, and what", help: RightsCommand.help,
      run: RightsCommand.run),
    Entry(
      name: "verify", zh: "核对全部统计和记录", en: "recount and verify a store", help: VerifyCommand.help,
      run: VerifyCommand.run),
  ]

  static func run(_ given: [String]) -> Int32 {
    let arguments: [String]
    do throws(Arguments.Mistake) { arguments = try CommandLanguage.split(given).rest } catch {
      Terminal.error(error.words)
      return 2
    }
    guard let name = arguments.first else {
      Terminal.error(overview)
      return 2
    }
    let rest = Array(arguments.dropFirst())
    if ["--version", "-V", "version"].contains(name) {
      Terminal.print("hutong \(Version.text)\n")
      return 0
    }
    if ["help", "--help", "-h"].contains(name) {
      if let entry = table.first(where: { $0.name == rest.first }) { return entry.help.print() }
      Terminal.print(overview + "\n")
      return 0
    }
    guard let entry = table.first(where: { $0.name == name }) else {
      Terminal.error("没有命令 `\(name)`", "no command `\(name)`")
      Terminal.error(overview)
      return 2
    }
    return Arguments.asksForHelp(rest) ? entry.help.print() : entry.run(rest)
  }

  private static var overview: String {
    let lines = table.map { entry in
      "  \(entry.name)\(String(repeating: " ", count: max(1, 11 - entry.name.count)))\(Terminal.say(entry.zh, entry.en))"
    }
    let foot = Terminal.say(
      "hutong COMMAND --help 说明一个命令；hutong --version 说是哪一版", "hutong COMMAND --help explains one; hutong --version says which build it is")
    return (["hutong COMMAND …"] + lines + [foot]).joined(separator: "\n")
  }
}
