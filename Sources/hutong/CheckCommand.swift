import Compile
import Core
import Spec

/// `hutong check DIR… [--format text|json|sarif|github] [--lang zh|en]`: 0 clean, 1 errors, 2 usage. What is right but
/// cannot run in this build (`not-yet`) is said and is no error here; publishing refuses it.
///
/// The folders are one set: a bundle finds what it `uses` among them. Editions are checked as they will be
/// published, the sum of base and edition.
enum CheckCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard let options = CheckOptions(arguments) else {
      Terminal.error("usage: hutong check DIR… [--format text|json|sarif|github] [--lang zh|en]")
      return 2
    }
    guard let table = SpecTable.standard, let home = InstallationFolder.current else {
      return Terminal.noInstallation(options.language)
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
      Terminal.error("\(error.path): \(error.reason)")
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
