import Core
import Engine
import Synchronization

/// Everything behind the listener: finds the route and the caller, runs the handler where its work belongs, and gives
/// every reply the headers that all carry.
package final class Site: HTTPService {
  package let desk: Desk
  package let options: ServerOptions
  package let store: any Store
  package let sessions: Sessions
  package let accounts: Accounts
  package let codes: OneTimeCodes
  package let limits: Limits
  package let rules: LimitRules
  package let router: Router
  let meters: [RouteMeter]
  /// Reads of the store.
  let readers: WorkerPool
  /// Passwords, publishing.
  let workers: WorkerPool
  /// What waits for another system: a silent one holds up nothing else.
  let couriers: WorkerPool
  /// Programs of forms as browsers take them.
  let formModules = FormModules()
  let drafts = DraftTurns()
  /// Tables that pages bring.
  let imports = ImportJobs()
  let commits = Atomic<Int>(0)
  private let codesSent = Atomic<Int>(0)
  private let codesLost = Atomic<Int>(0)
  /// When the log last heard why something could not be answered, steady milliseconds.
  private let logged = Atomic<Int64>(.min)
  let started = SteadyClock.milliseconds
  /// The newest release any reply came from: no reply says an older one.
  private let epoch = Atomic<Int64>(0)

  package init(desk: Desk, store: any Store, options: ServerOptions, routes: [Route] = Routes.all) {
    self.desk = desk
    self.options = options
    self.store = store
    sessions = Sessions(store)
    accounts = Accounts(store)
    codes = OneTimeCodes(store)
    limits = Limits(store)
    rules = options.limits ?? (options.demonstration == nil ? LimitRules() : .demonstration)
    router = Router(routes)
    meters = routes.map { _ in RouteMeter() }
    readers = WorkerPool(threads: 4, most: 2_048)
    workers = WorkerPool(threads: 2, most: 256)
    couriers = WorkerPool(threads: 16, most: 16)
  }

  /// Ends the worker threads; after the listener.
  func close() {
    readers.close()
    workers.close()
    couriers.close()
    imports.close()
  }

  /// The name of the session cookie: browsers bind `__Host-` to https and this host.
  package var cookieName: String { options.isBehindHTTPS ? "__Host-hutong" : "hutong" }

  func sawCode(_ delivery: CodeDelivery) {
    switch delivery {
    case .sent: codesSent.add(1, ordering: .relaxed)
    case .lost: codesLost.add(1, ordering: .relaxed)
    case .shown: break
    }
  }

  /// Codes for signing in that left by a gateway, and those that did not.
  var codesCounted: (sent: Int, lost: Int) {
    (codesSent.load(ordering: .relaxed), codesLost.load(ordering: .relaxed))
  }

  func saw(epoch seen: Int64) { epoch.max(seen, ordering: .relaxed) }
  package var newestEpoch: Int64 { epoch.load(ordering: .relaxed) }

  // MARK: HTTPService

  package func bodyLimit(_ head: RequestHead) -> Int {
    guard case .route(let index, _) = router.match(head.method, head.path) else { return 64 * 1024 }
    let route = router.routes[index]
    // Only somebody who signed in may fill the memory with a bundle.
    if route.bodyLimit > Route.jsonLimit, ((try? session(head)) ?? nil) == nil { return Route.jsonLimit }
    return route.bodyLimit
  }

  package func answer(_ request: Request, _ responder: Responder) {
    let start = SteadyClock.microseconds
    let language = language(request.head)
    let isPage = isPage(request.head)
    do {
      try limits.request(from: request.head.client, most: rules.requestsPerAddress)
    } catch {
      return responder.send(render(Problem(error), isPage, language, nil, request.head))
    }
    switch router.match(request.head.method, request.head.path) {
    case .none: refuse(.notFound, request.head, isPage, language, responder)
    case .method(let allowed):
      if isPage, request.head.method == .get || request.head.method == .head {
        // Where only something is sent to, whoever reloads or keeps the address finds the page that it was sent from.
        return responder.send(.redirect(to: Layout.readable(request.head.path, router)))
      }
      refuse(.method(allowed), request.head, isPage, language, responder)
    case .route(let index, let parameters):
      let timed = TimedResponder(responder: responder, meter: meters[index], start: start)
      run(router.routes[index], request, parameters, language, timed)
    }
  }

  /// A refusal by the address alone; a page knows who reads it, for its navigation.
  private func refuse(
    _ problem: Problem, _ head: RequestHead, _ isPage: Bool, _ language: Language, _ responder: Responder
  ) {
    guard isPage, head.cookie(cookieName) != nil else {
      return responder.send(render(problem, isPage, language, nil, head))
    }
    let isTaken = readers.submit {
      let session = (try? self.session(head)) ?? nil
      responder.send(self.render(problem, isPage, language, session, head))
    }
    if !isTaken { responder.send(render(.unavailable, isPage, language, nil, head)) }
  }

  package func refusal(_ status: Int, _ head: RequestHead?) -> Response {
    if status == 413, let head, case .route(let index, _) = router.match(head.method, head.path),
      router.routes[index].bodyLimit > Route.jsonLimit, ((try? session(head)) ?? nil) == nil
    {
      // Too large for a stranger only.
      return render(.signedOut, isPage(head), language(head), nil, head)
    }
    return plainRefusal(status, head)
  }

  private func plainRefusal(_ status: Int, _ head: RequestHead?) -> Response {
    var session: SignedIn?
    if status == 413 || status == 400, let head { session = (try? self.session(head)) ?? nil }
    return render(problem(status, head), head.map { isPage($0) } ?? false, head.map { language($0) } ?? .zh, session, head)
  }

  /// What is wrong by the head alone; of a file that is too large, what it is and how large.
  private func problem(_ status: Int, _ head: RequestHead?) -> Problem {
    if status == 400, head != nil { return .address }
    guard status == 413, let head, case .route(let index, _) = router.match(head.method, head.path),
      let file = router.routes[index].file
    else { return .of(status) }
    return .tooLarge(file, head.declaredLength)
  }

  package func finish(_ response: Response, _ head: RequestHead?) -> Response {
    var response = response
    if let reason = response.logged { log("\(response.status): \(reason)") }
    if response.status == 503, !response.headers.contains(where: { $0.name == "Retry-After" }) {
      response.headers.append(("Retry-After", String(Problem.shortly)))
    }
    if response.epoch >= 0 { saw(epoch: response.epoch) }
    response.headers.append(("Hutong-Epoch", String(response.epoch >= 0 ? response.epoch : newestEpoch)))
    if let program = response.program { response.headers.append(("Hutong-Program", program)) }
    response.headers.append(("X-Content-Type-Options", "nosniff"))
    response.headers.append(("Referrer-Policy", "same-origin"))
    response.headers.append(("X-Robots-Tag", "noindex"))
    response.headers.append(
      (
        "Cache-Control",
        !response.isCacheable
          ? "no-store" : "\(response.isForCallerOnly ? "private" : "public"), max-age=31536000, immutable"
      ))
    let isHTML = if case .html = response.content { true } else { false }
    response.headers.append(("Content-Security-Policy", isHTML ? Self.pagePolicy : Self.dataPolicy))
    if isHTML { response.headers.append(("Cross-Origin-Opener-Policy", "same-origin")) }
    return response
  }

  /// At most a line a second: a server that is overrun has no time for more.
  private func log(_ line: String) {
    guard let log = options.log else { return }
    let now = SteadyClock.milliseconds, before = logged.load(ordering: .relaxed)
    guard now >= before &+ 1_000, logged.compareExchange(expected: before, desired: now, ordering: .relaxed).exchanged
    else { return }
    log(line)
  }

  private static let pagePolicy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  private static let dataPolicy = "default-src 'none'; frame-ancestors 'none'"

  // MARK: Running a handler

  private func run(
    _ route: Route, _ request: Request, _ parameters: [String], _ language: Language, _ timed: TimedResponder
  ) {
    switch route.handling {
    case .direct(let handle):
      finishNow(route, request, parameters, language, timed, handle)
    case .pooled(let handle):
      let isTaken = readers.submit { self.finishNow(route, request, parameters, language, timed, handle) }
      if !isTaken { timed.send(render(.unavailable, route.isPage, language, nil, request.head)) }
    case .slow(let handle):
      let isTaken = workers.submit { self.finishNow(route, request, parameters, language, timed, handle) }
      if !isTaken { timed.send(render(.unavailable, route.isPage, language, nil, request.head)) }
    case .outward(let handle):
      let isTaken = couriers.submit { self.finishNow(route, request, parameters, language, timed, handle) }
      if !isTaken { timed.send(render(.unavailable, route.isPage, language, nil, request.head)) }
    case .later(let handle):
      do {
        try handle(call(route, request, parameters, language, timed))
      } catch {
        timed.send(render(Problem(error), route.isPage, language, nil, request.head))
      }
    }
  }

  private func finishNow(
    _ route: Route, _ request: Request, _ parameters: [String], _ language: Language, _ timed: TimedResponder,
    _ handle: (Call) throws -> Response
  ) {
    var session: SignedIn?
    do {
      let call = try call(route, request, parameters, language, timed)
      session = call.session
      var response = try handle(call)
      if route.isPage { response = keepChoices(response, request.head) }
      timed.send(response)
    } catch {
      let problem = Problem(error)
      if route.isPage, problem.status == 401 { return timed.send(signIn(request, language, timed)) }
      timed.send(render(problem, route.isPage, language, session, request.head))
    }
  }

  /// Signing in, with what was sent without a session carried along.
  private func signIn(_ request: Request, _ language: Language, _ timed: TimedResponder) -> Response {
    guard let resumption = Resumption(request) else {
      return .redirect(to: Onward.signIn(request.head, router))
    }
    let call = Call(
      site: self, request: request, parameters: [], session: nil, language: language, responder: timed)
    return Problem.unauthenticated.dressed(SignInPage.again(call, resumption))
  }

  /// Who calls, and whether the route lets them in. - Throws: `Problem`.
  private func call(
    _ route: Route, _ request: Request, _ parameters: [String], _ language: Language,
    _ responder: TimedResponder
  ) throws -> Call {
    let session = try session(request.head)
    if request.head.method?.changesState ?? false { try checkOrigin(request, session, isPage: route.isPage) }
    switch route.access {
    case .anyone: break
    case .signedIn: if session == nil { throw Problem.unauthenticated }
    case .staff:
      guard let session else { throw Problem.unauthenticated }
      if session.kind != .staff { throw Problem.notFound }
    case .administrator(let kind):
      guard let session else { throw Problem.unauthenticated }
      if try !administers(kind, session, language) { throw Problem.notFound }
    case .author:
      guard let session else { throw Problem.unauthenticated }
      let isTrying = options.demonstration != nil && session.kind == .staff
      if try !isTrying && !administers(.system, session, language) { throw Problem.notFound }
    }
    return Call(
      site: self, request: request, parameters: parameters, session: session, language: language,
      responder: responder)
  }

  func administers(_ kind: Administration, _ session: SignedIn, _ language: Language) throws -> Bool {
    try administration(session, language) == kind
  }

  /// What somebody administers: by their posts, or because a demonstration has nobody else.
  func administration(_ session: SignedIn, _ language: Language) throws -> Administration? {
    guard session.kind == .staff else { return nil }
    if let made = options.demonstration?.administrators[session.person] { return made }
    return try desk.administration(session.caller(language))
  }

  // MARK: Who and from where

  /// The session of a bearer token, else of the cookie.
  func session(_ head: RequestHead) throws -> SignedIn? {
    if let line = head.header(.authorization) {
      guard line.utf8.count > 7, line.prefix(7).lowercased() == "bearer " else { return nil }
      return try sessions.find(String(line.dropFirst(7)))
    }
    return try head.cookie(cookieName).flatMap { try sessions.find($0) }
  }

  /// A change that comes with a cookie must come from our own page: the browser's word for where it came from, and the
  /// session's own secret in the page (SECURITY.md 12).
  private func checkOrigin(_ request: Request, _ session: SignedIn?, isPage: Bool) throws {
    let head = request.head
    if head.header(.authorization) != nil { return }
    if let site = head.header(.fetchSite), site != "same-origin", site != "none" { throw Problem.foreignPage }
    // A browser that hides where a form came from still says that it was this site (Sec-Fetch-Site).
    if let origin = head.header(.origin),
      origin != "null" || (isPage && head.header(.fetchSite) != "same-origin")
    {
      let host = origin.range(after: "://")
      guard let host, host == head.header(.host) else { throw Problem.foreignPage }
    }
    guard let session else { return }
    let sent = head.header(.csrfToken) ?? (isPage ? FieldList(posted: request)?["csrf"] : nil)
    guard let sent, Secrets.same(sent, session.csrf) else { throw Problem.foreignPage }
  }

  /// Pages: the choice in the address, then the one kept in a cookie, then the browser's; data: the browser's.
  func language(_ head: RequestHead) -> Language {
    if isPage(head) {
      if let chosen = head.query["lang"].flatMap(Language.init(rawValue:)) { return chosen }
      if let kept = head.cookie("lang").flatMap(Language.init(rawValue:)) { return kept }
    }
    return head.acceptedLanguage ?? .zh
  }

  private func keepChoices(_ response: Response, _ head: RequestHead) -> Response {
    PageChoices.cookies(head).reduce(response) { $0.adding("Set-Cookie", $1) }
  }

  private func isPage(_ head: RequestHead) -> Bool {
    guard let first = head.path.first else { return true }
    return first != "api" && first != "metrics" && first != "healthz" && first != "scim"
  }

  func render(
    _ problem: Problem, _ isPage: Bool, _ language: Language, _ session: SignedIn?, _ head: RequestHead? = nil
  ) -> Response {
    if head?.path.first == "scim" { return problem.dressed(SCIMError.response(problem, language)) }
    guard isPage else { return problem.json(language) }
    let form = problem.status == 413 ? head.map { Layout.readable($0.path, router) } : nil
    return problem.dressed(ProblemPage.response(problem, PageChoices(head, language), session, form: form))
  }
}

extension String {
  /// What stands behind the first `mark`.
  fileprivate func range(after mark: String) -> String? {
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(mark) { return String(rest.dropFirst(mark.count)) }
      rest = rest.dropFirst()
    }
    return nil
  }
}
