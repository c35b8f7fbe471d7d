import Core
import Engine

extension Desk {
  /// Organisations, posts, who sits there, and changing that.
  package struct DirectoryReads: Sendable {
    package var roots: @Sendable (Caller) throws -> [OrganizationLine]
    package var find: @Sendable (Caller, _ words: String) throws -> DirectoryFound
    package var vacant: @Sendable (Caller) throws -> DirectoryFound
    package var one: @Sendable (Caller, _ organization: Int64) throws -> OrganizationDetail?
    package var post: @Sendable (Caller, _ post: Int64, DirectoryAuthority) throws -> DirectoryPostDetail?
    package var contacts: @Sendable (Caller, _ organization: Int64?) throws -> DirectoryFound
    /// Who can be put on a post, and which other posts there are, for who may change it.
    package var people:
      @Sendable (Caller, _ post: Int64, _ words: String, DirectoryAuthority) throws -> DirectoryChoices<StaffMember>
    package var posts:
      @Sendable (Caller, _ post: Int64, _ words: String, DirectoryAuthority) throws -> DirectoryChoices<PostLine>
    package var numbers: @Sendable (Caller, _ person: Int64) throws -> PersonNumbers
    /// A member of staff with the posts where they sit; nil = nobody who sits anywhere.
    package var person: @Sendable (Caller, _ person: Int64) throws -> DirectoryPersonDetail? = { _, _ in nil }
    /// Who files for an organisation, for those who say so.
    package var agents: @Sendable (Caller, _ organization: Int64, DirectoryAuthority) throws -> OrganizationAgents = {
      _, _, _ in throw Problem.notFound
    }
    package var change: @Sendable (Caller, _ post: Int64, PostChange, DirectoryAuthority) throws -> Void
  }
}

extension Desk.DirectoryReads {
  init(engine: Engine) {
    self.init(
      roots: { try engine.directoryRoots($0) }, find: { try engine.findInDirectory($1, $0) },
      vacant: { try engine.vacantPosts($0) }, one: { try engine.organization($1, $0) }, post: { try engine.directoryPost($1, $0, $2) },
      contacts: { try engine.contacts(under: $1, $0) }, people: { try engine.staffChoices($2, for: $1, $0, $3) },
      posts: { try engine.postChoices($2, for: $1, $0, $3) },
      numbers: { try engine.numbers(of: $1, $0) }, person: { try engine.directoryPerson($1, $0) },
      agents: { try engine.agents(of: $1, $0, $2) },
      change: { try engine.changePost($1, $2, $0, $3) })
  }

  /// An empty directory.
  package static let nothing = Desk.DirectoryReads(
    roots: { _ in [] }, find: { _, _ in DirectoryFound(bodies: [], posts: [], isMore: false) },
    vacant: { _ in DirectoryFound(bodies: [], posts: [], isMore: false) }, one: { _, _ in nil },
    post: { _, _, _ in nil }, contacts: { _, _ in DirectoryFound(bodies: [], posts: [], isMore: false) },
    people: { _, _, _, _ in .nothing }, posts: { _, _, _, _ in .nothing }, numbers: { _, _ in throw Problem.notFound }, change: { _, _, _, _ in throw Problem.notFound })
}

extension Call {
  /// Who administers security changes the whole directory; others where a role lets them.
  func directoryAuthority() throws -> DirectoryAuthority {
    guard let session else { throw Problem.unauthenticated }
    return try site.administers(.security, session, language) ? .security : .caller
  }
}
