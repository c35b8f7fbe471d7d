import FEEL
import Server
import Spec

/// `hutong dmn test DIR [--json]`: runs the folders of the DMN Technology Compatibility Kit below DIR: models with their
/// `*-test-*.xml`. A line a folder, a line a failed case, at the end `N passed, N failed`. Cases that call functions of
/// Java or PMML are counted apart. 0 all passed, 1 some failed, 2 usage or nothing to run.
enum DMNTestCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard let options = DMNCommand.help.read(arguments, valued: [], plain: ["json"]) else { return 2 }
    guard options.rest.count == 1 else { return DMNCommand.help.refuse() }
    let folders: [(name: String, files: [KitFolder.File])]
    do throws(FolderReader.ReadError) {
      folders = try self.folders(in: options.rest[0])
    } catch {
      Terminal.error(error)
      return 2
    }
    guard !folders.isEmpty else {
      Terminal.error("没有 *-test-*.xml", "no *-test-*.xml below \(options.rest[0])")
      return 2
    }
    let now = WallClock.now
    var total = Total()
    for folder in folders {
      let outcomes = KitFolder(folder.files).run(today: now.date, now: now)
      total.add(folder.name, outcomes)
      if !options.has("json") { report(folder.name, outcomes) }
    }
    if options.has("json") { Terminal.print(total.json + "\n") } else { summarise(total) }
    return total.failed == 0 ? 0 : 1
  }

  /// Folders that hold test cases, by their paths below the given one.
  private static func folders(in path: String) throws(FolderReader.ReadError) -> [(
    name: String, files: [KitFolder.File]
  )] {
    var folders: [String: [KitFolder.File]] = [:]
    let files = try FolderReader.contents(of: path) { name in
      name.hasSuffix(".dmn") || (name.hasSuffix(".xml") && name.contains("-test-"))
    }
    for file in files {
      let parts = file.path.split(separator: "/")
      guard let name = parts.last else { continue }
      let folder = parts.dropLast().joined(separator: "/")
      folders[folder, default: []].append(KitFolder.File(name: String(name), bytes: file.bytes))
    }
    let own = path.split(separator: "/").last.map(String.init) ?? path
    return folders.filter { $0.value.contains { $0.name.hasSuffix(".xml") } }.sorted { $0.key < $1.key }
      .map { ($0.key.isEmpty ? own : $0.key, $0.value) }
  }

  private static func report(_ name: String, _ outcomes: [KitOutcome]) {
    let counted = outcomes.filter { !$0.isForeign }
    let failed = counted.filter { !$0.passed }
    let foreign = outcomes.count - counted.count
    let apart = foreign > 0 ? ", \(foreign) apart" : ""
    Terminal.print(
      "\(failed.isEmpty ? "✓" : "✗") \(name): \(counted.count - failed.count) passed, \(failed.count) failed\(apart)\n"
    )
    for outcome in failed { Terminal.print("    \(outcome.file) \(outcome.id): \(outcome.message)\n") }
  }

  private static func summarise(_ total: Total) {
    if total.apart > 0 {
      Terminal.print(
        Terminal.say(
          "另计 \(total.apart) 例：调用 Java 或 PMML 函数\n", "apart: \(total.apart) cases call Java or PMML functions\n"))
    }
    Terminal.print("\(total.passed) passed, \(total.failed) failed\n")
  }

  /// Everything that was run.
  private struct Total {
    private var outcomes: [(folder: String, outcome: KitOutcome)] = []
    private(set) var passed = 0
    private(set) var failed = 0
    private(set) var apart = 0

    mutating func add(_ folder: String, _ found: [KitOutcome]) {
      for outcome in found {
        outcomes.append((folder, outcome))
        if outcome.isForeign { apart += 1 } else if outcome.passed { passed += 1 } else { failed += 1 }
      }
    }

    var json: String {
      var json = JSONWriter()
      json.object { json in
        json.member("passed", Int64(passed))
        json.member("failed", Int64(failed))
        json.member("apart", Int64(apart))
        json.name("cases")
        json.list(outcomes) { json, entry in
          json.object { json in
            json.member("folder", entry.folder)
            json.member("file", entry.outcome.file)
            json.member("id", entry.outcome.id)
            json.name("passed")
            json.bool(entry.outcome.passed)
            json.name("apart")
            json.bool(entry.outcome.isForeign)
            json.member("message", entry.outcome.passed ? nil : entry.outcome.message)
          }
        }
      }
      return String(decoding: json.bytes, as: UTF8.self)
    }
  }
}
