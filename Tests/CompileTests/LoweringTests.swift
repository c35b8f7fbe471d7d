import Core
import FEEL
import Spec
import Testing

@testable import Compile

/// What comes out of the documents of the test city.
@Suite struct LoweringTests {
  private static func program(_ more: String = "") throws -> Program {
    let table = try #require(Bundles.table)
    var documents = try Bundles.read(Bundles.repository + "/Examples", "t-city").documents
    if !more.isEmpty {
      let bundle = "hutong: bundle/1\nid: case\ntitle: 例子\nuses: [t-city]\n---\n"
      let file = BundleFile(path: "case.yaml", bytes: Array((bundle + more).utf8))
      documents += BundleDocuments(folder: "", files: [file], table: table).documents
    }
    let result = try Bundles.compiler().compile(documents)
    #expect(result.diagnostics.filter { $0.severity != .note }.isEmpty, "\(Bundles.print(result.diagnostics, documents))")
    return try #require(result.program)
  }

  @Test func placesAndPosts() throws {
    let program = try Self.program()
    // 1 province, 1 city, 2 districts, 4 streets, 12 communities, 36 estates, 108 buildings, 216 units, 2,160 doors.
    #expect(program.places.count == 2_540)
    let levels = Dictionary(grouping: program.places, by: \.level).mapValues(\.count)
    #expect(levels[.community] == 12 && levels[.door] == 2_160)
    #expect(program.places.first?.id == StableID.make("place", "99"))
    #expect(Set(program.places.map(\.id)).count == program.places.count)

    let committee = try #require(program.organizations.first { $0.name == "五号社区居民委员会" })
    #expect(committee.id == StableID.make("organization", "五号社区居民委员会"))
    #expect(committee.entityClass == "residents_committee")
    #expect(committee.governs == committee.at.map { [$0] })
    #expect(committee.posts.map(\.name) == ["社区主任", "网格岗", "网格岗", "网格岗"])
    #expect(committee.posts[0].roles == ["community-head", "community-worker"])
    #expect(Set(committee.posts.map(\.id)).count == 4)
    let again = try Self.program()
    #expect(again.organizations.map(\.id) == program.organizations.map(\.id))
    #expect(again.hash == program.hash)
  }

  @Test func calendarCountsDays() throws {
    let calendar = try #require(try Self.program().calendars.first)
    let day = try #require(CivilDate(text: "2026-10-01"))
    #expect(calendar.holidays.contains(Int(day.days)...Int(day.days) + 6))
    #expect(calendar.workweek == [true, true, true, true, true, false, false])
    #expect(calendar.hours == [540..<720, 810..<1050])
    #expect(calendar.territory.count == 1)
  }

  @Test func compositeControl() throws {
    let program = try Self.program(
      """
      hutong: control/1
      id: guardian
      title: {zh: 监护人, en: guardian}
      type: context
      parts:
        - 名: {control: person-name, bind: person.full_name}
        - 号: {control: phone, bind: person.mobile_phone, required: false}
      normalize: 'context put(value, "号", if 号 = null then "13800000000" else 号)'
      check: {check: '名 != 号', say: {zh: 写反了, en: the wrong way round}}
      mask: substring(名, 1, 1) + "*"
      accept: {a: a}
      reject: {b: 写反了}
      ---
      hutong: control/1
      id: strict-phone
      title: 一三八
      type: string
      base: phone
      check: {check: 'starts with(value, "138")', say: 只收 138}
      accept: {"13800001234": "13800001234"}
      reject: {"13900001234": 只收 138}
      """)
    let control = try #require(program.controls["guardian"])
    #expect(control.layout.sources == [.value, .part("名"), .part("号")])
    #expect(control.parts.map { $0.attribute?.qualifiedID } == ["person.full_name", "person.mobile_phone"])
    #expect(control.parts.map(\.required) == [true, false])
    var frame = Frame(slots: [.null, .string("张三"), .null])
    #expect(control.mask?.expression.evaluate(&frame).string == "张*")
    #expect(control.checks.first?.formula.expression.decide(&frame) == true)

    let phone = try #require(program.controls["strict-phone"])
    #expect(phone.normalize != nil && phone.mask != nil)
    #expect(phone.checks.count == 1)
    #expect(phone.attributes.contains("person.mobile_phone"))
    var typed = Frame(slots: [.string("１38 0000-1234")])
    #expect(phone.normalize?.expression.evaluate(&typed).string == "13800001234")
  }

  @Test func rightsAddUp() throws {
    let program = try Self.program(
      """
      hutong: role/1
      id: more
      title: 值班员（例子）
      base: 值班员
      may:
        - {do: [read, export], what: ["#体检", ledger], scope: {all: [territory, sector]}, see: sensitive-personal, purpose: 应急}
      ---
      hutong: ledger/1
      id: people
      title: 名册
      tags: [体检]
      class: 老年人
      where: 年龄 >= 60
      purpose: 测试
      columns:
        - 姓名: person.full_name
        - 份数: {control: integer, local: 只在这里用, min: 2}
      """)
    let role = try #require(program.roles["duty-officer"])
    #expect(program.roles["more"] == nil)
    let grant = try #require(role.grants.last)
    #expect(grant.rights == [.read, .export])
    #expect(grant.things == [.tag("体检"), .kind("ledger")])
    #expect(grant.scope == .init(all: [.territory, .sector]))
    #expect(grant.see == .sensitivePersonal)

    let ledger = try #require(program.ledgers["people"])
    #expect(ledger.root == .person && ledger.entityClass == "elderly_person")
    #expect(ledger.condition != nil)
    #expect(ledger.columns.map(\.min) == [nil, 2])
    #expect(program.derived["person.age"] != nil)
  }
}
