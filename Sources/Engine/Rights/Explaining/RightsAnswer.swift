import Core

/// One link of the chain between somebody and a thing: that it holds, or that it is missing.
package struct RightsFact: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Filed by them, for them or about them.
    case own
    /// Acts for whom it is of, by a relation with a proof and an end.
    case mandate
    /// Sits on a post.
    case appointment
    /// A role of the post gives the right over the thing.
    case grant
    /// The grant is within its days.
    case period
    /// The grant speaks of this variant of the service.
    case variant
    /// The thing lies where the grant reaches.
    case scope
    /// The grant's own condition holds for it.
    case condition
    /// An emergency look at it is open.
    case glass
    /// The step that is open now is with a post of theirs.
    case holding
    /// To file: the service is open where it is filed for.
    case place
    /// To file: today.
    case dates
    /// To file: for this person or organisation, by them.
    case audience
    /// To file: it is known well enough who they are.
    case identity
    /// To file: what the service asks of whom it is for.
    case eligibility
    /// To file: places of its quota are left, and whom it is for has not as many open as they may.
    case limits
    /// Nobody needs a role for it.
    case everybody
  }

  package let kind: Kind
  package let holds: Bool
  package let words: Label
}

/// Whether somebody may do something with a thing, and the facts that say so.
package struct RightsAnswer: Sendable {
  package let allowed: Bool
  /// The chain that gives the right; without one the chain that comes nearest, which ends at the missing link.
  package let facts: [RightsFact]
  /// What could close the chain and who can do it; empty where it is closed.
  package let remedies: [Label]
  /// Where it was asked of whoever sits in a body or has a role: how many of those posts may, of how many.
  package var posts: RightsShare? = nil
  /// Where it was asked of a class of services: over how many of them, of how many.
  package var services: RightsShare? = nil

  /// The first link that does not hold.
  package var missing: RightsFact? { facts.first { !$0.holds } }
}

/// So many of so many.
package struct RightsShare: Sendable, Hashable {
  package let part: Int
  package let whole: Int
}

/// Somebody of whom it is asked.
package enum RightsUser: Sendable, Hashable {
  case person(Int64)
  /// Whoever sits there, or would.
  case post(Int64)
  /// Whoever sits on a post of this body; where it files itself, the body.
  case organization(Int64)
  /// Whoever has this role by a post.
  case role(String)
}

/// What it is asked of.
package enum RightsThing: Sendable, Hashable {
  /// A request, by its code.
  case matter(String)
  /// A service, by its id.
  case service(String)
  /// All services that carry a tag.
  case tag(String)
  /// All services.
  case everyService
  /// What is no service and no request: all of a kind (the places, the directory), or one document (a ledger).
  case granted(GrantProgram.Thing)
}

/// A post that may do something with a thing, and why.
package struct RightsHolder: Sendable {
  package let post: Label
  /// Names of who sits there today; empty = vacant.
  package let staff: [String]
  package let facts: [RightsFact]
  /// Where it was asked of a class of services: over how many of them.
  package var services: RightsShare? = nil
}

/// Everybody who may.
package struct RightsHolders: Sendable {
  package let posts: [RightsHolder]
  /// Posts in all; `posts` may be cut.
  package let postCount: Int
  /// Persons who sit on them, each once.
  package let personCount: Int
  /// Bodies that these posts belong to.
  package let organizationCount: Int
  /// Residents whose own it is, where the right is one that they have over their own.
  package let own: Int
  /// Of a request: who has it now, or how it ended.
  package var standing: Label? = nil
}

/// What somebody may do beside services.
package struct RightsBeside: Sendable {
  /// Each as of a service, named by its token.
  package let things: [RightsHolding]
  package var administration: Administration?
  /// Nil of whoever is no single person, and where the asker may not know.
  package let own: RightsOwn?

  /// Nothing, as of nobody.
  package static let nothing = RightsBeside(things: [], administration: nil, own: nil)
}

/// What is somebody's own, without a role.
package struct RightsOwn: Sendable, Hashable {
  /// Requests that are theirs: filed by them, for them, about them, of those they act for, of whom they file for.
  package let requests: Int
  /// Family for whom they may file, and others by mandates.
  package let family: Int
  package let mandates: Int
  /// Organisations for which they file.
  package let agencies: [String]
}

/// What somebody may do with one service.
package struct RightsHolding: Sendable {
  package struct Line: Sendable {
    package let right: Right
    /// Where each grant reaches.
    package let reaches: [Label]
    /// Requests of the service, places, or posts that the right covers now; nil for what is not counted.
    package let count: Int?
  }

  package let service: String
  package let title: Label
  package let lines: [Line]
}
