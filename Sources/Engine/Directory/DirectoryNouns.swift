import Core

/// A body in a list of the directory.
package struct OrganizationLine: Sendable {
  package let id: Int64
  package let name: String
  /// What kind of body it is.
  package let kind: Label
  /// Names of the bodies above, from the top, with `/` between; empty at the top.
  package let above: String
  /// Bodies directly below.
  package let below: Int
  package let posts: Int
  /// Of these, those to which nobody is appointed today.
  package let vacant: Int

  package init(id: Int64, name: String, kind: Label, above: String, below: Int, posts: Int, vacant: Int) {
    self.id = id
    self.name = name
    self.kind = kind
    self.above = above
    self.below = below
    self.posts = posts
    self.vacant = vacant
  }
}

/// Somebody on a post, with numbers as the reader may see them.
package struct DirectoryPerson: Sendable {
  package let id: Int64
  package let name: String
  /// Whole for colleagues of the same body, masked for others; nil when none is known.
  package let office: String?
  /// Masked for everybody but the person.
  package let mobile: String?
  /// A number is masked, and the reader may see it whole.
  package let offersNumbers: Bool
  /// A number is masked, and the reader could see it whole by an emergency look.
  package var offersLook = false
  /// The reader's open emergency look at the numbers.
  package var look: OpenLook?

  package init(id: Int64, name: String, office: String?, mobile: String?, offersNumbers: Bool = false) {
    self.id = id
    self.name = name
    self.office = office
    self.mobile = mobile
    self.offersNumbers = offersNumbers
  }
}

/// An emergency look that is open.
package struct OpenLook: Sendable {
  package let id: Int64
  /// Milliseconds UTC.
  package let until: Int64

  package init(id: Int64, until: Int64) {
    self.id = id
    self.until = until
  }
}

/// A stretch of days of a leave, a deputy or a term: the first day, and the first that no longer belongs to it.
package struct DirectorySpan: Sendable {
  package let id: Int64
  /// The deputy's title; empty for a leave.
  package let title: String
  package let from: String?
  package let until: String?
  package let isOver: Bool
  /// Set by a document: only that document takes it back.
  package let isDeclared: Bool

  package init(id: Int64, title: String, from: String?, until: String?, isOver: Bool, isDeclared: Bool) {
    self.id = id
    self.title = title
    self.from = from
    self.until = until
    self.isOver = isOver
    self.isDeclared = isDeclared
  }
}

/// A post as colleagues see it.
package struct DirectoryPost: Sendable {
  package let id: Int64
  package let name: String
  package let organization: Int64
  package let organizationName: String
  package let placePath: String?
  package let roles: [Label]
  package var rank: String?
  package var duties: String?
  package var tags: [String] = []
  /// Of the seat, not of who sits there.
  package var phone: String?
  package var from: String?
  package var until: String?
  /// Who is appointed today; empty = vacant.
  package var people: [DirectoryPerson] = []
  /// Who stands in today.
  package var standIns: [DirectoryPerson] = []
  package var deputies: [DirectorySpan] = []
  package var leave: [DirectorySpan] = []
  package let isAway: Bool
  /// Gets nothing new: its place or its organisation's territory ended.
  package let isClosed: Bool

  package var isVacant: Bool { people.isEmpty }

  package init(
    id: Int64, name: String, organization: Int64, organizationName: String, placePath: String?, roles: [Label],
    isAway: Bool, isClosed: Bool
  ) {
    self.id = id
    self.name = name
    self.organization = organization
    self.organizationName = organizationName
    self.placePath = placePath
    self.roles = roles
    self.isAway = isAway
    self.isClosed = isClosed
  }
}

/// A body with its posts and the bodies around it.
package struct OrganizationDetail: Sendable {
  package let line: OrganizationLine
  /// The bodies above, from the top.
  package let above: [OrganizationLine]
  package let below: [OrganizationLine]
  /// Paths of the places that it governs.
  package let governs: [String]
  /// Where it sits.
  package let at: String?
  package let phone: String?
  package let posts: [DirectoryPost]

  package init(
    line: OrganizationLine, above: [OrganizationLine], below: [OrganizationLine], governs: [String], at: String?,
    phone: String?, posts: [DirectoryPost]
  ) {
    self.line = line
    self.above = above
    self.below = below
    self.governs = governs
    self.at = at
    self.phone = phone
    self.posts = posts
  }
}

/// What words find in the directory.
package struct DirectoryFound: Sendable {
  package let bodies: [OrganizationLine]
  package let posts: [DirectoryPost]
  /// There is more than is listed.
  package let isMore: Bool

  package init(bodies: [OrganizationLine], posts: [DirectoryPost], isMore: Bool) {
    self.bodies = bodies
    self.posts = posts
    self.isMore = isMore
  }
}

/// One post with everybody who sits there, sat there or will, and what the reader may do there.
package struct DirectoryPostDetail: Sendable {
  package let post: DirectoryPost
  package let terms: [PostDetail.Term]
  package let log: [PostDetail.Entry]
  package let mayEdit: Bool
  /// Services of which some step is this post's, and that nobody could process where nobody sits here.
  package var stranded: [Label] = []
  /// The operation that said last what the post is like, as far as it can be taken back.
  package var described: Int64?
  /// The term that was appointed last, as far as that can be taken back.
  package var appointed: Int64?
  /// The day of the store's clock, ISO.
  package var today = ""

  package init(post: DirectoryPost, terms: [PostDetail.Term], log: [PostDetail.Entry], mayEdit: Bool) {
    self.post = post
    self.terms = terms
    self.log = log
    self.mayEdit = mayEdit
  }
}
