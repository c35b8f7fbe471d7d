import Core
import Engine

/// Where somebody was going when signing in came between: a page that they asked for, or one that they were at work
/// on, with what they had typed.
struct Onward {
  let resumption: Resumption?
  /// A page of ours that answers to GET, as its address.
  private let wanted: String?

  private static let name = "to"

  init(_ resumption: Resumption) {
    self.resumption = resumption
    wanted = nil
  }

  /// As the address of a sign-in page says.
  init(_ query: FieldList, _ router: Router) {
    resumption = nil
    wanted = query[Self.name].flatMap { Self.address($0, router) }
  }

  /// As the sign-in pages carry it on.
  init(posted: FieldList, _ router: Router) {
    resumption = Resumption(carriedBy: posted)
    wanted = posted[Self.name].flatMap { Self.address($0, router) }
  }

  func write(_ layout: Layout, _ html: inout HTML) {
    resumption?.write(layout, &html)
    if let wanted { layout.hidden(Self.name, wanted, &html) }
  }

  /// A sign-in page from which the way goes on to the same page.
  func link(_ path: String) -> String {
    guard let to = wanted ?? resumption?.pagePath else { return path }
    return "\(path)?\(Self.name)=\(PercentText.encode(to))"
  }

  /// After signing in: the page with what was typed, or the way to the page that was asked for.
  func welcome(_ call: Call, _ session: SignedIn) -> Response {
    resumption?.resume(call, session) ?? .redirect(to: wanted ?? "/")
  }

  // MARK: Addresses

  /// The sign-in page for whoever asked for a page without a session.
  static func signIn(_ head: RequestHead, _ router: Router) -> String {
    guard head.method == .get || head.method == .head, case .route(let index, _) = router.match(.get, head.path),
      let path = address(head.path, head.query, router)
    else { return "/sign-in" }
    let page =
      switch router.routes[index].access {
      case .anyone, .signedIn: "/sign-in"
      case .staff, .administrator, .author: "/sign-in/staff"
      }
    return "\(page)?\(name)=\(PercentText.encode(path))"
  }

  private static func address(_ text: String, _ router: Router) -> String? {
    guard text.utf8.count <= 500, let target = RequestTarget(Array(text.utf8)) else { return nil }
    return address(target.path, target.query, router)
  }

  /// A page of this site for people who signed in, written anew from its parts; of what stands behind `?` only codes of
  /// steps and requests, because anything else may be words about somebody.
  private static func address(_ path: [String], _ query: FieldList, _ router: Router) -> String? {
    guard !path.isEmpty, case .route(let index, _) = router.match(.get, path), router.routes[index].isPage,
      router.routes[index].access != .anyone, path.last != "presence"
    else { return nil }
    let kept = ["step", "open"].compactMap { name in query[name].map { "\(name)=\(PercentText.encode($0))" } }
    let address = path.reduce(into: "") { $0 += "/" + PercentText.encode($1) }
    return kept.isEmpty ? address : address + "?" + kept.joined(separator: "&")
  }
}
