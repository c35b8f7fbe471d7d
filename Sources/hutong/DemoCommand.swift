import Compile
import Core
import Engine
import Spec

/// `hutong demo DIR… --json`: what `--demo` will load.
enum DemoCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard let options = try? Arguments(arguments, valued: ["lang"], plain: ["json"]), !options.rest.isEmpty else {
      Terminal.error("usage: hutong demo DIR… --json")
      return 2
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation(.zh) }
    do {
      let folders = try BundleFolders.read(options.rest, table: table)
      let result = Compiler(table: table, base: []).compile(folders.documents)
      guard let program = result.program else {
        Terminal.error(TextReport(language: .zh) { _, _ in nil }.print(result.diagnostics.sortedForPrinting()))
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
