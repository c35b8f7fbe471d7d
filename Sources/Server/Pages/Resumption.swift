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
    /// The small form of a verb on a request's page.
    case verb(String, code: String)
    /// Words to several requests of the queue, and which were ticked.
    case bulk
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
    case ("requests", 3, let verb?) where Verb(rawValue: verb) != nil: place = .verb(verb, code: path[1])
    case ("queue", 2, _): place = .bulk
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
  /// - Returns: the way on, or for the words of a verb its page with them; the first page where they were somebody
  ///   else's.
  func resume(_ call: Call, _ session: SignedIn) -> Response {
    let owner = typed["csrf"].map { Self.owner(session, $0) }
    guard owner != nil, typed["owner"] == owner else { return .redirect(to: "/") }
    do {
      switch place {
      case .form(let service): return .redirect(to: try ApplyPage.keep(onward(call, session, [service]), typed))
      case .check(let service):
        return .redirect(to: try ApplyDraft(onward(call, session, [service]), person: typed["for"]).checkPath)
      case .step(let verb, let code):
        return .redirect(to: try StepFormPage(verb: verb).keep(onward(call, session, [code]), typed))
      case .verb(let verb, let code):
        return try MatterPage.show(onward(call, session, [code]), VerbTyped(verb: verb, typed: typed))
      case .bulk: return try QueuePage.show(onward(call, session, []), typed)
      }
    } catch {
      // The page itself says why it cannot be gone on with.
      return .redirect(to: place.path)
    }
  }

  /// The page that is gone on with, as if it had been asked for.
  private func onward(_ call: Call, _ session: SignedIn, _ parameters: [String]) -> Call {
    var head = call.request.head
    head = RequestHead(
      method: .get, path: place.path.split(separator: "/").map(String.init), client: head.client,
      headers: HeaderName.allCases.reduce(into: [:]) { $0[$1] = head.header($1) })
    return Call(
      site: call.site, request: Request(head: head), parameters: parameters, session: session,
      language: call.language, responder: call.responder)
  }

  /// The page's address.
  var pagePath: String { place.path }
}

extension Resumption.Place {
  fileprivate var path: String {
    switch self {
    case .form(let service), .check(let service): PagePath.of("services", service)
    case .step(let verb, let code): PagePath.of("requests", code, StepDraft.page(verb))
    case .verb(_, let code): PagePath.of("requests", code)
    case .bulk: "/queue"
    }
  }
}

extension Layout {
  /// What a form's page says of who fills it, so that nobody else goes on with it.
  func owner(_ session: SignedIn?, _ html: inout HTML) {
    if let session { hidden("owner", Resumption.owner(session), &html) }
  }
}
