import Core

extension Engine {
  private static let byCredential = Query(
    ["person"], of: SystemTables.credential, where: .equals("name", 0), limit: .constant(.int(1)))

  /// Who is meant: a login, a phone, `organisation/post`, or a number.
  ///
  /// - Returns: nil when nobody is called so, or several posts are.
  package func rightsUser(_ text: String) throws -> RightsUser? {
    try snapshot { running, reader in
      if let person = try reader.rows(Self.byCredential, [.text(text)], under: .system(.session)).first?[0].int {
        return .person(person)
      }
      let posts = running.city.posts(called: text)
      if posts.count == 1 { return .post(posts[0]) }
      return Int64(text).map { .person($0) }
    }
  }

  /// What is meant: the code of a request, or a service by id or title.
  package func rightsThing(_ text: String) throws -> RightsThing? {
    try snapshot { running, _ in
      if let service = running.program.service(nowCalled: text) { return .service(service.id) }
      if let service = running.program.services.values.first(where: { $0.title.zh == text || $0.title.en == text }) {
        return .service(service.id)
      }
      return MatterCode.parse(text).map { .matter($0) }
    }
  }
}

extension CityIndex {
  /// Posts called `organisation/post`, or `place/post` for what works for that place.
  package func posts(called text: String) -> [Int64] {
    guard let slash = text.lastIndex(of: "/") else { return [] }
    let body = String(text[..<slash]), name = String(text[text.index(after: slash)...])
    let named = posts.values.filter { $0.name == name }
    let inside = named.filter { organizations[$0.organization]?.name == body }
    if !inside.isEmpty { return inside.map(\.id).sorted() }
    guard case .one(let place) = tree.resolve(body) else { return [] }
    return named.filter { $0.territory.contains(place) }.map(\.id).sorted()
  }

  /// A post with those that it stands in for today: for what whoever sits there acts.
  func seats(of post: Int64) -> [Post] {
    guard let own = posts[post] else { return [] }
    return [own] + posts.values.filter { $0.standInPosts.contains(post) }.sorted { $0.id < $1.id }
  }
}
