/// Computes one value from a frame.
package typealias Evaluator = @Sendable (inout Frame) -> Value

/// Why a result is null.
package struct Reason: Sendable, Equatable {
  package let zh: String
  package let en: String

  package init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }
}

/// Everything one evaluation reads, its budget, and what went wrong on the way.
package struct Frame {
  /// Values by slot; a slot beyond the end is null.
  package var slots: [Value]
  /// The day of the command, fixed while it runs.
  package var today: CivilDate
  /// The moment of the command, fixed while it runs.
  package var now: CivilDateTime
  package var host: any FunctionHost
  /// Steps left; an evaluation without fuel gives null.
  package var fuel: Int
  /// How far calls may nest, as the sum of the weights of the functions that call each other.
  var callStack = Limits.callStack
  /// Why values became null, oldest first, at most 16.
  package private(set) var reasons: [Reason] = []
  var locals: [Value] = []
  var depth = 0

  /// Fuel of one evaluation unless told otherwise.
  package static let fuel = 2_000_000

  package init(
    slots: [Value] = [], today: CivilDate = CivilDate(days: 0), now: CivilDateTime? = nil,
    host: any FunctionHost = NoHost(), fuel: Int = Frame.fuel
  ) {
    self.slots = slots
    self.today = today
    self.now = now ?? CivilDateTime(date: today, time: CivilTime(nanoseconds: 0, zone: .shanghai))
    self.host = host
    self.fuel = fuel
  }

  /// Records why a value is null and gives null. The words are made for the first reasons only: a loop that fails a
  /// thousand times costs no thousand texts.
  package mutating func null(_ zh: @autoclosure () -> String, _ en: @autoclosure () -> String) -> Value {
    if reasons.count < 16 { reasons.append(Reason(zh: zh(), en: en())) }
    return .null
  }

  /// Forgets the recorded reasons, so that the frame can serve another expression.
  package mutating func forgetReasons() { reasons.removeAll(keepingCapacity: true) }

  /// Takes `count` steps; false when there is no fuel left.
  mutating func burn(_ count: Int = 1) -> Bool {
    fuel &-= count
    if fuel >= 0 { return true }
    fuel = -1
    if reasons.last?.en != "too much work" { _ = null("计算量超限", "too much work") }
    return false
  }
}
