import Core
import Glibc
import Spec

/// `hutong plan|apply DIR --server URL`: what publishing a folder would change, and publishing it.
/// 0 done, 1 refused (the mistakes are printed), 2 usage or no answer.
enum PublishCommand {
  static func plan(_ arguments: [String]) -> Int32 { run(arguments, dry: true) }
  static func apply(_ arguments: [String]) -> Int32 { run(arguments, dry: false) }

  private static func run(_ arguments: [String], dry: Bool) -> Int32 {
    guard let options = try? Arguments(arguments, valued: ServerAccess.options.union(["reason"])),
      options["server"] != nil, options.rest.count == 1
    else {
      Terminal.error(
        "usage: hutong \(dry ? "plan" : "apply") DIR --server URL [--token T | --login NAME] [--reason TEXT] [--lang zh|en]")
      return 2
    }
    do {
      let files = try FolderReader.contents(of: options.rest[0])
      guard files.contains(where: \.isSpec) else { throw BundleFolders.nothing(in: options.rest[0]) }
      let archive = try TarArchive.pack(files)
      let server = try ServerAccess(options)
      var path = "/api/v1/releases"
      if dry { path += "?dry-run=1" }
      if let reason = options["reason"] { path += (dry ? "&" : "?") + "reason=" + ServerAccess.escaped(reason) }
      let answer = try server.send("POST", path, type: "application/x-tar", key: key(archive), archive)
      let text = String(decoding: answer.body, as: UTF8.self)
      Terminal.print(text + "\n")
      if dry, answer.status < 300, isRefused(text) { return 1 }
      return answer.status < 300 ? 0 : answer.status == 422 || answer.status == 409 ? 1 : 2
    } catch let failure as HTTPClient.Failure {
      Terminal.error(failure.reason)
    } catch {
      Terminal.error(OpenStore.words(error))
    }
    return 2
  }

  /// A key of this run alone: an older folder that is applied again is published again, and one that was published
  /// already changes nothing.
  private static func key(_ archive: [UInt8]) -> String {
    "apply-" + SHA256.hex(archive).prefix(32) + "-\(time(nil))-\(getpid())"
  }

  /// A plan of a wrong bundle is answered, not refused.
  private static func isRefused(_ answer: String) -> Bool { answer.contains("\"severity\":\"error\"") }
}
