import Core
import Engine

/// What somebody was filling in when their session was over: where they go when they have signed in again,
/// and what they had typed. It travels in the bodies of the sign-in pages and nowhere else.
struct Resumption {
  /// A page that can be gone on with.
  fileprivate enum Place {
    case form(service: String)
    case check(service: String)
    case step(Verb, code: String)
  }

  private let path: [String]
  fileprivate let place: Place
  private let typed: FieldList

  private static let mark = "r.", pathName = "resume"

  /// Of a page that was sent without a session; nil for one with nothing to be gone on with.
  init?(_ request: Request) {
    guard request.head.method == .post, let posted = FieldList(posted: request) else { return nil }
    self.init(request.head.path, posted)
  }

  /// As the sign-in pages carry it on.
  init?(carriedBy posted: FieldList) {
    guard let path = posted[Self.pathName] else { return nil }
    let pairs = posted.pairs.filter { $0.name.hasPrefix(Self.mark) }
    self.init(
      path.split(separator: "/").map(String.init),
      FieldList(pairs.map { (String($0.name.dropFirst(Self.mark.count)), $0.value) }))
  }

  private init?(_ path: [String], _ typed: FieldList) {
    switch (path.first, path.count, path.last) {
    case ("services", 2, _), ("services", 3, "files"): place = .form(service: path[1])
    case ("services", 3, "send"): place = .check(service: path[1])
    case ("requests", 3, "supplement"),
      ("requests", 4, "files") where path[2] == "supplement":
      place = .step(.supplement, code: path[1])
    case ("requests", 3, "fill"),
      ("requests", 4, "files") where path[2] == "fill":
      place = .step(.complete, code: path[1])
    default: return nil
    }
    self.path = path
    self.typed = FieldList(typed.pairs.filter { !["act", "key"].contains($0.name) })
  }

  /// Whose page it was, as the page itself says: nobody else gets what was typed on it.
  static func owner(_ session: SignedIn) -> String { owner(session, session.csrf) }

  private static func owner(_ session: SignedIn, _ csrf: String) -> String {
    "\(session.kind.rawValue) " + Secrets.hex(Secrets.digest("\(session.kind.rawValue) \(session.person) \(csrf)"))
  }

  /// Whether staff were at work, who sign in on another page.
  var isOfStaff: Bool { typed["owner"]?.hasPrefix(Caller.Kind.staff.rawValue) ?? false }

  func write(_ layout: Layout, _ html: inout HTML) {
    layout.hidden(Self.pathName, path.joined(separator: "/"), &html)
    for (name, value) in typed.pairs { layout.hidden(Self.mark + name, value, &html) }
  }

  /// Keeps what was typed as a draft of who has signed in now.
  ///
  /// - Returns: where they go on; the first page where it was somebody else's.
  func resume(_ call: Call, _ session: SignedIn) -> String {
    let owner = typed["csrf"].map { Self.owner(session, $0) }
    guard owner != nil, typed["owner"] == owner else { return "/" }
    let parameter =
      switch place {
      case .form(let service), .check(let service): service
      case .step(_, let code): code
      }
    let now = Call(
      site: call.site, request: call.request, parameters: [parameter], session: session, language: call.language,
      responder: call.responder)
    do {
      switch place {
      case .form: return try ApplyPage.keep(now, typed)
      case .check: return try ApplyDraft(now, person: typed["for"]).checkPath
      case .step(let verb, _): return try StepFormPage(verb: verb).keep(now, typed)
      }
    } catch {
      // The page itself says why it cannot be gone on with.
      return place.path
    }
  }
}

extension Resumption.Place {
  fileprivate var path: String {
    switch self {
    case .form(let service), .check(let service): PagePath.of("services", service)
    case .step(let verb, let code): PagePath.of("requests", code, StepDraft.page(verb))
    }
  }
}

extension Layout {
  /// What a form's page says of who fills it, so that nobody else goes on with it.
  func owner(_ session: SignedIn?, _ html: inout HTML) {
    if let session { hidden("owner", Resumption.owner(session), &html) }
  }
}
