import Core
import Glibc
import Spec

/// `hutong check DIR… [--format text|json|sarif|github] [--lang zh|en]`: 0 clean, 1 errors, 2 usage.
enum CheckCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard let options = CheckOptions(arguments) else {
      Terminal.error("usage: hutong check DIR… [--format text|json|sarif|github] [--lang zh|en]")
      return 2
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation(options.language) }
    var bundles: [BundleSource] = []
    for folder in options.folders {
      do throws(FolderReader.ReadError) {
        bundles.append(try BundleSource.read(folder, table: table))
      } catch {
        Terminal.error("\(error.path): \(error.reason)")
        return 2
      }
    }
    let found = findings(bundles).sortedForPrinting()
    Terminal.print(report(found, bundles, options))
    if options.format == .text { summarise(found, bundles, options.language) }
    return found.contains { $0.severity == .error } ? 1 : 0
  }

  /// Everything that is wrong with the bundles: file by file, then across them.
  static func findings(_ bundles: [BundleSource]) -> [Diagnostic] {
    bundles.flatMap(\.diagnostics)
  }

  private static func report(
    _ found: [Diagnostic], _ bundles: [BundleSource], _ options: CheckOptions
  ) -> String {
    switch options.format {
    case .json: return JSONReport(language: options.language).print(found)
    case .sarif: return SarifReport(language: options.language).print(found)
    case .github: return GitHubReport(language: options.language).print(found)
    case .text:
      let text = TextReport(language: options.language) { file, line in
        for bundle in bundles { if let source = bundle.source(file) { return source.line(line) } }
        return nil
      }
      return text.print(found)
    }
  }

  private static func summarise(_ found: [Diagnostic], _ bundles: [BundleSource], _ language: Language) {
    let documents = bundles.reduce(0) { $0 + $1.documents.count }
    let errors = found.filter { $0.severity == .error }.count
    let others = found.count - errors
    Terminal.error(
      language == .zh
        ? "检查了 \(documents) 个文档：\(errors) 个错误，\(others) 个警告或提示"
        : "\(documents) documents: \(errors) errors, \(others) warnings or notes")
  }
}

/// The options of `check`; nil when they make no sense.
struct CheckOptions {
  enum Format: String {
    case text, json, sarif, github
  }

  var folders: [String] = []
  var format = Format.text
  var language = Language.zh

  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--format":
        guard let format = rest.popFirst().flatMap(Format.init(rawValue:)) else { return nil }
        self.format = format
      case "--lang":
        guard let language = rest.popFirst().flatMap(Language.init(rawValue:)) else { return nil }
        self.language = language
      default:
        if argument.hasPrefix("-") { return nil }
        folders.append(argument)
      }
    }
    if folders.isEmpty { return nil }
  }
}
