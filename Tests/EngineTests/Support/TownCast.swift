import Testing

/// A seat of the town from which a test acts, as `organisation/post`. Those of a bundle are there where it is published.
enum Seat: String {
  case city = "测试市人民政府/市值班岗"
  case security = "测试市人民政府/安全管理岗"
  case district = "一区人民政府/区值班岗"
  case health = "测试市卫生健康局/服务管理岗"
  case head = "一号社区居民委员会/社区主任"
  case far = "二号社区居民委员会/社区主任"
  case fourth = "四号社区居民委员会/社区主任"

  // Of the bundle `bodies`.
  case noodles = "老王面馆/经办人"
  case clinic = "仁和诊所/经办人"
  case market = "测试市市场监督管理局/市场监管岗"
  // Of the bundle that lets a dispatcher look at numbers.
  case dispatcher = "调度中心/调度岗"
  case chief = "调度中心/调度长岗"

  var organization: String { String(rawValue.split(separator: "/")[0]) }
  var post: String { String(rawValue.split(separator: "/")[1]) }
}

/// Who acts in a test, by where they sit.
struct TownCast {
  let town: BundleTown
  private let people: [Seat: Int64]

  init(_ town: BundleTown, _ seats: Seat...) throws {
    self.town = town
    people = try Dictionary(uniqueKeysWithValues: seats.map { ($0, try town.staff($0.organization, $0.post)) })
  }

  subscript(seat: Seat) -> Int64 {
    if let person = people[seat] { return person }
    Issue.record("\(seat) is not of this cast")
    return 0
  }
}
