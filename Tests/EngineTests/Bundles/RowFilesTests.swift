import Core
import TestSupport
import Testing

#if canImport(StoragePostgres)
  import StoragePostgres
#endif

@testable import Engine

/// Files inside rows, on both stores: tied to the request row by row, refused when they are not the sender's.
@Suite struct RowFilesTests {
  private static let hashes = ["ab", "cd", "ef"].map { String(repeating: $0, count: 32) }

  private func row(_ name: String, _ files: [String]) -> Answer {
    .object(["物品": .text(name), "照片": .list(files.map(Answer.text))])
  }

  private func tied(_ town: BundleTown, _ code: String) throws -> [String] {
    try town.engine.snapshot { _, reader in
      let id = try #require(try MatterRow.find(code: code, reader)).id
      return try reader.rows(
        Query(["field", "position", "file"], of: SystemTables.matterFile, where: .equals("matter", 0),
          order: [.init(.column("field")), .init(.column("position"))]), [.int(id)], under: .system(.maintenance)
      ).map { "\($0[0].text ?? "") \($0[1].int ?? -1) \($0[2].text?.prefix(2) ?? "")" }
    }
  }

  private func walk(_ town: BundleTown) async throws {
    for (hash, person) in zip(Self.hashes, [BundleTown.resident, BundleTown.resident, BundleTown.other]) {
      let file = StoredFile(hash: hash, type: "image/png", size: 3, name: "甲.png")
      _ = try await town.perform(person, .upload(file)).get()
    }
    let first = Self.hashes[0], second = Self.hashes[1], stranger = Self.hashes[2]
    #expect(
      await town.errors("damage-report", ["损失": .list([row("杯", [first]), row("柜", [stranger])])])
        == ["损失.1.照片 file-unknown \(StandardWords.fileUnknown.zh) / \(StandardWords.fileUnknown.text(in: .en))"])
    #expect(
      await town.errors("damage-report", ["损失": .list([row("杯", [])])]).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        == ["损失.0.照片 required"])
    let reply = try await town.submit(
      "damage-report",
      ["照片": .list([.text(second)]), "损失": .list([row("杯", [first]), row("柜", [second, first])])]
    ).get()
    let code = try #require(Town.text("code", reply.json))
    #expect(try tied(town, code) == ["损失.照片 0 ab", "损失.照片 1 cd", "损失.照片 2 ab", "照片 0 cd"])
    let shown = try town.engine.request(code, caller: town.caller(BundleTown.resident))
    #expect(shown.answers.first { $0.id == "张数" }?.text == "3")
    #expect(try town.engine.file(first, of: code, caller: town.caller(BundleTown.resident)).name == "甲.png")
    #expect(throws: Refusal.self) { try town.engine.file(first, of: code, caller: town.caller(BundleTown.other)) }
    #expect(throws: Refusal.self) { try town.engine.file(stranger, of: code, caller: town.caller(BundleTown.resident)) }

    // Exported in their columns, one row of a table for each row of the form.
    let table = try #require(try town.engine.exportTables().first { $0.name.hasPrefix("forms/damage-report") && $0.name.contains("损失") })
    var rows: [[String]] = []
    try table.rows(of: town.store) { rows.append($0) }
    let column = try #require(table.header.firstIndex { $0.hasPrefix("照片") })
    #expect(rows.map { $0[column] } == [first, "\(second)、\(first)"])
  }

  @Test func filesOfRowsAreTiedAndGuarded() async throws { try await walk(try BundleTown("files")) }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func filesOfRowsAreTiedAndGuardedOnPostgreSQL() async throws {
      let url = try #require(PrivatePostgres.undisturbed).database()
      try await walk(try BundleTown(in: PostgresStore(url: url, connections: 4), ["files"]))
    }
  #endif
}
