import Compile
import Core
import Dispatch
import Engine
import FEEL
import Spec
import Synchronization

/// Runs one named test: its lines in order, on a city of its own. The first line that does not hold ends it.
final class BundleTestRun {
  let city: SampleCity
  private let folders: BundleFolders
  let bundle: BundleDocuments
  /// Codes of the matters by the author's name for them; `""` = those of the line before.
  private(set) var matters: [String: [String]] = [:]
  private var all: [String] = []
  private(set) var service: String?
  var published: PublishResult?
  var edition: [SourceDocument]
  /// Samples that have filed, so that `times` takes different ones.
  private var used: Set<Int64> = []

  init(_ city: SampleCity, _ folders: BundleFolders, _ bundle: BundleDocuments) {
    self.city = city
    self.folders = folders
    self.bundle = bundle
    edition = folders.documents
  }

  /// - Throws: `SampleCity.Failure` saying what differed and where.
  func run(_ line: TestSpec) throws {
    if let clock = line.clock {
      try move(clock)
      try city.catchUp()
    }
    published = nil
    var acted: [String] = []
    if let act = line.do {
      do {
        acted = try perform(act, line)
      } catch let refusal as Refusal {
        return try expectRefusal(refusal, line)
      }
      if let wanted = line.fails {
        throw SampleCity.Failure(words: "应当被拒绝（\(wanted.text)），却通过了", range: wanted.range)
      }
    }
    try expect(line, acted)
    if let check = line.check {
      throw SampleCity.Failure(words: "not-yet: check", range: check.range)
    }
  }

  private func expectRefusal(_ refusal: Refusal, _ line: TestSpec) throws {
    let codes = [refusal.code.rawValue] + refusal.fields.map(\.code)
    if let wanted = line.fails, codes.contains(wanted.text) { return }
    let details = refusal.fields.map { "\($0.field): \($0.message.zh)" }.joined(separator: "；")
    let found = "\(refusal.code.rawValue) \(refusal.message.zh)\(details.isEmpty ? "" : "（\(details)）")"
    if let wanted = line.fails {
      throw SampleCity.Failure(words: "应当报 \(wanted.text)，实际是 \(found)", range: wanted.range)
    }
    throw SampleCity.Failure(words: "被拒绝：\(found)", range: line.do?.range ?? line.range)
  }

  // MARK: Time

  private func move(_ node: SpecNode) throws {
    if let moment = CivilDateTime(text: node.text.count == 16 ? node.text + ":00" : node.text) {
      return city.clock.set(moment.milliseconds())
    }
    if let duration = node.duration, !duration.isWorking {
      return city.clock.set(city.clock.time + Int64(duration.roughSeconds) * 1_000)
    }
    throw SampleCity.Failure(words: "date-bad: \(node.text)", range: node.range)
  }

  // MARK: Acts

  private func perform(_ act: SpecNode, _ line: TestSpec) throws -> [String] {
    let word = act.word ?? act.text
    switch word {
    case "submit": return try submit(line)
    case "batch-close": return try closeList(line)
    case "advance": return try advance(line)
    case "publish":
      try publish(line)
      return []
    case "move":
      try move(line)
      return []
    case "appoint":
      try appoint(line)
      return []
    case "break-glass":
      try breakGlass(line)
      return []
    default:
      if let verb = Verb(rawValue: word), verb != .submit, verb != .draft { return try use(verb, line) }
      throw SampleCity.Failure(words: "not-yet: \(act.text)", range: act.range)
    }
  }

  func command(_ act: Command.Act, _ person: Int64, _ kind: Caller.Kind) throws -> Reply {
    let caller = Caller(person: person, kind: kind, assurance: .verified, language: .zh)
    let answer = Mutex<Result<Reply, Refusal>?>(nil)
    let done = DispatchSemaphore(value: 0)
    city.engine.perform(Command(act: act, caller: caller, key: nil, body: [])) { result in
      answer.withLock { $0 = result }
      done.signal()
    }
    done.wait()
    guard let result = answer.withLock({ $0 }) else { throw Refusal(.unavailable, Label(zh: "没有答复", en: "no answer")) }
    return try result.get()
  }

  private func submit(_ line: TestSpec) throws -> [String] {
    let service = try serviceID(line.what)
    self.service = service
    guard let actor = try line.as.map({ try city.actor($0) }) else {
      throw SampleCity.Failure(words: "submit: as", range: line.range)
    }
    let people: [Int64]
    var kind = Caller.Kind.resident
    var body: Int64?
    switch actor {
    case .sample(let all): people = fresh(all, line.times ?? 1)
    case .agent(let person, let organization):
      people = [person]
      body = organization
    case .post(let person, _):
      people = [person]
      kind = .staff
    }
    let subject = line.subject.flatMap { city.samples[$0.text] }?.first ?? body
    var codes: [String] = []
    for person in people {
      used.insert(person)
      let reply = try answering(service, person, kind, SampleFacts.answers(line.answers)) {
        .submit(service: service, answers: $0, forPerson: subject)
      }
      if let code = Self.member("code", of: reply) { codes.append(code) }
    }
    remember(codes, line)
    return codes
  }

  private func fresh(_ all: [Int64], _ count: Int) -> [Int64] {
    let unused = all.filter { !used.contains($0) }
    return Array((unused.count >= count ? unused : all).prefix(count))
  }

  private func use(_ verb: Verb, _ line: TestSpec) throws -> [String] {
    let group = line.what.flatMap { matters[$0.text] } ?? matters[""] ?? []
    if line.what != nil, group.isEmpty {
      throw SampleCity.Failure(words: "ref-unknown: \(line.what?.text ?? "")", range: line.what?.range)
    }
    var codes: [String] = []
    for code in group where codes.count < (line.times ?? 1) {
      if let matter = try city.matter(code), Self.isOpen(matter.state, to: verb) { codes.append(code) }
    }
    if codes.isEmpty, let first = group.first { codes = [first] }
    if codes.count < (line.times ?? 1) {
      throw SampleCity.Failure(
        words: "只有 \(codes.count) 件可以\(verb.alias)，需要 \(line.times ?? 1) 件", range: line.range)
    }
    for code in codes {
      let (person, kind) = try who(line, code)
      try act(verb, code, line, person, kind)
    }
    matters[""] = codes
    if let name = line.name?.text { matters[name] = codes }
    return codes
  }

  /// `answers` are those of the form, or what the verb asks for besides: `until`, `stars`, `where`.
  private func act(_ verb: Verb, _ code: String, _ line: TestSpec, _ person: Int64, _ kind: Caller.Kind) throws {
    var answers: [String: Answer]? = line.answers.map { SampleFacts.answers($0) }
    var details = VerbDetails()
    if verb == .extend || verb == .rate || verb == .addSign {
      let given = line.answers?.children.map { $0 } ?? []
      details.until = given.first { $0.name == "until" }?.text
      details.stars = given.first { $0.name == "stars" }.flatMap { Int($0.text) }
      details.isBehind = given.contains { $0.name == "where" && $0.text == "behind" }
      answers = nil
    }
    let make = { (answers: [String: Answer]?) in
      Command.Act.verb(
        verb, code: code, reason: line.reason?.text, answers: answers, to: line.to?.text, details: details)
    }
    guard verb == .complete || verb == .supplement, let service = try city.matter(code)?.service else {
      _ = try command(make(answers), person, kind)
      return
    }
    _ = try answering(service, person, kind, answers ?? [:]) { make($0) }
  }

  /// An emergency look at what the line names, or at what the line before left.
  private func breakGlass(_ line: TestSpec) throws {
    let group = line.what.flatMap { matters[$0.text] } ?? matters[""] ?? []
    guard let code = group.first else {
      throw SampleCity.Failure(words: "ref-unknown: \(line.what?.text ?? "")", range: line.what?.range ?? line.range)
    }
    let (person, kind) = try who(line, code)
    do {
      _ = try command(.breakGlass(code: code, reason: line.reason?.text), person, kind)
    } catch let refusal as Refusal where refusal.code == .notFound {
      // A caller is told that there is no such thing; a test, why.
      throw Refusal(.beyondAuthority, refusal.message)
    }
  }

  private static func isOpen(_ state: MatterState, to verb: Verb) -> Bool {
    switch verb {
    case .supplement: state == .returned
    case .rate, .reopen: state == .done
    case .withdraw, .urge: !state.isFinal
    default: state == .waiting || state == .working
    }
  }

  /// A sample acts on what it filed itself; a post on anything.
  private func who(_ line: TestSpec, _ code: String) throws -> (Int64, Caller.Kind) {
    guard let node = line.as else { throw SampleCity.Failure(words: "as", range: line.range) }
    switch try city.actor(node) {
    case .post(let person, _): return (person, .staff)
    case .agent(let person, _): return (person, .resident)
    case .sample(let people):
      let filer = try city.matter(code)?.filer
      return (people.first { $0 == filer } ?? people.first ?? 0, .resident)
    }
  }

  private func closeList(_ line: TestSpec) throws -> [String] {
    guard let node = line.as, case .post(let person, let post) = try city.actor(node), let running = city.running else {
      throw SampleCity.Failure(words: "batch-close: as", range: line.range)
    }
    let held = try all.filter { code in
      guard let matter = try city.matter(code), matter.state == .held else { return false }
      if let step = line.what?.text, matter.step != step { return false }
      guard let place = matter.place.flatMap({ running.city.position(of: $0) }) else { return true }
      return post.territory.contains { running.city.tree.isWithin(place, $0) }
    }
    if held.isEmpty { throw SampleCity.Failure(words: "没有待名单的事项", range: line.range) }
    _ = try command(.closeList(codes: held), person, .staff)
    return held
  }

  // MARK: Names

  private func remember(_ codes: [String], _ line: TestSpec) {
    all += codes
    matters[""] = codes
    if let name = line.name?.text { matters[name, default: []] += codes }
  }

  /// A service by id or title, of its own or of an overlay.
  private func serviceID(_ node: SpecNode?) throws -> String {
    guard let node else {
      if let service { return service }
      throw SampleCity.Failure(words: "what", range: nil)
    }
    let services = city.running?.program.services ?? [:]
    if services[node.text] != nil { return node.text }
    for (id, service) in services.sorted(by: { $0.key < $1.key }) {
      if service.title.zh == node.text || service.title.en == node.text { return id }
      if service.variants.contains(where: { $0.id == node.text || $0.title.zh == node.text }) { return id }
    }
    throw SampleCity.Failure(words: "ref-unknown: \(node.text)", range: node.range)
  }

  /// The text of one member of a flat reply.
  static func member(_ name: String, of reply: Reply) -> String? {
    let json = String(decoding: reply.json, as: UTF8.self)
    guard let start = json.firstRange(of: "\"\(name)\":\"")?.upperBound else { return nil }
    return json[start...].firstIndex(of: "\"").map { String(json[start..<$0]) }
  }
}
