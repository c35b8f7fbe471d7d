import Compile
import Core
import Spec

/// Folders of bundles as the documents of one release: the product's own first, then what the folders use, then they.
struct BundleFolders {
  /// Bundles in order, those that are used before those that use them.
  let bundles: [BundleDocuments]
  let documents: [SourceDocument]

  struct Failure: Error {
    let words: Label
  }

  /// Reads the folders. A bundle that one of them names in `uses` and that is not among them is looked for beside it
  /// and in the installation's `Examples`.
  ///
  /// - Parameter known: the product's own documents, where they were read before.
  static func read(
    _ folders: [String], table: SpecTable, installation known: [SourceDocument]? = nil
  ) throws -> BundleFolders {
    var found: [String: BundleDocuments] = [:]
    var order: [String] = []
    for folder in folders { try add(folder, table, &found, &order) }
    let bundles = order.compactMap { found[$0] }
    return BundleFolders(bundles: bundles, documents: try (known ?? installation(table)) + bundles.flatMap(\.documents))
  }

  /// A wrong or emptied folder would take every service away when it is published.
  static func nothing(in path: String) -> Failure {
    Failure(words: Label(zh: "\(path)：里面没有 .yaml 文件", en: "\(path): there is no .yaml file in it"))
  }

  /// The product's own documents.
  static func installation(_ table: SpecTable) throws -> [SourceDocument] {
    guard let home = InstallationFolder.current else {
      throw Failure(words: Label(zh: "找不到程序的文件夹", en: "the installation's folder was not found"))
    }
    return try BundleDocuments.installation(at: home, table: table)
  }

  private static func add(
    _ folder: String, _ table: SpecTable, _ found: inout [String: BundleDocuments], _ order: inout [String],
    depth: Int = 0
  ) throws {
    let path = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let files = try FolderReader.contents(of: path)
    guard files.contains(where: \.isSpec) else { throw nothing(in: path) }
    let bundle = BundleDocuments(folder: path, files: files, table: table)
    if found[bundle.name] != nil { return }
    found[bundle.name] = bundle
    guard depth < 16 else { return }
    for name in bundle.uses(table) where found[name] == nil {
      if let other = locate(name, beside: path) { try add(other, table, &found, &order, depth: depth + 1) }
    }
    order.append(bundle.name)
  }

  /// The folder of a bundle that another uses: beside it, or among the installation's examples.
  static func locate(_ name: String, beside path: String) -> String? {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    var places = [parent]
    if let home = InstallationFolder.current { places.append(home.path("Examples")) }
    for place in places {
      let candidate = (place.isEmpty ? "/" : place) + "/" + name
      if let files = try? FolderReader.contents(of: candidate), !files.isEmpty { return candidate }
    }
    return nil
  }
}

extension BundleDocuments {
  /// Names of the bundles it uses, as its bundle document says.
  func uses(_ table: SpecTable) -> [String] {
    for document in documents where document.kind == "bundle" {
      let file = SpecFile.read(SourceText(file: document.file, bytes: Array(document.text.utf8)), table: table)
      if let found = file.documents.first { return found.root[.uses].map { $0.children.map(\.text) } ?? [] }
    }
    return []
  }
}
