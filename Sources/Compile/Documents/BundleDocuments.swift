import Core
import Spec

/// The files of a bundle as documents: what check, publish and test hand to the compiler. Pure: texts in, texts out.
package struct BundleDocuments: Sendable {
  /// A sub-folder that the bundle names in `editions`.
  package struct Edition: Sendable {
    package let name: String
    package let documents: [SourceDocument]
  }

  /// The id of the bundle.
  package let name: String
  /// The base, by path; tables and other files are documents of kind `file` whose id is their path.
  package let documents: [SourceDocument]
  package let editions: [Edition]

  /// Cuts files into documents.
  ///
  /// - Parameters:
  ///   - folder: What is put before each path in messages: the folder as the person named it, or nothing.
  ///   - bundle: The bundle's id; nil = as its `bundle` document says, else the folder's last part.
  package init(folder: String, files: [BundleFile], bundle: String? = nil, table: SpecTable) {
    let files = files.sorted { $0.path < $1.path }
    let shown = folder.isEmpty || folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
    let own = BundleDocuments.ownDocument(files, table)
    let name = bundle ?? own?.id ?? shown.split(separator: "/").last.map(String.init) ?? "bundle"
    let editions = own?.root[.editions].map { $0.children.map(\.text) } ?? []
    var base: [SourceDocument] = []
    var later = [[SourceDocument]](repeating: [], count: editions.count)
    let cut = Parallel.map(files) { BundleDocuments.documents($0, bundle: name, shown: shown, table) }
    for (file, documents) in zip(files, cut) {
      if let at = editions.firstIndex(where: { file.path.hasPrefix($0 + "/") }) {
        later[at] += documents
      } else {
        base += documents
      }
    }
    self.name = name
    self.documents = base
    self.editions = zip(editions, later).map { Edition(name: $0, documents: $1) }
  }

  /// The base with the documents of an edition in the place of those of the same kind and id; nil when there is no
  /// such edition.
  package func documents(edition: String) -> [SourceDocument]? {
    guard let edition = editions.first(where: { $0.name == edition }) else { return nil }
    return BundleDocuments.replacing(documents, with: edition.documents)
  }

  /// `old` with those of `new` in the place of the ones of the same bundle, kind and id; what is new comes last.
  package static func replacing(_ old: [SourceDocument], with new: [SourceDocument]) -> [SourceDocument] {
    struct Key: Hashable { let bundle, kind, id: String }
    func key(_ document: SourceDocument) -> Key {
      Key(bundle: document.bundle, kind: document.kind, id: document.id)
    }
    var waiting = Dictionary(new.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    let replaced = old.map { waiting.removeValue(forKey: key($0)) ?? $0 }
    return replaced + new.filter { waiting[key($0)] != nil }
  }

  /// The product's own declarations as one bundle named `hutong`.
  package static func installation(_ files: [BundleFile], table: SpecTable) -> [SourceDocument] {
    BundleDocuments(folder: "", files: files, bundle: DocumentEntry.installation, table: table).documents
  }

  /// Reads `Specs/knowledge` and `Controls` of an installation from the disk.
  package static func installation(
    at folder: InstallationFolder, table: SpecTable
  ) throws(FolderReader.ReadError) -> [SourceDocument] {
    var files: [BundleFile] = []
    for part in ["Specs/knowledge", "Controls"] {
      for file in try FolderReader.contents(of: folder.path(part)) {
        files.append(BundleFile(path: part + "/" + file.path, bytes: file.bytes))
      }
    }
    return installation(files, table: table)
  }

  private static func ownDocument(_ files: [BundleFile], _ table: SpecTable) -> SpecDocument? {
    for file in files where file.isSpec && !file.path.contains("/") {
      guard TextSplit.parts(file.bytes[...]).contains(where: { isBundle(TextSplit.head($0.text).kind, table) }) else { continue }
      let read = SpecFile.read(SourceText(file: file.path, bytes: file.bytes), table: table)
      if let found = read.documents.first(where: { $0.kind == .bundle }) { return found }
    }
    return nil
  }

  private static func isBundle(_ kind: String?, _ table: SpecTable) -> Bool {
    kind.flatMap { table.word($0, in: "kind") } == "bundle"
  }

  private static func documents(
    _ file: BundleFile, bundle: String, shown: String, _ table: SpecTable
  ) -> [SourceDocument] {
    var bytes = file.bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard file.isSpec else {
      return [
        SourceDocument(
          hash: SHA256.hex(bytes), kind: "file", id: file.path, bundle: bundle, file: shown + file.path, line: 1,
          text: String(decoding: bytes, as: UTF8.self))
      ]
    }
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    return TextSplit.parts(bytes).map { part in
      let head = TextSplit.head(part.text)
      return SourceDocument(
        hash: SHA256.hex(part.text.utf8), kind: head.kind.flatMap { table.word($0, in: "kind") } ?? "unknown",
        id: head.id ?? stem, bundle: bundle, file: shown + file.path, line: part.line, text: part.text)
    }
  }
}
