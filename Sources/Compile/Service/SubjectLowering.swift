import Core
import FEEL
import Spec

/// What a matter is about, and which answer says where.
extension FormLowering {
  /// Sets whose attributes the form binds to by itself. Comes before the fields are bound.
  mutating func setSubject(_ node: SpecNode?) {
    guard let node else { return }
    guard !node.isInvalid else {
      names.subjectClass = nil
      return
    }
    if fieldByName[node.text] == nil, !pages.contains(where: { $0.draft?.name == node.text }) {
      guard let word = context.table.word(node.text, in: "name"), let root = EntityRoot(rawValue: word), root != .item
      else {
        let near = didYouMean(node.text, fieldNames)
        findings.report(
          .noSubject, node.range, "没有「\(node.text)」这个对象\(near.zh)",
          "There is no subject `\(node.text)`\(near.en)",
          hint: (
            "可以是 applicant（申请人）、organization（单位）、place（地点）或一个回答实体的字段",
            "A scope name such as applicant, or a field that answers with an entity"
          ))
        names.subjectClass = nil
        return
      }
      if root != .subject {
        names.subject = root
        names.subjectClass = names.entityClass(of: root)
      }
      return
    }
    names.subject = .subject
    names.subjectClass = answeredClass(node)
    findings.notYet(
      node.range, "以字段「\(node.text)」的答案为对象", "the entity that field `\(node.text)` answers as subject")
  }

  private mutating func answeredClass(_ node: SpecNode) -> EntityClass? {
    if let page = pages.first(where: { $0.draft?.name == node.text }) { return page.entityClass }
    guard let field = fieldByName[node.text] else { return nil }
    let draft = fields[field].draft
    if let bind = draft[.bind], let reading = context.knowledge.reading(bind.text) { return reading.target }
    // Entity controls say their class by their name or by the ledger that they pick from.
    if let ledger = draft[.settings]?.entry("ledger"), let shape = context.ledger(ledger.text) {
      return shape.root
    }
    let control = draft[.control].flatMap { context.table.word($0.text, in: "control") } ?? ""
    return EntityClass(rawValue: control)
  }

  /// The field that says where; nil = the subject's place. Comes once the fields are bound.
  mutating func placeField(_ node: SpecNode?, nameRange: SourceRange) -> Int? {
    guard let node else {
      if names.subjectClass == .matter {
        findings.report(
          .placeMissing, nameRange, "没有答案说明在哪里", "No answer says where",
          hint: ("写 `place: 字段`", "Write `place: field`"))
      }
      return nil
    }
    guard !node.isInvalid else { return nil }
    if node.type == .relationRef, context.knowledge.reading(node.text) != nil { return nil }
    guard let found = position(node) else { return nil }
    guard let type = fields[found].valueType else { return found }
    if type != .place && type != .entity && type != .point {
      findings.report(
        .placeMissing, node.range, "字段「\(node.text)」的答案不是地点", "The answer of `\(node.text)` is no place",
        notes: [DiagnosticNote(at: fields[found].draft.nameRange, Message(zh: "字段在这里", en: "the field"))])
    }
    return found
  }
}
