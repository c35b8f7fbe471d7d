import Compile
import Core
import Engine
import Foundation
import Spec
import Storage
import Testing

@testable import Server

/// The examples of the repository running on a store in memory, with the invented people of a demonstration, behind a
/// server on a free port.
final class RunningCity {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  let store: SQLiteStore
  let engine: Engine
  let server: HutongServer
  /// Where uploaded files lie.
  let files = NSTemporaryDirectory() + "hutong-files-" + UUID().uuidString
  let people: DemonstrationPeople
  var port: UInt16 { server.ports[0] }

  /// - Parameter extra: more bundles, such as `Tests/Cases/engine/rows`.
  init(_ extra: String...) throws {
    let csv = try #require(FileManager.default.contents(atPath: Self.repository + "/Specs/language/keys.csv"))
    let table = try #require(SpecTable(csv: [UInt8](csv)))
    var documents = try BundleDocuments.installation(at: InstallationFolder(path: Self.repository), table: table)
    for folder in ["Examples/t-city", "Examples/elder-check", "Examples/market-stall"] + extra {
      let files = try FolderReader.contents(of: Self.repository + "/" + folder)
      documents += BundleDocuments(folder: folder, files: files, table: table).documents
    }
    let store = try SQLiteStore(path: nil)
    self.store = store
    let compiler = Compiler(table: table, base: [])
    let engine = Engine(store: store, compiler: compiler)
    self.engine = engine
    try engine.prepare()
    _ = try engine.publish(documents, actor: "test", reason: nil, origin: "test")
    people = DemonstrationPeople(program: try #require(engine.current?.program))
    let accounts = try engine.load(people)
    var logins: [String: Demonstration.Login] = [:]
    for member in people.staff {
      if let person = accounts.staff[member.login] {
        logins[member.login] = .init(password: member.password, person: person)
      }
    }
    var options = ServerOptions()
    options.port = 0
    options.demonstration = Demonstration(
      staff: logins, residents: accounts.residents)
    let desk = Desk(engine: engine, compiler: compiler, vault: FileVault(folder: files)) { entries in
      let files = entries.map { BundleFile(path: $0.path, bytes: $0.bytes) }
      let bundle = BundleDocuments(folder: "", files: files, table: table)
      let running = (try? engine.activeDocuments()) ?? []
      return running.filter { $0.bundle != bundle.name } + bundle.documents
    }
    server = try HutongServer.start(options: options, store: store, desk: desk)
  }

  func end() {
    server.stop()
    store.close()
    try? FileManager.default.removeItem(atPath: files)
  }

  /// Residents who may be old enough for the check-up, whose place code starts so.
  func elders(_ place: String) -> [DemoResident] {
    people.residents.filter { $0.place.hasPrefix(place) && $0.birthDate < "1959" }
  }

  func ask(
    _ method: String, _ path: String, _ token: String, key: String? = nil, body: String? = nil
  ) -> (status: Int, json: [String: Answer], headers: [String: String]) {
    var headers = [("Authorization", "Bearer \(token)")]
    if let key { headers.append(("Idempotency-Key", key)) }
    guard let reply = Wire.ask(port, method, path, headers: headers, body: body) else { return (0, [:], [:]) }
    return (reply.status, (try? JSONReader.read(reply.body))?.members ?? [:], reply.headers)
  }
}
