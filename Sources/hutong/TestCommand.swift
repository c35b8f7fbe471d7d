import Compile
import Core
import Engine
import FEEL
import Spec
import Storage

/// `hutong test DIR…`: runs the `tests:` of bundles, each on a fresh in-memory store, and the examples of their controls.
/// 0 all hold, 1 something differs, 2 usage.
enum TestCommand {
  static let help = Help(
    forms: "hutong test DIR… [--only NAME]",
    zh: """
        DIR…          成套的文件夹：运行它们的 `tests:` 和控件的示例，每个都在内存里新建一个库
        --only NAME   只运行叫这个名字的
        退出码：0 全部通过，1 有不通过的，2 用法不对或读不了。
      """,
    en: """
        DIR…          folders of bundles: their `tests:` and the examples of their controls, each on a fresh store in memory
        --only NAME   only those of that name
        Exit: 0 all hold, 1 something differs, 2 usage or something cannot be read.
      """)

  static func run(_ arguments: [String]) -> Int32 {
    guard let options = help.read(arguments, valued: ["only"]) else { return 2 }
    if options.rest.isEmpty { return help.refuse() }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    var passed = 0, failed = 0
    for folder in options.rest {
      do {
        try run(folder, table, only: options["only"], &passed, &failed)
      } catch let failure as BundleFolders.Failure {
        Terminal.error(OpenStore.words(failure))
        return 2
      } catch let failure as FolderReader.ReadError {
        Terminal.error(failure)
        return 2
      } catch {
        Terminal.print("✗ \(folder): \(words(error))\n")
        failed += 1
      }
    }
    Terminal.print("\(passed) passed, \(failed) failed\n")
    return failed == 0 ? 0 : 1
  }

  private static func run(
    _ folder: String, _ table: SpecTable, only: String?, _ passed: inout Int, _ failed: inout Int
  ) throws {
    let folders = try BundleFolders.read([folder], table: table)
    guard let bundle = folders.bundles.last else { return }
    let compiler = Compiler(table: table, base: [])
    let result = compiler.compile(folders.documents)
    guard let program = result.program else {
      Terminal.print(TextReport(language: Terminal.language) { _, _ in nil }.print(result.diagnostics.sortedForPrinting()))
      failed += 1
      return
    }
    report("\(bundle.name): 控件示例", &passed, &failed) {
      let own = Set(bundle.documents.filter { $0.kind == "control" }.map(\.id))
      for id in own.sorted() { if let control = program.controls[id] { try ControlExamples.run(control, program) } }
    }
    let spec = spec(of: bundle, table)
    let start = start(program)
    for test in spec?.tests?.children.map({ $0 }) ?? [] where only == nil || test.name == only {
      report("\(bundle.name): \(test.name ?? "")", &passed, &failed) {
        let city = try SampleCity(folders, spec, compiler: compiler, start: start)
        let run = BundleTestRun(city, folders, bundle)
        for line in test.children { try run.run(TestSpec(line)) }
      }
    }
  }

  private static func report(_ name: String, _ passed: inout Int, _ failed: inout Int, _ body: () throws -> Void) {
    do {
      try body()
      passed += 1
      Terminal.print("✓ \(name)\n")
    } catch {
      failed += 1
      Terminal.print("✗ \(name)\n    \(words(error))\n")
    }
  }

  static func words(_ error: any Error) -> String {
    switch error {
    case let failure as SampleCity.Failure:
      failure.range.map { "\($0.file):\($0.start.line):\($0.start.column): \(failure.words)" } ?? failure.words
    case let refusal as Refusal: "\(refusal.code.rawValue): \(refusal.message.zh)"
    case let refused as PublishRefused:
      refused.diagnostics.filter { $0.severity == .error }.prefix(3)
        .map { "\($0.code.rawValue): \($0.message.text(in: .zh))" }.joined(separator: "\n    ")
    default: OpenStore.words(error)
    }
  }

  static func spec(of bundle: BundleDocuments, _ table: SpecTable) -> BundleSpec? {
    for document in bundle.documents where document.kind == "bundle" {
      let text = String(repeating: "\n", count: max(0, document.line - 1)) + document.text
      let file = SpecFile.read(SourceText(file: document.file, bytes: Array(text.utf8)), table: table)
      if let found = file.documents.first { return BundleSpec(found.root) }
    }
    return nil
  }

  /// Where the clock of a test stands before it moves it: nine o'clock on the last first day of the bundle's services,
  /// so that all are open; else a fixed working day.
  static func start(_ program: Program) -> Int64 {
    let opened = program.services.values.flatMap { $0.variants.compactMap(\.open.from) }.max()
    let usual = CivilDateTime(text: "2026-03-02T00:00:00")?.milliseconds() ?? 0
    return (opened ?? usual) + 9 * 3_600_000
  }
}
