import Core

extension RightsUser {
  /// More than one post may be meant.
  var isClass: Bool {
    switch self {
    case .organization, .role: true
    case .person, .post: false
    }
  }

  /// One files for oneself or for one's organisation; from a post or by a role nothing is one's own.
  var mayFile: Bool {
    switch self {
    case .person, .organization: true
    case .post, .role: false
    }
  }

  /// How an address names them: no name and no number of a person stands in it.
  package var token: String {
    switch self {
    case .person(let id): "person:\(id)"
    case .post(let id): "post:\(id)"
    case .organization(let id): "organization:\(id)"
    case .role(let id): "role:\(id)"
    }
  }

  package init?(token: String) {
    guard let colon = token.firstIndex(of: ":") else { return nil }
    let rest = String(token[token.index(after: colon)...])
    switch (token[..<colon], Int64(rest)) {
    case ("person", let id?): self = .person(id)
    case ("post", let id?): self = .post(id)
    case ("organization", let id?): self = .organization(id)
    case ("role", _) where !rest.isEmpty: self = .role(rest)
    default: return nil
    }
  }
}

extension RightsThing {
  /// As it is asked for: the code of a request, the id of a service, `#tag`, or the kind's word.
  package var token: String {
    switch self {
    case .matter(let code): code
    case .service(let id): id
    case .tag(let tag): "#" + tag
    case .everyService: "service"
    case .granted(let thing): thing.token
    }
  }
}

/// Who is meant by what somebody typed.
package enum FoundUser: Sendable {
  case one(RightsUser)
  /// Staff of the same name.
  case several([StaffMember])
  /// Posts or bodies of the same name, with what tells them apart.
  case alike([(user: RightsUser, title: String)])
  case nobody

  /// Why it is not one, and what to write; empty where it is.
  package func words(for text: String) -> Label {
    switch self {
    case .one: return Label(zh: "", en: "")
    case .nobody:
      return Label(
        zh: "没有叫「\(text)」的人、岗位、单位或角色。可写姓名、登录名、手机号、单位/岗位",
        en: "No person, post, body or role is called `\(text)`. A name, a login, a phone or body/post will do")
    case .alike(let found):
      let lines = found.prefix(20).map { "\($0.user.token) (\($0.title))" }
      return Label(
        zh: "有 \(found.count) 个岗位或单位叫「\(text)」，请写编号：\(lines.joined(separator: "、"))",
        en: "\(found.count) posts or bodies are called `\(text)`: give the number: \(lines.joined(separator: ", "))")
    case .several(let members):
      func lines(_ none: String, _ comma: String) -> String {
        members.prefix(20).map { member in
          let posts = member.posts.isEmpty ? none : member.posts.joined(separator: comma)
          return "\(RightsUser.person(member.person).token) (\(posts))"
        }.joined(separator: comma)
      }
      return Label(
        zh: "有 \(members.count) 个人叫「\(text)」，请写编号：\(lines("没有岗位", "、"))",
        en: "\(members.count) people are called `\(text)`: give the number: \(lines("no post", ", "))")
    }
  }
}

extension Engine {
  private static let byCredential = Query(
    ["person"], of: SystemTables.credential, where: .equals("name", 0), limit: .constant(.int(1)))

  /// Who is meant: a login, a phone, those of a demonstration too, `organisation/post`, a body, a role, a person's number,
  /// or a token.
  ///
  /// - Returns: nil when nobody is called so, or several are. `findUser` asks for names of staff too.
  package func rightsUser(_ text: String) throws -> RightsUser? {
    try snapshot { running, reader in
      if let known = RightsUser(token: text) { return try running.has(known, reader) ? known : nil }
      if let person = try reader.rows(Self.byCredential, [.text(text)], under: .system(.session)).first?[0].int {
        return .person(person)
      }
      let posts = running.city.posts(called: text)
      if posts.count == 1 { return .post(posts[0]) }
      let bodies = running.city.organizations.values.filter { $0.name == text }
      if bodies.count == 1 { return .organization(bodies[0].id) }
      if running.program.roles[text] != nil { return .role(text) }
      let roles = running.program.roles.values.filter { $0.title.zh == text || $0.title.en == text }
      if roles.count == 1 { return .role(roles[0].id) }
      if let person = try invented(text, running, reader) { return .person(person) }
      guard let number = Int64(text).map({ RightsUser.person($0) }) else { return nil }
      return try running.has(number, reader) ? number : nil
    }
  }

  /// Who is meant, a member of staff by name too.
  package func findUser(_ text: String) throws -> FoundUser {
    if let user = try rightsUser(text) { return .one(user) }
    return try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, .nobody)
      switch try preparation.staffNames().find(text) {
      case .one(let person): return .one(.person(person))
      case .none:
        let alike = running.alike(text)
        return alike.isEmpty ? .nobody : .alike(try alike.map { (user: $0, title: try preparation.telling($0)) })
      case .several(let people):
        return .several(try people.sorted().map { try preparation.member($0, named: preparation.staffName($0)) })
      }
    }
  }

  /// What is meant: the code of a request, a service by id, title or a part of it that no other has, `#tag`, all of a kind
  /// by its word (services, places, the directory …), or a ledger by id or title.
  package func rightsThing(_ text: String) throws -> RightsThing? {
    try snapshot { running, _ in
      if let service = running.program.service(nowCalled: text) { return .service(service.id) }
      if let service = running.program.services.values.first(where: { $0.title.zh == text || $0.title.en == text }) {
        return .service(service.id)
      }
      if text.hasPrefix("#") {
        let tag = String(text.dropFirst())
        return running.program.services.values.contains { $0.tags.contains(tag) } ? .tag(tag) : nil
      }
      if text == "service" || text == "服务" { return .everyService }
      if let thing = running.program.granted(text) { return .granted(thing) }
      if let code = MatterCode.parse(text) { return .matter(code) }
      // Few write a title whole.
      let alike = running.program.services.values.filter { service in
        [service.title.zh, service.title.en ?? ""].contains { $0.contains(text) }
      }
      return alike.count == 1 ? .service(alike[0].id) : nil
    }
  }

  /// All services by title.
  package func serviceTitles() throws -> [(id: String, title: Label)] {
    try snapshot { running, _ in
      running.program.services.values.map { (id: $0.id, title: $0.title) }.sorted { $0.title.zh < $1.title.zh }
    }
  }

  /// What they are called, for who may ask about them.
  package func rightsName(_ user: RightsUser, _ caller: Caller) throws -> Label {
    try snapshot { running, reader in
      switch user {
      case .person(let id):
        // Staff are named; of a resident a number brings out the first letter.
        let isKnown = id == caller.person || running.city.postsByPerson[id] != nil
        let preparation = Preparation(self, running, reader, caller)
        guard let name = try preparation.name(of: id) else { return Label(zh: "#\(id)") }
        return Label(zh: isKnown ? name : Preparation.initial(of: name))
      case .post(let id): return running.city.distinctTitle(ofPost: id)
      case .organization(let id): return Label(zh: running.city.organizations[id]?.name ?? "#\(id)")
      case .role(let id): return running.program.title(ofRole: id)
      }
    }
  }
}

extension Running {
  /// Of nobody there is nothing to explain.
  fileprivate func has(_ user: RightsUser, _ reader: any Reader) throws -> Bool {
    switch user {
    case .person(let id): try isKnown(id, reader)
    case .post(let id): city.posts[id] != nil
    case .organization(let id): city.organizations[id] != nil
    case .role(let id): program.roles[id] != nil
    }
  }
}

extension Running {
  /// In the register, on a post or with an account.
  private func isKnown(_ person: Int64, _ reader: any Reader) throws -> Bool {
    if city.postsByPerson[person] != nil { return true }
    if try isPerson(person, reader) { return true }
    return try !reader.rows(Self.account, [.int(person)], under: .system(.session)).isEmpty
  }

  private static let account = Query(
    ["person"], of: SystemTables.credential, where: .equals("person", 0), limit: .constant(.int(1)))
}

extension Running {
  /// Posts, or else bodies, of one name.
  fileprivate func alike(_ text: String) -> [RightsUser] {
    let posts = city.posts(called: text)
    if !posts.isEmpty { return posts.map { .post($0) } }
    return city.organizations.values.filter { $0.name == text }.map(\.id).sorted().map { .organization($0) }
  }
}

extension Preparation {
  /// A post or a body with what tells it from others of its name: where it works, who sits there, under whom it stands.
  fileprivate func telling(_ user: RightsUser) throws -> String {
    let city = running.city
    switch user {
    case .post(let id):
      guard let post = city.posts[id] else { return user.token }
      let staff = try post.sitting.map { try staffName($0) }
      let place = post.territory.first.map { city.tree.path(of: $0) }
      return ([city.title(ofPost: id).zh, place].compactMap { $0 } + staff).joined(separator: " ")
    case .organization(let id):
      guard let body = city.organizations[id] else { return user.token }
      let over = body.under.flatMap { city.organizations[$0]?.name }
      let place = (body.at ?? body.governs.first).map { city.tree.path(of: $0) }
      return [body.name, over, place].compactMap { $0 }.joined(separator: " ")
    case .person, .role: return user.token
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
