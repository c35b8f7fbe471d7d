import Core
import Glibc
import Spec

/// `hutong fix FILE… [--lang zh|en]`: applies the repairs that diagnostics offer and shows them. Comments and
/// layout stay. 0 done (also when there was nothing to do), 1 mistakes are left, 2 usage or unreadable.
enum FixCommand {
  static let help = Help(
    forms: "hutong fix FILE…",
    zh: """
        FILE…   文件或文件夹；诊断给出的修正直接写进去，注释和排版不动
        退出码：0 没有剩下的错误，1 还有要自己改的，2 用法不对或读不了。
      """,
    en: """
        FILE…   files or folders; the repairs that diagnostics offer are written into them, comments and layout stay
        Exit: 0 no error is left, 1 some are left for you, 2 usage or something cannot be read.
      """)

  static func run(_ arguments: [String]) -> Int32 {
    guard let options = CheckOptions(arguments, help) else { return 2 }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    var left = 0
    for path in options.folders {
      do throws(FolderReader.ReadError) {
        for file in try files(path) { left += try fix(file, table, options.language) }
      } catch {
        Terminal.error(error)
        return 2
      }
    }
    return left == 0 ? 0 : 1
  }

  /// The spec files below a path, or the file itself.
  private static func files(_ path: String) throws(FolderReader.ReadError) -> [String] {
    let contents = try FolderReader.contents(of: path).filter(\.isSpec)
    if contents.count == 1, path == contents[0].path || path.hasSuffix("/" + contents[0].path) {
      return [path]
    }
    return contents.map { path + "/" + $0.path }
  }

  /// Repairs one file; the number of errors that are left.
  private static func fix(
    _ path: String, _ table: SpecTable, _ language: Language
  ) throws(FolderReader.ReadError) -> Int {
    let source = SourceText(file: path, bytes: try FolderReader.bytes(of: path))
    let (repaired, changes) = Repair.all(source, table: table)
    if !changes.isEmpty { try FileWriter.replace(path, repaired.bytesWithMark) }
    for change in changes {
      Terminal.print(
        "\(path):\(change.line): \(change.code.rawValue)\n- \(change.before)\n+ \(change.after)\n")
    }
    let left = SpecFile.read(repaired, table: table).diagnostics.filter { $0.severity == .error }.count
    let zh = "\(path)：改了 \(changes.count) 处，还有 \(left) 个错误要您自己改"
    let en = "\(path): \(changes.count) repairs, \(left) errors left for you"
    Terminal.error(language == .zh ? zh : en)
    return left
  }
}
