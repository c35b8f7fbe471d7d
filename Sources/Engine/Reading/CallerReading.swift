import Core
import FEEL

/// What a signed-in person is told about themselves.
package struct CallerCard: Sendable {
  package struct Seat: Sendable {
    package let post: String
    package let organization: String
    /// Path of the place it works for.
    package let place: String?
  }
  package let name: String
  /// Path of where they live.
  package let place: String?
  package let seats: [Seat]
}

extension Engine {
  /// Name, home and posts of the caller.
  package func card(of caller: Caller) throws -> CallerCard {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let home = try preparation.residence(of: caller.person)
      let seats = (running.city.postsByPerson[caller.person] ?? []).compactMap { running.city.posts[$0] }.map { post in
        CallerCard.Seat(
          post: post.name, organization: running.city.organizations[post.organization]?.name ?? "",
          place: post.territory.first.map { running.city.tree.path(of: $0) })
      }
      return CallerCard(
        name: try preparation.name(of: caller.person) ?? "", place: home.flatMap { running.city.path(of: $0) },
        seats: seats)
    }
  }

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
