import Core
import FEEL
import Testing

@testable import Compile

/// Slots, order and variants of what comes out.
@Suite struct ServiceSlotTests {
  static let head = """
    hutong: service/1
    id: allowance
    title: 高龄津贴申请
    owner: 测试市卫生健康局
    purpose: 发放津贴
    retain: 1 年

    """

  private func service(_ body: String) throws -> ServiceProgram { try ServiceCases.service(Self.head + body) }

  @Test func fieldsStandFirstThenWhatIsRead() throws {
    let variant = try #require(
      try service(
        """
        open: {to: self, where: 'me.性别 != null'}
        form:
          - 姓名: person-name
          - 备注: {control: text, local: 当次, when: '年龄 >= 80 and subject.性别 = "女"', required: false}
        after:
          done:
            - {do: send, to: applicant, say: "{title}{reason}{姓名}"}
        """
      ).variants.first)
    let sources = variant.layout.sources
    #expect(sources.prefix(2) == [.field(0), .field(1)])
    let rest = Set(sources.dropFirst(2))
    #expect(rest.contains(.attribute(.applicant, qualifiedID: "person.age")))
    #expect(rest.contains(.attribute(.subject, qualifiedID: "person.gender")))
    #expect(rest.contains(.attribute(.me, qualifiedID: "person.gender")))
    #expect(rest.contains(.name(.title)) && rest.contains(.name(.reason)))
    #expect(rest.count == sources.count - 2)
  }

  @Test func orderFollowsWhatIsRead() throws {
    let form = try #require(
      try service(
        """
        open: {to: self}
        form:
          - 合计: = 小计 * 2
          - 说明: {control: text, local: 当次, when: '合计 > 100', required: '合计 > 200', check: '说明 != null', say: 请写}
          - 小计: = 人数 * 3
          - 人数: {control: integer, local: 当次, default: '1', min: '合计'}
        """
      ).variants.first?.form)
    let order = form.order.map { "\(form.fields[$0.field].id) \($0.aspect)" }
    #expect(order.count == 7 && isSorted(form), "\(order)")
  }

  /// Every formula stands behind those that decide the answers it reads.
  private func isSorted(_ form: FormProgram) -> Bool {
    var done: Set<Recalculation> = []
    for step in form.order {
      let field = form.fields[step.field]
      let formula: Formula? =
        switch step.aspect {
        case .when: field.when
        case .value: field.value
        case .fallback: field.fallback
        case .check: field.check
        case .bounds: field.min ?? field.max
        default: nil
        }
      for slot in formula?.expression.slots ?? [] where slot < form.fields.count {
        for aspect in [Recalculation.Aspect.when, .value, .fallback] {
          let needed = Recalculation(field: slot, aspect: aspect)
          if form.order.contains(needed), needed != step, !done.contains(needed) { return false }
        }
      }
      done.insert(step)
    }
    return true
  }

  @Test func aPageComesBeforeItsFields() throws {
    let form = try #require(
      try service(
        """
        open: {to: self}
        form:
          - 家庭情况:
              when: 独居 = false
              fields:
                - 人数: {control: integer, local: 当次, default: '2'}
          - 基本:
              - 独居: {control: yes-no, local: 当次}
        """
      ).variants.first?.form)
    #expect(form.order.map(\.aspect) == [.page(0), .fallback])
    #expect(form.pages.map(\.id) == ["家庭情况", "基本"] && form.pages.map(\.fields) == [[0], [1]])
  }

  @Test func variantsKeepTheSlotsOfTheBase() throws {
    let service = try service(
      """
      open: {to: self}
      form:
        - 姓名: person-name
        - 电话: phone
      flow: none
      priority: if 年龄 > 90 then 1 else 3
      variants:
        - 社区确认:
            for: [一号社区, 二号社区]
            flow:
              - 确认: {by: 社区工作者, when: '年龄 > 70', within: 4 工作小时}
            change:
              电话: {required: false}
            add:
              - 备注: {control: text, local: 当次, after: 姓名, when: '姓名 != null'}
      may-change: [form, 电话]
      """)
    #expect(service.variants.map(\.id) == ["allowance", "社区确认"])
    let (base, own) = (service.variants[0], service.variants[1])
    #expect(base.territory == nil && own.territory?.count == 2)
    #expect(base.form.fields.map(\.id) == ["姓名", "电话"] && own.form.fields.map(\.id) == ["姓名", "电话", "备注"])
    #expect(own.form.pages.map(\.fields) == [[0, 2, 1]])
    let age = SlotSource.attribute(.applicant, qualifiedID: "person.age")
    #expect(base.layout.sources.firstIndex(of: age) == own.layout.sources.firstIndex(of: age))
    #expect(base.layout.sources[2] == .value && own.layout.sources[2] == .field(2))
    #expect(own.flow.steps.first?.within == WorkingDuration(4, .workhour))
    if case .always = base.form.fields[1].required {} else { Issue.record("the base asks for a phone") }
    if case .never = own.form.fields[1].required {} else { Issue.record("the variant does not") }
  }

  @Test func bindingsAreThoseOfTheSubject() throws {
    let fields = try service(
      """
      open: {to: [self, family]}
      form:
        - 姓名: person-name
        - 住址: address
        - 慢性病: person.chronic_diseases
        - 经办电话: {bind: person.mobile_phone, of: filer}
        - 备注: {control: text, local: 当次}
        - 岁数: = age(出生)
        - 出生: birth-date
      """
    ).variants[0].form.fields
    func shown(_ field: FieldProgram) -> String {
      switch field.binding {
      case .attribute(let attribute, let root): "\(attribute.qualifiedID) of \(root.rawValue)"
      case .relation(let reading, let root): "\(reading.relation.id) of \(root.rawValue)"
      case .ofGroup(let attribute): "\(attribute.qualifiedID) of the group"
      case .ofRelation(let attribute, let by): "\(attribute.qualifiedID) of the relation of \(by)"
      case .parts(let root): "parts of \(root.rawValue)"
      case .local(let reason): "local \(reason)"
      case .computed: "computed"
      }
    }
    #expect(
      fields.map(shown) == [
        "person.full_name of applicant", "resides_at of applicant", "person.chronic_diseases of applicant",
        "person.mobile_phone of filer", "local 当次", "computed", "person.birth_date of applicant",
      ])
    #expect(
      fields[2].type == .codes && fields[2].sensitivity == .sensitivePersonal && fields[5].type == .number)
  }

  @Test func measuresAreCountsSumsAndQuotients() throws {
    let service = try service(
      """
      open: {to: self}
      form:
        - 人数: {control: integer, local: 当次}
      measures:
        件数: count(requests)
        人均: sum(申请们[状态 = "办结"].人数) / count(requests[state = "done"])
      """)
    guard case .count(where: nil) = service.measures[0].kind else {
      Issue.record("a count of all")
      return
    }
    guard case .quotient(.sum(where: let filter, of: let of), .count) = service.measures[1].kind else {
      Issue.record("a quotient")
      return
    }
    #expect(of.expression.slots == [0] && service.measures[1].scale == 3)
    let layout = service.variants[0].layout.sources
    #expect(filter?.expression.slots.map { layout[$0] } == [.name(.state)])
  }

  @Test func datesAreInclusiveInShanghai() throws {
    let open = try service(
      "open: {to: self, from: 2026-03-01, until: 2026-03-31}\nform:\n  - 姓名: person-name\n"
    )
    .variants[0].open
    #expect(open.from == 1_772_294_400_000)
    #expect(open.until == 1_774_972_800_000)
  }
}
