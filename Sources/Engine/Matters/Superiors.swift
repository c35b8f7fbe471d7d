import Core

extension Candidates {
  /// A staffed post of the bodies above the one whose post this is: those it stands under; where it stands under
  /// none, those that govern the places above its own.
  ///
  /// - Parameter rights: The nearest that has the first of these over the service, else the nearest that has the next.
  func superior(of posts: [Int64], having rights: [Right]) -> Int64? {
    let above = posts.compactMap { running.city.posts[$0] }.flatMap { own in
      running.city.bodies(above: own).flatMap { body in
        (running.city.postsByBody[body] ?? []).compactMap { running.city.posts[$0] }
          .filter { $0.isManned && !$0.isOfAgents }.sorted { $0.id < $1.id }
      }
    }
    for right in rights {
      if let first = above.first(where: { holds(right, $0) }) { return first.id }
    }
    return nil
  }
}

extension CityIndex {
  /// Bodies above a post, nearest first; of one place the one that stands under nobody, else the first.
  func bodies(above post: Post) -> [Int64] {
    var found: [Int64] = []
    var at = organizations[post.organization]?.under
    for _ in 0..<16 {
      guard let body = at, !found.contains(body) else { break }
      found.append(body)
      at = organizations[body]?.under
    }
    if !found.isEmpty { return found }
    guard let seat = organizations[post.organization]?.governs.first ?? post.territory.first else { return found }
    for node in tree.ancestry(of: seat).dropFirst() {
      let governing = organizations.values.filter { $0.id != post.organization && $0.governs.contains(node) }
      let first = governing.min { ($0.under == nil ? 0 : 1, $0.id) < ($1.under == nil ? 0 : 1, $1.id) }
      if let first, !found.contains(first.id) { found.append(first.id) }
    }
    return found
  }
}
