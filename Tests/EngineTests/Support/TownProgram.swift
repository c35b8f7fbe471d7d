import Core
import FEEL
import Testing

/// A small town as a program: a city, a district, a street, three communities with a door each; committees, a hospital,
/// a duty officer; one service with three procedures and a ledger.
struct TownProgram {
  /// Places by name; ids are what residents and matters carry.
  static let city: Int64 = 1, district: Int64 = 2, street: Int64 = 3
  static let communities: [Int64] = [11, 12, 13]
  static let doors: [Int64] = [111, 121, 131]

  var quota: OpenProgram.Quota?
  var limit: Int?
  var hash = "town-1"
  /// The second community's flow; empty = one review.
  var steps: [StepProgram] = []
  /// Time allowed for a step.
  var within = WorkingDuration(2, .workday)
  var close = BatchProgram.Close.byHand
  /// Acts besides the usual ones when a request is done.
  var acts: [ActProgram] = []
  /// What a request adds to the ledger's number.
  var adjust = "1"

  func program() throws -> Program {
    let knowledge = try Self.knowledge()
    let service = try service(knowledge)
    return Program(
      hash: hash, knowledge: knowledge, services: [service.id: service], ledgers: ["elders": try ledger(knowledge)],
      roles: Self.roles(), controls: [:], calendars: [Self.calendar], places: Self.places(),
      organizations: Self.organizations(), derived: ["person.age": try Self.age()],
      documents: [])
  }

  // MARK: Knowledge

  static func knowledge() throws -> KnowledgeSchema {
    var builder = KnowledgeSchemaBuilder()
    builder.version = "1"
    for root in EntityClass.allCases { builder.classes.append(.init(id: root.rawValue, title: Label(zh: root.rawValue))) }
    func add(_ id: String, _ zh: String, _ type: ValueType, _ change: (inout KnowledgeSchemaBuilder.AttributeEntry) -> Void = { _ in }) {
      var entry = KnowledgeSchemaBuilder.AttributeEntry(
        qualifiedID: id, title: Label(zh: zh), type: type, sensitivity: .personal)
      change(&entry)
      builder.attributes.append(entry)
    }
    add("person.full_name", "姓名", .string)
    add("person.id_doc_type", "证件类型", .code)
    add("person.id_number", "证件号码", .string)
    add("person.birth_date", "出生日期", .date)
    add("person.mobile_phone", "手机号码", .string)
    add("person.chronic_diseases", "慢性病", .codes)
    add("person.last_checkup_date", "最近体检日期", .date)
    add("person.age", "年龄", .integer) { $0.value = "age(birth_date)" }
    add("organization.org_name", "单位名称", .string)
    func relate(_ id: String, _ from: String, _ to: String, _ inverse: String) {
      builder.relations.append(.init(id: id, title: Label(zh: id), from: from, to: to, inverse: inverse))
    }
    relate("resides_at", "person", "place", "has_resident")
    relate("parent_of", "person", "person", "child_of")
    relate("governs_place", "organization", "place", "governed_by")
    relate("located_at", "organization", "place", "location_of")
    relate("superior_of", "organization", "organization", "under")
    let (schema, problems) = builder.build()
    try #require(problems.isEmpty)
    return schema
  }

  static func age() throws -> DerivedProgram {
    let (compiled, _) = Expression.compile("age(birth)", scope: SlotScope(["birth": .date]))
    return DerivedProgram(
      formula: Formula(try #require(compiled), range: TownForm.range),
      layout: SlotLayout([.attribute(.subject, qualifiedID: "person.birth_date")]))
  }

  // MARK: Service

  private func service(_ knowledge: KnowledgeSchema) throws -> ServiceProgram {
    let form = try TownForm.form(knowledge)
    let review = step("社区核对", "worker")
    return ServiceProgram(
      id: "check", title: Label(zh: "老年人体检", en: "check-up"), help: nil, owner: nil, tags: ["养老"], hash: hash,
      variants: [
        variant("check", nil, [], form),
        variant("check-staff", [Self.communities[1]], steps.isEmpty ? [review] : steps, form),
        variant(
          "check-hospital", [Self.communities[2]],
          [step("社区初核", "worker"), step("医院安排", "desk", batch: BatchProgram(per: .level(.community), close: close))],
          form),
      ], subject: .subject, placeField: nil, fallback: nil, within: nil,
      measures: [
        MeasureProgram(
          id: "通过人数", title: Label(zh: "通过人数"), kind: .count(where: TownForm.formula(#"state = "done""#)), scale: 0,
          unit: nil, smallestGroup: 1),
        MeasureProgram(
          id: "费用合计", title: Label(zh: "费用合计"),
          kind: .sum(where: TownForm.formula(#"state != "withdrawn""#), of: TownForm.formula("费用")), scale: 2, unit: "元",
          smallestGroup: 1),
        MeasureProgram(
          id: "通过率", title: Label(zh: "通过率"),
          kind: .quotient(.count(where: TownForm.formula(#"state = "done""#)), .count(where: nil)), scale: 3,
          unit: nil, smallestGroup: 1),
      ], purpose: nil, basis: "consent", retain: nil, priority: nil, inflight: .pin, was: [])
  }

  func step(_ id: String, _ role: String, batch: BatchProgram? = nil, when: String? = nil) -> StepProgram {
    StepProgram(
      id: id, title: Label(zh: id), kind: .review(batch: batch), by: [.role(role, at: nil, along: .territory)],
      when: when.map(TownForm.formula), within: within, allow: [.claim, .approve, .reject, .return], then: [:], was: [],
      range: TownForm.range)
  }

  private func variant(
    _ id: String, _ territory: [Int64]?, _ steps: [StepProgram], _ form: FormProgram
  ) -> VariantProgram {
    func send(_ pieces: [TemplateProgram.Piece]) -> ActProgram {
      ActProgram(when: nil, act: .send(to: .applicant, say: TemplateProgram(pieces), via: [.app]), range: TownForm.range)
    }
    let put = PutProgram(
      ledger: "elders", match: .root(.subject), missing: .create,
      set: [
        (column: "最近体检日期", formula: TownForm.formula("体检日期")), (column: "备注", formula: TownForm.formula("title")),
      ], adjust: [(column: "次数", formula: TownForm.formula(adjust))])
    return VariantProgram(
      id: id, title: Label(zh: id), territory: territory, form: form, layout: TownForm.layout,
      flow: FlowProgram(steps),
      open: OpenProgram(
        audience: [.`self`, .family], territory: [], condition: TownForm.formula("年龄 >= 60"), say: nil, from: nil,
        until: nil, quota: quota, limit: limit, identity: .phone), within: nil,
      after: [
        .done: [
          ActProgram(when: nil, act: .put(put), range: TownForm.range),
          send([.text("通过了，体检日期是"), .formula(TownForm.formula("体检日期"))]),
        ] + acts,
        .rejected: [send([.text("不能安排，原因是"), .formula(TownForm.formula("reason"))])],
      ], afterStep: [:])
  }

  private func ledger(_ knowledge: KnowledgeSchema) throws -> LedgerProgram {
    func column(_ id: String, _ source: LedgerProgram.Column.Source, min: Int64? = nil, fresh: Int? = nil) -> LedgerProgram.Column {
      LedgerProgram.Column(
        id: id, title: Label(zh: id), source: source, control: nil, min: min, update: .ask, fresh: fresh,
        sensitivity: .personal)
    }
    return LedgerProgram(
      id: "elders", title: Label(zh: "老年人台账"), hash: "l", entityClass: "person", root: .person, condition: nil,
      layout: SlotLayout([]),
      columns: [
        column("最近体检日期", .attribute(try #require(knowledge.attribute("person.last_checkup_date")))),
        column("电话", .attribute(try #require(knowledge.attribute("person.mobile_phone"))), fresh: 365),
        column("备注", .local(.string, scale: 0)), column("次数", .local(.integer, scale: 0), min: 0),
      ], keeper: nil, update: .ask, territory: [])
  }

  // MARK: City

  static let calendar = CalendarProgram(
    id: "calendar", title: Label(zh: "日历"), hash: "calendar-1", territory: [city],
    workweek: [true, true, true, true, true, false, false], hours: [540..<720, 810..<1050], holidays: [], workdays: [])

  static func places() -> [PlaceSeed] {
    func seed(_ id: Int64, _ parent: Int64?, _ level: PlaceLevel, _ code: String, _ name: String) -> PlaceSeed {
      PlaceSeed(
        id: id, parent: parent, level: level, kind: .area, code: code, name: name, aliases: [], isOfficial: true,
        from: nil, until: nil)
    }
    var seeds = [
      seed(city, nil, .city, "9901", "测试市"), seed(district, city, .district, "990101", "一区"),
      seed(street, district, .street, "990101001", "一号街道"),
    ]
    for (i, id) in communities.enumerated() {
      seeds.append(seed(id, street, .community, "99010100100\(i + 1)", "第\(i + 1)社区"))
    }
    for (i, id) in doors.enumerated() {
      seeds.append(seed(id, communities[i], .door, "99010100100\(i + 1)0000000000001", "第\(i + 1)号门"))
    }
    return seeds
  }

  static let headPosts: [Int64] = [811, 812, 813]
  static let deskPost: Int64 = 820, dutyPost: Int64 = 830

  static func organizations() -> [OrganizationSeed] {
    func body(_ id: Int64, _ name: String, under: Int64?, governs: [Int64], post: Int64, _ postName: String, _ role: String) -> OrganizationSeed {
      OrganizationSeed(
        id: id, name: name, entityClass: "organization", under: under, governs: governs, at: nil, creditCode: nil,
        posts: [.init(id: post, name: postName, roles: [role], place: nil, staff: [], phone: nil)])
    }
    var bodies = [body(900, "测试市人民政府", under: nil, governs: [city], post: dutyPost, "值班岗", "duty")]
    for (i, id) in communities.enumerated() {
      bodies.append(
        body(910 + Int64(i), "第\(i + 1)社区居委会", under: 900, governs: [id], post: headPosts[i], "社区主任", "worker"))
    }
    bodies.append(body(920, "测试医院", under: 900, governs: [city], post: deskPost, "体检预约岗", "desk"))
    return bodies
  }

  static func roles() -> [String: RoleProgram] {
    func grant(_ rights: Set<Right>, _ scope: ScopeWord, _ see: Sensitivity) -> GrantProgram {
      GrantProgram(
        rights: rights, things: [.kind("service")], scope: .init(any: [scope]), fields: nil, hide: [], see: see,
        purpose: nil, from: nil, until: nil)
    }
    return [
      "worker": RoleProgram(
        id: "worker", title: Label(zh: "社区工作者", en: "community worker"), level: .community,
        grants: [grant([.read, .list, .handle, .figures], .territory, .personal)]),
      "desk": RoleProgram(
        id: "desk", title: Label(zh: "体检预约员"), level: nil,
        grants: [grant([.read, .list, .handle], .post, .sensitivePersonal)]),
      "duty": RoleProgram(
        id: "duty", title: Label(zh: "值班员"), level: nil, grants: [grant([.list, .figures], .territory, .internal)]),
    ]
  }
}
