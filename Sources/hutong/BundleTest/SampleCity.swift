import Compile
import Core
import Engine
import FEEL
import Spec
import Storage

/// A fresh engine with the bundle published, a person on every post and the samples that the bundle gives.
final class SampleCity {
  let engine: Engine
  let clock: MovableClock
  private let silence = NobodyAnswers()
  /// Persons of each sample, in order.
  private(set) var samples: [String: [Int64]] = [:]
  /// Samples that are organisations, each with one agent.
  private var bodies: Set<String> = []

  struct Failure: Error {
    let words: String
    let range: SourceRange?
  }

  /// - Parameter store: an empty one; nil = in memory.
  init(
    _ folders: BundleFolders, _ bundle: BundleSpec?, compiler: Compiler, start: Int64, in store: (any Store)? = nil
  ) throws {
    clock = MovableClock(try store ?? SQLiteStore(path: nil), at: start)
    engine = Engine(store: clock, compiler: compiler)
    try engine.prepare()
    guard try engine.releases(limit: 1).isEmpty else { throw Failure(words: "the store is not empty", range: nil) }
    _ = try engine.publish(folders.documents, actor: "test", reason: nil, origin: "test")
    if let program = engine.current?.program, let bodies = SampleBodies(bundle, folders, program) {
      _ = try engine.publish(
        folders.documents + bodies.documents(compiler.table), actor: "test", reason: nil, origin: "test")
      self.bodies = bodies.names
    }
    guard let running = engine.current else { throw Failure(words: "nothing is published", range: nil) }
    var seeding = EntitySeeding(running, engine, now: start)
    Self.fillPosts(running, &seeding)
    for sample in bundle?.given ?? [] { try add(sample, running, &seeding) }
    for sample in bundle?.given ?? [] { try link(sample, running, &seeding) }
    seeding.moveGrantEpoch()
    try engine.commitOrThrow(Plan(changes: seeding.take()))
  }

  deinit { clock.close() }

  /// The directory as it was when running requests last followed it.
  private var directory: DirectoryMark?

  /// What runs as the store has it now: who was appointed a line ago sits there.
  var running: Running? { try? engine.snapshot { running, _ in running } }

  /// What a server does by itself while the clock goes on.
  func catchUp() throws {
    while try engine.handOverPlaces() > 0 {}
    directory = try engine.followDirectory(since: directory)
    while try engine.ringDueReminders() > 0 {}
    try engine.closeDueLists()
    while try engine.deliver(by: silence) {}
    try engine.migrate()
  }

  private static func fillPosts(_ running: Running, _ seeding: inout EntitySeeding) {
    guard let name = running.program.knowledge.attribute("person.full_name") else { return }
    let posts = running.program.organizations.flatMap(\.posts)
    // A directory that names people is taken at its word: posts without a name are vacant.
    let isNamed = posts.contains { !$0.staff.isEmpty && !$0.isOfAgents }
    var known: Set<Int64> = []
    for post in posts {
      let isNamed = isNamed || post.isOfAgents
      for person in isNamed ? post.staff : [""] {
        // The same name is the same person.
        let id = StableID.make("sample staff", isNamed ? person : String(post.id))
        if known.insert(id).inserted { seeding.add(.person, id: id, [(name, [.text(isNamed ? person : post.name)])]) }
        seeding.appoint(id, to: post.id)
      }
    }
  }

  // MARK: Samples

  private func add(_ sample: SampleSpec, _ running: Running, _ seeding: inout EntitySeeding) throws {
    let kind = sample.class.flatMap { running.program.knowledge.entityClass($0.text) }?.root ?? .person
    guard kind == .person || kind == .organization, sample.ledger == nil else {
      throw Failure(words: "not-yet: samples other than persons and organisations", range: sample.range)
    }
    if bodies.contains(sample.name) {
      let id = StableID.make("organization", sample.name)
      samples[sample.name] = [id]
      return seeding.set(.organization, id: id, Array(try written(sample, .organization, running.program.knowledge).values))
    }
    let home = kind == .person ? "resides_at" : "located_at"
    var people = InventedPeople(seed: UInt64(bitPattern: StableID.make("sample", sample.name)))
    var ids: [Int64] = []
    for n in 0..<max(1, min(sample.count ?? 1, 5_000)) {
      let id = StableID.make("sample", "\(sample.name) \(n)")
      ids.append(id)
      seeding.add(
        kind, id: id,
        kind == .person ? try facts(sample, &people, running) : try facts(ofBody: sample, running))
      if let at = sample.at, let home = running.program.knowledge.reading(home) {
        seeding.relate(home, from: id, to: try place(at, running))
      }
    }
    samples[sample.name] = ids
  }

  /// Made up, but for what the author set.
  private func facts(
    _ sample: SampleSpec, _ people: inout InventedPeople, _ running: Running
  ) throws -> [(attribute: KnowledgeAttribute, values: [StoredValue])] {
    let knowledge = running.program.knowledge
    var set = try written(sample, .person, knowledge)
    let born = knowledge.attribute("birth_date", of: .person).flatMap { set[$0.number]?.values.first?.text }
    let made = people.next(birthDate: born)
    let usual = [
      ("full_name", made.name), ("id_doc_type", "111"), ("id_number", made.idNumber), ("birth_date", made.birthDate),
      ("gender", made.gender), ("mobile_phone", made.phone),
    ]
    for (id, value) in usual {
      guard let attribute = knowledge.attribute(id, of: .person), set[attribute.number] == nil else { continue }
      set[attribute.number] = (attribute, [.text(value)])
    }
    return set.values.sorted { $0.attribute.number < $1.attribute.number }
  }

  /// Its name, unless the author set another one.
  private func facts(
    ofBody sample: SampleSpec, _ running: Running
  ) throws -> [(attribute: KnowledgeAttribute, values: [StoredValue])] {
    let knowledge = running.program.knowledge
    var set = try written(sample, .organization, knowledge)
    if let name = knowledge.attribute("organization.org_name"), set[name.number] == nil {
      set[name.number] = (name, [.text(sample.name)])
    }
    return set.values.sorted { $0.attribute.number < $1.attribute.number }
  }

  /// What the author set, by number of the attribute.
  private func written(
    _ sample: SampleSpec, _ kind: EntityClass, _ knowledge: KnowledgeSchema
  ) throws -> [Int: (attribute: KnowledgeAttribute, values: [StoredValue])] {
    var set: [Int: (attribute: KnowledgeAttribute, values: [StoredValue])] = [:]
    for node in sample.set?.children.map({ $0 }) ?? [] {
      guard let attribute = knowledge.attribute(node.name ?? "", of: kind) else {
        throw Failure(words: "unknown-attribute: \(node.name ?? "")", range: node.nameRange)
      }
      guard let values = SampleFacts.values(attribute, node, knowledge) else {
        throw Failure(words: "\(attribute.title): \(node.text)", range: node.range)
      }
      set[attribute.number] = (attribute, values)
    }
    return set
  }

  private func link(_ sample: SampleSpec, _ running: Running, _ seeding: inout EntitySeeding) throws {
    for node in sample.link?.children.map({ $0 }) ?? [] {
      guard let reading = running.program.knowledge.reading(node.name ?? "") else {
        throw Failure(words: "unknown-relation: \(node.name ?? "")", range: node.nameRange)
      }
      guard let others = samples[node.text] else { throw Failure(words: "ref-unknown: \(node.text)", range: node.range) }
      for one in samples[sample.name] ?? [] {
        for other in others { seeding.relate(reading, from: one, to: other) }
      }
    }
  }

  /// Moves house today: the old residence ends, the new one begins.
  func move(_ person: Int64, to node: SpecNode) throws {
    guard let running, let home = running.program.knowledge.reading("resides_at"),
      let table = running.tables.relations["resides_at"]
    else { return }
    let today = CivilDateTime(milliseconds: clock.time).date.text
    let end = Statement(
      table,
      .update(
        [.set("valid_to", .parameter(0))],
        where: .all([.equals("from_id", 1), .isNull(.column("superseded_at")), .isNull(.column("valid_to"))])))
    var seeding = EntitySeeding(running, engine, now: clock.time)
    seeding.relate(home, from: person, to: try place(node, running))
    try engine.commitOrThrow(Plan(changes: [Change(end, [.text(today), .int(person)])] + seeding.take()))
  }

  func place(_ node: SpecNode, _ running: Running) throws -> Int64 {
    guard case .one(let position) = running.city.tree.resolve(node.text) else {
      throw Failure(words: "place-unknown: \(node.text)", range: node.range)
    }
    return running.city.ids[position]
  }

  // MARK: Who acts

  /// Who files for a sample that is an organisation.
  func agent(of sample: String) -> Int64? {
    guard bodies.contains(sample), let id = samples[sample]?.first else { return nil }
    return running?.city.agents(of: id).first
  }

  enum Actor {
    case sample([Int64])
    /// Somebody who files for an organisation.
    case agent(person: Int64, organization: Int64)
    case post(person: Int64, post: CityIndex.Post)
  }

  /// A sample by name, an organisation (its first agent), or `组织或地名/岗位`.
  func actor(_ node: SpecNode) throws -> Actor {
    if !bodies.contains(node.text), let people = samples[node.text] { return .sample(people) }
    if let running, let body = running.city.organizations.values.first(where: { $0.name == node.text }) {
      guard let agent = running.city.agents(of: body.id).first else {
        throw Failure(words: Terminal.say("「\(node.text)」没有经办人", "「\(node.text)」 has no agent"), range: node.range)
      }
      return .agent(person: agent, organization: body.id)
    }
    guard let running, let id = running.city.posts(called: node.text).first, let post = running.city.posts[id],
      let person = post.staff.first
    else { throw Failure(words: "ref-unknown: \(node.text)", range: node.range) }
    return .post(person: person, post: post)
  }
}

/// Other systems as a test of a bundle finds them: there are none.
private final class NobodyAnswers: Carrier {
  func carry(_ call: OutgoingCall) -> CallOutcome { .failed(.unreachable) }
}
