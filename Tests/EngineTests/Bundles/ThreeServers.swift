#if canImport(StoragePostgres)
  import StoragePostgres
  import TestSupport
  import Testing

  @testable import Engine

  extension BundleTown {
    /// A town in a database of its own, and three engines that serve it as three processes would.
    static func onThreeServers(
      _ folders: [String], _ body: (BundleTown, [Engine]) async throws -> Void
    ) async throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      let town = try BundleTown(in: PostgresStore(url: url, connections: 6), folders)
      var engines = [town.engine]
      for server in 1...2 {
        engines.append(
          Engine(store: try PostgresStore(url: url, connections: 6), compiler: town.engine.compiler, server: server))
      }
      defer { for engine in engines.dropFirst() { engine.store.close() } }
      for engine in engines.dropFirst() { try engine.prepare() }
      try await body(town, engines)
    }
  }
#endif
