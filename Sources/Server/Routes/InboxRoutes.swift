import Core
import Engine
import Synchronization

/// The queue of somebody's posts, and acts on many at once.
enum InboxRoutes {
  /// Requests in one act.
  static let most = 200

  /// `GET /api/v1/inbox`
  static func list(_ call: Call) throws -> Response {
    let filter = filter(call.query)
    let order = filter.sort.flatMap { InboxOrder(word: $0) } ?? InboxOrder()
    if let cursor = filter.cursor, order.values(cursor) == nil {
      throw Problem.malformed("cursor 不是上一页给的", "`cursor` is not one that a page gave")
    }
    let page = try call.site.desk.inbox(call.caller(), filter)
    return call.json { json in
      json.object { json in
        json.member("rows", page.rows) { MatterJSON.write($1, call.language, &$0) }
        json.member("cursor", page.next)
      }
    }
  }

  static func filter(_ query: FieldList) -> QueueFilter {
    func given(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }
    var filter = QueueFilter(
      service: given("service"), state: given("state"), place: given("place"), words: given("q"),
      cursor: given("cursor"))
    filter.step = given("step")
    filter.hands = given("hands")
    filter.isOverdue = given("overdue") == "true"
    filter.sort = given("sort")
    filter.view = given("view").flatMap { PlaceView(rawValue: $0) } ?? .now
    return filter
  }

  /// `POST /api/v1/inbox/{verb}`: every code is a command of its own, with a key of its own.
  static func act(_ call: Call) throws {
    var body = try call.object()
    guard let listed = body.removeValue(forKey: "codes")?.elements, !listed.isEmpty, listed.count <= most
    else {
      throw Problem.malformed("codes 要有 1 到 \(most) 个编号", "`codes` takes 1 to \(most) codes")
    }
    let codes = try listed.map { item in
      guard let text = item.text else { throw Problem.malformed("codes 里是文字", "`codes` holds texts") }
      return MatterCode.parse(text) ?? text
    }
    let reason = try RequestRoutes.text(&body, "reason")
    let to = try RequestRoutes.text(&body, "to")
    let details = try RequestRoutes.details(&body)
    try RequestRoutes.nothingElse(body)
    if call.parameter(0) == "batch-close" { return try RequestRoutes.perform(call, .closeList(codes: codes)) }
    guard let verb = Verb(rawValue: call.parameter(0)), verb != .submit, verb != .draft else {
      throw Problem.notFound
    }
    let answers = BulkAnswers(codes, call)
    try perform(call, codes, reason: reason, to: to, verb, details) { answers.put($0, $1) }
  }

  /// One command for each code; `done` hears of each, in any order, from any thread.
  static func perform(
    _ call: Call, _ codes: [String], reason: String?, to: String?, _ verb: Verb,
    _ details: VerbDetails = VerbDetails(), _ done: @escaping @Sendable (Int, Result<Reply, any Error>) -> Void
  ) throws {
    let caller = try call.caller()
    let key = try call.idempotencyKey()
    let digest = call.digest()
    for (i, code) in codes.enumerated() {
      guard MatterCode.parse(code) != nil else {
        done(i, .failure(Problem.noRequest))
        continue
      }
      let command = Command(
        act: .verb(verb, code: code, reason: reason, answers: nil, to: to, details: details), caller: caller,
        key: key.map { "\($0)/\(code)" }, body: digest)
      call.site.desk.perform(command) { done(i, $0) }
    }
  }
}

/// Collects the answers of a bulk act and replies when the last one is there.
private final class BulkAnswers: Sendable {
  private let codes: [String]
  private let call: Call
  /// Guards what came back so far.
  private let results: Mutex<[Result<Reply, any Error>?]>

  init(_ codes: [String], _ call: Call) {
    self.codes = codes
    self.call = call
    results = Mutex(Array(repeating: nil, count: codes.count))
  }

  func put(_ position: Int, _ result: Result<Reply, any Error>) {
    let all = results.withLock { results -> [Result<Reply, any Error>]? in
      results[position] = result
      let known = results.compactMap { $0 }
      return known.count == results.count ? known : nil
    }
    if let all { call.responder.send(response(all)) }
  }

  private func response(_ results: [Result<Reply, any Error>]) -> Response {
    var epoch: Int64 = -1
    var response = call.json { json in
      json.object { json in
        json.member("answers", Array(zip(codes, results))) { json, pair in
          json.object { json in
            json.member("code", pair.0)
            let one = RequestRoutes.response(pair.1, call)
            epoch = max(epoch, one.epoch)
            json.member("status", one.status)
            json.name(one.status < 300 ? "reply" : "problem")
            json.raw(one.body.isEmpty ? Array("null".utf8) : one.body)
          }
        }
      }
    }
    response.epoch = epoch
    return response
  }
}
