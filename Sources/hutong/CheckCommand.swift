import Compile
import Core
import Spec

/// `hutong check DIR… [--format text|json|sarif|github] [--lang zh|en]`: 0 clean, 1 errors, 2 usage. What is right but
/// cannot run in this build (`not-yet`) is said and is no error here; publishing refuses it.
///
/// The folders are one set: a bundle finds what it `uses` among them. Editions are checked as they will be
/// published, the sum of base and edition.
enum CheckCommand {
  static let help = Help(
    forms: "hutong check DIR… [--format text|json|sarif|github]",
    zh: """
        DIR…       一起检查的文件夹；`uses` 里点名的成套在旁边和 Examples 里找
        --format   报告写成什么：给人看、JSON、SARIF、GitHub 注释
        退出码：0 没有错误，1 有错误，2 用法不对或读不了。
      """,
    en: """
        DIR…       folders that are checked together; bundles named in `uses` are looked for beside them and in Examples
        --format   how it is reported: for people, JSON, SARIF, notes of GitHub
        Exit: 0 no error, 1 errors, 2 usage or something cannot be read.
      """)

  static func run(_ arguments: [String]) -> Int32 {
    guard let options = CheckOptions(arguments, help) else { return 2 }
    guard let table = SpecTable.standard, let home = InstallationFolder.current else {
      return Terminal.noInstallation()
    }
    do throws(FolderReader.ReadError) {
      let check = try BundleCheck(options.folders, home: home, table: table)
      if let empty = check.empty {
        Terminal.error(BundleFolders.nothing(in: empty).words.text(in: options.language))
        return 2
      }
      let found = check.findings()
      Terminal.print(report(found, check, options))
      if options.format == .text { summarise(found, check.documentCount, options.language) }
      return found.contains { isWrong($0) } ? 1 : 0
    } catch {
      Terminal.error(error)
      return 2
    }
  }

  private static func isWrong(_ finding: Diagnostic) -> Bool {
    finding.severity == .error && finding.code != .notYet
  }

  private static func report(_ found: [Diagnostic], _ check: BundleCheck, _ options: CheckOptions) -> String {
    switch options.format {
    case .json: return JSONReport(language: options.language).print(found)
    case .sarif: return SarifReport(language: options.language).print(found)
    case .github: return GitHubReport(language: options.language).print(found)
    case .text:
      var sources: [String: SourceText] = [:]
      let names = found.isEmpty ? [] : check.names
      let text = TextReport(language: options.language) { file, line in
        if sources[file] == nil { sources[file] = BundleCheck.source(file, among: names) }
        return sources[file]?.line(line)
      }
      return text.print(found)
    }
  }

  private static func summarise(_ found: [Diagnostic], _ documents: Int, _ language: Language) {
    let errors = found.filter { isWrong($0) }.count
    let others = found.count - errors
    Terminal.error(
      language == .zh
        ? "检查了 \(documents) 个文档：\(errors) 个错误，\(others) 个警告或提示"
        : "\(documents) documents: \(errors) errors, \(others) warnings or notes")
  }
}
