import Core
import Spec

/// Every document by the name that each bundle may call it: its own first, then those of `uses`, then the product's.
struct DocumentIndex {
  enum Match {
    case one(DocumentEntry)
    /// Several documents of one title.
    case several([DocumentEntry])
    case none
  }

  private(set) var bundles: [String: BundleNames] = [:]
  /// For each bundle, those whose names it sees, in order.
  private(set) var sight: [String: [String]] = [:]
  private var blind: Set<String> = []
  /// What the compiled form of a control or ledger is named by; set when it is known.
  private var hashes: [ObjectIdentifier: String] = [:]
  private var found = NameMeanings()

  mutating func insert(_ entry: DocumentEntry) -> DocumentEntry? {
    bundles[entry.bundle, default: BundleNames()].insert(entry)
  }

  mutating func insert(file: SourceDocument) {
    bundles[file.bundle, default: BundleNames()].insert(file: file)
  }

  /// `uses` may also name the knowledge schema or its version.
  func isKnowledgeVersion(_ text: String) -> Bool {
    text == "knowledge"
      || bundles.values.contains { names in
        names.shelves[.knowledge]?.byID.values.contains { entry in
          entry.document.map { KnowledgeSpec($0.root).version?.text == text } ?? false
        } ?? false
      }
  }

  /// The same for another thread: what was found is remembered apart.
  var forked: DocumentIndex {
    var copy = self
    copy.found = NameMeanings()
    return copy
  }

  /// Called once all documents are in.
  mutating func openSight() {
    found = NameMeanings()
    for (name, names) in bundles {
      var chain = [name]
      let uses = names.own?.document?.root[.uses].map { $0.children.map(\.text) } ?? []
      for used in uses where bundles[used] != nil && !chain.contains(used) { chain.append(used) }
      if uses.contains(where: { bundles[$0] == nil && !isKnowledgeVersion($0) }) { blind.insert(name) }
      if name != DocumentEntry.installation, bundles[DocumentEntry.installation] != nil {
        chain.append(DocumentEntry.installation)
      }
      sight[name] = chain
    }
  }

  /// What a name means in a bundle: an id anywhere in sight wins over a title.
  func find(_ kind: SpecPosition, _ name: String, from bundle: String) -> Match {
    found.match(NameMeanings.Key(kind: kind, name: name, bundle: bundle)) { look(kind, name, from: bundle) }
  }

  private func look(_ kind: SpecPosition, _ name: String, from bundle: String) -> Match {
    let chain = sight[bundle] ?? [bundle]
    for part in chain {
      if let found = bundles[part]?.shelves[kind]?.byID[name] { return .one(found) }
    }
    for part in chain {
      guard let found = bundles[part]?.shelves[kind]?.byTitle[name] else { continue }
      return found.count == 1 ? .one(found[0]) : .several(found)
    }
    return .none
  }

  /// Ids and titles of a kind in sight, for suggestions.
  func names(_ kind: SpecPosition, from bundle: String) -> [String] {
    var names: [String] = []
    for part in sight[bundle] ?? [bundle] {
      guard let shelf = bundles[part]?.shelves[kind] else { continue }
      names += shelf.byID.keys.sorted() + shelf.byTitle.keys.sorted()
    }
    return names
  }

  func hasTag(_ tag: String, from bundle: String) -> Bool {
    (sight[bundle] ?? [bundle]).contains { part in
      bundles[part]?.shelves.values.contains { $0.byTag[tag] != nil } ?? false
    }
  }

  /// Whether a bundle uses one that is not here: what is missing then may well stand in it, and was reported once.
  func isBlind(_ bundle: String) -> Bool { blind.contains(bundle) }

  func file(_ path: String, of bundle: String) -> SourceDocument? { bundles[bundle]?.files[path] }

  mutating func set(hash: String, of entry: DocumentEntry) { hashes[ObjectIdentifier(entry)] = hash }

  /// What a name stands for, so that a later compile can ask whether it still does: of controls and ledgers what they
  /// are made of, of everything else who they are.
  func fingerprint(_ kind: SpecPosition, _ name: String, from bundle: String, text: Bool = false) -> String {
    switch find(kind, name, from: bundle) {
    case .none: "none"
    case .several(let entries): "several " + entries.map(\.id).joined(separator: " ")
    case .one(let entry): text ? entry.source.hash : hashes[ObjectIdentifier(entry)] ?? entry.id
    }
  }
}
