import Compile
import Core
import Spec

/// Bundles in folders and everything that is wrong with them.
struct BundleCheck {
  private let table: SpecTable
  private let base: [SourceDocument]
  /// What is wrong with files that cannot be cut into documents: too large, or not UTF-8.
  private var unreadable: [Diagnostic] = []
  /// The first folder without a single document.
  private(set) var empty: String?
  /// The files of each folder, cut into documents.
  private var bundles: [BundleDocuments] = []
  /// Documents of bundles that those in the folders use and that were not named: seen, but not reported on.
  private var used: [SourceDocument] = []

  init(_ paths: [String], home: InstallationFolder, table: SpecTable) throws(FolderReader.ReadError) {
    self.table = table
    base = try BundleDocuments.installation(at: home, table: table)
    for path in paths {
      let files = try FolderReader.contents(of: path)
      let isFile = files.count == 1 && (path == files[0].path || path.hasSuffix("/" + files[0].path))
      let shown = BundleCheck.trimmed(isFile ? String(path.dropLast(files[0].path.count)) : path)
      bundles.append(BundleDocuments(folder: shown, files: files, table: table))
      if empty == nil, !files.contains(where: \.isSpec) { empty = shown }
      for file in files { note(file, BundleCheck.name(shown, file.path)) }
    }
    findUsed(paths)
  }

  private mutating func findUsed(_ paths: [String]) {
    var known = Set(bundles.map(\.name))
    var waiting = zip(paths, bundles).flatMap { path, bundle in bundle.uses(table).map { (path, $0) } }
    while let (path, name) = waiting.popLast() {
      guard known.insert(name).inserted, let folder = BundleFolders.locate(name, beside: BundleCheck.trimmed(path)),
        let files = try? FolderReader.contents(of: folder)
      else { continue }
      let bundle = BundleDocuments(folder: folder, files: files, table: table)
      used += bundle.documents
      waiting += bundle.uses(table).map { (folder, $0) }
    }
  }

  /// Findings in the bundles that only are used belong to whoever checks those.
  private func own(_ found: [Diagnostic]) -> [Diagnostic] {
    let others = Set(used.map(\.file))
    return others.isEmpty ? found : found.filter { !others.contains($0.range.file) }
  }

  /// Documents of all folders, editions too.
  var documentCount: Int {
    bundles.reduce(0) { sum, bundle in
      sum + (bundle.documents + bundle.editions.flatMap(\.documents)).filter { $0.kind != "file" }.count
    }
  }

  /// File by file, document by document and across all of them; then every edition on its base.
  func findings() -> [Diagnostic] {
    let compiler = Compiler(table: table, base: base)
    // The process ends when the findings are printed: taking every tree and program apart first is time for nothing.
    _ = Unmanaged.passRetained(compiler)
    let documents = used + bundles.flatMap(\.documents)
    var found = unreadable + compiler.compile(documents).diagnostics
    for bundle in bundles {
      for edition in bundle.editions {
        let sum = BundleDocuments.replacing(documents, with: edition.documents)
        found += compiler.compile(sum).diagnostics
      }
    }
    return own(found).sortedForPrinting()
  }

  private mutating func note(_ file: BundleFile, _ name: String) {
    guard file.isSpec else { return }
    let isText = String(validating: file.bytes, as: UTF8.self) != nil
    guard !isText || file.bytes.count > YAMLLimits().fileBytes else { return }
    unreadable += SpecFile.read(SourceText(file: name, bytes: file.bytes), table: table).diagnostics
  }

  /// Files in the folders, by the names they have in diagnostics.
  var names: Set<String> {
    Set((bundles.flatMap(\.documents) + bundles.flatMap(\.editions).flatMap(\.documents)).map(\.file))
      .union(unreadable.map(\.range.file))
  }

  /// The text of one of these; read again, because few files are wrong.
  static func source(_ name: String, among names: Set<String>) -> SourceText? {
    guard names.contains(name), let bytes = try? FolderReader.bytes(of: name) else { return nil }
    return SourceText(file: name, bytes: bytes)
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
