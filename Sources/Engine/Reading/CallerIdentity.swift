import Core

/// Who somebody is, for the head of a page: their own name, home and posts.
package struct CallerIdentity: Sendable {
  package struct Post: Sendable {
    package let name: String
    package let organization: String
    package let placePath: String?
  }

  package let name: String?
  /// Where they live.
  package let placePath: String?
  package let posts: [Post]
}

extension Engine {
  /// The caller's own name, home and posts.
  package func identity(_ caller: Caller) throws -> CallerIdentity {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let city = running.city
      let home = try preparation.residence(of: caller.person)
      return CallerIdentity(
        name: try preparation.name(of: caller.person),
        placePath: home.flatMap { city.path(of: $0) },
        posts: (city.postsByPerson[caller.person] ?? []).compactMap { city.posts[$0] }.filter { !$0.isOfAgents }.map { post in
          CallerIdentity.Post(
            name: post.name, organization: city.organizations[post.organization]?.name ?? "",
            placePath: post.territory.first.map { city.tree.path(of: $0) })
        })
    }
  }
}
