import Core
import FEEL
import Testing

/// A check-up form with its slots, made without documents: what a compiler would hand over.
enum TownForm {
  static let range = SourceRange(file: "town.yaml", line: 1, column: 1)

  static let sources: [SlotSource] =
    (0..<8).map { SlotSource.field($0) }
    + [
      .attribute(.subject, qualifiedID: "person.age"), .name(.state), .name(.reason), .name(.title), .name(.code),
    ]
  static let layout = SlotLayout(sources)

  static func formula(_ text: String) -> Formula {
    let scope = SlotScope([
      "姓名": .string, "证件号": .string, "出生日期": .date, "电话": .string, "住址": .entity("place"), "慢性病": .list(.string),
      "体检日期": .date, "费用": .number, "年龄": .number, "state": .string, "reason": .string, "title": .string, "code": .string,
    ])
    let (compiled, problems) = Expression.compile(text, scope: scope)
    guard let compiled else { preconditionFailure("\(text): \(problems)") }
    return Formula(compiled, range: range)
  }

  static func control(
    _ id: String, _ type: ValueType, mask: String? = nil, fill: [(attribute: String, formula: Formula)] = []
  ) -> ControlProgram {
    var masking: Formula?
    if let mask {
      masking = Expression.compile(mask, scope: SlotScope(["value": .string])).0.map { Formula($0, range: range) }
    }
    return ControlProgram(
      id: id, title: Label(zh: id), type: type, widget: .line, parts: [], settings: [:],
      layout: SlotLayout([.value]), normalize: nil, checks: [], fill: fill, mask: masking, options: nil,
      attributes: [], relations: [], sensitivity: nil, accept: [], reject: [])
  }

  static func form(_ knowledge: KnowledgeSchema) throws -> FormProgram {
    func attribute(_ id: String) throws -> FieldProgram.Binding {
      .attribute(try #require(knowledge.attribute(id)), of: .subject)
    }
    let home = try #require(knowledge.reading("resides_at"))
    var fields = [
      field("姓名", control("person-name", .string), try attribute("person.full_name"), sensitivity: .personal),
      field(
        "证件号", control("id-card", .string, mask: #"substring(value, 1, 6) + "**********""#),
        try attribute("person.id_number"), sensitivity: .sensitivePersonal),
      field("出生日期", control("birth-date", .date), try attribute("person.birth_date"), sensitivity: .personal),
      field("电话", control("phone", .string), try attribute("person.mobile_phone"), sensitivity: .personal),
      field("住址", control("address", .place), .relation(home, of: .subject), sensitivity: .personal),
      field("慢性病", control("choices", .codes), try attribute("person.chronic_diseases"), required: false,
        sensitivity: .sensitivePersonal),
      field("体检日期", control("date", .date), .local("只用于排期")),
    ]
    fields.append(field("费用", control("money", .money), .local("只用于结算"), scale: 2, required: false))
    let page = PageProgram(
      id: "基本信息", title: Label(zh: "基本信息", en: "about you"), help: nil, parent: nil, when: nil, by: nil,
      fields: Array(fields.indices))
    return FormProgram(id: "check", fields: fields, pages: [page], order: [], rules: [])
  }

  private static func field(
    _ id: String, _ control: ControlProgram, _ binding: FieldProgram.Binding, scale: Int = 0, required: Bool = true,
    sensitivity: Sensitivity = .internal
  ) -> FieldProgram {
    FieldProgram(
      id: id, title: Label(zh: id), help: nil, control: control, type: control.type, scale: scale, binding: binding,
      page: 0, value: nil, fallback: nil, required: required ? .always : .never, when: nil, check: nil, say: nil,
      options: nil, min: nil, max: nil, unit: nil, level: nil, by: nil, fillsFromLedger: true, isLocked: false,
      hidden: .drop, sensitivity: sensitivity, settings: [:], was: [], convert: nil)
  }
}
