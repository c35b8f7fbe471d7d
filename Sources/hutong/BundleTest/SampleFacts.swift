import Core
import Engine
import FEEL
import Spec

/// What an author wrote for a fact or an answer, as the engine takes it.
enum SampleFacts {
  /// One answer: texts as they are, lists and groups kept.
  static func answer(_ node: SpecNode) -> Answer {
    switch node.kind {
    case .scalar: .text(node.text)
    case .list: .list(node.children.map(answer))
    case .map, .named, .keys:
      .object(Dictionary(node.children.map { ($0.name ?? "", answer($0)) }, uniquingKeysWith: { a, _ in a }))
    case .invalid: .null
    }
  }

  static func answers(_ node: SpecNode?) -> [String: Answer] {
    guard let node else { return [:] }
    return Dictionary(node.children.map { ($0.name ?? "", answer($0)) }, uniquingKeysWith: { a, _ in a })
  }

  /// What another system replies, as JSON would say it: a plain `true`, `false`, `null` or number is one, what stands in
  /// quotes is a text.
  static func reply(_ node: SpecNode) -> Value {
    switch node.kind {
    case .scalar: node.isQuoted ? .string(node.text) : plain(node.text)
    case .list: .list(node.children.map(reply))
    case .map, .named, .keys:
      .context(Context(keys: node.children.map { $0.name ?? "" }, values: node.children.map(reply)))
    case .invalid: .null
    }
  }

  private static func plain(_ text: String) -> Value {
    switch text {
    case "true": .boolean(true)
    case "false": .boolean(false)
    case "null": .null
    default: Number(text: text).map(Value.number) ?? .string(text)
    }
  }

  /// Stored values of an attribute from the author's text or list; nil when it does not fit the type.
  static func values(
    _ attribute: KnowledgeAttribute, _ node: SpecNode, _ knowledge: KnowledgeSchema
  ) -> [StoredValue]? {
    let texts = node.kind == .list ? node.children.map(\.text) : [node.text]
    var values: [StoredValue] = []
    for text in texts {
      guard let value = value(attribute, text, knowledge),
        let stored = ValueCodec.store(value, type: attribute.elementType, scale: attribute.scale ?? 0)
      else { return nil }
      values.append(stored)
    }
    return values
  }

  private static func value(_ attribute: KnowledgeAttribute, _ text: String, _ knowledge: KnowledgeSchema) -> Value? {
    switch attribute.elementType {
    case .number, .integer, .money: return Number(text: text).map(Value.number)
    case .boolean: return ["true", "是"].contains(text) ? .boolean(true) : ["false", "否"].contains(text) ? .boolean(false) : nil
    case .date: return CivilDate(text: text).map(Value.date)
    case .code:
      guard let list = attribute.list.flatMap({ knowledge.list($0) }) else { return .string(text) }
      return (list.entry(code: text) ?? list.entry(title: text)).map { .string($0.code) }
    default: return .string(Text.normalized(text))
    }
  }
}
