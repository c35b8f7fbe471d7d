import Compile
import Core
import Engine
import Spec

/// `hutong demo DIR… --json`: what `--demo` will load.
enum DemoCommand {
  static let help = Help(
    forms: "hutong demo DIR… --json",
    zh: """
        DIR…   成套的文件夹；列出 `serve --demo` 会装进去的人、地方、服务和登录
      """,
    en: """
        DIR…   folders of bundles; the people, places, services and logins that `serve --demo` loads
      """)

  static func run(_ arguments: [String]) -> Int32 {
    guard let options = help.read(arguments, valued: [], plain: ["json"]) else { return 2 }
    if options.rest.isEmpty { return help.refuse() }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    do {
      let folders = try BundleFolders.read(options.rest, table: table)
      let result = Compiler(table: table, base: []).compile(folders.documents)
      guard let program = result.program else {
        Terminal.error(TextReport(language: Terminal.language) { _, _ in nil }.print(result.diagnostics.sortedForPrinting()))
        return 1
      }
      Terminal.print(DemonstrationPeople(program: program).listing(of: program) + "\n")
      return 0
    } catch {
      Terminal.error(OpenStore.words(error))
      return 2
    }
  }
}
