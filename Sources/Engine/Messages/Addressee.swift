import Core

/// Whom a message is meant for, and who reads it there.
struct Addressee {
  /// A word of the language, `post`, or `role` and its id.
  let word: String
  static let rolePrefix = "role "
  /// The first is meant; those behind act in their place.
  let people: [Int64]
  let post: Int64?

  init(word: String, people: [Int64], post: Int64? = nil) {
    self.word = word
    self.people = people
    self.post = post
  }

  /// Why nobody reads it when there are no people.
  var missing: Unreached { post == nil ? .nobody : .vacant }
}

extension Preparation {
  /// Who a word of the language means for a request. What is for the applicant is for who filed it as well: the phone in
  /// use may be theirs alone.
  func addressee(_ recipient: Recipient, _ matter: LiveMatter) throws -> Addressee {
    switch recipient {
    case .holder:
      let post = matter.holder
      var people = post.flatMap { running.city.posts[$0]?.staff } ?? []
      if people.isEmpty {
        people = Set(matter.steps.filter { $0.done == nil && $0.kind.isWork }.flatMap { holders(of: $0) }).sorted()
      }
      return Addressee(word: recipient.rawValue, people: people, post: post)
    case .applicant, .filer, .sender, .subject, .keeper: return try addressee(recipient, matter.row)
    }
  }

  func addressee(_ target: MessageTarget, _ matter: LiveMatter) throws -> Addressee {
    switch target {
    case .word(let word): try addressee(word, matter)
    case .role(let role): addressee(role: role, matter)
    }
  }

  /// Whoever work of the role would go to: the nearest posts where somebody is, else further up.
  private func addressee(role: String, _ matter: LiveMatter) -> Addressee {
    let found = holding(of: [.role(role, at: nil, along: .territory)], matter)
    switch found.holding {
    case .post(let post)?: return addressee(post: post)
    case .pool(let role, let place)?:
      return Addressee(word: Addressee.rolePrefix + role, people: staff(of: role, for: place).sorted())
    case nil:
      if case .post(let post)? = superior(of: found.vacant, matter, having: [.handle, .read]) { return addressee(post: post) }
      return Addressee(word: Addressee.rolePrefix + role, people: [], post: found.vacant.first)
    }
  }

  /// Everybody who holds a role for a place; nil = for none.
  func staff(of role: String, for place: Int64?) -> Set<Int64> {
    let here = place.flatMap { running.city.position(of: $0) }
    var found: Set<Int64> = []
    for post in (running.city.postsByRole[role] ?? []).compactMap({ running.city.posts[$0] })
    where here.map({ post.territory.contains($0) }) ?? post.territory.isEmpty {
      found.formUnion(post.staff)
    }
    return found
  }

  /// Whom a request itself names.
  func addressee(_ recipient: Recipient, _ row: MatterRow) throws -> Addressee {
    // Who filed it by a mandate that is over hears nothing more.
    let filer = try filer(of: row)
    let people: [Int64?] =
      switch recipient {
      case .applicant: [row.applicant, filer]
      case .subject: [row.subject, row.subject == row.applicant ? filer : nil]
      case .filer, .sender: [filer]
      case .holder, .keeper: []
      }
    var found: [Int64] = []
    for person in people.compactMap({ $0 }) where !found.contains(person) { found.append(person) }
    // What is an organisation's is told to those who file for it today, first of all to who did.
    if let body = row.body, recipient != .holder, recipient != .keeper {
      found = found.filter { running.city.isAgent($0, of: body) }
      if found.isEmpty { found = running.city.agents(of: body) }
    }
    return Addressee(word: recipient.rawValue, people: found)
  }

  func addressee(post: Int64) -> Addressee {
    Addressee(word: "post", people: running.city.posts[post]?.staff ?? [], post: post)
  }

  /// As people read it: no name of a resident, which who reads this may not be allowed to see.
  func label(_ addressee: Addressee) -> Label {
    let post = addressee.post.map { running.city.title(ofPost: $0).zh }
    if addressee.word.hasPrefix(Addressee.rolePrefix) {
      let id = String(addressee.word.dropFirst(Addressee.rolePrefix.count))
      return running.program.title(ofRole: id)
    }
    guard let word = Recipient(rawValue: addressee.word) else {
      return Label(zh: post ?? "岗位", en: post ?? "a post")
    }
    return Label(
      zh: word.alias + (post.map { "（\($0)）" } ?? ""), en: "the " + word.rawValue + (post.map { " (\($0))" } ?? ""))
  }
}
