import Compile
import Core
import Spec

/// Bundles in folders and everything that is wrong with them.
struct BundleCheck {
  private let table: SpecTable
  private let base: [SourceDocument]
  private var folders: [(shown: String, files: [BundleFile])] = []

  init(_ paths: [String], home: InstallationFolder, table: SpecTable) throws(FolderReader.ReadError) {
    self.table = table
    base = try BundleDocuments.installation(at: home, table: table)
    for path in paths {
      let files = try FolderReader.contents(of: path)
      let isFile = files.count == 1 && (path == files[0].path || path.hasSuffix("/" + files[0].path))
      folders.append((BundleCheck.trimmed(isFile ? String(path.dropLast(files[0].path.count)) : path), files))
    }
  }

  /// Documents of all folders, editions too.
  var documentCount: Int {
    bundles.reduce(0) { sum, bundle in
      sum + (bundle.documents + bundle.editions.flatMap(\.documents)).filter { $0.kind != "file" }.count
    }
  }

  private var bundles: [BundleDocuments] {
    folders.map { BundleDocuments(folder: $0.shown, files: $0.files, table: table) }
  }

  /// File by file, document by document and across all of them; then every edition on its base.
  func findings() -> [Diagnostic] {
    let bundles = bundles
    let compiler = Compiler(table: table, base: base)
    let documents = bundles.flatMap(\.documents)
    var found = unreadable() + compiler.compile(documents).diagnostics
    for bundle in bundles {
      for edition in bundle.editions {
        let sum = BundleDocuments.replacing(documents, with: edition.documents)
        found += compiler.compile(sum).diagnostics
      }
    }
    return found.sortedForPrinting()
  }

  /// Files that cannot be cut into documents: too large, or not UTF-8.
  private func unreadable() -> [Diagnostic] {
    folders.flatMap { folder in
      folder.files.filter(\.isSpec).flatMap { file -> [Diagnostic] in
        let isText = String(validating: file.bytes, as: UTF8.self) != nil
        guard !isText || file.bytes.count > YAMLLimits().fileBytes else { return [] }
        let source = SourceText(file: BundleCheck.name(folder.shown, file.path), bytes: file.bytes)
        return SpecFile.read(source, table: table).diagnostics
      }
    }
  }

  /// The text of a file by the name it has in diagnostics.
  func source(_ name: String) -> SourceText? {
    for folder in folders {
      for file in folder.files where BundleCheck.name(folder.shown, file.path) == name {
        return SourceText(file: name, bytes: file.bytes)
      }
    }
    return nil
  }

  private static func name(_ folder: String, _ path: String) -> String {
    folder.isEmpty ? path : folder + "/" + path
  }

  private static func trimmed(_ path: String) -> String {
    var path = Substring(path)
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    return path == "." ? "" : String(path)
  }
}
