import Compile
import Core
import Engine
import Glibc
import Spec
import Storage

/// The whole run: a city in a fresh file, then what is measured over it, one line of JSON for each figure.
struct CityBench {
  let size: CitySize
  private let path: String
  private let home: InstallationFolder
  private let table: SpecTable

  init(folder: String, _ size: CitySize) throws {
    self.size = size
    path = folder + "/city.sqlite"
    guard let home = InstallationFolder.current, let table = SpecTable.standard else {
      throw HandSQL.Failure(words: "no installation")
    }
    self.home = home
    self.table = table
  }

  private func engine() throws -> Engine {
    Engine(store: try SQLiteStore(path: path, longestRead: 600_000), compiler: Compiler(table: table, base: []))
  }

  /// - Parameters:
  ///   - isFilled: the file of an earlier run of the same sizes is read again; nothing is moved in it.
  ///   - isPinned: the whole file is held in memory while it is read; otherwise it lies where the machine leaves it.
  ///   - isExplained: explanations are asked too.
  func run(isFilled: Bool, isPinned: Bool, isExplained: Bool) throws {
    if !isFilled { try make() }
    let engine = try engine()
    defer { engine.store.close() }
    var start = Measured()
    try start.time { try engine.start() }
    Line.print("started", ["seconds": start.part(0.5) / 1e6])
    let pinned = isPinned ? PinnedFile(path) : nil
    Line.print("pinned", ["locked": pinned?.isLocked ?? false ? 1 : 0])
    defer { withExtendedLifetime(pinned) {} }
    let reading = try CityReading(engine, path, size)
    for _ in 0..<size.rounds {
      try reading.services()
      try reading.inbox()
    }
    if isExplained { try reading.explanations() }
    if !isFilled { try CityMoving(engine, path).move() }
  }

  private func make() throws {
    var build = Measured(), fill = Measured()
    try build.time { try publish() }
    Line.print("published", ["seconds": build.part(0.5) / 1e6])
    let opened = try engine()
    try opened.start()
    guard let running = opened.current else { throw HandSQL.Failure(words: "nothing runs") }
    opened.store.close()
    let filling = try CityFilling(path, size, running)
    try fill.time { try filling.fill() }
    Line.print(
      "filled",
      [
        "seconds": fill.part(0.5) / 1e6, "places": Double(running.city.tree.nodes.count),
        "above": Double(running.city.tree.nodes.count { $0.level <= .community }),
        "posts": Double(running.city.posts.count),
      ])
  }

  // MARK: Documents

  private func files(_ texts: [(String, String)]) -> [BundleFile] {
    texts.map { BundleFile(path: $0.0, bytes: Array($0.1.utf8)) }
  }

  private func publish() throws {
    let engine = try engine()
    defer { engine.store.close() }
    try engine.prepare()
    let city = CityDocuments(size)
    var documents = try BundleDocuments.installation(at: home, table: table)
    let shared = try ["roles.yaml", "calendar.yaml"].map { name in
      BundleFile(path: name, bytes: try FolderReader.bytes(of: home.path("Examples/t-city/" + name)))
    }
    let base = files([
      ("bundle.yaml", CityDocuments.bundle("city", uses: false)), ("places.yaml", city.places),
      ("directory.yaml", CityDocuments.directory),
    ])
    documents += BundleDocuments(folder: "city", files: base + shared, bundle: "city", table: table).documents
    for first in stride(from: 0, to: city.services.count, by: 1_000) {
      let name = "many-\(first / 1_000)"
      let texts = city.services[first..<min(first + 1_000, city.services.count)].map { ("\($0.id).yaml", $0.document) }
      documents += BundleDocuments(
        folder: name, files: files([("bundle.yaml", CityDocuments.bundle(name, uses: true))] + texts), bundle: name,
        table: table
      ).documents
    }
    do { _ = try engine.publish(documents, actor: "bench", reason: nil, origin: "bench") } catch let refused
      as PublishRefused
    {
      let words = refused.diagnostics.filter { $0.severity == .error }.prefix(5).map { $0.message.en }
      throw HandSQL.Failure(words: words.joined(separator: "; "))
    }
  }
}

/// One figure on standard output.
enum Line {
  static func print(_ what: String, _ figures: [[String: Double]]) {
    print(what, figures.reduce(into: [:]) { $0.merge($1) { $1 } })
  }

  static func print(_ what: String, _ figures: [String: Double]) {
    let parts = figures.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
    Swift.print("{\"what\": \"\(what)\", \(parts.joined(separator: ", "))}")
    fflush(nil)
  }
}
