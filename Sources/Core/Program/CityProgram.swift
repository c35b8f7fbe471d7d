import FEEL

/// A place that documents or shipped tables declare. Its id is stable: made from its first code, never reused.
package struct PlaceSeed: Sendable, Hashable {
  package let id: Int64
  package let parent: Int64?
  package let level: PlaceLevel
  package let kind: PlaceKind
  package let code: String
  package let name: String
  package let aliases: [String]
  package let isOfficial: Bool
  package let from: String?
  package let until: String?

  package init(
    id: Int64, parent: Int64?, level: PlaceLevel, kind: PlaceKind, code: String, name: String, aliases: [String],
    isOfficial: Bool, from: String?, until: String?
  ) {
    self.id = id
    self.parent = parent
    self.level = level
    self.kind = kind
    self.code = code
    self.name = name
    self.aliases = aliases
    self.isOfficial = isOfficial
    self.from = from
    self.until = until
  }
}

/// A body with its posts, as a directory document declares it (`each` already expanded).
package struct OrganizationSeed: Sendable {
  package struct Post: Sendable {
    /// `StableID.make("post", "full name of organisation/post name")`, with `@place` for a post made by `each`.
    package let id: Int64
    package let name: String
    /// Role ids.
    package let roles: [String]
    /// Where it works, when narrower than what the organisation governs.
    package let place: Int64?
    package let staff: [String]
    package let phone: String?
    /// The days on which the seat exists.
    package let span: DaySpan
    /// When whoever sits there is away.
    package let leave: [DaySpan]
    /// Posts that stand in while it is vacant or away.
    package let deputies: [Int64]
    package let rank: String?
    /// What it is for, in words.
    package let duties: String?
    package let tags: [String]

    /// The name and the role of the seat that an organisation's agents have: who sits there files for it. No document
    /// can name that role, so no grant speaks of it.
    package static let agentName = "经办人", agentRole = "*agent"

    package var isOfAgents: Bool { roles.contains(Self.agentRole) }

    package init(
      id: Int64, name: String, roles: [String], place: Int64?, staff: [String], phone: String?,
      span: DaySpan = DaySpan(), leave: [DaySpan] = [], deputies: [Int64] = [], rank: String? = nil,
      duties: String? = nil, tags: [String] = []
    ) {
      self.rank = rank
      self.duties = duties
      self.tags = tags
      self.id = id
      self.name = name
      self.roles = roles
      self.place = place
      self.staff = staff
      self.phone = phone
      self.span = span
      self.leave = leave
      self.deputies = deputies
    }
  }

  /// `StableID.make("organization", full name)`.
  package let id: Int64
  package let name: String
  package let entityClass: String
  package let under: Int64?
  package let governs: [Int64]
  package let at: Int64?
  package let creditCode: String?
  package let posts: [Post]
  /// Where its condition over those that it regulates is written; nil = it regulates none.
  package let regulates: SourceRange?

  package init(
    id: Int64, name: String, entityClass: String, under: Int64?, governs: [Int64], at: Int64?, creditCode: String?,
    posts: [Post], regulates: SourceRange? = nil
  ) {
    self.regulates = regulates
    self.id = id
    self.name = name
    self.entityClass = entityClass
    self.under = under
    self.governs = governs
    self.at = at
    self.creditCode = creditCode
    self.posts = posts
  }
}

/// Days from a first to a last one, both included; nil = open.
package struct DaySpan: Sendable, Hashable {
  package let from: CivilDate?
  package let until: CivilDate?

  package init(from: CivilDate? = nil, until: CivilDate? = nil) {
    self.from = from
    self.until = until
  }

  package func holds(_ day: CivilDate) -> Bool { from.map { $0 <= day } ?? true && until.map { day <= $0 } ?? true }

  /// As a row has it: the first day, and the first that no longer belongs to it.
  package var stored: (from: StoredValue, to: StoredValue) {
    (StoredValue(from?.text), StoredValue(until?.adding(days: 1).text))
  }
}
