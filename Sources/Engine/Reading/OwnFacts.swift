import Core
import FEEL

extension Engine {
  /// What the ledger holds about the caller's own person, known facts only, in the order of the knowledge schema. Sensitive
  /// values show their end only: the page may be looked at over a shoulder.
  package func ownFacts(_ caller: Caller) throws -> [RegisterFact] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let attributes = running.program.knowledge.attributes(of: .person).filter { $0.value == nil }
      let reading = running.shapes.reading(.person, attributes, running.tables)
      guard let image = try reading.image(of: caller.person, on: preparation.today, reader, for: .identity) else {
        return []
      }
      let sources = try FilledSources(preparation, [.subject: image])
      return attributes.compactMap { attribute in
        guard let value = image.attributes[attribute.number], !value.isNull else { return nil }
        let source = sources.source(attribute.number, image)
        return RegisterFact(
          title: attribute.title, text: preparation.text(of: value, attribute), source: source?.label, at: source?.at)
      }
    }
  }
}

extension Preparation {
  /// A value of the ledger as people read it.
  fileprivate func text(of value: Value, _ attribute: KnowledgeAttribute) -> String {
    let list = attribute.list.flatMap { running.program.knowledge.list($0) }
    func title(_ code: String) -> String { list?.codes.first { $0.code == code }?.title.text(in: caller.language) ?? code }
    let text: String =
      switch value {
      case .string(let code): title(code)
      case .list(let items): items.map { $0.string.map(title) ?? $0.plainText }.joined(separator: "、")
      case .boolean(let truth): caller.language == .zh ? (truth ? "是" : "否") : (truth ? "yes" : "no")
      case .entity(let reference) where reference.classID == EntityClass.place.rawValue:
        running.city.path(of: reference.id) ?? ""
      default: value.plainText
      }
    guard attribute.sensitivity >= .sensitivePersonal else {
      return attribute.unit.map { "\(text) \($0)" } ?? text
    }
    switch value {
    // The end of a day says nothing by which one would know it again; its year does, and tells nobody the day.
    case .date(let day): return String(day.text.prefix(4)) + "-**-**"
    case .string where text.count > 6: return String(repeating: "*", count: text.count - 4) + text.suffix(4)
    default: return "****"
    }
  }
}
