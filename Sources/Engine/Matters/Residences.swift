import Core
import FEEL

/// One of the places where somebody lives today.
package struct Residence: Sendable, Hashable {
  package let place: Int64
  /// The days of the week that they live there, 1 Monday … 7 Sunday; nil = every day.
  package let weekdays: Set<Int>?
  package let isMain: Bool

  /// Whether somebody lives there on a day; that of every day counts too.
  package func holds(on day: CivilDate) -> Bool { weekdays?.contains(day.weekday) ?? true }

  /// 周一至周五, 周六、周日; nil where it is every day.
  package var days: Label? {
    guard let weekdays, weekdays.count < 7 else { return nil }
    let zh = ["一", "二", "三", "四", "五", "六", "日"]
    let en = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    let all = weekdays.sorted().filter { (1...7).contains($0) }
    guard let first = all.first, let last = all.last else { return nil }
    if all.count > 2, last - first == all.count - 1 {
      return Label(zh: "周\(zh[first - 1])至周\(zh[last - 1])", en: "\(en[first - 1]) to \(en[last - 1])")
    }
    return Label(
      zh: all.map { "周" + zh[$0 - 1] }.joined(separator: "、"), en: all.map { en[$0 - 1] }.joined(separator: ", "))
  }

  /// Days as the register writes them, digits in a row; nil for every day, and for what are no days.
  static func weekdays(_ stored: String?) -> Set<Int>? {
    let days = Set((stored ?? "").compactMap { $0.wholeNumberValue }.filter { (1...7).contains($0) })
    return days.isEmpty ? nil : days
  }
}

extension Preparation {
  /// Where a person lives today: by the day of the week, else the main residence, else the one registered last.
  func residence(of person: Int64) throws -> Int64? { try residences(of: person).first }

  /// Everywhere a person lives, each once, in the order in which they count today.
  func residences(of person: Int64) throws -> [Int64] { try homes(of: person).map(\.place) }

  /// Everywhere a person lives: first where they are on this day of the week, of these those of some days before those of
  /// all, then the main residence, then the ones registered last.
  func homes(of person: Int64) throws -> [Residence] {
    guard let table = running.tables.relations["resides_at"] else { return [] }
    let knowledge = running.program.knowledge
    func column(_ id: String) -> String? {
      knowledge.attribute(id, ofRelation: "resides_at")?.column
    }
    let main = column("is_primary_residence"), days = column("dwell_weekdays")
    let columns = ["to_id"] + [main, days].compactMap { $0 }.filter { table.positions[$0] != nil }
    let query = running.shapes.query("homes") {
      Query(
        columns, of: table,
        where: .all([
          .equals("from_id", 0), .isNull(.column("superseded_at")),
          .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, .parameter(1))]),
          .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, .parameter(1))]),
        ]), order: [.init(.column("id"), descending: true)])
    }
    let rows = try reader.rows(query, [.int(person), .text(today.text)], under: .system(.identity))
    let mainAt = main.flatMap { columns.firstIndex(of: $0) }, daysAt = days.flatMap { columns.firstIndex(of: $0) }
    var homes: [Residence] = []
    for row in rows {
      guard let place = row[0].int, !homes.contains(where: { $0.place == place }) else { continue }
      homes.append(
        Residence(
          place: place, weekdays: Residence.weekdays(daysAt.flatMap { row[$0].text }),
          isMain: mainAt.map { row[$0].int == 1 } ?? false))
    }
    if homes.count < 2 { return homes }
    return homes.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
  }

  private func rank(_ home: Residence) -> Int {
    let day = home.weekdays == nil ? 1 : home.holds(on: today) ? 0 : 2
    return day * 2 + (home.isMain ? 0 : 1)
  }

  /// Where what a party files is by itself: for who has several homes, the first where the service is open.
  func place(of party: Party, for service: ServiceProgram) throws -> Int64? {
    guard case .person(let id) = party else { return try place(of: party) }
    return home(try residences(of: id), for: service)
  }

  func home(_ homes: [Int64], for service: ServiceProgram) -> Int64? {
    if homes.count < 2 { return homes.first }
    return homes.first { variant(service, at: $0) != nil } ?? homes.first
  }
}

/// One of somebody's homes as their own page lists it.
package struct OwnHome: Sendable {
  package let path: String
  /// Nil = every day.
  package let days: Label?
  /// Whether it is where they are today.
  package let isToday: Bool
  /// Who answers for what lies there.
  package let office: String?

  package init(path: String, days: Label?, isToday: Bool, office: String?) {
    self.path = path
    self.days = days
    self.isToday = isToday
    self.office = office
  }
}

extension Engine {
  /// Everywhere the caller lives, where they are today first.
  package func ownHomes(_ caller: Caller) throws -> [OwnHome] {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      return try preparation.homes(of: caller.person).enumerated().compactMap { position, home in
        guard let at = running.city.position(of: home.place) else { return nil }
        let office = preparation.governing(home.place).flatMap { running.city.organizations[$0]?.name }
        return OwnHome(path: running.city.tree.path(of: at), days: home.days, isToday: position == 0, office: office)
      }
    }
  }
}
