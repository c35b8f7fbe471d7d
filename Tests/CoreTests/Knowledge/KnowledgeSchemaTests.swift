import Testing

@testable import Core

@Suite struct KnowledgeSchemaTests {
  static func builder() -> KnowledgeSchemaBuilder {
    var builder = KnowledgeSchemaBuilder()
    builder.version = "1"
    builder.lists = [
      (
        "gender",
        [
          KnowledgeCode(code: "1", title: Label(zh: "男", en: "male")),
          KnowledgeCode(code: "2", title: Label(zh: "女")),
        ]
      )
    ]
    builder.classes = [
      .init(id: "person", title: Label(zh: "人")), .init(id: "place", title: Label(zh: "地")),
      .init(id: "elderly_person", title: Label(zh: "老年人"), parent: "resident", condition: "age >= 60"),
      .init(id: "resident", title: Label(zh: "居民"), parent: "人"),
      .init(id: "veteran", title: Label(zh: "退役军人"), parent: "resident"),
    ]
    var child = KnowledgeSchemaBuilder.RelationEntry(
      id: "parent_of", title: Label(zh: "父母"), from: "person", to: "person", inverse: "child_of")
    child.fromRole = "父母"
    child.toRole = "子女"
    var spouse = KnowledgeSchemaBuilder.RelationEntry(
      id: "spouse_of", title: Label(zh: "配偶"), from: "person", to: "person", inverse: "spouse_of")
    spouse.isSymmetric = true
    var home = KnowledgeSchemaBuilder.RelationEntry(
      id: "resides_at", title: Label(zh: "常住"), from: "person", to: "place", inverse: "has_resident")
    home.fromRole = "常住居民"
    home.toRole = "常住地"
    builder.relations = [child, spouse, home]
    var gender = KnowledgeSchemaBuilder.AttributeEntry(
      qualifiedID: "person.gender", title: Label(zh: "性别"), type: .code, sensitivity: .personal)
    gender.list = "gender"
    var card = KnowledgeSchemaBuilder.AttributeEntry(
      qualifiedID: "person.senior_card_no", title: Label(zh: "老年优待证号"), type: .string, sensitivity: .personal)
    card.appliesTo = ["elderly_person"]
    builder.attributes = [
      gender, card,
      .init(qualifiedID: "person.id_doc_type", title: Label(zh: "证件类型"), type: .code, sensitivity: .personal),
      .init(
        qualifiedID: "person.id_number", title: Label(zh: "公民身份号码"), type: .string,
        sensitivity: .sensitivePersonal),
      .init(
        qualifiedID: "person.income", title: Label(zh: "收入"), type: .money, sensitivity: .sensitivePersonal),
      .init(qualifiedID: "resides_at.days", title: Label(zh: "天数"), type: .integer, sensitivity: .personal),
      .init(
        qualifiedID: "relation.valid_from", title: Label(zh: "关系起始日期"), type: .date, sensitivity: .internal),
    ]
    return builder
  }

  @Test func classesAndTheirChains() {
    let (schema, problems) = Self.builder().build()
    #expect(problems.isEmpty)
    #expect(schema.chain(of: "老年人").map(\.id) == ["elderly_person", "resident", "person"])
    #expect(schema.isClass("elderly_person", within: "居民"))
    #expect(!schema.isClass("person", within: "resident"))
    #expect(!schema.isClass("person", within: "没有"))
    #expect(schema.entityClass("veteran")?.root == .person)
  }

  @Test(arguments: [
    "person.gender", "人.性别", "人.gender", "person.性别", "老年人.性别", "resides_at.days", "常住.天数",
    "has_resident.days", "resides_at.valid_from", "父母.关系起始日期", "relation.valid_from",
  ])
  func attributeReferences(reference: String) {
    #expect(Self.builder().build().schema.attribute(reference) != nil)
  }

  @Test(arguments: ["", ".", "person", "person.", "person.days", "place.gender", "常住.性别", "没有.性别", "人.性别.x"])
  func unknownAttributes(reference: String) {
    #expect(Self.builder().build().schema.attribute(reference) == nil)
  }

  @Test func subtypesNarrowWithoutHiding() throws {
    let schema = Self.builder().build().schema
    let card = try #require(schema.attribute("veteran.senior_card_no"))
    #expect(schema.applies(card, to: "老年人"))
    #expect(!schema.applies(card, to: "veteran") && !schema.applies(card, to: "person"))
    let gender = try #require(schema.attribute("人.性别"))
    #expect(schema.applies(gender, to: "veteran") && !schema.applies(gender, to: "place"))
  }

  @Test func relationsFromBothEnds() throws {
    let schema = Self.builder().build().schema
    let home = try #require(schema.reading("has_resident"))
    #expect(home.source == .place && home.target == .person && home.role == "常住居民")
    #expect(schema.readings(role: "子女", of: .person).map(\.relation.id) == ["parent_of"])
    #expect(schema.readings(role: "父母", of: .person).map(\.isInverse) == [true])
    #expect(schema.readings(role: "配偶", of: .person).count == 1)
    #expect(schema.readings(role: "常住居民", of: .person).isEmpty)
    #expect(schema.reading("child_of")?.isInverse == true)
  }

  @Test func membersOfEntities() throws {
    let schema = Self.builder().build().schema
    #expect(schema.member(of: "老年人", named: "性别")?.id == "person.gender")
    #expect(schema.member(of: "person", named: "gender")?.type.zh == "选项「gender」")
    #expect(schema.member(of: "person", named: "子女")?.id == "parent_of")
    #expect(schema.member(of: "person", named: "子女")?.type.zh == "实体 person的列表")
    #expect(schema.member(of: "person", named: "父母")?.id == "child_of")
    #expect(schema.member(of: "place", named: "常住居民")?.id == "has_resident")
    #expect(schema.member(of: "person", named: "resides_at")?.type.zh == "实体 place的列表")
    #expect(schema.member(of: "person", named: "has_resident") == nil)
    #expect(schema.member(of: "moon", named: "性别") == nil)
    #expect(schema.list("gender")?.closedValues.code(of: "女") == "2")
    #expect(schema.list("gender")?.closedValues.code(of: "male") == "1")
  }

  @Test func keysScalesAndColumns() throws {
    let schema = Self.builder().build().schema
    #expect(schema.strongKeys(of: .person).map { $0.map(\.id) } == [["id_doc_type", "id_number"]])
    #expect(schema.strongKeys(of: .place).isEmpty)
    #expect(schema.attribute("人.收入")?.scale == 2)
    #expect(schema.attribute("resides_at.days")?.scale == 0)
    #expect(schema.attribute("人.性别")?.scale == nil)
    #expect(schema.list("gender")?.entry(title: "女")?.code == "2")
    #expect(schema.list("gender")?.rank(of: "2") == 1)
    #expect(schema.list("gender")?.entry(code: "9") == nil)
  }

  @Test func numbersAreKeptAndOnlyAppended() {
    var builder = Self.builder()
    builder.numbers = IssuedNumbers(
      CSVRows(
        "kind,number,id\nattribute,7,person.gender\nattribute,9,person.gone\n"
          + "relation,3,spouse_of\nnote,1,x\nattribute,-1,y\n"
      ))
    let schema = builder.build().schema
    #expect(schema.attribute("person.gender")?.column == "a7")
    #expect(schema.attribute("person.senior_card_no")?.number == 10)
    #expect(schema.relation("spouse_of")?.table == "r_3")
    #expect(schema.relation("parent_of")?.table == "r_4")
    #expect(schema.numbers.attributeCount == 8)
  }

  @Test func whatDoesNotResolveIsNamedOnce() {
    var builder = Self.builder()
    builder.classes += [
      .init(id: "ghost", title: Label(zh: "鬼"), parent: "nobody"),
      .init(id: "a", title: Label(zh: "甲"), parent: "b"),
      .init(id: "b", title: Label(zh: "乙"), parent: "a"), .init(id: "person", title: Label(zh: "人")),
    ]
    var bad = KnowledgeSchemaBuilder.AttributeEntry(
      qualifiedID: "person.x", title: Label(zh: "性别"), type: .code, sensitivity: .personal)
    bad.list = "none"
    bad.appliesTo = ["ghost"]
    bad.replacedBy = "person.y"
    builder.attributes += [
      bad, .init(qualifiedID: "moon.x", title: Label(zh: "月"), type: .string, sensitivity: .public),
    ]
    builder.relations.append(
      .init(id: "r", title: Label(zh: "关系"), from: "person", to: "moon", inverse: "child_of"))
    #expect(
      Set(builder.build().problems) == [
        .unknownClass(subject: "ghost", name: "nobody"), .classCycle(id: "a"), .classCycle(id: "b"),
        .duplicate(id: "person"), .unknownList(subject: "person.x", name: "none"),
        .unknownClass(subject: "person.x", name: "ghost"), .ambiguousName(subject: "person.x", name: "性别"),
        .unknownSuccessor(subject: "person.x", name: "person.y"), .unknownOwner(subject: "moon.x"),
        .unknownClass(subject: "r", name: "moon"),
      ])
  }
}
