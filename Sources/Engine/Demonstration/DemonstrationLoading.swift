import Core

/// Who is who after a demonstration was loaded.
package struct DemonstrationAccounts: Sendable {
  /// Person by staff login.
  package let staff: [String: Int64]
  /// Person by phone.
  package let residents: [String: Int64]
  /// Phones of residents who file for an organisation, by its name.
  package let agents: [String: String]
}

extension Engine {
  /// Puts invented people into the store, once: persons with their strong keys, homes, families and appointments. Ids are
  /// made from their ID numbers and logins, so a second start finds them there.
  package func load(_ people: DemonstrationPeople) throws -> DemonstrationAccounts {
    guard let running = current else {
      throw Refusal(.unavailable, Label(zh: "还没有发布任何内容", en: "Nothing has been published yet"))
    }
    var loading = DemonstrationLoading(self, people, running, now: try store.now())
    try loading.run()
    return loading.accounts
  }
}

private struct DemonstrationLoading {
  let engine: Engine
  let people: DemonstrationPeople
  let running: Running
  var seeding: EntitySeeding

  init(_ engine: Engine, _ people: DemonstrationPeople, _ running: Running, now: Int64) {
    self.engine = engine
    self.people = people
    self.running = running
    seeding = EntitySeeding(running, engine, now: now)
  }

  var accounts: DemonstrationAccounts {
    DemonstrationAccounts(
      staff: Dictionary(people.staff.map { ($0.login, staffID($0)) }, uniquingKeysWith: { a, _ in a }),
      residents: Dictionary(
        people.residents.map { ($0.phone, personID($0.idNumber)) }, uniquingKeysWith: { a, _ in a }),
      agents: Dictionary(
        people.agents(of: running.program).map { ($0.organization, $0.resident.phone) }, uniquingKeysWith: { a, _ in a }))
  }

  private func staffID(_ member: DemoStaff) -> Int64 { DemonstrationPeople.staffID(member.login) }
  private func personID(_ number: String) -> Int64 { DemonstrationPeople.personID(number) }

  mutating func run() throws {
    guard let persons = running.tables.entities[.person] else { return }
    let known = Query(["id"], of: persons, where: .equals("id", 0))
    func stands(_ id: Int64) throws -> Bool {
      try engine.store.read { try !$0.rows(known, [.int(id)], under: .system(.maintenance)).isEmpty }
    }
    // The last of each sort stands when all do: portions are written in order.
    if let last = people.staff.last, try !stands(staffID(last)) { try loadStaff() }
    if let last = people.residents.last, try !stands(personID(last.idNumber)) { try loadResidents() }
    try loadAgents()
  }

  private mutating func loadAgents() throws {
    let missing = people.agents(of: running.program).filter { running.city.posts[$0.seat]?.sitting.isEmpty ?? true }
    if missing.isEmpty { return }
    for agent in missing { seeding.appoint(personID(agent.resident.idNumber), to: agent.seat) }
    seeding.moveGrantEpoch()
    try engine.commitOrThrow(Plan(changes: seeding.take()))
    try engine.catchUp()
  }

  private mutating func loadStaff() throws {
    for (index, member) in people.staff.enumerated() {
      let numbers = DemonstrationPeople.numbers(ofStaff: index)
      seeding.add(
        .person, id: staffID(member),
        attributes([
          ("full_name", member.name), ("office_phone", numbers.office), ("mobile_phone", numbers.mobile),
        ]))
      seeding.appoint(staffID(member), to: member.postID)
    }
    seeding.moveGrantEpoch()
    try engine.commitOrThrow(Plan(changes: seeding.take()))
    try engine.catchUp()
  }

  /// Families first: who stands last in the list then stands with everything round them.
  private mutating func loadResidents() throws {
    try loadFamilies()
    let places = Dictionary(running.program.places.map { ($0.code, $0.id) }, uniquingKeysWith: { a, _ in a })
    let home = running.program.knowledge.reading("resides_at")
    for resident in people.residents {
      let id = personID(resident.idNumber)
      if let home, let place = places[resident.place] { seeding.relate(home, from: id, to: place) }
      seeding.add(
        .person, id: id,
        attributes([
          ("full_name", resident.name), ("id_doc_type", "111"), ("id_number", resident.idNumber),
          ("birth_date", resident.birthDate), ("gender", resident.gender), ("mobile_phone", resident.phone),
        ]))
      try flush(4_000)
    }
    try flush(1)
  }

  private mutating func loadFamilies() throws {
    for resident in people.residents {
      for member in resident.family {
        guard let reading = running.program.knowledge.reading(member.reading), !reading.isInverse else { continue }
        seeding.relate(reading, from: personID(resident.idNumber), to: personID(member.idNumber))
      }
      try flush(4_000)
    }
    try flush(1)
  }

  private mutating func flush(_ least: Int) throws {
    if seeding.changes.count >= least { try engine.commitOrThrow(Plan(changes: seeding.take())) }
  }

  private func attributes(
    _ values: [(String, String)]
  ) -> [(attribute: KnowledgeAttribute, values: [StoredValue])] {
    values.compactMap { id, value in
      running.program.knowledge.attribute(id, of: .person).map { ($0, [.text(value)]) }
    }
  }
}
