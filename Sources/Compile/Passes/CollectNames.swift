import Core
import Spec

extension CompileRun {
  /// Ids and titles of all documents; the same id twice; former ids that clash with living ones.
  func collectNames() {
    var firstOfAll: [NameKey: DocumentEntry] = [:]
    for entry in entries {
      guard let document = entry.header else { continue }
      let key = NameKey(kind: document.kind, id: document.id)
      if let first = index.insert(entry) {
        sink.report(Self.idTwice(entry, first))
      } else if !entry.isInstallation, document.kind != .bundle {
        // One program holds one document of an id, whatever bundle it came in.
        if let first = firstOfAll[key] { sink.report(Self.idTwice(entry, first)) } else { firstOfAll[key] = entry }
      }
    }
    index.openSight()
    checkSizes()
    checkUses()
    checkFormerIDs(firstOfAll)
  }

  /// Documents of a bundle, overlays of a base (LANGUAGE.md 20).
  private static let mostDocuments = 2_000
  private static let mostOverlays = 10_000

  private func checkSizes() {
    var counts: [String: Int] = [:]
    var overlays: [String: Int] = [:]
    for entry in entries where !entry.isInstallation {
      counts[entry.bundle, default: 0] += 1
      if counts[entry.bundle] == Self.mostDocuments + 1 { sink.report(Self.tooManyDocuments(entry)) }
      guard let base = entry.header?.base, entry.kind == .service || entry.kind == .task else { continue }
      overlays[base.text, default: 0] += 1
      if overlays[base.text] == Self.mostOverlays + 1 { sink.report(Self.tooManyOverlays(base.range)) }
    }
  }

  private func checkUses() {
    for entry in entries(.bundle) {
      guard let document = entry.document else { continue }
      for used in BundleSpec(document.root).uses where !used.isInvalid {
        if index.bundles[used.text] == nil, !index.isKnowledgeVersion(used.text) {
          let names = index.bundles.keys.filter { $0 != DocumentEntry.installation }.sorted()
          sink.report(Self.bundleUnknown(used, Nearest.name(used.text, among: names)))
        }
      }
      if let own = index.bundles[entry.bundle]?.own, own === entry, usesItself(entry.bundle) {
        sink.report(Self.bundleCycle(entry))
      }
    }
  }

  private func usesItself(_ bundle: String) -> Bool {
    var seen: Set<String> = []
    var open = uses(bundle)
    while let next = open.popLast() {
      if next == bundle { return true }
      if seen.insert(next).inserted { open += uses(next) }
    }
    return false
  }

  private func uses(_ bundle: String) -> [String] {
    index.bundles[bundle]?.own?.document?.root[.uses].map { $0.children.map(\.text) } ?? []
  }

  /// A former id may be claimed once, and not while a living document has it.
  private func checkFormerIDs(_ living: [NameKey: DocumentEntry]) {
    var claimed: [NameKey: DocumentHeader.Named] = [:]
    for entry in entries {
      guard let document = entry.header else { continue }
      for node in document.was where !node.isInvalid {
        let key = NameKey(kind: document.kind, id: node.text)
        if let other = living[key] {
          sink.report(Self.formerIDLives(node, other))
        } else if let first = claimed[key] {
          sink.report(Self.formerIDTwice(node, first))
        } else {
          claimed[key] = node
        }
      }
    }
  }

  private struct NameKey: Hashable {
    let kind: SpecPosition
    let id: String
  }

  // MARK: Messages

  private static func tooManyDocuments(_ entry: DocumentEntry) -> Diagnostic {
    Diagnostic(
      .limitExceeded, at: entry.nameRange,
      Message(zh: "一个成套最多 \(mostDocuments) 个文档", en: "A bundle has at most \(mostDocuments) documents"))
  }

  private static func tooManyOverlays(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .limitExceeded, at: range,
      Message(zh: "一个母版最多 \(mostOverlays) 份覆盖", en: "A base has at most \(mostOverlays) overlays"))
  }

  private static func idTwice(_ entry: DocumentEntry, _ first: DocumentEntry) -> Diagnostic {
    let noun = entry.kind?.noun ?? Message(zh: "文档", en: "document")
    return Diagnostic(
      .idDuplicate, at: entry.nameRange,
      Message(zh: "\(noun.zh)的标识 `\(entry.id)` 已经有了", en: "There is a \(noun.en) `\(entry.id)` already"),
      hint: Message(zh: "换一个标识，或把两份合成一份", en: "Choose another id, or join the two"),
      notes: [
        DiagnosticNote(at: first.nameRange, Message(zh: "先在这里用了", en: "first used here"))
      ])
  }

  private static func bundleUnknown(_ node: SpecNode, _ near: String?) -> Diagnostic {
    Diagnostic(
      .refUnknown, at: node.range,
      Message(zh: "没有成套「\(node.text)」", en: "There is no bundle `\(node.text)`"),
      hint: near.map { Message(zh: "您是不是想写 `\($0)`？", en: "Did you mean `\($0)`?") }
        ?? Message(zh: "把它的文件夹也写在命令里", en: "Name its folder on the command line too"))
  }

  private static func bundleCycle(_ entry: DocumentEntry) -> Diagnostic {
    Diagnostic(
      .cycle, at: entry.document?.root[.uses]?.range ?? entry.nameRange,
      Message(zh: "成套 `\(entry.id)` 绕了一圈又引用到自己", en: "The bundle `\(entry.id)` uses itself in a circle"))
  }

  private static func formerIDLives(_ node: DocumentHeader.Named, _ other: DocumentEntry) -> Diagnostic {
    Diagnostic(
      .wasClash, at: node.range,
      Message(zh: "曾用标识 `\(node.text)` 现在是另一个文档的标识", en: "The former id `\(node.text)` is the id of another document"),
      notes: [DiagnosticNote(at: other.nameRange, Message(zh: "在这里", en: "here"))])
  }

  private static func formerIDTwice(_ node: DocumentHeader.Named, _ first: DocumentHeader.Named) -> Diagnostic {
    Diagnostic(
      .wasClash, at: node.range,
      Message(zh: "两个文档都说自己曾用 `\(node.text)`", en: "Two documents claim the former id `\(node.text)`"),
      notes: [DiagnosticNote(at: first.range, Message(zh: "另一个在这里", en: "the other is here"))])
  }
}
