import Core
import Glibc
import Spec

/// `hutong explain CODE… [--lang zh|en]`: what a code means, with a wrong and a right example; without a code
/// all of them in one line each. 0 found, 2 no such code.
enum ExplainCommand {
  static let help = Help(
    forms: "hutong explain [CODE…]",
    zh: """
        CODE…   诊断的代码，例如 unknown-field；不写就列出全部
      """,
    en: """
        CODE…   codes of diagnostics, such as unknown-field; all of them in a line each where none is given
      """)

  static func run(_ arguments: [String]) -> Int32 {
    guard !arguments.isEmpty else { return list(Terminal.language) }
    guard let options = CheckOptions(arguments, help) else { return 2 }
    guard let folder = InstallationFolder.current,
      let bytes = try? FolderReader.bytes(of: folder.path("Specs/language/explain.yaml"))
    else { return Terminal.noInstallation() }
    let source = SourceText(file: "explain.yaml", bytes: bytes)
    for (index, name) in options.folders.enumerated() {
      guard let code = DiagnosticCode(rawValue: name) else { return unknown(name, options.language) }
      Terminal.print((index > 0 ? "\n" : "") + Explanation.find(code, in: source).print(in: options.language))
    }
    return 0
  }

  private static func list(_ language: Language) -> Int32 {
    for code in DiagnosticCode.allCases {
      Terminal.print("\(code.rawValue)  \(code.meaning.text(in: language))\n")
    }
    return 0
  }

  private static func unknown(_ name: String, _ language: Language) -> Int32 {
    Terminal.error(
      language == .zh
        ? "没有 `\(name)` 这个代码；`hutong explain` 列出全部" : "no code `\(name)`; `hutong explain` lists all")
    return 2
  }
}
