import Core

extension CityIndex {
  /// The code that people and clients name a place by.
  package func code(of place: Int64) -> String? { position(of: place).map { tree.nodes[$0].code } }
}
