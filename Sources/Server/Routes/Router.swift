/// Finds the route of a path: a tree over segments, literal before parameter.
package struct Router: Sendable {
  private final class Node: Sendable {
    let literals: [String: Node]
    let parameter: Node?
    let routes: [Method: Int]
    init(literals: [String: Node], parameter: Node?, routes: [Method: Int]) {
      self.literals = literals
      self.parameter = parameter
      self.routes = routes
    }
  }

  package enum Match: Sendable {
    case route(Int, parameters: [String])
    /// The path exists with other methods.
    case method([Method])
    case none
  }

  package let routes: [Route]
  private let root: Node

  package init(_ routes: [Route]) {
    self.routes = routes
    root = Self.grow(routes.indices.map { ($0, routes[$0].segments[...]) }, routes)
  }

  private static func grow(_ ends: [(route: Int, rest: ArraySlice<Substring>)], _ routes: [Route]) -> Node {
    var here: [Method: Int] = [:]
    var below: [String: [(Int, ArraySlice<Substring>)]] = [:]
    var parameters: [(Int, ArraySlice<Substring>)] = []
    for (route, rest) in ends {
      guard let first = rest.first else {
        here[routes[route].method] = route
        continue
      }
      if first.hasPrefix("{") {
        parameters.append((route, rest.dropFirst()))
      } else {
        below[String(first), default: []].append((route, rest.dropFirst()))
      }
    }
    return Node(
      literals: below.mapValues { grow($0, routes) },
      parameter: parameters.isEmpty ? nil : grow(parameters, routes),
      routes: here)
  }

  /// HEAD is answered by the route of GET.
  package func match(_ method: Method?, _ path: [String]) -> Match {
    var parameters: [String] = []
    guard let node = find(root, path[...], &parameters) else { return .none }
    if let method, let route = node.routes[method == .head ? .get : method] {
      return .route(route, parameters: parameters)
    }
    return .method(node.routes.keys.sorted { $0.rawValue < $1.rawValue })
  }

  /// At most one step back for each segment; paths have at most 16.
  private func find(_ node: Node, _ rest: ArraySlice<String>, _ parameters: inout [String]) -> Node? {
    guard let first = rest.first else { return node.routes.isEmpty ? nil : node }
    if let next = node.literals[first], let found = find(next, rest.dropFirst(), &parameters) { return found }
    guard let next = node.parameter, !first.isEmpty else { return nil }
    parameters.append(first)
    if let found = find(next, rest.dropFirst(), &parameters) { return found }
    parameters.removeLast()
    return nil
  }
}
