import Compile
import Core
import Engine
import FEEL
import Spec
import Storage

/// `hutong test DIR…`: runs the `tests:` of bundles, each on a fresh in-memory store, and the examples of their controls.
/// 0 all hold, 1 something differs, 2 usage.
enum TestCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard let options = try? Arguments(arguments, valued: ["lang", "only"]), !options.rest.isEmpty else {
      Terminal.error("usage: hutong test DIR… [--only NAME]")
      return 2
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation(.zh) }
    var passed = 0, failed = 0
    for folder in options.rest {
      do {
        try run(folder, table, only: options["only"], &passed, &failed)
      } catch let failure as BundleFolders.Failure {
        Terminal.error(OpenStore.words(failure))
        return 2
      } catch let failure as FolderReader.ReadError {
        Terminal.error("\(failure.path): \(failure.reason)")
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
      Terminal.print(TextReport(language: .zh) { _, _ in nil }.print(result.diagnostics.sortedForPrinting()))
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
