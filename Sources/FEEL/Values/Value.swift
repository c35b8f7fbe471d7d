/// One FEEL value. What a computation cannot give is `.null`, with the reason kept in the `Frame`.
package enum Value: Sendable {
  case null
  case boolean(Bool)
  case number(Number)
  /// Normal form C; a choice is the stored code as a string.
  case string(String)
  case date(CivilDate)
  case time(CivilTime)
  indirect case dateTime(CivilDateTime)
  case dayTimeDuration(DayTimeDuration)
  case yearMonthDuration(YearMonthDuration)
  case list([Value])
  case context(Context)
  indirect case range(RangeValue)
  case function(FunctionValue)
  /// A person, organisation, place, object or matter; its attributes are asked of the host.
  indirect case entity(EntityReference)

  package var isNull: Bool { if case .null = self { true } else { false } }

  /// The boolean inside; `nil` for everything else.
  package var truth: Bool? { if case .boolean(let value) = self { value } else { nil } }

  /// The number inside; `nil` for everything else.
  package var number: Number? { if case .number(let value) = self { value } else { nil } }

  /// The string inside; `nil` for everything else.
  package var string: String? { if case .string(let value) = self { value } else { nil } }

  /// The list inside; `nil` for everything else.
  package var list: [Value]? { if case .list(let value) = self { value } else { nil } }
}

/// Names one entity of the knowledge schema.
package struct EntityReference: Sendable, Hashable {
  /// The class, `person`, `organization` …
  package let classID: String
  /// The row.
  package let id: Int64

  package init(classID: String, id: Int64) {
    self.classID = classID
    self.id = id
  }
}

/// Named values in the order they were written.
package struct Context: Sendable {
  package private(set) var keys: [String]
  package private(set) var values: [Value]

  package init() {
    keys = []
    values = []
  }

  /// Rows of one shape share `keys`; a shorter `values` is filled up with null.
  package init(keys: [String], values: [Value]) {
    self.keys = keys
    self.values = Array(values.prefix(keys.count))
    while self.values.count < keys.count { self.values.append(.null) }
  }

  package init(_ entries: [(String, Value)]) {
    self.init()
    for (key, value) in entries { self[key] = value }
  }

  package var count: Int { keys.count }

  func index(of key: String) -> Int? { keys.firstIndex { Text.same($0, key) } }

  /// The value of that name; `nil` when there is none. Setting a new name puts it last.
  package subscript(key: String) -> Value? {
    get { index(of: key).map { values[$0] } }
    set {
      if let at = index(of: key) {
        if let newValue {
          values[at] = newValue
        } else {
          keys.remove(at: at)
          values.remove(at: at)
        }
      } else if let newValue {
        keys.append(key)
        values.append(newValue)
      }
    }
  }
}

/// All values between two ends, or on one side of one. An end that is null leaves unknown what is inside.
package struct RangeValue: Sendable {
  package let lower: Value
  package let upper: Value
  package let includesLower: Bool
  package let includesUpper: Bool
  /// Set for `(> 5)`, `(= 5)` and the like, which are never the same as a range of two ends.
  package let sign: BinaryOperator?

  /// One end stands for no bound at all.
  package var isHalf: Bool {
    switch sign {
    case .less?, .lessOrEqual?, .greater?, .greaterOrEqual?: true
    default: false
    }
  }

  /// What `sign` compares with; nil for a range of two ends.
  package var end: Value? { sign == nil ? nil : lower.isNull ? upper : lower }

  /// Everything that `sign` holds for, against `end`.
  package init(_ sign: BinaryOperator, _ end: Value) {
    let below = sign == .less || sign == .lessOrEqual
    let both = sign == .equal || sign == .unequal
    lower = below ? .null : end
    upper = below || both ? end : .null
    includesLower = sign == .equal || sign == .greaterOrEqual
    includesUpper = sign == .equal || sign == .lessOrEqual
    self.sign = sign
  }

  package init(lower: Value, upper: Value, includesLower: Bool = true, includesUpper: Bool = true) {
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
    sign = nil
  }

  /// Null where the ends cannot be compared with `value`.
  package func contains(_ value: Value) -> Bool? {
    if value.isNull || (lower.isNull && upper.isNull) { return nil }
    if !isHalf, lower.isNull || upper.isNull { return nil }
    if sign == .unequal { return Value.order(lower, value).map { $0 != 0 } }
    var result = true
    if !lower.isNull {
      guard let order = Value.order(lower, value) else { return nil }
      if order > 0 || (order == 0 && !includesLower) { result = false }
    }
    if !upper.isNull {
      guard let order = Value.order(value, upper) else { return nil }
      if order > 0 || (order == 0 && !includesUpper) { result = false }
    }
    return result
  }
}

/// A function written inside an expression, with what it sees around it.
package struct FunctionValue: Sendable {
  package let parameters: [String]
  /// What each argument must be or be made into; arguments that cannot become null.
  package let types: [Type]
  /// It looks at the number of its arguments itself.
  let takesAnyCount: Bool
  let body: Evaluator
  let captured: [Value]
  /// Where the body finds the function itself, when it is an entry of a context that may call itself.
  var ownLocal: Int?
  /// How much stack one call may need: twice the height of the body and what the call itself takes.
  let weight: Int

  /// What every call takes, however short the body.
  static let callWeight = 14

  init(parameters: [Parameter], body: @escaping Evaluator, captured: [Value], weight: Int) {
    self.parameters = parameters.map(\.name)
    types = parameters.map(\.type)
    self.body = body
    self.captured = captured
    self.weight = weight
    takesAnyCount = false
  }

  /// A built-in function, which looks at the number and types of its arguments itself.
  init(_ function: BuiltIn) {
    parameters = function.signatures.first?.map(\.name) ?? []
    types = []
    takesAnyCount = true
    body = { frame in function.run(frame.locals, &frame) }
    captured = []
    weight = FunctionValue.callWeight
  }

  /// A function whose body is code of the host, such as the logic of a business knowledge model.
  /// - Parameters:
  ///   - weight: how much stack one call needs, where a short function has 16; calls nest while the sum of weights
  ///     stays below 1000.
  ///   - run: gets exactly one value for every parameter, conforming to its type or null.
  package init(
    _ parameters: [Parameter], weight: Int = 32, run: @escaping @Sendable ([Value], inout Frame) -> Value
  ) {
    let count = parameters.count
    self.init(
      parameters: parameters, body: { frame in run(Array(frame.locals.prefix(count)), &frame) }, captured: [],
      weight: Swift.max(weight, FunctionValue.callWeight))
  }
}
