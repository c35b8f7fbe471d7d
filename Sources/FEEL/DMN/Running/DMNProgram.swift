/// A model that can run: every element has a slot, its logic is compiled, and it knows what it needs.
package struct DMNProgram: Sendable {
  /// What an element is.
  package enum Role: Sendable {
    case input, decision, knowledge, service
  }

  /// One element.
  struct Node: Sendable {
    let role: Role
    let file: Int
    let name: String
    let namespace: String
    let place: XMLPlace
    /// How the model that is run names it when it comes by imports.
    let paths: [String]
    /// Slots of the inputs and decisions that must be there first.
    var needs: [Int] = []
    /// Slots of the knowledge models and services it may call.
    var calls: [Int] = []
    /// Its own logic holds a function of another language.
    var isForeign = false
    /// What its value is brought to.
    var shape: DMNTypes.Shape = .any
    /// The value of a decision; the function value of knowledge or of a service.
    var evaluator: Evaluator?
    /// What knowledge or a service is called with.
    var parameters: [(name: String, shape: DMNTypes.Shape)] = []
    /// Output decisions of a service.
    var outputs: [Int] = []
  }

  var nodes: [Node]
  var types: DMNTypes
  /// What is wrong with parts of it; those give null when they run.
  package internal(set) var problems: [XMLProblem]

  /// Names of the decisions of the model itself, in order.
  package var decisions: [String] {
    nodes.filter { $0.role == .decision && $0.file == 0 }.map(\.name)
  }

  /// Whether the element of that name, or what it needs, calls functions of other languages (DMN 1.5, 10.3.2.13.3).
  package func callsForeign(_ name: String) -> Bool {
    guard let start = slot(DMNReader.name(name), [.decision, .knowledge, .service]) else { return false }
    var seen: Set<Int> = [start]
    var waiting = [start]
    while let slot = waiting.popLast() {
      if nodes[slot].isForeign { return true }
      for next in nodes[slot].needs + nodes[slot].calls + nodes[slot].outputs where seen.insert(next).inserted
      {
        waiting.append(next)
      }
    }
    return false
  }

  /// The slot of an element by name; those of the model itself go before imported ones.
  func slot(_ name: String, _ roles: Set<Role>, namespace: String? = nil) -> Int? {
    var found: Int?
    for (slot, node) in nodes.enumerated() where roles.contains(node.role) && Text.same(node.name, name) {
      if let namespace, node.namespace != namespace { continue }
      if node.file == 0 || namespace != nil { return slot }
      if found == nil { found = slot }
    }
    return found
  }
}
