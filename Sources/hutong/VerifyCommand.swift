import Compile
import Core
import Engine
import Server
import Spec

/// `hutong verify --store …`: recounts every figure, folds the record of events, checks tree and keys, looks whether the
/// stored files are those that the tables name.
/// 0 equal, 1 differences (one a line), 2 the store cannot be read.
enum VerifyCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard let options = try? Arguments(arguments, valued: ["store", "data", "lang"]), let address = options["store"],
      options.rest.isEmpty
    else {
      Terminal.error("usage: hutong verify --store sqlite:FILE|postgres://… [--data DIR]")
      return 2
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation(.zh) }
    let language = options["lang"].flatMap(Language.init(rawValue:)) ?? .zh
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
