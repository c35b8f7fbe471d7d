import Core
import Spec

/// System, security and audit are administered by three: no post and no person of a directory is two of them, and none
/// stands in for another.
struct DutiesCheck {
  private let context: CompileContext
  private(set) var sink = DiagnosticSink()
  /// Who is written to sit on a post of an administration, and where.
  private var people: [String: (kind: Administration, at: SpecNode)] = [:]
  /// By `organisation/post`.
  private var posts: [String: Administration] = [:]

  init(_ context: CompileContext) { self.context = context }

  mutating func check(_ spec: DirectorySpec) {
    let all = spec.organizations.filter { !$0.isInvalid }.flatMap { body in
      body.posts.filter { !$0.isInvalid }.map { (name: body.name + "/" + $0.name, body: body.name, post: $0) }
    }
    var staff: [String: [String]] = [:]
    for one in all {
      posts[one.name] = kind(of: one.post)
      staff[one.name] = one.post.staff.filter { !$0.isInvalid }.map(\.text)
      if let kind = posts[one.name] { seats(one.post, kind) }
    }
    for one in all {
      guard let kind = posts[one.name] else { continue }
      for node in one.post.deputy where !node.isInvalid {
        let deputy = staff[node.text] == nil ? one.body + "/" + node.text : node.text
        let others = [posts[deputy]] + (staff[deputy] ?? []).map { people[$0]?.kind }
        if let other = others.compactMap({ $0 }).first(where: { $0 != kind }) {
          sink.report(RoleLowering.joined(node, other, kind))
        }
      }
    }
  }

  /// The administration that the roles of a post are.
  private mutating func kind(of post: PostSpec) -> Administration? {
    var found: Administration?
    for node in post.role where !node.isInvalid {
      guard let kind = context.document(.role, node.text).flatMap({ context.run.roles[$0.id] })?.administration else { continue }
      if let found, found != kind { sink.report(RoleLowering.joined(node, found, kind)) }
      found = found ?? kind
    }
    return found
  }

  private mutating func seats(_ post: PostSpec, _ kind: Administration) {
    for node in post.staff where !node.isInvalid {
      guard let known = people[node.text] else {
        people[node.text] = (kind, node)
        continue
      }
      if known.kind == kind { continue }
      var found = RoleLowering.joined(node, known.kind, kind)
      found.notes.append(
        DiagnosticNote(
          at: known.at.range,
          Message(zh: "「\(node.text)」先在这里", en: "`\(node.text)` is one of them here")))
      sink.report(found)
    }
  }
}
