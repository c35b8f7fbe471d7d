import Core

extension Engine {
  /// The invented person who signs in by this login or phone; nil where no demonstration was loaded into the store, or
  /// nobody of it is called so. Their logins stand in no table: they are made again from what is published.
  func invented(_ text: String, _ running: Running, _ reader: any Reader) throws -> Int64? {
    func standing(_ id: Int64) throws -> Int64? { try running.isPerson(id, reader) ? id : nil }
    if let member = try standing(DemonstrationPeople.staffID(text)) { return member }
    guard text.hasPrefix(DemonstrationPeople.phonePrefix) else { return nil }
    let residents = DemonstrationPeople(program: running.program).residents
    return try residents.first { $0.phone == text }
      .flatMap { try standing(DemonstrationPeople.personID($0.idNumber)) }
  }
}

extension Running {
  /// Whether somebody of this number is in the register.
  func isPerson(_ id: Int64, _ reader: any Reader) throws -> Bool {
    guard let persons = tables.entities[.person] else { return false }
    let query = shapes.query("is a person") {
      Query(["id"], of: persons, where: .equals("id", 0), limit: .constant(.int(1)))
    }
    return try !reader.rows(query, [.int(id)], under: .system(.identity)).isEmpty
  }
}
