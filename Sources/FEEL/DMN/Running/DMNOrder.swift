/// Decides what is needed before what needs it, each once; a circle gives null.
struct DMNOrder {
  private enum State {
    case open, waiting, done
  }

  private var states: [State]

  init(count: Int) { states = [State](repeating: .open, count: count) }

  /// The slot has its value.
  mutating func settle(_ slot: Int) { states[slot] = .done }

  /// Fills the slot of a decision and of everything it needs.
  mutating func decide(_ target: Int, _ nodes: [DMNProgram.Node], _ frame: inout Frame) {
    var stack = [target]
    while let slot = stack.last {
      switch states[slot] {
      case .done: stack.removeLast()
      case .open:
        states[slot] = .waiting
        for need in nodes[slot].needs.reversed() {
          switch states[need] {
          case .open: stack.append(need)
          case .waiting:
            let name = nodes[need].name
            _ = frame.null("`\(name)` 绕回自己", "`\(name)` needs itself")
          case .done: break
          }
        }
      case .waiting:
        stack.removeLast()
        states[slot] = .done
        let outer = frame.locals
        frame.locals = []
        if let evaluator = nodes[slot].evaluator, nodes[slot].role == .decision {
          frame.slots[slot] = evaluator(&frame)
        }
        frame.locals = outer
      }
    }
  }
}
