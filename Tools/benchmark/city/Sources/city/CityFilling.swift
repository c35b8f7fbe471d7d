import Core
import Engine

/// Residents, who sits on the posts, and requests, put straight into the tables.
struct CityFilling {
  private let hand: HandSQL
  private let size: CitySize
  private let running: Running

  static let firstResident: Int64 = 1_000_000_000
  static let firstMatter: Int64 = 2_000_000_000

  init(_ path: String, _ size: CitySize, _ running: Running) throws {
    self.size = size
    self.running = running
    hand = try HandSQL(path)
    try hand.run("PRAGMA synchronous=OFF")
    try hand.run("PRAGMA cache_size=-524288")
  }

  private func column(_ attribute: String) throws -> String {
    guard let found = running.program.knowledge.attribute(attribute) else { throw HandSQL.Failure(words: attribute) }
    return found.column
  }

  private func table(_ relation: String) throws -> String {
    guard let found = running.tables.relations[relation] else { throw HandSQL.Failure(words: relation) }
    return found.name
  }

  func fill() throws {
    try prepareLists()
    try residents()
    try staff()
    try requests()
    try issueCodes()
    try services()
    try hand.run("UPDATE grant_epoch SET epoch = epoch + 1; ANALYZE place_ancestor; PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// Doors in the order of their ids, and one birthday for each of 33,000 days.
  private func prepareLists() throws {
    try hand.run(
      """
      CREATE TABLE bench_door(n INTEGER PRIMARY KEY, id INTEGER);
      INSERT INTO bench_door SELECT row_number() OVER (ORDER BY place) - 1, place FROM place_fact
        WHERE level = (SELECT max(level) FROM place_fact) AND superseded_at IS NULL;
      CREATE TABLE bench_day(n INTEGER PRIMARY KEY, day TEXT);
      WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 32999)
        INSERT INTO bench_day SELECT n, date('1935-01-01', n || ' days') FROM s;
      """)
  }

  private func residents() throws {
    let (name, born, gender) = try (column("person.full_name"), column("person.birth_date"), column("person.gender"))
    let doors = try hand.integers("SELECT count(*) FROM bench_door")[0]
    let home = try table("resides_at"), step = 500_000
    for first in stride(from: 0, to: size.residents, by: step) {
      let last = min(first + step, size.residents)
      // Neighbours have ids next to each other, as they have where a city is taken over house by house.
      try hand.run(
        """
        BEGIN;
        WITH RECURSIVE s(n) AS (SELECT \(first) UNION ALL SELECT n + 1 FROM s WHERE n < \(last - 1))
          INSERT INTO e_person(id, revision, created, \(name), \(born), \(gender))
          SELECT \(Self.firstResident) + n, 1, 0, '居民' || n, (SELECT day FROM bench_day d WHERE d.n = s.n * 7919 % 33000),
            1 + n % 2 FROM s;
        WITH RECURSIVE s(n) AS (SELECT \(first) UNION ALL SELECT n + 1 FROM s WHERE n < \(last - 1))
          INSERT INTO \(home)(id, from_id, to_id, recorded_at)
          SELECT \(Self.firstResident) + n, \(Self.firstResident) + n,
            (SELECT id FROM bench_door d WHERE d.n = s.n * \(doors) / \(size.residents)), 0 FROM s;
        COMMIT;
        """)
    }
  }

  /// A person of the post's own id sits on each.
  private func staff() throws {
    let name = try column("person.full_name")
    try hand.run(
      """
      INSERT OR IGNORE INTO e_person(id, revision, created, \(name)) SELECT id, 1, 0, name FROM post;
      INSERT INTO appointment(id, post, person, recorded_at) SELECT id, id, id, 0 FROM post;
      """)
  }

  /// Requests of all residents in turn, one in two still with the head of the community.
  private func requests() throws {
    let home = try table("resides_at")
    let posts = Dictionary(
      running.city.posts.values.filter { $0.roles.contains("community-head") }.flatMap { post in
        post.territory.map { (running.city.ids[$0], post.id) }
      }, uniquingKeysWith: { a, _ in a })
    try hand.run("CREATE TABLE bench_head(community INTEGER PRIMARY KEY, post INTEGER); BEGIN")
    let insert = try hand.prepare("INSERT INTO bench_head VALUES (?, ?)")
    for (place, post) in posts {
      insert.bind(.int(place), .int(post))
      insert.each {}
    }
    try hand.run("CREATE TABLE bench_program(n INTEGER PRIMARY KEY, service TEXT, hash TEXT)")
    let program = try hand.prepare("INSERT INTO bench_program VALUES (?, ?, ?)")
    let used = max(1, size.services / 100)
    for number in 0..<used {
      let service = running.program.services["s\(number * 100)"]
      program.bind(.int(Int64(number)), .text("s\(number * 100)"), .text(service?.hash ?? ""))
      program.each {}
    }
    let every = max(1, size.residents / size.requests)
    try hand.run(
      """
      CREATE TABLE bench_heads_door AS SELECT a.place AS door, h.post AS post FROM bench_head h
        JOIN place_ancestor a ON a.ancestor = h.community JOIN bench_door d ON d.id = a.place;
      CREATE INDEX bench_heads_door_door ON bench_heads_door(door);
      WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < \(size.requests - 1))
        INSERT INTO matter(id, code, kind, definition, epoch, program, variant, state, step, revision, place, subject_class,
          subject, applicant, filer, priority, opened, closed)
        SELECT \(Self.firstMatter) + s.n, 'B' || s.n, 'request', p.service, \(running.epoch), p.hash, p.service,
          CASE s.n % 2 WHEN 0 THEN 'waiting' ELSE 'done' END, '核对', 1, r.to_id, 'person', r.from_id, r.from_id, r.from_id, 3,
          s.n, CASE s.n % 2 WHEN 0 THEN NULL ELSE s.n + 1 END
        FROM s JOIN bench_program p ON p.n = s.n % \(used) JOIN \(home) r ON r.id = \(Self.firstResident) + s.n * \(every);
      INSERT INTO step(id, matter, step, kind, role, place, post, opened, done, visit, seat)
        SELECT m.id, m.id, '核对', 'review', 'community-head', m.place, h.post, m.opened, m.closed, m.id, m.id
        FROM matter m JOIN bench_heads_door h ON h.door = m.place;
      COMMIT;
      """)
  }

  /// Requests that are asked for by their codes have codes as the product issues them.
  static func code(_ number: Int) -> String { MatterCode.text(firstMatter + Int64(number)) }
  static let coded = 2_000

  private func issueCodes() throws {
    try hand.run("BEGIN")
    let update = try hand.prepare("UPDATE matter SET code = ? WHERE id = ?")
    for number in 0..<min(Self.coded, size.requests) {
      update.bind(.text(Self.code(number)), .int(Self.firstMatter + Int64(number)))
      update.each {}
    }
    try hand.run("COMMIT")
  }

  /// What a table written for this one question would hold: where each service is open, for whom and when.
  private func services() throws {
    try hand.run(
      """
      CREATE TABLE bench_scope(place INTEGER, service TEXT, older INTEGER, women INTEGER, opens INTEGER, closes INTEGER,
        PRIMARY KEY(place, service)) WITHOUT ROWID;
      BEGIN
      """)
    let insert = try hand.prepare("INSERT INTO bench_scope VALUES (?, ?, ?, ?, ?, ?)")
    for service in CityDocuments(size).services {
      guard case .one(let at) = running.city.tree.resolve(service.place) else {
        throw HandSQL.Failure(words: "no place \(service.place)")
      }
      insert.bind(
        .int(running.city.ids[at]), .text(service.id), .int(service.isForOlder ? 1 : 0), .int(service.isForWomen ? 1 : 0),
        .int(service.dates == 2 ? .max : 0), .int(service.dates == 1 ? 1 : .max))
      insert.each {}
    }
    try hand.run("COMMIT")
  }
}
