import Core
import Engine

/// Moves a place with 10,000 doors and counts the rows that it writes, by triggers on every table but those of forms.
struct CityMoving {
  private let engine: Engine
  private let hand: HandSQL

  init(_ engine: Engine, _ path: String) throws {
    self.engine = engine
    hand = try HandSQL(path)
  }

  func move() throws {
    let owner = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
    guard let city = engine.current?.city, case .one(let at) = city.tree.resolve("万户小区") else {
      throw HandSQL.Failure(words: "no 万户小区")
    }
    let place = city.ids[at]
    try watch()
    let subtree = try hand.integers("SELECT count(*) FROM place_ancestor WHERE ancestor = \(place)")[0]
    var moved = Measured()
    try moved.time {
      try engine.changePlaces(PlaceOperation(.move, what: ["万户小区"], to: ["新社区"]), owner, .owner)
    }
    // Requests that run there are noted, to be handed over.
    let all = try hand.integers("SELECT count(*) FROM bench_row WHERE name <> 'place_handover'")[0]
    let tree = try hand.integers("SELECT count(*) FROM bench_row WHERE place IS NOT NULL")[0]
    let outside = try hand.integers(
      """
      SELECT count(*) FROM bench_row WHERE place IS NOT NULL
        AND place NOT IN (SELECT place FROM place_ancestor WHERE ancestor = \(place))
      """)[0]
    Line.print(
      "moved",
      [
        "seconds": moved.part(0.5) / 1e6, "subtree": Double(subtree), "tree": Double(tree),
        "outside": Double(outside), "others": Double(all - tree),
      ])
  }

  private func watch() throws {
    try hand.run("CREATE TABLE bench_row(n INTEGER PRIMARY KEY, name TEXT, place INTEGER)")
    let names = try hand.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'bench_*'")
    var tables: [String] = []
    names.each { tables.append(names.text(0)) }
    for table in tables where !isForm(table) && !table.hasPrefix("sqlite_") {
      let isOfPlaces = ["place_ancestor", "place_fact", "place_code", "place_alias", "place_boundary"].contains(table)
      for (act, row) in [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")] {
        let place = isOfPlaces ? "\(row).place" : "NULL"
        try hand.run(
          """
          CREATE TRIGGER "bench_\(act)_\(table)" AFTER \(act) ON "\(table)"
            BEGIN INSERT INTO bench_row(name, place) VALUES ('\(table)', \(place)); END
          """)
      }
    }
  }

  /// Tables of answers: a letter and a number, thousands of them.
  private func isForm(_ table: String) -> Bool {
    table.hasPrefix("f") && table.dropFirst().allSatisfy(\.isNumber)
  }
}
