import Core
import Engine
import FEEL

/// What is read of the city, by the product and by hand, taking turns.
final class CityReading {
  private let engine: Engine
  /// Both keep as many pages as a reading connection of the product does.
  private let hand, other: HandSQL
  private let running: Running
  private let size: CitySize
  private let visible: HandSQL.Prepared
  private let queue, bareQueue: HandSQL.Prepared
  private let words: HandWords
  private var chance = Chance(7)
  /// The eldest birthday that counts as older.
  private let older: String
  private let day: String

  private static let looks = 2_000

  init(_ engine: Engine, _ path: String, _ size: CitySize) throws {
    guard let running = engine.current else { throw HandSQL.Failure(words: "nothing runs") }
    (self.engine, self.running, self.size) = (engine, running, size)
    hand = try HandSQL(path, cache: 4_096)
    other = try HandSQL(path, cache: 4_096)
    let knowledge = running.program.knowledge
    func column(_ id: String) -> String { knowledge.attribute(id)?.column ?? id }
    let home = running.tables.relations["resides_at"]?.name ?? ""
    visible = try hand.prepare(
      """
      SELECT s.service FROM \(home) r JOIN e_person p ON p.id = r.from_id JOIN place_ancestor a ON a.place = r.to_id
        JOIN bench_scope s ON s.place = a.ancestor
        WHERE r.from_id = ?1 AND r.superseded_at IS NULL AND (r.valid_from IS NULL OR r.valid_from <= ?3)
          AND (r.valid_to IS NULL OR r.valid_to > ?3) AND s.opens <= ?4 AND s.closes > ?4
          AND (s.older = 0 OR p.\(column("person.birth_date")) <= ?2) AND (s.women = 0 OR p.\(column("person.gender")) = '2')
      """)
    let stay = ["id", "matter", "step", "kind", "role", "place", "post", "person", "opened", "claimed", "due", "calendar", "done",
      "outcome", "reason", "list", "visit", "seat"]
    let matter = ["id", "code", "definition", "epoch", "program", "variant", "state", "step", "revision", "place",
      "subject", "applicant", "filer", "opened", "due", "closed", "list", "outcome", "merged_into", "subject_class"]
    let queued =
      """
      SELECT \(stay.map { "s." + $0 }.joined(separator: ",")), \(matter.map { "m." + $0 }.joined(separator: ",")),
          p.\(column("person.full_name"))
        FROM step s JOIN matter m ON m.id = s.matter LEFT JOIN e_person p ON p.id = m.subject
        WHERE s.kind <> 'applicant' AND ((s.post = ?1 AND s.done IS NULL)
          OR (s.role = 'community-head' AND s.place = ?2 AND s.post IS NULL AND s.done IS NULL)
          OR (s.role = 'community-worker' AND s.place = ?2 AND s.post IS NULL AND s.done IS NULL)
          OR (s.role = 'grid-worker' AND s.place = ?2 AND s.post IS NULL AND s.done IS NULL)) ORDER BY s.id LIMIT 50
      """
    (queue, bareQueue) = (try hand.prepare(queued), try other.prepare(queued))
    words = HandWords(running)
    let today = CivilDateTime(milliseconds: try engine.store.now()).date
    day = today.text
    older = try hand.prepare("SELECT date(?1, '-\(CityService.older) years')").only(.text(day))
  }

  private func resident() -> Int64 { CityFilling.firstResident + Int64(chance.below(size.residents)) }

  private func caller(_ person: Int64, _ kind: Caller.Kind) -> Caller {
    Caller(person: person, kind: kind, assurance: .phone, language: .zh)
  }

  /// Visible services of random residents; both must find the same ones.
  func services() throws {
    let now = try engine.store.now()
    var ours = Measured(), theirs = Measured(), results = 0
    for look in 0..<Self.looks {
      let person = resident()
      var found = 0
      // Whoever comes second finds warm pages.
      for isOurs in look % 2 == 0 ? [true, false] : [false, true] {
        if isOurs {
          found += try ours.time { try engine.services(caller(person, .resident)) }.count { $0.opening == .open }
        } else {
          theirs.time {
            visible.bind(.int(person), .text(older), .text(day), .int(now))
            visible.each { found -= visible.touch() > 0 ? 1 : 0 }
          }
        }
      }
      if look % 20 == 0 || found != 0 { try compare(person, now) }
      guard found == 0 else { throw HandSQL.Failure(words: "resident \(person): \(found) services more than by hand") }
    }
    results = try engine.services(caller(resident(), .resident)).count
    Line.print("services", [["results": Double(results)], ours.figures("ours"), theirs.figures("hand")])
  }

  private func compare(_ person: Int64, _ now: Int64) throws {
    var wanted: Set<String> = []
    visible.bind(.int(person), .text(older), .text(day), .int(now))
    visible.each { wanted.insert(visible.text(0)) }
    let ours = Set(try engine.services(caller(person, .resident)).filter { $0.opening == .open }.map(\.id))
    guard ours == wanted else {
      throw HandSQL.Failure(words: "resident \(person): \(ours.symmetricDifference(wanted).sorted().prefix(5))")
    }
  }

  /// A page of the queue of random heads of communities. By hand it is the same columns of the same tables with the scope
  /// written into the statement and the same lines made of them, with names out of tables in memory (`hand`); and the rows
  /// as SQLite leaves them (`bare`).
  func inbox() throws {
    let heads = running.city.posts.values.filter { $0.roles.contains("community-head") && !$0.territory.isEmpty }
      .sorted { $0.id < $1.id }
    var ours = Measured(), theirs = Measured(), bare = Measured(), lines = 0
    for look in 0..<Self.looks / 4 {
      let post = heads[chance.below(heads.count)], place = running.city.ids[post.territory[0]]
      var found = 0
      // Whoever comes later finds warm pages.
      for side in [0, 1, 2].map({ ($0 + look) % 3 }) {
        switch side {
        case 0: found += 2 * (try ours.time { try engine.inbox(InboxFilter(), caller: caller(post.id, .staff)) }.lines.count)
        case 1:
          found -= theirs.time {
            var made: [HandLine] = []
            queue.bind(.int(post.id), .int(place))
            queue.each { if let line = HandLine(queue.values(), words) { made.append(line) } }
            return made.count
          }
        default:
          bare.time {
            bareQueue.bind(.int(post.id), .int(place))
            bareQueue.each { found -= bareQueue.touch() > 0 ? 1 : 0 }
          }
        }
      }
      guard found == 0 else { throw HandSQL.Failure(words: "post \(post.id): \(found) lines more than by hand") }
      if look == 0 { lines = try engine.inbox(InboxFilter(), caller: caller(post.id, .staff)).lines.count }
    }
    Line.print(
      "inbox", [["lines": Double(lines)], ours.figures("ours"), theirs.figures("hand"), bare.figures("bare")])
  }

  /// Why one may read a request, who may, and what one may do in the whole city.
  func explanations() throws {
    let heads = running.city.posts.values.filter { $0.roles.contains("community-head") && !$0.territory.isEmpty }
      .sorted { $0.id < $1.id }
    let duty = running.city.posts.values.first { $0.name == "市值班岗" }
    var why = Measured(), head = Measured(), city = Measured(), who = Measured()
    for _ in 0..<200 {
      let code = CityFilling.code(chance.below(min(CityFilling.coded, size.requests))), person = heads[chance.below(heads.count)].id
      _ = try why.time { try engine.why(.person(person), .read, .matter(code), asker: nil) }
    }
    for _ in 0..<5 {
      let person = heads[chance.below(heads.count)].id
      _ = try head.time { try engine.what(.person(person), asker: nil) }
      if let duty { _ = try city.time { try engine.what(.person(duty.id), asker: nil) } }
      _ = try who.time { try engine.who(may: .read, .matter(CityFilling.code(chance.below(100))), asker: nil) }
    }
    Line.print("why", [why.figures("why")])
    Line.print("what", [head.figures("community"), city.figures("city")])
    Line.print("who", [who.figures("who")])
  }
}

extension HandSQL.Prepared {
  /// The one text of the one row.
  func only(_ value: StoredValue) -> String {
    var found = ""
    bind(value)
    each { found = text(0) }
    return found
  }
}
