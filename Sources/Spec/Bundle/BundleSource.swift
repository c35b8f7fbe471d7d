package import Core

/// A bundle as its author wrote it: every file read, the base apart from its later editions.
package struct BundleSource: Sendable {
  /// A sub-folder named in `editions`: its documents replace those of the same kind and id.
  package struct Edition: Sendable {
    /// The name of the sub-folder.
    package let name: String
    package let files: [SpecFile]
    package var documents: [SpecDocument] { files.flatMap(\.documents) }
  }

  /// The id of the bundle document, else the name of the folder.
  package let name: String
  /// What is put before a path inside the bundle when it is shown to the person.
  package let shownFolder: String
  /// The base, by path.
  package let files: [SpecFile]
  package let editions: [Edition]
  /// Everything else that lies in the folder, by path inside it: tables, boundaries.
  package let attachments: [String: [UInt8]]
  private let ownFindings: [Diagnostic]

  /// All documents of the base, by file and place.
  package var documents: [SpecDocument] { files.flatMap(\.documents) }

  /// The document of kind `bundle`; nil when the folder has none.
  package var bundle: SpecDocument? {
    for file in files {
      for document in file.documents where document.kind == .bundle { return document }
    }
    return nil
  }

  /// What is wrong with the files on their own, base and editions. What needs several documents is Compile's.
  package var diagnostics: [Diagnostic] {
    var found = ownFindings
    for file in files { found += file.diagnostics }
    for edition in editions { for file in edition.files { found += file.diagnostics } }
    return found
  }

  /// The text of a file as it is shown in diagnostics; nil for a name that is none of its files.
  package func source(_ file: String) -> SourceText? {
    for spec in files where spec.source.file == file { return spec.source }
    for edition in editions {
      for spec in edition.files where spec.source.file == file { return spec.source }
    }
    return nil
  }

  /// Reads a bundle in memory.
  ///
  /// - Parameters:
  ///   - folder: The folder as the person named it; its last part names a bundle that has no document of
  ///     its own.
  ///   - contents: Its files in any order.
  package init(folder: String, contents: [BundleFile], table: SpecTable) {
    let shown = BundleSource.trimmed(folder)
    let sorted = contents.sorted { $0.path < $1.path }
    var read: [(path: String, file: SpecFile)] = []
    var attachments: [String: [UInt8]] = [:]
    for file in sorted {
      guard file.isSpec else { attachments[file.path] = file.bytes; continue }
      let name = shown.isEmpty ? file.path : shown + "/" + file.path
      read.append((file.path, SpecFile.read(SourceText(file: name, bytes: file.bytes), table: table)))
    }
    let names = BundleSource.editionNames(read.filter { !$0.path.contains("/") }.map(\.file))
    files = read.filter { entry in !names.contains { entry.path.hasPrefix($0 + "/") } }.map(\.file)
    editions = names.map { name in
      Edition(name: name, files: read.filter { $0.path.hasPrefix(name + "/") }.map(\.file))
    }
    self.attachments = attachments
    shownFolder = shown
    let count = read.reduce(0) { $0 + $1.file.documents.count }
    ownFindings =
      count > BundleSource.mostDocuments ? [BundleSource.tooMany(read.map(\.file))].compactMap { $0 } : []
    var id: String?
    for file in files {
      for document in file.documents where document.kind == .bundle { id = id ?? document.id }
    }
    name = id ?? shown.split(separator: "/").last.map(String.init) ?? "bundle"
  }

  /// Documents of a bundle (LANGUAGE.md 20).
  package static let mostDocuments = 2_000

  private static func trimmed(_ folder: String) -> String {
    var folder = Substring(folder)
    while folder.count > 1, folder.hasSuffix("/") { folder = folder.dropLast() }
    return folder == "." ? "" : String(folder)
  }

  private static func editionNames(_ files: [SpecFile]) -> [String] {
    for file in files {
      for document in file.documents where document.kind == .bundle {
        return document.root[.editions].map { $0.children.map(\.text) } ?? []
      }
    }
    return []
  }

  private static func tooMany(_ files: [SpecFile]) -> Diagnostic? {
    files.last?.documents.last.map {
      Diagnostic(
        .limitExceeded, at: $0.nameRange,
        Message(zh: "一个成套最多 \(mostDocuments) 个文档", en: "A bundle has at most \(mostDocuments) documents"))
    }
  }
}
