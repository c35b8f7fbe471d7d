/// One value from outside; the namespace tells inputs of imported files apart.
package struct DMNGiven: Sendable {
  package let name: String
  package let namespace: String?
  package let value: Value
  /// From a format without dates: a text where a date, time or duration is wanted is read as one.
  package let readsTexts: Bool

  package init(_ name: String, _ value: Value, namespace: String? = nil, readsTexts: Bool = false) {
    self.name = name
    self.value = value
    self.namespace = namespace
    self.readsTexts = readsTexts
  }
}

/// The value of an element and why parts of it are null.
package struct DMNResult: Sendable {
  package let value: Value
  package let reasons: [Reason]
}

extension DMNProgram {
  /// Fuel of one run.
  package static let fuel = 10_000_000

  /// Names of the inputs of the model itself, in order.
  package var inputs: [String] { nodes.filter { $0.role == .input && $0.file == 0 }.map(\.name) }

  /// How far calls nest in models: some hundred calls of short functions.
  static let callStack = 4_000

  /// The value of a decision with these inputs; `nil` when there is no such decision. Inputs that are not given are
  /// null, those that do not conform to their type too.
  package func decide(_ name: String, _ given: [DMNGiven], today: CivilDate, now: CivilDateTime? = nil)
    -> DMNResult?
  {
    guard let slot = slot(DMNReader.name(name), [.decision]) else { return nil }
    var frame = frame(given, today, now)
    var order = DMNOrder(count: nodes.count)
    order.decide(slot, nodes, &frame)
    let value = frame.outcome(frame.slots[slot])
    return DMNResult(value: value, reasons: frame.reasons)
  }

  /// Invokes a knowledge model or a service with arguments by name; `nil` when there is none of that name.
  package func invoke(_ name: String, _ given: [DMNGiven], today: CivilDate, now: CivilDateTime? = nil)
    -> DMNResult?
  {
    guard let slot = slot(DMNReader.name(name), [.service, .knowledge]) else { return nil }
    var frame = frame(given, today, now)
    guard case .function(let function) = frame.slots[slot] else { return nil }
    var arguments: [Value] = []
    for parameter in nodes[slot].parameters {
      guard let found = given.first(where: { Text.same(DMNReader.name($0.name), parameter.name) }) else {
        arguments.append(.null)
        continue
      }
      let read =
        found.readsTexts ? types.given(found.value, as: parameter.shape, readsTexts: true, &frame) : nil
      arguments.append(read ?? found.value)
    }
    let value = frame.outcome(function.call(arguments, &frame))
    return DMNResult(value: value, reasons: frame.reasons)
  }

  /// Names of the output decisions of a service.
  package func outputs(of service: String) -> [String] {
    slot(DMNReader.name(service), [.service]).map { nodes[$0].outputs.map { nodes[$0].name } } ?? []
  }

  private func frame(_ given: [DMNGiven], _ today: CivilDate, _ now: CivilDateTime?) -> Frame {
    var frame = Frame(
      slots: [Value](repeating: .null, count: nodes.count), today: today, now: now, fuel: Self.fuel)
    frame.callStack = Self.callStack
    for (slot, node) in nodes.enumerated() {
      switch node.role {
      case .knowledge, .service: frame.slots[slot] = node.evaluator?(&frame) ?? .null
      case .input: frame.slots[slot] = input(node, given, &frame)
      case .decision: break
      }
    }
    return frame
  }

  private func input(_ node: Node, _ given: [DMNGiven], _ frame: inout Frame) -> Value {
    func isNamed(_ given: DMNGiven) -> Bool {
      let name = DMNReader.name(given.name)
      return Text.same(name, node.name) || node.paths.contains { Text.same($0, name) }
    }
    let named = given.filter { isNamed($0) }
    let found = named.first { $0.namespace == node.namespace } ?? named.first { $0.namespace == nil }
    guard let found else { return .null }
    if let made = types.given(found.value, as: node.shape, readsTexts: found.readsTexts, &frame) {
      return made
    }
    return frame.null("输入 `\(node.name)` 不合类型", "the input `\(node.name)` does not conform")
  }
}
