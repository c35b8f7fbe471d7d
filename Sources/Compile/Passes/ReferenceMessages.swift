import Core
import Spec

/// The words of what a reference does not find.
extension ReferenceResolver {
  static func ambiguous(_ node: SpecNode, _ entries: [DocumentEntry]) -> Diagnostic {
    let ids = entries.map { "`\($0.id)`" }
    return Diagnostic(
      .ambiguousName, at: node.range,
      Message(
        zh: "有 \(entries.count) 个都叫「\(node.text)」：\(ids.joined(separator: "、"))",
        en: "\(entries.count) are called `\(node.text)`: \(ids.joined(separator: ", "))"),
      hint: Message(zh: "请写标识", en: "Use the id"),
      notes: entries.map { DiagnosticNote(at: $0.nameRange, Message(zh: "在这里", en: "here")) })
  }

  static func unknown(_ node: SpecNode, _ kind: SpecPosition?, _ names: [String]) -> Diagnostic {
    let noun = kind?.noun ?? Message(zh: "文档", en: "document")
    return Diagnostic(
      .refUnknown, at: node.range,
      Message(zh: "没有\(noun.zh)「\(node.text)」", en: "There is no \(noun.en) `\(node.text)`"),
      hint: Nearest.hint(node.text, among: names)
        ?? Message(zh: "要引用别的成套，请写进 `uses`（引用）", en: "To refer to another bundle, name it in `uses`"))
  }

  static func tagUnknown(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .refUnknown, at: node.range,
      Message(zh: "没有文档带标签「\(node.text)」", en: "No document has the tag `\(node.text)`"))
  }

  static func controlNotYet(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .notYet, at: node.range,
      Message(
        zh: "控件「\(node.text)」是语言里有的，这一版还没有它的声明", en: "The control `\(node.text)` belongs to the language; this build has no file for it yet"),
      severity: .warning)
  }

  static func controlUnknown(_ node: SpecNode, _ names: [String]) -> Diagnostic {
    Diagnostic(
      .unknownControl, at: node.range, Message(zh: "没有控件「\(node.text)」", en: "There is no control `\(node.text)`"),
      hint: Nearest.hint(node.text, among: names)
        ?? Message(zh: "属性要带点号，如 `person.full_name`", en: "An attribute has a dot: `person.full_name`"))
  }

  static func attributeUnknown(_ node: SpecNode, _ knowledge: KnowledgeSchema) -> Diagnostic {
    let parts = node.text.split(separator: ".", maxSplits: 1).map(String.init)
    var names: [String] = []
    if parts.count == 2, let found = knowledge.entityClass(parts[0]) {
      names = knowledge.attributes(of: found.root).flatMap { [parts[0] + "." + $0.id, parts[0] + "." + $0.title.zh] }
    } else if parts.count == 2, let reading = knowledge.reading(parts[0]) {
      names = knowledge.attributes(ofRelation: reading.relation.id).flatMap {
        [parts[0] + "." + $0.id, parts[0] + "." + $0.title.zh]
      }
    } else if parts.count == 2 {
      names = knowledge.classes.flatMap { [$0.id + "." + parts[1], $0.title.zh + "." + parts[1]] }
    } else {
      names = knowledge.attributes.filter { $0.id == node.text || $0.title.zh == node.text }.map(\.qualifiedID)
      if let first = names.first {
        return Diagnostic(
          .unknownAttribute, at: node.range,
          Message(zh: "属性「\(node.text)」要写明是谁的", en: "Say whose attribute `\(node.text)` is"),
          hint: Message(zh: "例如 `\(first)`", en: "For instance `\(first)`"))
      }
    }
    return Diagnostic(
      .unknownAttribute, at: node.range,
      Message(zh: "知识体系里没有属性「\(node.text)」", en: "The knowledge schema has no attribute `\(node.text)`"),
      hint: Nearest.hint(node.text, among: names))
  }

  static func beyondAuthority(_ node: SpecNode, _ owner: String) -> Diagnostic {
    Diagnostic(
      .beyondAuthority, at: node.range,
      Message(zh: "「\(node.text)」不归「\(owner)」管", en: "`\(owner)` does not govern `\(node.text)`"),
      hint: Message(zh: "换一个主管单位，或只写它管的地方", en: "Name another owner, or only places that it governs"))
  }

  static func ambiguousPlace(_ node: SpecNode, _ paths: [String]) -> Diagnostic {
    let shown = paths.prefix(4).map { "「\($0)」" }.joined(separator: "、")
    return Diagnostic(
      .ambiguousName, at: node.range,
      Message(
        zh: "有 \(paths.count) 个地方叫「\(node.text)」：\(shown)", en: "\(paths.count) places are called `\(node.text)`: \(shown)"),
      hint: Message(zh: "请多写一级，如 `海淀区/幸福街道`", en: "Write one level more, such as `海淀区/幸福街道`"))
  }

  static func placeUnknown(_ node: SpecNode, _ tree: PlaceTree) -> Diagnostic {
    let last = node.text.split(separator: "/").last.map(String.init) ?? node.text
    // Doors and units repeat by the thousand; nobody means them by a lone name.
    let names = tree.nodes.lazy.filter { $0.level <= .estate }.map(\.name)
    let hint =
      tree.nodes.isEmpty
      ? Message(zh: "没有地名文档：在 `uses`（引用）里写上有地名的成套", en: "There are no places: name the bundle that has them in `uses`")
      : Nearest.hint(last, among: Set(names).sorted())
    return Diagnostic(
      .placeUnknown, at: node.range, Message(zh: "没有地方「\(node.text)」", en: "There is no place `\(node.text)`"),
      hint: hint)
  }

  static func postUnknown(_ node: SpecNode, _ posts: [String]) -> Diagnostic {
    Diagnostic(
      .refUnknown, at: node.range, Message(zh: "没有岗位「\(node.text)」", en: "There is no post `\(node.text)`"),
      hint: posts.isEmpty
        ? Message(zh: "写成 `单位或地名/岗位`", en: "Write `organisation or place/post`")
        : Message(zh: "那里有：\(Set(posts).sorted().joined(separator: "、"))", en: "There are: \(Set(posts).sorted().joined(separator: ", "))"))
  }
}
