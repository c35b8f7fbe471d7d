import Core
import FEEL

/// Answers what expressions ask about places, the calendar and divisions, from the running city.
package struct CityHost: FunctionHost {
  let city: CityIndex
  let calendar: CalendarProgram?
  let divisions: DivisionHistory?

  package init(city: CityIndex, place: Int64?, divisions: DivisionHistory?) {
    self.city = city
    calendar = place.flatMap { city.calendar(for: $0) }
    self.divisions = divisions
  }

  package func isDivision(_ code: String) -> Bool { divisions?.contains(code) ?? true }

  package func workdays(from first: CivilDate, to last: CivilDate) -> Value {
    guard let calendar else { return .null }
    let (low, high) = (min(first, last), max(first, last))
    guard high.days - low.days <= 40_000 else { return .null }
    var count = 0
    var day = low.days
    while day < high.days {
      day += 1
      if calendar.isWorkday(Int(day)) { count += 1 }
    }
    return .number(Number(first <= last ? count : -count))
  }

  package func addWorkdays(_ count: Int, to date: CivilDate) -> Value {
    guard let calendar, abs(count) <= 10_000 else { return .null }
    return calendar.adding(workdays: count, to: Int(date.days)).map { .date(CivilDate(days: Int64($0))) } ?? .null
  }

  package func place(above place: Value, level: Value) -> Value {
    guard let id = place.placeID, let word = level.string, let level = PlaceLevel(word: word),
      let found = city.place(id, at: level)
    else { return .null }
    return .entity(EntityReference(classID: "place", id: found))
  }

  package func isPlace(_ place: Value, within outer: Value) -> Value {
    guard let inner = place.placeID, let outer = outer.placeID else { return .null }
    return .boolean(city.isWithin(inner, [outer]))
  }

  package func isSamePerson(_ first: Value, _ second: Value) -> Value {
    guard case .entity(let a) = first, case .entity(let b) = second else { return .null }
    return .boolean(a == b)
  }

  package func holdsRole(_ person: Value, role: Value) -> Value {
    guard case .entity(let reference) = person, let role = role.string else { return .null }
    let posts = city.postsByPerson[reference.id] ?? []
    return .boolean(posts.contains { city.posts[$0]?.roles.contains(role) ?? false })
  }
}

extension CityHost {
  /// Known of bodies of the directory; of anything else nothing is.
  package func isOfClass(_ entity: Value, _ name: Value) -> Value {
    guard case .entity(let reference) = entity, reference.classID == EntityClass.organization.rawValue,
      let name = name.string, let body = city.organizations[reference.id]
    else { return .null }
    return .boolean(body.classes.contains(name))
  }
}

extension Value {
  /// The id, when the value is a place.
  package var placeID: Int64? {
    if case .entity(let reference) = self, reference.classID == "place" { reference.id } else { nil }
  }
}

extension CalendarProgram {
  /// Whether people work on the day (days since 1970-01-01).
  package func isWorkday(_ day: Int) -> Bool {
    if workdays.contains(where: { $0.contains(day) }) { return true }
    if holidays.contains(where: { $0.contains(day) }) { return false }
    let weekday = ((day + 3) % 7 + 7) % 7
    return workweek.indices.contains(weekday) && workweek[weekday]
  }

  /// The day so many working days later (or earlier); nil when ten years hold too few of them.
  package func adding(workdays count: Int, to day: Int) -> Int? {
    var left = abs(count), at = day, tries = 0
    while left > 0 {
      at += count < 0 ? -1 : 1
      if isWorkday(at) { left -= 1 }
      tries += 1
      if tries > 3_700 + abs(count) * 3 { return nil }
    }
    return at
  }
}
