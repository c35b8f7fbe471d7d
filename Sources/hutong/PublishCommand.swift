import Core
import Glibc
import Spec

/// `hutong plan|apply DIR --server URL`: what publishing a folder would change, and publishing it.
/// 0 done, 1 refused (the mistakes are printed), 2 usage or no answer.
enum PublishCommand {
  static let planHelp = help("plan")
  static let applyHelp = help("apply")

  private static func help(_ name: String) -> Help {
    Help(
      forms: "hutong \(name) DIR --server URL [--token T | --login NAME] [--reason TEXT]",
      zh: """
          DIR             一个成套的文件夹
          --server URL    运行中的服务，例如 http://127.0.0.1:8080
          --token T       令牌；也可以写在 HUTONG_TOKEN
          --login NAME    登录名；密码取自 HUTONG_PASSWORD，没有就问
          --reason TEXT   为什么发布，记在版本里
          退出码：0 完成，1 有错误没有发布，2 用法不对、登不进去或没有回答。
        """,
      en: """
          DIR             a folder of a bundle
          --server URL    a running server, such as http://127.0.0.1:8080
          --token T       a token; or HUTONG_TOKEN
          --login NAME    a login; the password is HUTONG_PASSWORD or asked for
          --reason TEXT   why, kept with the release
          Exit: 0 done, 1 refused for mistakes, 2 usage, sign-in or no answer.
        """)
  }

  static func plan(_ arguments: [String]) -> Int32 { run(arguments, dry: true) }
  static func apply(_ arguments: [String]) -> Int32 { run(arguments, dry: false) }

  private static func run(_ arguments: [String], dry: Bool) -> Int32 {
    let help = dry ? planHelp : applyHelp
    guard let options = help.read(arguments, valued: ServerAccess.options.union(["reason"])) else { return 2 }
    guard options["server"] != nil, options.rest.count == 1 else { return help.refuse() }
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
      Terminal.error(failure.words)
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
