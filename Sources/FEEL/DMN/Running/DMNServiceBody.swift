/// What a decision service does when it is invoked: its inputs are given, everything else is decided anew.
struct DMNServiceBody: Sendable {
  let nodes: [DMNProgram.Node]
  let types: DMNTypes
  /// Slots of the parameters.
  let inputs: [Int]
  let outputs: [Int]
  let shape: DMNTypes.Shape

  /// One output gives its value, several give a context by their names (DMN 1.5, 10.4). An argument that does not
  /// conform makes the result null (10.3.2.13.2).
  func run(_ arguments: [Value], _ frame: inout Frame) -> Value {
    let outer = frame.slots
    let locals = frame.locals
    defer {
      frame.slots = outer
      frame.locals = locals
    }
    var order = DMNOrder(count: nodes.count)
    for (slot, node) in nodes.enumerated() where node.role == .input || node.role == .decision {
      frame.slots[slot] = .null
      if node.role == .input { order.settle(slot) }
    }
    for (slot, argument) in zip(inputs, arguments) {
      guard let made = types.coerce(argument, to: nodes[slot].shape, &frame) else {
        let name = nodes[slot].name
        return frame.null("输入 `\(name)` 不合类型", "the input `\(name)` does not conform")
      }
      frame.slots[slot] = made
      order.settle(slot)
    }
    for output in outputs { order.decide(output, nodes, &frame) }
    var result = Value.null
    if outputs.count == 1 {
      result = frame.slots[outputs[0]]
    } else {
      result = .context(
        Context(keys: outputs.map { nodes[$0].name }, values: outputs.map { frame.slots[$0] }))
    }
    return types.coerce(result, to: shape, &frame)
      ?? frame.null("服务的结果不合类型", "the result of the service does not conform")
  }
}
