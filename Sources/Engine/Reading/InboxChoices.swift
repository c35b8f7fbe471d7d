import Core
import FEEL

/// What a queue can be filtered by, for one reader.
package struct InboxChoices: Sendable {
  /// Services that the reader handles, by title.
  package let services: [(id: String, title: Label)]
  /// Steps of the chosen service in the order of its flow; none without one.
  package let steps: [(id: String, title: Label)]
  /// Places of the reader's territory: its own, those above the chosen one, the chosen one and those below it.
  package let places: [(code: String, path: String)]
  /// The reader's posts that handle anything, where several do: by which of them something is done may be said.
  package let posts: [(id: Int64, title: Label)]

  package init(
    services: [(id: String, title: Label)], steps: [(id: String, title: Label)],
    places: [(code: String, path: String)], posts: [(id: Int64, title: Label)] = []
  ) {
    self.services = services
    self.steps = steps
    self.places = places
    self.posts = posts
  }
}

extension Engine {
  /// Places that one list of choices holds.
  private static let most = 300

  /// What the caller's queue can be filtered by.
  ///
  /// - Parameter place: code of the chosen place; its own parts are offered then.
  package func inboxChoices(service: String?, place: String?, _ caller: Caller) throws -> InboxChoices {
    try snapshot { running, reader in
      let rights = Rights(running, caller, reader)
      let handled = running.program.services.values.filter { rights.hasAny(.handle, $0) }
      let chosen = service.flatMap { id in handled.first { $0.id == id } }
      return InboxChoices(
        services: handled.map { ($0.id, $0.title) }.sorted { ($0.1.zh, $0.0) < ($1.1.zh, $1.0) },
        steps: chosen?.eachStep.map { ($0.id, $0.title) } ?? [],
        places: Self.places(rights, place, running.city), posts: Self.posts(rights))
    }
  }

  private static func posts(_ rights: Rights) -> [(id: Int64, title: Label)] {
    let handling = Set(rights.held.filter { $0.isCurrent && $0.grant.rights.contains(.handle) }.map(\.post.id)).sorted()
    return handling.count < 2 ? [] : handling.map { (id: $0, title: rights.running.city.distinctTitle(ofPost: $0)) }
  }

  private static func places(_ rights: Rights, _ chosen: String?, _ city: CityIndex) -> [(
    code: String, path: String
  )] {
    let tree = city.tree
    var tops: [Int] = []
    for post in rights.posts {
      for node in post.territory where !tops.contains(node) { tops.append(node) }
    }
    let here = chosen.flatMap { code in tree.index(ofCode: code) }
    var shown: [Int] = []
    for top in tops {
      shown.append(top)
      guard let here, tree.isWithin(here, top) else {
        shown += tree.children(of: top)
        continue
      }
      shown += tree.ancestry(of: here).filter { $0 != top && tree.isWithin($0, top) }.reversed()
      shown += tree.children(of: here)
    }
    return shown.prefix(most).map { (tree.nodes[$0].code, tree.path(of: $0)) }
  }
}
