import FEEL
import Glibc

/// What the expression language promises for a text of any bytes. A broken promise stops the process, which
/// is how libFuzzer learns of it.
enum Promise {
  private static let isPlanted = getenv("FUZZ_PLANTED") != nil
  /// Milliseconds of processor time for reading, checking and evaluating one text once; instrumented code takes about
  /// three times as long as it runs in the product. What is done a second time to compare has as long again.
  static let slowest = getenv("FUZZ_SLOWEST").flatMap { Int(String(cString: $0)) } ?? 300
  /// Steps of one evaluation.
  private static let fuel = 100_000

  private static let today = CivilDate(days: 20_600)
  private static let scope: SlotScope = {
    let row = Type.context(["数量": .number, "名": .string, "日": .date, "子": .list(.number)])
    let shops = ClosedValues(
      name: "类别", options: [.init(code: "01", spellings: ["小餐饮"]), .init(code: "02", spellings: ["小医院"])])
    return SlotScope([
      "?": .unknown, "年龄": .number, "姓名": .string, "残疾": .boolean, "出生日期": .date, "名单": .list(row), "x": .unknown,
      "类别": .code(shops), "first name": .string, "a-b": .number, "时长": .dayTimeDuration, "人": .entity("person"),
    ])
  }()
  private static let slots: [Value] = {
    func row(_ count: Int, _ name: String) -> Value {
      .context(
        Context([
          ("数量", .number(Number(count))), ("名", .string(name)), ("日", .date(today)),
          ("子", .list([.number(1), .null])),
        ]))
    }
    return [
      .number(5), .number(66), .string("张三𠮷"), .boolean(true), .date(CivilDate(days: -7000)),
      .list([row(1, "甲"), row(-2, ""), .null]), .list([.number(1), .string("二"), .list([])]), .string("01"),
      .string("Li"), .number(Number(scaled: 125, scale: 2)), .dayTimeDuration(DayTimeDuration(days: 3)),
      .entity(EntityReference(classID: "person", id: 7)),
    ]
  }()

  /// The first byte chooses how the rest is read.
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let first = bytes.first else { return }
    if first & 4 != 0 { return ModelPromise.check(Array(bytes.dropFirst())) }
    let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
    let mode: Expression.Mode = first & 1 == 0 ? .expression : .unaryTests
    var start = spent()
    let strictness: Expression.Strictness = first & 2 == 0 ? .authored : .standard
    let (compiled, problems) = Expression.compile(text, scope: scope, mode: mode, strictness: strictness)
    places(of: problems, in: text)
    if let compiled {
      let truth = run(compiled, text)
      limit(&start, text)
      decide(compiled, truth, text)
      limit(&start, text)
      // A model of others may hold what no author may write: ranges of two sorts and the like.
      if strictness == .authored { readAgain(compiled, text) }
    } else if problems.allSatisfy(\.isNote) {
      fail("nothing was compiled and nothing was said", text)
    }
    limit(&start, text)
  }

  /// Fails when too much was spent since `start`, which moves on to now.
  private static func limit(_ start: inout Int, _ text: String) {
    let now = spent()
    if now - start > slowest { fail("took \(now - start) ms", text) }
    start = now
  }

  private static func places(of problems: [Problem], in text: String) {
    let length = max(Text.length(text), 1)
    for problem in problems {
      if problem.range.isEmpty || problem.range.lowerBound < 0 || problem.range.upperBound > length {
        fail("`\(problem.en)` stands at \(problem.range) of \(length)", text)
      }
      if problem.zh.isEmpty || problem.en.isEmpty { fail("a message is empty", text) }
      if let fix = problem.fix, fix.range.lowerBound < 0 || fix.range.upperBound > length {
        fail("a repair stands outside", text)
      }
    }
  }

  private static func run(_ compiled: CompiledExpression, _ text: String) -> Bool? {
    var frame = Frame(slots: slots, today: today, fuel: fuel)
    let value = compiled.evaluate(&frame)
    if value.isNull, frame.fuel < 0, frame.reasons.isEmpty { fail("fuel ended without a word", text) }
    if isPlanted, case .binary(.divide, _, _)? = compiled.typed?.node, value.number?.isNegative == true {
      fail("planted", text)
    }
    return value.truth
  }

  private static func decide(_ compiled: CompiledExpression, _ truth: Bool?, _ text: String) {
    var frame = Frame(slots: slots, today: today, fuel: fuel)
    if compiled.decide(&frame) != truth, !isChance(text) { fail("decides otherwise than it evaluates", text) }
  }

  /// What is printed reads as the same value.
  private static func readAgain(_ compiled: CompiledExpression, _ text: String) {
    var frame = Frame(slots: slots, today: today, fuel: fuel)
    let value = compiled.evaluate(&frame)
    let notation = value.notation
    guard Text.length(notation) <= Limits.characters, isWritten(value) else { return }
    let (again, found) = Expression.compile(notation, scope: SlotScope())
    guard let again else {
      // Only a limit may keep what was printed from being read.
      if found.contains(where: { $0.kind != .limitExceeded }) { fail("cannot read again \(notation)", text) }
      return
    }
    var empty = Frame(today: today)
    if again.evaluate(&empty).notation != notation { fail("reads otherwise: \(notation)", text) }
  }

  /// Results that differ from run to run.
  private static func isChance(_ text: String) -> Bool { text.contains("random") || text.contains("随机") }

  /// Whether FEEL has a literal for everything in the value.
  private static func isWritten(_ value: Value) -> Bool {
    switch value {
    case .function, .entity: false
    case .list(let items): items.allSatisfy(isWritten)
    case .context(let context): context.values.allSatisfy(isWritten)
    case .range(let range): range.end.map(isWritten) ?? (isWritten(range.lower) && isWritten(range.upper))
    case .null, .boolean, .number, .string, .date, .time, .dateTime, .dayTimeDuration, .yearMonthDuration: true
    }
  }

  /// Milliseconds of processor time of this thread.
  static func spent() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  static func fail(_ what: String, _ text: String) {
    fatalError("\(what)\n\(Value.string(text).notation)")
  }
}
