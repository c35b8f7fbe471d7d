import Core
import Engine

/// What lines of a queue say beside their rows, in tables made before.
struct HandWords {
  let titles: [String: String]
  /// By service and step.
  let steps: [String: [String: String]]
  let paths: [Int64: String]
  let posts: [Int64: String]

  init(_ running: Running) {
    titles = running.program.services.mapValues { $0.title.zh }
    steps = running.program.services.mapValues { service in
      Dictionary(
        (service.variants.first?.flow.steps ?? []).map { ($0.id, $0.title.zh) }, uniquingKeysWith: { first, _ in first })
    }
    let city = running.city
    paths = Dictionary(
      city.tree.nodes.indices.map { (city.ids[$0], city.tree.path(of: $0)) }, uniquingKeysWith: { first, _ in first })
    posts = Dictionary(
      city.posts.keys.map { ($0, city.title(ofPost: $0).zh) }, uniquingKeysWith: { first, _ in first })
  }
}

/// A line of a queue as somebody makes it who wrote the statement by hand.
struct HandLine {
  let code, service, title, state: String
  let step: String?
  let path, name, post: String?
  let subject, list: Int64?
  let opened, stepOpened: Int64
  let due, stepDue: Int64?
  let isClaimable: Bool

  /// - Parameter row: the columns of a stay, of its request, and a name.
  init?(_ row: [StoredValue], _ words: HandWords) {
    guard row.count > 38, let code = row[19].text, let service = row[20].text, let title = words.titles[service] else {
      return nil
    }
    (self.code, self.service, self.title) = (code, service, title)
    state = row[24].text ?? ""
    step = row[2].text.flatMap { words.steps[service]?[$0] }
    path = row[27].int.flatMap { words.paths[$0] }
    name = row[38].text
    post = row[6].int.flatMap { words.posts[$0] }
    (subject, list) = (row[28].int, row[15].int)
    (opened, stepOpened) = (row[31].int ?? 0, row[8].int ?? 0)
    (due, stepDue) = (row[32].int, row[10].int)
    isClaimable = row[6].isNull
  }
}
