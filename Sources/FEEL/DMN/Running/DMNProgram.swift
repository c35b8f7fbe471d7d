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
    /// Slots of the inputs and decisions that must be there first.
    var needs: [Int] = []
    /// What its value is brought to.
    var shape: DMNTypes.Shape = .any
    /// The value of a decision; the function value of knowledge or of a service.
    var evaluator: Evaluator?
    var parameters: [String] = []
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
