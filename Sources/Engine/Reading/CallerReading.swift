import Core
import FEEL

extension Engine {
  /// Whether one of the caller's roles grants `publish`.
  package func mayPublish(_ caller: Caller) throws -> Bool {
    try snapshot { running, reader in
      let day = CivilDateTime(milliseconds: reader.now).date.text
      let posts = (running.city.postsByPerson[caller.person] ?? []).compactMap { running.city.posts[$0] }
      return posts.flatMap(\.roles).flatMap { running.program.roles[$0]?.grants ?? [] }.contains { grant in
        grant.rights.contains(.publish) && grant.from.map { $0 <= day } ?? true && grant.until.map { $0 >= day } ?? true
      }
    }
  }
}

extension CityIndex {
  /// Names from the top down, with `/` between; nil for a place that is not in the tree.
  package func path(of place: Int64) -> String? { position(of: place).map { tree.path(of: $0) } }

  /// The code that people and clients name a place by.
  package func code(of place: Int64) -> String? { position(of: place).map { tree.nodes[$0].code } }
}
