import Compile
import Core
import Engine
import Server
import Spec

/// `hutong verify --store …`: recounts every figure, folds the record of events, checks tree and keys, looks whether the
/// stored files are those that the tables name.
/// 0 equal, 1 differences (one a line), 2 the store cannot be read.
enum VerifyCommand {
  static let help = Help(
    forms: "hutong verify --store sqlite:FILE|postgres://… [--data DIR]",
    zh: """
        --store   库的地址；SQLite 要先停服务，或用备份
        --data    上传文件所在的文件夹，不在库旁边时写
        退出码：0 全部一致，1 有不一致（一行一处），2 用法不对或读不了。
      """,
    en: """
        --store   address of the store; on SQLite stop the server first, or take a copy
        --data    folder of the uploaded files, where it is not beside the store
        Exit: 0 all equal, 1 differences, one a line, 2 usage or the store cannot be read.
      """)

  static func run(_ arguments: [String]) -> Int32 {
    guard let options = help.read(arguments, valued: ["store", "data"]) else { return 2 }
    guard let address = options["store"], options.rest.isEmpty else { return help.refuse() }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    let language = Terminal.language
    do {
      let store = try OpenStore.open(address)
      defer { store.close() }
      let engine = Engine(store: store, compiler: Compiler(table: table, base: []))
      try engine.start()
      let vault = FileVault(folder: OpenStore.files(of: address, data: options["data"]))
      // A copy of a store alone has no files beside it.
      let isWhole = options["data"] != nil || vault.isThere
      let findings = try engine.verify() + (isWhole ? engine.verifyFiles(vault.sizes()) : [])
      for finding in findings { Terminal.print(finding.text(in: language) + "\n") }
      Terminal.error(
        language == .zh
          ? (findings.isEmpty ? "全部一致" : "\(findings.count) 处不一致")
          : (findings.isEmpty ? "all equal" : "\(findings.count) differences"))
      return findings.isEmpty ? 0 : 1
    } catch {
      Terminal.error(OpenStore.words(error))
      return 2
    }
  }
}
