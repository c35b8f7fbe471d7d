import Core
import Spec

/// The documents of one bundle by kind, id and title.
struct BundleNames {
  /// Documents of one kind.
  struct Shelf {
    var byID: [String: DocumentEntry] = [:]
    var byTitle: [String: [DocumentEntry]] = [:]
    var byTag: [String: [DocumentEntry]] = [:]
  }

  private(set) var shelves: [SpecPosition: Shelf] = [:]
  /// Paths of tables and other files.
  private(set) var files: [String: SourceDocument] = [:]
  private(set) var own: DocumentEntry?

  /// Puts a document in; answers the one that has its kind and id already.
  mutating func insert(_ entry: DocumentEntry) -> DocumentEntry? {
    guard let document = entry.document else { return nil }
    if document.kind == .bundle, own == nil { own = entry }
    var shelf = shelves[document.kind] ?? Shelf()
    if let first = shelf.byID[document.id] { return first }
    shelf.byID[document.id] = entry
    if let title = document.title {
      shelf.byTitle[title.zh, default: []].append(entry)
      if let en = title.en, en != title.zh { shelf.byTitle[en, default: []].append(entry) }
    }
    for tag in document.tags { shelf.byTag[tag, default: []].append(entry) }
    shelves[document.kind] = shelf
    return nil
  }

  mutating func insert(file: SourceDocument) { files[file.id] = file }
}
