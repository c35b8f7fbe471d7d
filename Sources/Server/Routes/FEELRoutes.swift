import Core
import Engine
import FEEL

/// The designer's tester of expressions. Nothing is read from the store and nothing is kept: names stand for
/// what the request gives.
enum FEELRoutes {
  /// Steps of one expression: a small part of what a form may take, so that a slip costs milliseconds.
  static let fuel = 200_000
  static let bodyLimit = 64 * 1024

  /// `POST /api/v1/feel`: `{expression, with?, mode?, value?, explain?}`. `mode` `tests` reads unary tests on
  /// `value`. An expression that does not compile is no error of the request: 200 with `problems`.
  static func evaluate(_ call: Call) throws -> Response {
    try call.site.limits.here("feel:\(try call.caller().person)", most: call.site.rules.trialsPerAccount)
    let body = try call.object()
    guard let text = body["expression"]?.text else {
      throw Problem.malformed("`expression` 要写表达式", "`expression` takes the expression as text")
    }
    let now = CivilDateTime(milliseconds: try call.site.store.now())
    let trial = Trial(
      text, names: try names(body["with"]), tested: try tested(body), today: now.date, now: now, fuel: fuel,
      explained: body["explain"] == .bool(true))
    return call.json { $0.trial(trial, call.language) }
  }

  private static func names(_ with: Answer?) throws -> [(name: String, value: Value)] {
    switch with {
    case nil, .null?: return []
    case .object(let members)?:
      guard let names = Value.named(members) else { throw numberTooLarge }
      return names
    default: throw Problem.malformed("`with` 要写一组名称和值", "`with` takes names with values")
    }
  }

  /// The value that unary tests look at; nil for an expression.
  private static func tested(_ body: [String: Answer]) throws -> Value? {
    switch body["mode"] {
    case nil, .null?, .text("expression")?: return nil
    case .text("tests")?:
      guard let value = Value(json: body["value"] ?? .null) else { throw numberTooLarge }
      return value
    default: throw Problem.malformed("`mode` 是 expression 或 tests", "`mode` is expression or tests")
    }
  }

  private static let numberTooLarge = Problem.malformed("有一个数太大", "A number is too large")
}
