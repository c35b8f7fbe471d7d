import Core

/// How large the generated city is.
struct CitySize {
  let residents: Int
  let services: Int
  /// Places of the levels above compounds.
  let places: Int
  let requests: Int
  let rounds: Int

  static let districts = 16, streets = 20

  /// Communities of one street, so that there are about so many places in all.
  var communities: Int { max(1, (places - 1 - Self.districts * (1 + Self.streets)) / (Self.districts * Self.streets)) }

  init(_ arguments: [String: Int]) {
    residents = arguments["residents"] ?? 10_000_000
    services = arguments["services"] ?? 20_000
    places = arguments["places"] ?? 20_000
    requests = arguments["requests"] ?? 1_000_000
    rounds = arguments["rounds"] ?? 5
  }
}

/// What a service of the city asks for; the yardstick asks for the same by hand.
struct CityService {
  let id: String
  /// The place that it is open at, as documents write it.
  let place: String
  let isForOlder: Bool
  let isForWomen: Bool
  /// 0 always, 1 over, 2 not yet.
  let dates: Int

  static let older = 60

  var document: String {
    var conditions: [String] = []
    if isForOlder { conditions.append("年龄 >= \(Self.older)") }
    if isForWomen { conditions.append("性别 = \"女\"") }
    let asked = conditions.isEmpty ? "" : "\n  where: '\(conditions.joined(separator: " and "))'"
    let days = dates == 1 ? "\n  until: 2020-01-01" : dates == 2 ? "\n  from: 2099-01-01" : ""
    return """
      hutong: service/1
      id: \(id)
      title: {zh: 便民服务\(id), en: service \(id)}
      retain: 1 年
      open:
        to: self
        for: \(place)\(asked)\(days)
      form:
        - 事由: {control: text, local: 测量用}
      flow:
        - 核对: {by: 社区主任, within: 2 工作日}

      """
  }
}

/// The documents of the city: places, who governs them, and services spread over the levels.
struct CityDocuments {
  let size: CitySize
  let services: [CityService]

  /// - Parameter communities: paths of districts, streets and communities, by level.
  init(_ size: CitySize) {
    self.size = size
    var made: [CityService] = []
    for number in 0..<size.services {
      made.append(
        CityService(
          id: "s\(number)", place: Self.place(number, size), isForOlder: number % 5 == 3, isForWomen: number % 7 == 4,
          dates: number % 23 == 9 ? 1 : number % 29 == 11 ? 2 : 0))
    }
    services = made
  }

  /// One service in a hundred is open everywhere, one in ten in a district, one in five in a street.
  private static func place(_ number: Int, _ size: CitySize) -> String {
    let streets = CitySize.districts * CitySize.streets
    switch number % 100 {
    case 0: return "测试市"
    case 1...10: return numeral(1 + number / 100 % CitySize.districts) + "区"
    case 11...30: return numeral(1 + (number / 100 * 20 + number % 100) % streets) + "号街道"
    default: return numeral(1 + number * 7 % (streets * size.communities)) + "号社区"
    }
  }

  /// As generated places are numbered: 二十一, 一百零三.
  static func numeral(_ number: Int) -> String { chineseNumeral(number) }

  var places: String {
    """
    hutong: places/1
    id: city-places
    title: {zh: 大城市地名, en: places of a large city}
    tree:
      - 测试省:
          level: province
          code: "99"
          parts:
            - 测试市:
                level: city
                count: [\(CitySize.districts), \(CitySize.streets), \(size.communities), 1, 1, 1, 1]
                parts:
                  - 大院区:
                      level: district
                      parts:
                        - 大院街道:
                            level: street
                            parts:
                              - 大院社区:
                                  level: community
                                  parts:
                                    - 万户小区:
                                        level: estate
                                        count: [10, 10, 100]
                              - 新社区: {level: community}

    """
  }

  static let directory = """
    hutong: directory/1
    id: city-directory
    title: {zh: 大城市通讯录, en: directory of a large city}
    organizations:
      - 测试市人民政府:
          governs: 测试市
          posts:
            - 市值班岗: 值班员
      - 测试市卫生健康局:
          under: 测试市人民政府
          governs: 测试市
          regulates: of class(organization, "医疗机构")
          posts:
            - 服务管理岗: {role: [服务管理员, 卫健监督员]}
      - 测试市消防救援支队:
          under: 测试市人民政府
          governs: 测试市
          posts:
            - 消防监督岗: 消防监督员
      - 测试市市场监督管理局:
          under: 测试市人民政府
          governs: 测试市
          regulates: organization.九小场所类别 = "小餐饮"
          posts:
            - 市场监管岗: 市场监管员
      - "{place}人民政府":
          each: district
          under: 测试市人民政府
          posts:
            - 区值班岗: 值班员
      - "{place}办事处":
          class: subdistrict_office
          each: street
          posts:
            - 街道值班岗: 值班员
      - "{place}居民委员会":
          class: residents_committee
          each: community
          posts:
            - 社区主任: [社区主任, 社区工作者, 网格员]
      - 测试市社区医院:
          class: medical_institution
          under: 测试市卫生健康局
          governs: 测试市
          at: 测试市
          posts:
            - 体检预约岗: 体检预约员

    """

  static func bundle(_ id: String, uses: Bool) -> String {
    """
    hutong: bundle/1
    id: \(id)
    title: {zh: 大城市\(id), en: large city \(id)}
    owner: 测试市人民政府
    purpose: 测量
    basis: consent
    \(uses ? "uses: [city]" : "version: \"1\"")

    """
  }
}
