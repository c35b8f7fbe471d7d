import Core
import FEEL
import Foundation
import Spec
import Testing

@testable import Compile

/// The shipped knowledge schema, read by the language and lowered: everything resolves and nothing is lost.
@Suite struct ShippedKnowledgeSchemaTests {
  static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func schema() throws -> (schema: KnowledgeSchema, diagnostics: [Diagnostic]) {
    let table = try #require(
      SpecTable(csv: [UInt8](try Data(contentsOf: top.appending(path: "Specs/language/keys.csv")))))
    let numbers = try String(contentsOf: top.appending(path: "Specs/knowledge/numbers.csv"), encoding: .utf8)
    var lowering = KnowledgeLowering(numbers: IssuedNumbers(CSVRows(numbers)))
    for name in ["city", "lists", "matter", "object", "organization", "person", "place"] {
      let text = try String(contentsOf: top.appending(path: "Specs/knowledge/\(name).yaml"), encoding: .utf8)
      let source = SourceDocument(
        hash: name, kind: "knowledge", id: name, bundle: DocumentEntry.installation, file: "\(name).yaml", line: 1,
        text: text)
      let entry = DocumentEntry.read(source, table: table)
      #expect(entry.diagnostics.isEmpty)
      lowering.read(entry)
    }
    let result = lowering.finish()
    return (result.schema, result.diagnostics)
  }

  @Test func countsOfTheTables() throws {
    let (schema, diagnostics) = try Self.schema()
    #expect(diagnostics.isEmpty)
    #expect(schema.version == "1")
    #expect(schema.classes.count == 68)
    #expect(schema.relations.count { $0.isWithinClass } == 25)
    #expect(schema.relations.count { !$0.isWithinClass } == 51)
    #expect(schema.attributes.count == 966)
    let ofClasses = EntityClass.allCases.map { schema.attributes(of: $0).count }.reduce(0, +)
    #expect(ofClasses == 856)
    #expect(schema.lists.count == 234)
    #expect(schema.lists.map(\.codes.count).reduce(0, +) == 2_022)
    #expect(schema.numbers.attributeCount == 966 && schema.numbers.relationCount == 76)
    #expect(schema.relation("spouse_of")?.table == "r_1")
    #expect(schema.attribute("person.full_name")?.column == "a1")
    #expect(schema.attribute("人.姓名")?.column == "a1")
  }

  @Test func everyRoleMeansOneRelation() throws {
    let schema = try Self.schema().schema
    for root in EntityClass.allCases {
      for (role, readings) in schema.roles(of: root) {
        #expect(readings.count == 1, "\(root.rawValue).\(role)")
        #expect(schema.attribute(role, of: root) == nil, "\(root.rawValue).\(role) is an attribute too")
      }
      #expect(!schema.strongKeys(of: root).isEmpty)
    }
    #expect(schema.readings(role: "子女", of: .person).map(\.name) == ["parent_of"])
    #expect(schema.readings(role: "权属单位", of: .object).map(\.name) == ["object_owned_by_org"])
  }

  @Test func everyNumberHasAScaleAndEveryCodeAList() throws {
    let schema = try Self.schema().schema
    for attribute in schema.attributes {
      #expect((attribute.scale != nil) == attribute.type.isNumeric)
      #expect((attribute.list != nil) == (attribute.type == .code || attribute.type == .codes))
    }
    #expect(schema.attributes.count { $0.type == .codes } == 7)
    #expect(schema.attribute("人.慢性病种类")?.isMany == true)
    #expect(schema.attribute("person.age")?.value == "age(birth_date)")
    #expect(schema.attributes.contains { $0.unit == "万元" && $0.scale == 6 })
    #expect(schema.isClass("elderly_person", within: "resident"))
  }

  @Test func everyFormulaIsUnderstood() throws {
    let schema = try Self.schema().schema
    for root in EntityClass.allCases {
      var scope = SlotScope()
      for (slot, attribute) in schema.attributes(of: root).enumerated() {
        scope.add(attribute.id, slot: slot, type: schema.feelType(of: attribute), aliases: [attribute.title.zh])
      }
      for attribute in schema.attributes(of: root) {
        guard let value = attribute.value else { continue }
        let type = schema.feelType(of: attribute)
        let (compiled, problems) = Expression.compile(value, scope: scope, expecting: type)
        #expect(compiled != nil && problems.isEmpty, "\(attribute.qualifiedID): \(problems)")
      }
      for found in schema.classes where found.root == root {
        guard let condition = found.condition else { continue }
        let (compiled, problems) = Expression.compile(condition, scope: scope, expecting: .boolean)
        #expect(compiled != nil && problems.isEmpty, "\(found.id): \(problems)")
      }
    }
    #expect(schema.attributes.count { $0.value != nil } == 6)
    #expect(schema.classes.count { $0.condition != nil } == 4)
  }
}
