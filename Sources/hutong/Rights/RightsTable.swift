import Compile
import Core
import Engine
import FEEL
import Server
import Spec

/// `hutong rights table DIR…`: plays one test of each bundle on a fresh store in memory (or of one in an
/// empty store that was named), then prints for every user, right
/// and request what the check of one thing says, what the list finds and what is told of it, and of every right over a service
/// as such who has it and what is told, one JSON line a folder. For comparisons with another implementation of the rules.
struct RightsTable {
  let table: SpecTable
  let test: String
  /// An empty store for the one folder; nil = each in memory.
  let store: String?
  /// One for all folders: what they share is compiled once.
  private let compiler: Compiler

  init(table: SpecTable, test: String, store: String? = nil) {
    self.store = store
    self.table = table
    self.test = test
    compiler = Compiler(table: table, base: [])
  }

  /// 0 all folders were played, 1 one could not be.
  func run(_ folders: [String]) -> Int32 {
    var status: Int32 = 0
    // The same for all; a folder that has to tell why it cannot be read reads it itself.
    let installation = try? BundleFolders.installation(table)
    for folder in folders {
      var json = JSONWriter()
      do {
        try play(folder, installation, &json)
      } catch {
        status = 1
        json = JSONWriter()
        json.object { json in
          json.member("folder", folder)
          json.member("error", TestCommand.words(error))
          json.member("decisions", [String]()) { $0.text($1) }
        }
      }
      Terminal.print(String(decoding: json.bytes, as: UTF8.self) + "\n")
    }
    return status
  }

  private func play(_ folder: String, _ installation: [SourceDocument]?, _ json: inout JSONWriter) throws {
    let folders = try BundleFolders.read([folder], table: table, installation: installation)
    guard let bundle = folders.bundles.last else { throw SampleCity.Failure(words: "no bundle", range: nil) }
    let result = compiler.compile(folders.documents)
    guard let program = result.program else {
      throw OpenStore.Failure(
        reason: TextReport(language: Terminal.language) { _, _ in nil }.print(result.diagnostics.sortedForPrinting()))
    }
    let spec = TestCommand.spec(of: bundle, table)
    guard let lines = spec?.tests?.children.first(where: { $0.name == test })?.children.map({ $0 }) else {
      throw SampleCity.Failure(words: "no test `\(test)`", range: nil)
    }
    let city = try SampleCity(
      folders, spec, compiler: compiler, start: TestCommand.start(program),
      in: store.map { try OpenStore.open($0, isNew: true) })
    let run = BundleTestRun(city, folders, bundle)
    for line in lines { try run.run(TestSpec(line)) }
    try write(folder, city, run, &json)
  }

  private func write(_ folder: String, _ city: SampleCity, _ run: BundleTestRun, _ json: inout JSONWriter) throws {
    let users = city.users
    let things = run.matters.filter { !$0.key.isEmpty && $0.value.count == 1 }.sorted { $0.key < $1.key }
    let sights = try city.engine.sights(of: users.map(\.user), over: things.map { $0.value[0] })
    let classes = try city.engine.classes(of: users.map(\.user))
    json.object { json in
      json.member("folder", folder)
      json.name("error")
      json.null()
      json.member("classes", classes) { json, one in
        json.object { json in
          json.member("user", users[one.user].name)
          json.member("right", one.right.rawValue)
          json.member("service", one.service)
          json.member("held", one.isHeld)
          json.member("told", one.isTold)
          json.member("named", one.isNamed)
          if let counted = one.counted { json.member("counted", counted) }
          if let listed = one.listed { json.member("listed", listed) }
        }
      }
      json.member("decisions", sights) { json, sight in
        json.object { json in
          json.member("user", users[sight.user].name)
          json.member("right", sight.right.rawValue)
          json.member("thing", things[sight.thing].key)
          json.member("decision", sight.decision)
          json.member("filter", sight.isListed)
          json.member("explained", sight.isExplained)
          json.member("named", sight.isNamed)
          if let isTaken = sight.isTaken { json.member("taken", isTaken) }
          json.member("fields", sight.fields) { $0.text($1) }
          json.member("masked", sight.masked) { $0.text($1) }
        }
      }
    }
  }
}

extension SampleCity {
  /// Everybody of the test: samples by name, posts by `organisation/post`.
  fileprivate var users: [(name: String, user: RightsUser)] {
    var found: [(String, RightsUser)] = []
    for (name, people) in samples.sorted(by: { $0.key < $1.key }) {
      if let first = agent(of: name) ?? people.first { found.append((name, .person(first))) }
    }
    for post in (running?.city.posts ?? [:]).values.sorted(by: { $0.id < $1.id }) where !post.isOfAgents {
      guard let title = running?.city.title(ofPost: post.id).zh else { continue }
      found.append((title, post.sitting.first.map { .person($0) } ?? .post(post.id)))
    }
    return found
  }
}
