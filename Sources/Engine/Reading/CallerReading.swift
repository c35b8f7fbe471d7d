import Core

extension CityIndex {
  /// Names from the top down, with `/` between; nil for a place that is not in the tree.
  package func path(of place: Int64) -> String? { position(of: place).map { tree.path(of: $0) } }

  /// The code that people and clients name a place by.
  package func code(of place: Int64) -> String? { position(of: place).map { tree.nodes[$0].code } }
}
