import Core
import Spec

/// The documents of one bundle by kind, id and title.
struct BundleNames {
  /// Documents of one kind.
  struct Shelf {
    var byID: [String: DocumentEntry] = [:]
    var byTitle: [String: [DocumentEntry]] = [:]
    var byTag: [String: [DocumentEntry]] = [:]

    fileprivate mutating func insert(_ entry: DocumentEntry, _ document: DocumentHeader) {
      byID[document.id] = entry
      if let title = document.title {
        byTitle[title.zh, default: []].append(entry)
        if let en = title.en, en != title.zh { byTitle[en, default: []].append(entry) }
      }
      for tag in document.tags { byTag[tag, default: []].append(entry) }
    }
  }

  private(set) var shelves: [SpecPosition: Shelf] = [:]
  /// Paths of tables and other files.
  private(set) var files: [String: SourceDocument] = [:]
  private(set) var own: DocumentEntry?

  /// Puts a document in; answers the one that has its kind and id already.
  mutating func insert(_ entry: DocumentEntry) -> DocumentEntry? {
    guard let document = entry.header else { return nil }
    if document.kind == .bundle, own == nil { own = entry }
    if let first = shelves[document.kind]?.byID[document.id] { return first }
    // In place: a shelf taken out and put back would be copied for every document.
    shelves[document.kind, default: Shelf()].insert(entry, document)
    return nil
  }

  mutating func insert(file: SourceDocument) { files[file.id] = file }
}
