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

  struct Failure: Error {
    let words: String
    let range: SourceRange?
  }

  init(_ folders: BundleFolders, _ bundle: BundleSpec?, compiler: Compiler, start: Int64) throws {
    clock = MovableClock(try SQLiteStore(path: nil), at: start)
    engine = Engine(store: clock, compiler: compiler)
    try engine.prepare()
    _ = try engine.publish(folders.documents, actor: "test", reason: nil, origin: "test")
    guard let running = engine.current else { throw Failure(words: "nothing is published", range: nil) }
    var seeding = EntitySeeding(running, engine, now: start)
    Self.fillPosts(running, &seeding)
    for sample in bundle?.given ?? [] { try add(sample, running, &seeding) }
    for sample in bundle?.given ?? [] { try link(sample, running, &seeding) }
    seeding.moveGrantEpoch()
    try engine.commitOrThrow(Plan(changes: seeding.take()))
  }

  deinit { clock.close() }

  var running: Running? { engine.current }

  /// What a server does by itself while the clock goes on.
  func catchUp() throws {
    while try engine.ringDueReminders() > 0 {}
    try engine.closeDueLists()
    while try engine.deliver(by: silence) {}
    try engine.migrate()
  }

  private static func fillPosts(_ running: Running, _ seeding: inout EntitySeeding) {
    guard let name = running.program.knowledge.attribute("person.full_name") else { return }
    for body in running.program.organizations {
      for post in body.posts {
        let id = StableID.make("sample staff", String(post.id))
        seeding.add(.person, id: id, [(name, [.text(post.staff.first ?? post.name)])])
        seeding.appoint(id, to: post.id)
      }
    }
  }

  // MARK: Samples

  private func add(_ sample: SampleSpec, _ running: Running, _ seeding: inout EntitySeeding) throws {
    let kind = sample.class.flatMap { running.program.knowledge.entityClass($0.text) }?.root ?? .person
    guard kind == .person, sample.ledger == nil else {
      throw Failure(words: "not-yet: samples other than persons", range: sample.range)
    }
    var people = InventedPeople(seed: UInt64(bitPattern: StableID.make("sample", sample.name)))
    var ids: [Int64] = []
    for n in 0..<max(1, min(sample.count ?? 1, 5_000)) {
      let id = StableID.make("sample", "\(sample.name) \(n)")
      ids.append(id)
      seeding.add(.person, id: id, try facts(sample, &people, running))
      if let at = sample.at, let home = running.program.knowledge.reading("resides_at") {
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
    var set: [Int: (attribute: KnowledgeAttribute, values: [StoredValue])] = [:]
    for node in sample.set?.children.map({ $0 }) ?? [] {
      guard let attribute = knowledge.attribute(node.name ?? "", of: .person) else {
        throw Failure(words: "unknown-attribute: \(node.name ?? "")", range: node.nameRange)
      }
      guard let values = SampleFacts.values(attribute, node, knowledge) else {
        throw Failure(words: "\(attribute.title): \(node.text)", range: node.range)
      }
      set[attribute.number] = (attribute, values)
    }
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

  func place(_ node: SpecNode, _ running: Running) throws -> Int64 {
    guard case .one(let position) = running.city.tree.resolve(node.text) else {
      throw Failure(words: "place-unknown: \(node.text)", range: node.range)
    }
    return running.city.ids[position]
  }

  // MARK: Who acts

  enum Actor {
    case sample([Int64])
    case post(person: Int64, post: CityIndex.Post)
  }

  /// A sample by name, or `组织或地名/岗位`.
  func actor(_ node: SpecNode) throws -> Actor {
    if let people = samples[node.text] { return .sample(people) }
    guard let running, let slash = node.text.lastIndex(of: "/") else {
      throw Failure(words: "ref-unknown: \(node.text)", range: node.range)
    }
    let place = String(node.text[..<slash]), name = String(node.text[node.text.index(after: slash)...])
    var position: Int?
    if case .one(let found) = running.city.tree.resolve(place) { position = found }
    let posts = running.city.posts.values.filter { post in
      guard post.name == name else { return false }
      if running.city.organizations[post.organization]?.name == place { return true }
      return position.map { post.territory.contains($0) } ?? false
    }
    guard let post = posts.min(by: { $0.id < $1.id }), let person = post.staff.first else {
      throw Failure(words: "ref-unknown: \(node.text)", range: node.range)
    }
    return .post(person: person, post: post)
  }
}

/// Other systems as a test of a bundle finds them: there are none.
private final class NobodyAnswers: Carrier {
  func carry(_ call: OutgoingCall) -> CallOutcome { .failed(.unreachable) }
}
