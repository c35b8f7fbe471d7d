import Core
import Engine
import Foundation
import Synchronization
import Testing

@testable import Server

/// Uploads that nobody answers with go after a time; what is named by anything stays, whoever races whom.
@Suite struct FileLifeTests {
  private static let upload = "/api/v1/files"

  /// Lets uploads and files look as if they had come long ago.
  private static func age(_ engine: Engine, person: Int64? = nil) throws {
    let mine = person.map { _ in Condition.equals("person", 1) } ?? .always
    let uploads = Change(
      Statement(SystemTables.upload, .update([.set("created", .parameter(0))], where: mine)), [.int(0)] + (person.map { [.int($0)] } ?? []))
    let files = Change(Statement(SystemTables.file, .update([.set("created", .parameter(0))], where: .always)), [.int(0)])
    try engine.commitOrThrow(Plan(changes: [uploads, files]))
  }

  private func hashes(_ city: RunningCity) -> Set<String> { Set(FileVault(folder: city.files).sizes().keys) }

  private func send(_ city: RunningCity, _ token: String, _ bytes: [UInt8]) throws -> String {
    let reply = Wire(city.port)?.ask(
      "POST", Self.upload, headers: [("Authorization", "Bearer \(token)"), ("Content-Type", "image/png")], bytes: bytes)
    let json = try #require((try? JSONReader.read(reply?.body ?? []))?.members)
    return try #require(json["file"]?.text)
  }

  @Test func abandonedUploadsGoAndWhatIsAnsweredWithStays() throws {
    let city = try RunningCity("Tests/Cases/engine/files")
    defer { city.end() }
    let life = FileLife(city.engine, FileVault(folder: city.files))
    let token = try signIn(city.port, phone: try #require(city.elders("990101").first).phone)
    let abandoned = try send(city, token, Array("%PDF-1.4 abandoned".utf8))
    let drafted = try send(city, token, MadePictures.png)
    let sent = try send(city, token, MadePictures.jpeg)
    let reply = city.ask(
      "POST", "/api/v1/services/street-lamp/requests", token,
      body: "{\"answers\":{\"说明\":\"灯不亮\",\"照片\":[\"\(sent)\"]}}")
    let code = try #require(reply.json["code"]?.text)
    _ = city.ask(
      "PUT", "/api/v1/services/street-lamp/draft", token, body: "{\"answers\":{\"照片\":[\"\(drafted)\"]}}")
    #expect(try life.forget() == 0, "nothing is old enough")
    try Self.age(city.engine)
    #expect(try life.forget() == 1)
    #expect(hashes(city) == [drafted, sent])
    #expect(city.ask("GET", "/services/street-lamp/files/\(abandoned)", token).status == 404)
    #expect(city.ask("GET", "/services/street-lamp/files/\(drafted)", token).status == 200)
    #expect(city.ask("GET", "/requests/\(code)/files/\(sent)", token).status == 200)
    #expect(try life.forget() == 0)
    // Gone for good: an answer with its hash is refused with the way out.
    let late = city.ask(
      "POST", "/api/v1/services/street-lamp/requests", token,
      body: "{\"answers\":{\"说明\":\"x\",\"照片\":[\"\(abandoned)\"]}}")
    #expect(late.json["errors"]?.elements?.first?.members?["code"]?.text == "file-unknown")
  }

  @Test func missingAndStrayFilesAreNamed() throws {
    let city = try RunningCity("Tests/Cases/engine/files")
    defer { city.end() }
    let vault = FileVault(folder: city.files)
    let token = try signIn(city.port, phone: try #require(city.elders("990101").first).phone)
    let hash = try send(city, token, MadePictures.png)
    #expect(try city.engine.verifyFiles(vault.sizes()).isEmpty)
    vault.remove(hash)
    let stray = try vault.keep(Array("%PDF-1.4 stray".utf8), name: nil, onlyPictures: false)
    let half = "\(city.files)/\(hash.prefix(2))/\(hash).00ff"
    #expect(FileManager.default.createFile(atPath: half, contents: Data([1])))
    let found = try city.engine.verifyFiles(vault.sizes()).map(\.zh)
    #expect(found == ["附件 \(hash)：文件不见了", "附件 \(stray.hash)：没有任何记录提到它"])
    #expect(try FileLife(city.engine, vault).forget() == 1)
    #expect(!hashes(city).contains(stray.hash))
    #expect(FileManager.default.fileExists(atPath: half), "an upload that is under way is left alone")
  }

  @Test func uploadsOfOneFileRacingTheCleanupLoseNothing() throws {
    let city = try RunningCity("Tests/Cases/engine/files")
    defer { city.end() }
    let engine = city.engine, vault = FileVault(folder: city.files), life = FileLife(engine, vault)
    let lost = Atomic<Int>(0), removed = Atomic<Int>(0), isOver = Atomic<Bool>(false)
    let cleaner = Thread {
      while !isOver.load(ordering: .acquiring) {
        removed.add((try? life.forget(grace: -1_000)) ?? 0, ordering: .relaxed)
      }
    }
    cleaner.start()
    DispatchQueue.concurrentPerform(iterations: 4) { number in
      let caller = Caller(person: Int64(900_000 + number), kind: .resident, assurance: .phone, language: .zh)
      for round in 0..<1_000 where round < 25 || removed.load(ordering: .relaxed) == 0 {
        let kept = try? vault.keeping { () throws -> StoredFile in
          let file = try vault.keep(MadePictures.png, name: nil, onlyPictures: true)
          let done = DispatchSemaphore(value: 0)
          let isKept = Atomic<Bool>(false)
          engine.perform(Command(act: .upload(file), caller: caller, key: nil, body: [])) { result in
            if case .success = result { isKept.store(true, ordering: .releasing) }
            done.signal()
          }
          done.wait()
          if !isKept.load(ordering: .acquiring) { throw BundleMissing() }
          return file
        }
        // From here on the upload names it, until it is made old.
        if let kept, (try? vault.bytes(kept.hash)) == nil || (try? engine.file(kept.hash, caller: caller)) == nil {
          lost.add(1, ordering: .relaxed)
        }
        try? Self.age(engine, person: caller.person)
        // Somebody who sends without a pause would keep the cleanup out.
        usleep(UInt32.random(in: 0..<4_000))
      }
    }
    isOver.store(true, ordering: .releasing)
    while !cleaner.isFinished { usleep(1_000) }
    #expect(lost.load(ordering: .relaxed) == 0)
    #expect(removed.load(ordering: .relaxed) > 0, "the cleanup was at work meanwhile")
    #expect(try city.engine.verifyFiles(vault.sizes()).isEmpty)
  }

  private struct BundleMissing: Error {}
}
